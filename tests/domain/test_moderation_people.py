"""Warning and silencing people, and not hearing from somebody."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.discussions.moderation import blocks, people
from politiker.discussions.moderation.keeping import OwnPost, keeps, kept, post_as_met
from politiker.discussions.moderation.models import Block, Reason, Undo
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import seen, writes
from politiker.discussions.threads.models import Mention
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.policy import Role
from politiker.privacy.dossier import dossier
from politiker.registrations import actions
from tests import meetings, talks
from tests import people as town

Who = dict[str, Person]
DAY = timedelta(days=1)


@pytest.fixture
def who(room: Flask, now: datetime) -> Iterator[Who]:
    yield {
        "karen": town.karen(), "mads": town.mads(), "amina": town.amina(), "ole": town.ole(), "adam": town.adam(),
        "mona": town.with_role(Role.MODERATOR, "Mona Dam"), "birgit": town.birgit(), "per": town.person("Per Uden"),
        "otto": town.with_role(Role.ORGANISER, "Otto Bo"),
    }  # fmt: skip


def lines(*happenings: Happening) -> list[tuple[str, int, str | None]]:
    query = sa.select(Entry.happening, Entry.subject_id, Entry.reason).where(Entry.happening.in_(happenings))
    return [(row[0].value, row[1], row[2]) for row in db.session.execute(query.order_by(Entry.id))]


def test_the_rule_and_the_query_say_the_same_of_who_keeps_what(who: Who, now: datetime) -> None:
    event = meetings.seminar(now, organiser=who["ole"])
    actions.register(event, by=town.actor(who["karen"], now), now=now)
    rooms = {
        "open": talks.open_room(now),
        "network": talks.network(now, who["mads"], facilitator=who["karen"]),
        "event": talks.event_room(now, event),
        "sealed": talks.network(now, who["mads"], facilitator=who["karen"], is_confidential=True, title=""),
    }
    keepers = {"open": {"mona"}, "network": {"karen"}, "event": {"ole"}, "sealed": set()}
    for name, person in who.items():
        by = town.actor(person, now)
        listed = set(db.session.scalars(sa.select(Room.id).where(kept(by, now))))
        for kind, room in rooms.items():
            met = seen(room.address, by=by, now=now)
            assert met is not None
            assert keeps(by, met) == (name in keepers[kind]) == (room.id in listed), (name, kind)


def test_a_warning_is_a_letter_and_a_line(who: Who, now: datetime) -> None:
    post = talks.answer(talks.thread(talks.open_room(now), who["amina"], now), who["karen"], now)
    mona = town.actor(who["mona"], now)
    one = post_as_met(post.id, by=mona, now=now)
    assert one is not None
    people.warn(one, Reason.ATTACK, by=mona, now=now)
    assert lines(Happening.PERSON_WARNED) == [("person_warned", who["karen"].id, "attack")]
    warned = sa.select(OutgoingMail.person_id).where(OutgoingMail.letter == "warned")
    assert db.session.scalars(warned).all() == [who["karen"].id]
    mads = town.actor(who["mads"], now)
    as_mads = post_as_met(post.id, by=mads, now=now)
    assert as_mads is not None
    with pytest.raises(Forbidden):
        people.warn(as_mads, Reason.ATTACK, by=mads, now=now)


def test_the_silenced_read_and_do_not_write_until_it_ends(who: Who, now: datetime) -> None:
    room, mona, mads = talks.open_room(now), town.actor(who["mona"], now), town.actor(who["mads"], now)
    met = talks.met(room, who["mona"], now)
    for wrong in (timedelta(days=2), timedelta(0), 365 * DAY):
        with pytest.raises(people.NotThatLong):
            people.silence(who["mads"], met, wrong, Reason.ATTACK, by=mona, now=now)
    until = people.silence(who["mads"], met, 7 * DAY, Reason.ATTACK, by=mona, now=now)
    assert until == now + 7 * DAY
    theirs = talks.met(room, who["mads"], now)
    assert not writes(mads, theirs, until - timedelta(seconds=1)) and writes(mads, theirs, until)
    with pytest.raises(IllegalMove):
        people.silence(who["mads"], met, DAY, Reason.ATTACK, by=mona, now=now)
    people.end_silence(who["mads"], met, Undo.MISTAKE, by=mona, now=now)
    assert writes(mads, talks.met(room, who["mads"], now), now)
    with pytest.raises(people.NotSilenced):
        people.end_silence(who["mads"], met, Undo.MISTAKE, by=mona, now=now)
    assert lines(Happening.PERSON_SILENCED, Happening.SILENCE_ENDED) == [
        ("person_silenced", who["mads"].id, "attack:7"), ("silence_ended", who["mads"].id, "mistake"),
    ]  # fmt: skip


def test_nobody_silences_themselves_nor_in_a_room_they_do_not_keep(who: Who, now: datetime) -> None:
    network = talks.network(now, who["mads"], facilitator=who["karen"])
    met = talks.met(network, who["karen"], now)
    karen = town.actor(who["karen"], now)
    with pytest.raises(OwnPost):
        people.silence(who["karen"], met, DAY, Reason.OTHER, by=karen, now=now)
    people.silence(who["mads"], met, DAY, Reason.OTHER, by=karen, now=now)
    for name in ("mads", "mona", "amina", "adam"):
        with pytest.raises(Forbidden):
            people.silence(
                who["karen"], talks.met(network, who[name], now), DAY, Reason.OTHER,
                by=town.actor(who[name], now), now=now,
            )  # fmt: skip
    sealed = talks.network(now, who["mads"], facilitator=who["karen"], is_confidential=True, title="")
    with pytest.raises(Forbidden):
        people.silence(who["mads"], talks.met(sealed, who["karen"], now), DAY, Reason.OTHER, by=karen, now=now)


def test_one_blocks_for_oneself_and_the_other_finds_nothing_of_it(who: Who, now: datetime) -> None:
    karen, mads = town.actor(who["karen"], now), who["mads"]
    blocks.block(mads, by=karen, now=now)
    assert blocks.are_apart(who["karen"].id, mads.id) and not blocks.are_apart(mads.id, who["karen"].id)
    with pytest.raises(blocks.AlreadyBlocked):
        blocks.block(mads, by=karen, now=now)
    with pytest.raises(blocks.NotOneself):
        blocks.block(who["karen"], by=karen, now=now)
    told = dossier(mads.id, now=now)
    assert "blocked" not in str(told["spor"]) and told["tabeller"]["block"]["raekker"] == []
    mine = dossier(who["karen"].id, now=now)
    assert "blocked" in str(mine["spor"]) and len(mine["tabeller"]["block"]["raekker"]) == 1
    assert [row.uid for row in blocks.own_blocks(by=karen)] == [mads.uid]
    blocks.unblock(mads, by=karen, now=now)
    assert db.session.scalars(sa.select(Block)).all() == []
    with pytest.raises(blocks.NotBlocked):
        blocks.unblock(mads, by=karen, now=now)
    assert [line[0] for line in lines(Happening.BLOCKED, Happening.BLOCK_ENDED)] == ["blocked", "block_ended"]
    for name in ("mona", "adam", "birgit", "per", "ole"):
        with pytest.raises(Forbidden):
            blocks.block(mads, by=town.actor(who[name], now), now=now)


def test_the_blocked_cannot_name_the_one_who_blocked_them(who: Who, now: datetime) -> None:
    room = talks.open_room(now)
    thread = talks.thread(room, who["karen"], now)

    def named() -> list[int]:
        post = talks.answer(thread, who["mads"], now, body="Hvad siger @Karen Friis?")
        return list(db.session.scalars(sa.select(Mention.person_id).where(Mention.post_id == post.id)))

    assert named() == [who["karen"].id], "control: she can be named"
    blocks.block(who["mads"], by=town.actor(who["karen"], now), now=now)
    assert named() == []
    ids = db.session.scalar(sa.select(blocks.blocked_by(who["karen"].id)))
    assert ids == str(who["mads"].id)
    assert db.session.scalar(sa.select(blocks.blocked_by(who["amina"].id))) is None


def test_a_moderator_comes_between_two_and_only_a_moderator_lifts_it(who: Who, now: datetime) -> None:
    karen, mona = town.actor(who["karen"], now), town.actor(who["mona"], now)
    blocks.block(who["mads"], by=karen, now=now)
    blocks.impose(who["karen"], who["mads"], Reason.ATTACK, by=mona, now=now)
    assert blocks.are_apart(who["mads"].id, who["karen"].id)
    with pytest.raises(blocks.AlreadyBlocked):
        blocks.impose(who["mads"], who["karen"], Reason.ATTACK, by=mona, now=now)
    blocks.unblock(who["mads"], by=karen, now=now)
    assert blocks.are_apart(who["karen"].id, who["mads"].id), "the moderator's stands"
    with pytest.raises(blocks.NotBlocked):
        blocks.unblock(who["karen"], by=town.actor(who["mads"], now), now=now)
    blocks.block(who["mads"], by=karen, now=now)
    for name in ("karen", "adam", "amina"):
        with pytest.raises(Forbidden):
            blocks.lift(who["karen"], who["mads"], Undo.SETTLED, by=town.actor(who[name], now), now=now)
    blocks.lift(who["mads"], who["karen"], Undo.SETTLED, by=mona, now=now)
    assert blocks.are_apart(who["karen"].id, who["mads"].id), "what she wishes herself stays"
    assert not blocks.are_apart(who["mads"].id, who["karen"].id)
    with pytest.raises(blocks.NotBlocked):
        blocks.lift(who["mads"], who["karen"], Undo.SETTLED, by=mona, now=now)
    both = town.actor(who["mona"], now)
    with pytest.raises(blocks.NotOneself):
        blocks.impose(who["mona"], who["karen"], Reason.ATTACK, by=both, now=now)
