"""Networks: making one, asking people in, leaving, and who looks after it."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.names import EmailRefused
from politiker.discussions.moderation.models import Block
from politiker.discussions.rooms import actions, invitations, membership
from politiker.discussions.rooms.actions import RoomIsArchived, RoomNeedsTitle
from politiker.discussions.rooms.invitations import INVITATIONS, NO_LASTS, NotInvited
from politiker.discussions.rooms.membership import IsFacilitator, LastFacilitator, NotAMember
from politiker.discussions.rooms.models import Level, Room, RoomChoice, RoomMember
from politiker.discussions.rooms.people_in import people_in
from politiker.discussions.rooms.standing import knows, reads
from politiker.mail.outbox import OutgoingMail
from politiker.people.limits import TooManyAttempts
from politiker.people.models import Person
from politiker.policy import Role, system
from tests import people, talks

JOB = system("hand_over_networks")


def member(room: Room, person: Person) -> RoomMember | None:
    db.session.expire_all()
    return db.session.get(RoomMember, (room.id, person.id))


def happened(kind: Happening) -> list[tuple[str, str | None]]:
    query = sa.select(Entry.subject, Entry.reason).where(Entry.happening == kind).order_by(Entry.id)
    return [(row.subject, row.reason) for row in db.session.execute(query)]


def ask(room: Room, who: str | Person, by: Person, now: datetime) -> None:
    seen, actor = talks.met(room, by, now), people.actor(by, now)
    if isinstance(who, str):
        invitations.invite_address(seen, who, by=actor, now=now)
    else:
        invitations.invite_found(seen, who.id, by=actor, now=now)
    db.session.flush()


def test_a_councillor_makes_a_network_and_looks_after_it(room: Flask, now: datetime) -> None:
    karen = people.actor(people.karen(), now)
    made = actions.create_network("  Formænd \n for skole ", " Vi deler. ", by=karen, now=now)
    db.session.flush()
    assert (made.title, made.purpose, len(made.address) >= 20) == ("Formænd for skole", "Vi deler.", True)
    [row] = db.session.scalars(sa.select(RoomMember).where(RoomMember.room_id == made.id))
    assert row.is_facilitator and row.is_inside and row.person_id == karen.person_id
    assert happened(Happening.ROOM_CREATED) == [("room", None)]
    with pytest.raises(RoomNeedsTitle):
        actions.create_network(" ", "", by=karen, now=now)
    for role in (Role.MODERATOR, Role.ORGANISER, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            actions.create_network("Mit", "", by=people.actor(people.with_role(role), now), now=now)


def test_five_rooms_a_day(room: Flask, now: datetime) -> None:
    karen = people.actor(people.karen(), now)
    for number in range(5):
        actions.create_network(f"Nr. {number}", "", by=karen, now=now)
    with pytest.raises(TooManyAttempts):
        actions.create_network("Nr. 6", "", by=karen, now=now)
    actions.create_network("Nr. 6", "", by=karen, now=now + timedelta(days=1, seconds=1))


def test_asked_in_by_address_and_yes(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    net = talks.network(now, facilitator=karen)
    ask(net, " MADS@example.dk ", karen, now)
    row = member(net, mads)
    assert row is not None and row.is_asked and row.invited_by_id == karen.id
    letters = list(db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.person_id == mads.id)))
    assert [(one.letter, one.facts) for one in letters] == [("room_invitation", {})]
    met = talks.met(net, mads, now)
    assert knows(people.actor(mads, now), met) and not reads(people.actor(mads, now), met)
    assert [one.name for one in people_in(met, by=people.actor(mads, now), now=now).shown] == ["Karen Friis"]
    invitations.accept(met, by=people.actor(mads, now), now=now)
    db.session.flush()
    inside = people_in(talks.met(net, mads, now), by=people.actor(mads, now), now=now).shown
    assert [(one.name, one.towns, one.is_facilitator) for one in inside] == [
        ("Karen Friis", ("Aarhus",), True),
        ("Mads Holm", ("Ringsted",), False),
    ]
    assert happened(Happening.ROOM_INVITED) == [("person", f"room:{net.id}")]
    assert happened(Happening.ROOM_JOINED) == [("room", None)]
    with pytest.raises(NotInvited):
        invitations.accept(talks.met(net, mads, now), by=people.actor(mads, now), now=now)


def test_asking_ends_alike_for_whoever_it_is_and_asks_only_councillors(room: Flask, now: datetime) -> None:
    karen = people.karen()
    people.person("Per Uden", email="per@example.dk")
    people.councillor("Ny Mand", email="ny@example.dk").joined_at = None
    people.councillor("Spær Ret", email="ret@example.dk").suspended_at = now
    old = (now - timedelta(days=900), now - timedelta(days=1))
    people.councillor("Lone Forhen", email="lone@example.dk", period=old)
    shy = people.councillor("Bo Lukker", email="bo@example.dk")
    net = talks.network(now, facilitator=karen)
    db.session.add(Block(person_id=shy.id, blocked_id=karen.id, wished_at=now))
    db.session.flush()
    for address in ("nobody@example.dk", "per@example.dk", "ny@example.dk", "ret@example.dk", "lone@example.dk",
                    "bo@example.dk", "karen@example.dk"):  # fmt: skip
        ask(net, address, karen, now)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RoomMember)) == 1, "Karen herself and nobody else"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutgoingMail)) == 0
    with pytest.raises(EmailRefused):
        ask(net, "no address@", karen, now)


def test_fifty_are_asked_a_day_known_or_not(room: Flask, now: datetime) -> None:
    karen = people.karen()
    net = talks.network(now, facilitator=karen)
    for number in range(INVITATIONS.most):
        ask(net, f"gaet{number}@example.dk", karen, now)
    with pytest.raises(TooManyAttempts):
        ask(net, "mads@example.dk", karen, now)


def test_whoever_said_no_is_left_in_peace_for_a_month(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    net = talks.network(now, facilitator=karen)
    ask(net, mads, karen, now)
    invitations.decline(talks.met(net, mads, now), by=people.actor(mads, now), now=now)
    db.session.flush()
    assert not knows(people.actor(mads, now), talks.met(net, mads, now))
    ask(net, mads, karen, now + NO_LASTS - timedelta(hours=1))
    row = member(net, mads)
    assert row is not None and not row.is_asked
    ask(net, mads, karen, now + NO_LASTS + timedelta(hours=1))
    row = member(net, mads)
    assert row is not None and row.is_asked


def test_a_facilitator_sees_whom_they_asked_only_if_they_could_find_them(room: Flask, now: datetime) -> None:
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    amina.shown_at = now
    net = talks.network(now, facilitator=karen)
    for person in (mads, amina):
        ask(net, person.email, karen, now)
    seen = people_in(talks.met(net, karen, now), by=people.actor(karen, now), now=now).shown
    assert [(one.name, one.is_asked) for one in seen] == [("Karen Friis", False), ("Amina Yusuf", True)]
    invitations.take_back_invitation(talks.met(net, karen, now), amina.id, by=people.actor(karen, now), now=now)
    db.session.flush()
    assert member(net, amina) is None
    with pytest.raises(NotInvited):
        invitations.take_back_invitation(talks.met(net, karen, now), amina.id, by=people.actor(karen, now), now=now)


def test_only_the_facilitator_asks_removes_and_locks(room: Flask, now: datetime) -> None:
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    net = talks.network(now, mads, facilitator=karen)
    met, by = talks.met(net, mads, now), people.actor(mads, now)
    for act in (
        lambda: invitations.invite_found(met, amina.id, by=by, now=now),
        lambda: invitations.invite_address(met, "amina@example.dk", by=by, now=now),
        lambda: invitations.take_back_invitation(met, amina.id, by=by, now=now),
        lambda: membership.remove(met, karen.id, by=by, now=now),
        lambda: membership.make_facilitator(met, mads.id, by=by, now=now),
        lambda: membership.end_facilitator(met, karen.id, by=by, now=now),
        lambda: actions.lock_room(met, by=by, now=now),
        lambda: actions.unlock_room(met, by=by, now=now),
        lambda: actions.archive_room(met, by=by, now=now),
        lambda: actions.take_out_room(met, by=by, now=now),
    ):
        with pytest.raises(Forbidden):
            act()


def test_removed_and_out(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    net = talks.network(now, mads, facilitator=karen)
    by = people.actor(karen, now)
    membership.remove(talks.met(net, karen, now), mads.id, by=by, now=now)
    db.session.flush()
    assert not reads(people.actor(mads, now), talks.met(net, mads, now))
    assert happened(Happening.ROOM_REMOVED) == [("person", f"room:{net.id}")]
    with pytest.raises(NotAMember):
        membership.remove(talks.met(net, karen, now), mads.id, by=by, now=now)
    with pytest.raises(IsFacilitator):
        membership.remove(talks.met(net, karen, now), karen.id, by=by, now=now)


def test_the_last_facilitator_names_another_or_puts_the_room_away(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    net = talks.network(now, mads, facilitator=karen)
    by = people.actor(karen, now)
    with pytest.raises(LastFacilitator):
        membership.leave(talks.met(net, karen, now), by=by, now=now)
    with pytest.raises(LastFacilitator):
        membership.end_facilitator(talks.met(net, karen, now), karen.id, by=by, now=now)
    membership.make_facilitator(talks.met(net, karen, now), mads.id, by=by, now=now)
    db.session.flush()
    membership.leave(talks.met(net, karen, now), by=by, now=now)
    db.session.flush()
    assert not reads(by, talks.met(net, karen, now))
    actions.archive_room(talks.met(net, mads, now), by=people.actor(mads, now), now=now)
    db.session.flush()
    with pytest.raises(RoomIsArchived):
        ask(net, karen, mads, now)
    membership.leave(talks.met(net, mads, now), by=people.actor(mads, now), now=now)
    assert len(happened(Happening.ROOM_LEFT)) == 2 and happened(Happening.FACILITATOR_MADE) == [
        ("person", f"room:{net.id}")
    ]


def test_a_facilitator_whose_mandate_ended_does_not_count(room: Flask, now: datetime) -> None:
    karen = people.karen()
    gone = people.councillor("Lone Forhen", period=(now - timedelta(days=900), now - timedelta(days=1)))
    net = talks.network(now, gone, facilitator=karen)
    db.session.get_one(RoomMember, (net.id, gone.id)).is_facilitator = True
    db.session.flush()
    with pytest.raises(LastFacilitator):
        membership.leave(talks.met(net, karen, now), by=people.actor(karen, now), now=now)


def test_a_network_nobody_looks_after_goes_to_its_longest_standing_member(room: Flask, now: datetime) -> None:
    old = (now - timedelta(days=900), now - timedelta(days=1))
    gone, mads, amina = people.councillor("Lone Forhen", period=old), people.mads(), people.amina()
    net = talks.network(now, amina, facilitator=gone)
    db.session.add(RoomMember(room_id=net.id, person_id=mads.id, joined_at=now - timedelta(days=2)))
    fine = talks.network(now, mads, facilitator=amina)
    empty = talks.network(now, facilitator=gone)
    db.session.flush()
    assert membership.hand_over(by=JOB, now=now) == 1
    db.session.flush()
    inside = people_in(talks.met(net, amina, now), by=people.actor(amina, now), now=now)
    assert inside.facilitators == ("Lone Forhen", "Mads Holm")
    row, other, alone = member(net, mads), member(fine, mads), member(empty, mads)
    assert row is not None and row.is_facilitator and other is not None and not other.is_facilitator and alone is None
    assert happened(Happening.FACILITATOR_MADE) == [("person", f"room:{net.id}")]
    assert membership.hand_over(by=JOB, now=now) == 0


def test_of_a_confidential_room_only_the_hour_is_kept(room: Flask, now: datetime) -> None:
    late = now + timedelta(minutes=25, seconds=3)
    karen, mads = people.karen(), people.mads()
    net = talks.network(now, facilitator=karen, title="", is_confidential=True)
    ask(net, mads, karen, late)
    invitations.accept(talks.met(net, mads, late), by=people.actor(mads, late), now=late)
    actions.lock_room(talks.met(net, karen, late), by=people.actor(karen, late), now=late)
    db.session.flush()
    row = member(net, mads)
    assert row is not None and row.joined_at == row.invited_at == now
    assert db.session.get_one(Room, net.id).locked_at == now
    kinds = (Happening.ROOM_INVITED, Happening.ROOM_JOINED, Happening.ROOM_LOCKED)
    assert set(db.session.scalars(sa.select(Entry.at).where(Entry.happening.in_(kinds)))) == {now}


def test_how_much_one_hears(room: Flask, now: datetime) -> None:
    karen, per = people.karen(), people.person("Per Uden")
    there = talks.open_room(now)
    for level in (Level.MUTE, Level.FOLLOW):
        actions.choose_level(talks.met(there, karen, now), level, by=people.actor(karen, now))
        db.session.flush()
        assert talks.met(there, karen, now).level is level
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RoomChoice)) == 1
    with pytest.raises(Forbidden):
        actions.choose_level(talks.met(there, per, now), Level.MUTE, by=people.actor(per, now))
