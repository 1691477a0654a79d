"""What is said of one room and what is asked of many are held together: the list of rooms, and who keeps which.

Reading has its twins in `tests/domain/test_rooms_standing.py`, and search in `tests/domain/test_search_twins.py`.
"""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.moderation.keeping import has_desk, keeps, kept
from politiker.discussions.rooms import queries
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import knows, seen_by_id
from politiker.policy import Actor
from politiker.web.browser import actor_of
from tests.policy import furniture, furniture_rooms, furniture_sealed


def arranged(now: datetime) -> tuple[dict[str, Actor], list[int]]:
    """One of each kind of person in the town, and every room of it."""
    who = furniture.everybody(now)
    things = furniture.events(who, now) | furniture.members(who, now)
    things |= furniture_rooms.rooms(who, things, now)
    furniture_sealed.sealed(who, things, now)
    actors = {kind: actor_of(person.id, now) for kind, person in who.items()}
    return actors, list(db.session.scalars(sa.select(Room.id)))


def disagreements(actors: dict[str, Actor], room_ids: list[int], now: datetime) -> tuple[list[str], int, int]:
    """Where a list and a rule differ, how many times they were asked, and how often the answer was yes."""
    faults, asked, yes = [], 0, 0
    for kind, by in actors.items():
        listed = {row.id for row in queries.rooms_of(by, now=now)}
        in_order = set(db.session.scalars(sa.select(Room.id).where(kept(by, now))))
        for room_id in room_ids:
            met = seen_by_id(room_id, by=by, now=now)
            assert met is not None
            if knows(by, met) != (room_id in listed):
                faults.append(f"{kind} is told of {room_id}, or not, unlike the rule")
            if keeps(by, met) != (room_id in in_order):
                faults.append(f"{kind} keeps {room_id}, or not, unlike the rule")
            asked, yes = asked + 2, yes + knows(by, met) + keeps(by, met)
        if in_order and not has_desk(by, now):
            faults.append(f"{kind} keeps a room and has no desk")
    return faults, asked, yes


def test_the_lists_of_rooms_say_what_the_rules_say(room: Flask, now: datetime) -> None:
    faults, asked, yes = disagreements(*arranged(now), now)
    assert faults == []
    assert asked == 11 * 10 * 2 and 20 < yes < asked / 2
    print(f"room twins: {asked} questions")


def test_room_twins_control(room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that forgets who somebody is is caught: it tells them of every room."""
    actors, room_ids = arranged(now)
    monkeypatch.setattr("politiker.discussions.rooms.queries.readable", lambda by, now: sa.true())
    faults, _asked, _yes = disagreements(actors, room_ids, now)
    assert [fault for fault in faults if fault.startswith("AD is told of")]
