"""Who reads and writes in which room: the rule for one room, and the query for many, say the same."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.rooms.models import Room, RoomChoice, RoomMember
from politiker.discussions.rooms.standing import knows, readable, reads, seen, writes
from politiker.people.models import Duty, Person
from politiker.policy import Role
from politiker.registrations import actions
from tests import meetings, people, talks

LONG_AGO = (people.PERIOD[0] - timedelta(days=2000), people.PERIOD[0] - timedelta(days=1000))


@pytest.fixture
def town(room: Flask, now: datetime) -> Iterator[tuple[dict[str, Person], dict[str, Room]]]:
    """One of each kind of person, and one of each kind of room."""
    who = {
        "karen": people.karen(),
        "mads": people.mads(),
        "amina": people.amina(),
        "mayor": people.councillor("Bo Borg", duty=Duty.MAYOR),
        "lapsed": people.councillor("Lone Forhen", duty=Duty.MAYOR, newly_elected=True, period=LONG_AGO),
        "ole": people.ole(),
        "otto": people.with_role(Role.ORGANISER, "Otto Bo"),
        "birgit": people.birgit(),
        "mona": people.with_role(Role.MODERATOR, "Mona Bech"),
        "adam": people.adam(),
        "nobody": people.person("Per Uden"),
    }
    event = meetings.seminar(now, organiser=who["ole"])
    actions.register(event, by=people.actor(who["karen"], now), now=now)
    rooms = {
        "open": talks.open_room(now),
        "network": talks.network(now, who["mads"], who["lapsed"], facilitator=who["karen"]),
        "mayors": talks.role_room(now, duty=Duty.MAYOR),
        "new": talks.role_room(now, newly_elected=True),
        "chairs of schools": talks.role_room(now, duty=Duty.COMMITTEE_CHAIR, committee="Skole"),
        "event": talks.event_room(now, event),
    }
    invited = RoomMember(room_id=rooms["network"].id, person_id=who["amina"].id, invited_at=now)
    db.session.add(invited)
    db.session.flush()
    yield who, rooms


READS = {
    "open": {"karen", "mads", "amina", "mayor", "mona"},
    "network": {"karen", "mads"},
    "mayors": {"mayor"},
    "new": {"amina"},
    "chairs of schools": set(),
    "event": {"karen", "ole"},
}


def test_the_rule_and_the_query_let_the_same_people_read(
    town: tuple[dict[str, Person], dict[str, Room]], now: datetime
) -> None:
    who, rooms = town
    asked = 0
    for name, person in who.items():
        by = people.actor(person, now)
        listed = set(db.session.scalars(sa.select(Room.id).where(readable(by, now))))
        for kind, room in rooms.items():
            met = seen(room.address, by=by, now=now)
            assert met is not None
            assert reads(by, met) == (name in READS[kind]) == (room.id in listed), (name, kind)
            asked += 1
    assert asked == len(READS) * len(who)


def test_an_invited_councillor_knows_of_a_network_and_reads_nothing(
    town: tuple[dict[str, Person], dict[str, Room]], now: datetime
) -> None:
    who, rooms = town
    amina = people.actor(who["amina"], now)
    met = talks.met(rooms["network"], who["amina"], now)
    assert knows(amina, met) and not reads(amina, met) and not writes(amina, met, now)
    outsider = talks.met(rooms["network"], who["mayor"], now)
    assert not knows(people.actor(who["mayor"], now), outsider)


def test_nobody_writes_in_a_locked_room_nor_while_silenced(
    town: tuple[dict[str, Person], dict[str, Room]], now: datetime
) -> None:
    who, rooms = town
    karen = people.actor(who["karen"], now)
    assert writes(karen, talks.met(rooms["open"], who["karen"], now), now)
    db.session.add(
        RoomChoice(person_id=who["karen"].id, room_id=rooms["open"].id, silenced_until=now + timedelta(days=1))
    )
    rooms["network"].locked_at = now
    db.session.flush()
    silenced = talks.met(rooms["open"], who["karen"], now)
    assert not writes(karen, silenced, now) and reads(karen, silenced)
    assert writes(karen, silenced, now + timedelta(days=1))
    assert not writes(karen, talks.met(rooms["network"], who["karen"], now), now)


def test_one_who_left_is_out_and_a_role_ends_with_the_mandate(
    town: tuple[dict[str, Person], dict[str, Room]], now: datetime
) -> None:
    who, rooms = town
    mine = db.session.get_one(RoomMember, (rooms["network"].id, who["mads"].id))
    mine.left_at = now
    db.session.flush()
    assert not reads(people.actor(who["mads"], now), talks.met(rooms["network"], who["mads"], now))
    later = people.PERIOD[1]
    met = seen(rooms["mayors"].address, by=people.actor(who["mayor"], later), now=later)
    assert met is not None and not reads(people.actor(who["mayor"], later), met)
