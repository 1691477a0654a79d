"""What guests eat and need: few see it, each look is recorded, and it goes."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events import actions as event_actions
from politiker.policy import Right
from politiker.registrations import actions, needs
from politiker.registrations.errors import SeatIsNotCertain
from politiker.registrations.models import Diet, Needs
from tests import meetings, people
from tests.guests import take


def test_needs_are_asked_only_of_who_has_a_seat(room: Flask, now: datetime) -> None:
    karen, event = people.karen(), meetings.seminar(now, capacity=1)
    take(event, people.councillor(), now)
    waiting = take(event, karen, now)
    with pytest.raises(SeatIsNotCertain):
        needs.state_needs(waiting, diet=Diet.VEGAN, diet_note="", access_note="", by=people.actor(karen, now), now=now)


def test_only_who_was_granted_sees_them_and_each_look_is_recorded(room: Flask, now: datetime) -> None:
    ole, karen, helper = people.ole(), people.karen(), people.with_role(people.Role.ORGANISER)
    event = meetings.seminar(now, organiser=ole)
    seat = take(event, karen, now)
    needs.state_needs(
        seat, diet=Diet.HALAL, diet_note="Ingen nødder", access_note="Teleslynge", by=people.actor(karen, now), now=now
    )
    event_actions.grant_right(event, helper.id, Right.REGISTRATIONS, by=people.actor(ole, now), now=now)
    for somebody in (helper, people.birgit(), people.adam(), people.mads(), karen):
        with pytest.raises(Forbidden):
            needs.read_needs(event, by=people.actor(somebody, now), now=now)
        with pytest.raises(Forbidden):
            needs.kitchen_sheet(event, by=people.actor(somebody, now), now=now)
    rows = needs.read_needs(event, by=people.actor(ole, now), now=now)
    assert [(r.name, r.diet, r.diet_note, r.access_note) for r in rows] == [
        ("Karen Friis", Diet.HALAL, "Ingen nødder", "Teleslynge")
    ]
    db.session.flush()
    looks = db.session.scalars(sa.select(Entry.person_id).where(Entry.happening == Happening.NEEDS_READ)).all()
    assert looks == [ole.id]


def test_the_kitchen_gets_numbers_without_names(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole)
    for diet, note in ((Diet.VEGAN, "Ingen soja"), (Diet.VEGAN, ""), (Diet.NONE, "")):
        guest = people.councillor()
        seat = take(event, guest, now)
        needs.state_needs(seat, diet=diet, diet_note=note, access_note="x", by=people.actor(guest, now), now=now)
    take(event, people.karen(), now)
    sheet = needs.kitchen_sheet(event, by=people.actor(ole, now), now=now)
    assert (sheet.guests, sheet.unanswered, sheet.notes) == (4, 1, ("Ingen soja",))
    assert sheet.diets == {Diet.VEGAN: 2, Diet.NONE: 1}


def test_needs_go_thirty_days_after_and_with_the_seat(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    event = meetings.seminar(now)
    kept, left = take(event, karen, now), take(event, mads, now)
    for seat, person in ((kept, karen), (left, mads)):
        by = people.actor(person, now)
        needs.state_needs(seat, diet=Diet.VEGAN, diet_note="", access_note="", by=by, now=now)
    actions.withdraw(left, by=people.actor(mads, now), now=now)
    db.session.flush()
    assert needs.forget_needs(now=now) <= 1, "withdrawing forgets at once or at the next sweep"
    limit = event.ends_at + timedelta(days=30)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Needs)) == 1
    assert needs.forget_needs(now=limit) == 0
    assert needs.forget_needs(now=limit + timedelta(seconds=1)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Needs)) == 0
