"""Breaking the glass: two administrators, one hour, one room, and everybody in it is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.discussions.moderation import glass, reporting
from politiker.discussions.moderation.keeping import post_as_met
from politiker.discussions.moderation.models import Category, Opening, Reason
from politiker.discussions.moderation.reporting import AlreadyDecided
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import reads, seen, writes
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.policy import Role
from politiker.registrations import actions
from tests import meetings, people, talks

Who = dict[str, Person]
WHY = "En borger har ringet: nogen vil gøre skade på sig selv."
MINUTE = timedelta(minutes=1)


@pytest.fixture
def who(room: Flask, now: datetime) -> Iterator[Who]:
    yield {
        "karen": people.karen(), "mads": people.mads(), "amina": people.amina(), "adam": people.adam(),
        "anna": people.with_role(Role.ADMINISTRATOR, "Anna By"), "mona": people.with_role(Role.MODERATOR, "Mona Dam"),
        "ole": people.ole(), "birgit": people.birgit(),
    }  # fmt: skip


@pytest.fixture
def network(who: Who, now: datetime) -> Room:
    return talks.network(now, who["mads"], facilitator=who["karen"])


def asked(room: Room, who: Who, now: datetime, name: str = "adam") -> Opening:
    opening = glass.ask(room.address, Category.DANGER, WHY, by=people.actor(who[name], now), now=now)
    assert opening is not None
    return opening


def can_read(room: Room, person: Person, at: datetime) -> bool:
    by = people.actor(person, at)
    met = seen(room.address, by=by, now=at)
    assert met is not None
    opened = replace(met, opened_to_ids=glass.opened_to(room.id, at))
    assert not writes(by, opened, at)
    return reads(by, opened)


def told() -> set[int]:
    return set(db.session.scalars(sa.select(OutgoingMail.person_id).where(OutgoingMail.letter == "room_opened")))


def test_one_asks_another_allows_and_it_lasts_sixty_minutes(who: Who, network: Room, now: datetime) -> None:
    opening = asked(network, who, now)
    assert not can_read(network, who["adam"], now) and told() == set()
    glass.allow(opening, by=people.actor(who["anna"], now), now=now)
    assert can_read(network, who["adam"], now)
    assert can_read(network, who["adam"], now + 60 * MINUTE - timedelta(seconds=1))
    assert not can_read(network, who["adam"], now + 60 * MINUTE), "the sixty-first minute"
    assert not can_read(network, who["anna"], now), "for the one who asked"
    assert told() == {who["karen"].id, who["mads"].id}
    due = db.session.scalars(sa.select(OutgoingMail.due_at).where(OutgoingMail.letter == "room_opened"))
    assert set(due) == {now}, "at once"
    query = sa.select(Entry.happening, Entry.person_id, Entry.reason).where(Entry.subject == "opening")
    assert [tuple(row) for row in db.session.execute(query.order_by(Entry.id))] == [
        (Happening.GLASS_ASKED, who["adam"].id, "danger"), (Happening.GLASS_BROKEN, who["anna"].id, "danger"),
    ]  # fmt: skip


def test_nobody_allows_it_for_themselves_and_no_wish_is_used_twice(who: Who, network: Room, now: datetime) -> None:
    opening = asked(network, who, now)
    with pytest.raises(glass.AskedByOneself):
        glass.allow(opening, by=people.actor(who["adam"], now), now=now)
    with pytest.raises(glass.AskedByOneself):
        glass.refuse(opening, by=people.actor(who["adam"], now), now=now)
    for name in ("karen", "mona", "ole", "birgit"):
        with pytest.raises(Forbidden):
            glass.allow(opening, by=people.actor(who[name], now), now=now)
    glass.allow(opening, by=people.actor(who["anna"], now), now=now)
    later = now + 61 * MINUTE
    for answer in (glass.allow, glass.refuse):
        with pytest.raises(AlreadyDecided):
            answer(opening, by=people.actor(who["anna"], later), now=later)
    assert not can_read(network, who["adam"], later)


def test_without_a_reason_or_a_role_nobody_asks(who: Who, network: Room, now: datetime) -> None:
    for reason in ("", "   "):
        with pytest.raises(glass.ReasonIsMissing):
            glass.ask(network.address, Category.CRIME, reason, by=people.actor(who["adam"], now), now=now)
    for name in ("karen", "mads", "mona", "ole", "birgit"):
        with pytest.raises(Forbidden):
            glass.ask(network.address, Category.CRIME, WHY, by=people.actor(who[name], now), now=now)
    assert db.session.scalars(sa.select(Opening)).all() == []


def test_a_refusal_keeps_it_closed_and_a_wish_is_over_after_a_day(who: Who, network: Room, now: datetime) -> None:
    anna = people.actor(who["anna"], now)
    glass.refuse(asked(network, who, now), by=anna, now=now)
    assert not can_read(network, who["adam"], now) and told() == set()
    old = asked(network, who, now)
    assert len(glass.waiting(by=anna, now=now)) == 1 and glass.waiting(by=people.actor(who["adam"], now), now=now) == []
    late = now + timedelta(hours=24)
    assert glass.waiting(by=people.actor(who["anna"], late), now=late) == []
    with pytest.raises(AlreadyDecided):
        glass.allow(old, by=people.actor(who["anna"], late), now=late)
    again = asked(network, who, late)
    assert again.id == old.id and again.asked_at == late, "a newer wish takes the place of one that waits"
    glass.allow(again, by=people.actor(who["anna"], late), now=late)


def test_a_room_is_found_by_its_address_or_a_report_and_never_an_open_one(who: Who, now: datetime) -> None:
    adam, karen = people.actor(who["adam"], now), people.actor(who["karen"], now)
    network = talks.network(now, who["mads"], facilitator=who["karen"])
    post = talks.answer(talks.thread(network, who["karen"], now), who["mads"], now)
    one = post_as_met(post.id, by=karen, now=now)
    assert one is not None
    report = reporting.report(one, Reason.ATTACK, "", by=karen, now=now)
    written = (
        network.address, f"/samtaler/{network.address}", f"https://x.example/samtaler/{network.address}/7-x?side=2#y",
        str(report.id), f" {network.address} ",
    )  # fmt: skip
    for text in written:
        found = glass.ask(text, Category.DANGER, WHY, by=adam, now=now)
        assert found is not None and found.room_id == network.id, text
    open_room = talks.open_room(now)
    for text in (open_room.address, "findes-ikke", "999999999", "", "/", "/samtaler/", "x" * 500):
        assert glass.ask(text, Category.DANGER, WHY, by=adam, now=now) is None, text


def test_an_event_s_room_and_a_confidential_one_open_too(who: Who, now: datetime) -> None:
    event = meetings.seminar(now, organiser=who["ole"])
    actions.register(event, by=people.actor(who["karen"], now), now=now)
    rooms = [
        talks.event_room(now, event),
        talks.network(now, who["mads"], facilitator=who["karen"], is_confidential=True, title=""),
    ]
    for room in rooms:
        glass.allow(asked(room, who, now), by=people.actor(who["anna"], now), now=now)
        assert can_read(room, who["adam"], now) and not can_read(room, who["anna"], now)
        assert not can_read(room, who["adam"], now + 60 * MINUTE)
