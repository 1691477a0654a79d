"""Who finds what: the query and the rule say the same, over every kind of person and of room."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import reads, seen
from politiker.discussions.threads.models import Post, Thread, ThreadKind
from politiker.people.models import Duty, Person
from politiker.policy import Actor, Permission, Role, can
from politiker.registrations import actions
from politiker.search.threads import may_search_in, search, searches_rooms
from tests import meetings, people, talks

LONG_AGO = (people.PERIOD[0] - timedelta(days=2000), people.PERIOD[0] - timedelta(days=1000))
WORD = "kystsikring"
_numbers = count(1)


def everybody(now: datetime) -> dict[str, Person]:
    """One of each kind."""
    return {
        "karen": people.karen(),
        "mads": people.mads(),
        "amina": people.amina(),
        "mayor": people.councillor("Bo Borg", duty=Duty.MAYOR),
        "lapsed": people.councillor("Lone Forhen", duty=Duty.MAYOR, newly_elected=True, period=LONG_AGO),
        "ole": people.ole(),
        "birgit": people.birgit(),
        "mona": people.with_role(Role.MODERATOR, "Mona Bech"),
        "adam": people.adam(),
        "nobody": people.person("Per Uden"),
    }


def every_room(now: datetime, who: dict[str, Person]) -> dict[str, Room]:
    """One of each kind, with a conversation about the same thing in each."""
    event = meetings.seminar(now, organiser=who["ole"])
    actions.register(event, by=people.actor(who["karen"], now), now=now)
    rooms = {
        "open": talks.open_room(now),
        "open and put away": talks.open_room(now, "Gammelt", archived_at=now),
        "network": talks.network(now, who["mads"], who["lapsed"], facilitator=who["karen"]),
        "confidential": talks.network(now, who["mads"], who["karen"], is_confidential=True, title=""),
        "mayors": talks.role_room(now, duty=Duty.MAYOR),
        "new": talks.role_room(now, newly_elected=True),
        "event": talks.event_room(now, event),
    }
    for room in rooms.values():
        written(room, who["karen"], now)
        gone = written(room, who["karen"], now, deleted_at=now)
        hidden = written(room, who["karen"], now, hidden_at=now)
        for thread in (gone, hidden):
            thread.title = "Noget andet"
        written(room, who["karen"], now).hidden_at = now
    db.session.flush()
    return rooms


def written(room: Room, author: Person, now: datetime, **more: object) -> Thread:
    """A conversation with one post, whoever may write there."""
    thread = Thread(
        room_id=room.id, kind=ThreadKind.QUESTION, title=f"Om {WORD} {next(_numbers)}", author_id=author.id,
        created_at=now, last_post_at=now, post_count=1,
    )  # fmt: skip
    db.session.add(thread)
    db.session.flush()
    facts = {"thread_id": thread.id, "number": 1, "author_id": author.id, "body": WORD, "html": WORD, "created_at": now}
    db.session.add(Post(terms=WORD, **facts, **more))
    db.session.flush()
    return thread


def finds(by: Actor, now: datetime, address: str, *, inside: bool) -> int:
    """How many of the conversations in a room somebody finds."""
    room = seen(address, by=by, now=now)
    assert room is not None
    if not inside:
        return sum(hit.room_address == address for hit in search(WORD, by=by).hits)
    try:
        return len(search(WORD, by=by, room=room).hits)
    except Forbidden:
        return 0


def test_the_search_finds_what_the_rule_allows_and_nothing_else(room: Flask, now: datetime) -> None:
    who = everybody(now)
    rooms = every_room(now, who)
    asked = found = 0
    for name, person in who.items():
        by = people.actor(person, now)
        for kind, place in rooms.items():
            met = seen(place.address, by=by, now=now)
            assert met is not None
            allowed = reads(by, met) and can(by, Permission.SEARCH_POSTS, met) and not met.is_confidential
            assert finds(by, now, place.address, inside=True) == int(allowed) == may_search_in(by, met), (name, kind)
            from_outside = finds(by, now, place.address, inside=False)
            assert from_outside == int(allowed and met.is_open) == int(searches_rooms(by) and met.is_open), (name, kind)
            asked += 2
            found += from_outside
    assert asked == 2 * len(who) * len(rooms) and found == 2 * 5  # two open rooms; four councillors and a moderator
    print(f"search twins: {asked} questions")


def test_the_control_catches_a_search_that_forgets_to_ask(
    room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = everybody(now)
    closed = every_room(now, who)["mayors"]
    monkeypatch.setattr("politiker.search.threads.may_search_in", lambda by, room: True)
    assert finds(people.actor(who["adam"], now), now, closed.address, inside=True) == 1
