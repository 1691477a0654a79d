"""Many dates at once, each by a job of its own; rights taken back; and two people at one event."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.jobs import Job
from politiker.events import actions
from politiker.events.actions import LastEditor, grant_right, take_right
from politiker.events.details import EventDetails
from politiker.events.models import Event, EventGrant, Series
from politiker.events.planning.versions import ChangedMeanwhile, changed_since, marks, written
from politiker.events.queries import whole
from politiker.people.models import Person
from politiker.policy import Right, Role, system
from politiker.registrations import series_acts
from politiker.registrations.copying import NewDate, make_series
from politiker.registrations.event_changes import change_event
from politiker.registrations.models import Registration, State
from politiker.worker.desk_tables import JOBS
from tests import meetings, people
from tests.domain.test_registering import letters_to
from tests.guests import take

WEEK = timedelta(days=7)


def weekly(now: datetime, dates: int = 3) -> tuple[Series, list[Event], Person]:
    """A series of drafts a week apart, the first in thirty days."""
    ole = people.ole()
    event = meetings.draft(now, organiser=ole)
    more = [NewDate(event.starts_at + WEEK * n) for n in range(1, dates)]
    series = make_series(event, "Kattegat", more, by=people.actor(ole, now), now=now)
    query = sa.select(Event).where(Event.series_id == series.id).order_by(Event.starts_at)
    return series, list(db.session.scalars(query)), ole


def work(now: datetime) -> None:
    """The worker does what is due."""
    db.session.flush()
    for job in db.session.scalars(sa.select(Job).where(Job.name == "series_act", Job.done_at.is_(None))).all():
        JOBS[job.name](job.facts, system("series_act"), now)
        job.done_at = now
    db.session.flush()


def published(now: datetime, dates: int = 3) -> tuple[Series, list[Event], Person]:
    """The same, published."""
    series, events, ole = weekly(now, dates)
    series_acts.publish_dates(series, ids(events), by=people.actor(ole, now), now=now)
    work(now)
    return series, events, ole


def ids(events: Iterable[Event]) -> list[int]:
    return [event.id for event in events]


def test_all_drafts_are_published_each_by_its_own_job(room: Flask, now: datetime) -> None:
    series, events, ole = weekly(now)
    act = series_acts.publish_dates(series, ids(events), by=people.actor(ole, now), now=now)
    assert not any(event.is_published for event in events), "nothing has happened yet"
    assert len(list(db.session.scalars(sa.select(Job).where(Job.name == "series_act")))) == 3
    work(now)
    assert all(event.is_published for event in events)
    assert [(row.done_at, row.refusal) for row in series_acts.lines_of(act.id)] == [(now, None)] * 3
    [told] = series_acts.acts_of(series.id)
    assert (told.dates, told.done) == (3, 3)


def test_a_job_done_twice_acts_once(room: Flask, now: datetime) -> None:
    series, events, ole = published(now)
    take(events[0], karen := people.karen(), now)
    by = people.actor(ole, now)
    act = series_acts.move_dates(series, {events[0].id: events[0].starts_at + WEEK}, by=by, now=now)
    for _ in range(2):
        series_acts.carry_out(act.id, events[0].id, by=by, now=now)
    assert letters_to(karen) == ["registered", "event_changed"]


def test_moving_tells_the_guests_of_the_dates_that_move_alone(room: Flask, now: datetime) -> None:
    series, events, ole = published(now)
    karen, mads = people.karen(), people.mads()
    take(events[0], karen, now)
    take(events[1], mads, now)
    before = EventDetails.of(whole(events[0].id))
    starts = {events[0].id: events[0].starts_at + timedelta(days=2)}
    series_acts.move_dates(series, starts, by=people.actor(ole, now), now=now)
    work(now)
    after = EventDetails.of(whole(events[0].id))
    assert (after.starts_at - before.starts_at, after.ends_at - before.ends_at) == (timedelta(days=2),) * 2
    assert letters_to(karen) == ["registered", "event_changed"] and letters_to(mads) == ["registered"]


def test_calling_off_some_leaves_the_others(room: Flask, now: datetime) -> None:
    series, events, ole = published(now)
    karen, mads = people.karen(), people.mads()
    take(events[0], karen, now)
    take(events[2], mads, now)
    series_acts.call_off_dates(series, ids(events[:2]), "Hotellet er lukket.", by=people.actor(ole, now), now=now)
    work(now)
    assert [event.is_called_off for event in events] == [True, True, False]
    assert events[0].called_off_reason == "Hotellet er lukket."
    assert letters_to(karen) == ["registered", "called_off"] and letters_to(mads) == ["registered"]
    states = dict(db.session.execute(sa.select(Registration.person_id, Registration.state)).all())  # type: ignore[arg-type]
    assert states == {karen.id: State.CALLED_OFF, mads.id: State.CONFIRMED}


def test_one_date_that_cannot_does_not_stop_the_others(room: Flask, now: datetime) -> None:
    series, events, ole = published(now)
    by = people.actor(ole, now)
    starts = {events[0].id: now - WEEK, events[1].id: events[1].starts_at + WEEK}
    act = series_acts.move_dates(series, starts, by=by, now=now)
    work(now)
    told = {row.id: row.refusal for row in series_acts.lines_of(act.id)}
    assert told == {events[0].id: "EventCannotMoveIntoPast", events[1].id: None}
    assert EventDetails.of(whole(events[0].id)).starts_at == now + timedelta(days=30), "nothing of it is half done"


def test_whoever_lost_the_right_meanwhile_is_refused_by_the_job(room: Flask, now: datetime) -> None:
    series, events, ole = weekly(now)
    act = series_acts.publish_dates(series, ids(events), by=people.actor(ole, now), now=now)
    db.session.execute(sa.delete(EventGrant).where(EventGrant.event_id == events[0].id, EventGrant.right == Right.EDIT))
    work(now)
    assert [row.refusal for row in series_acts.lines_of(act.id)] == ["Forbidden", None, None]
    assert not events[0].is_published and events[1].is_published


def test_strangers_start_nothing_and_see_no_date(room: Flask, now: datetime) -> None:
    series, events, ole = weekly(now)
    inga = people.actor(people.with_role(Role.ORGANISER, "Inga Ny"), now)
    assert series_acts.dates_of(series.id, inga) == []
    with pytest.raises(Forbidden):
        series_acts.publish_dates(series, ids(events), by=inga, now=now)
    other = meetings.draft(now, organiser=people.with_role(Role.ORGANISER, "Ib Ny"))
    series_acts.publish_dates(series, [other.id], by=people.actor(ole, now), now=now)
    work(now)
    assert not other.is_published, "an event outside the series is not touched through it"


def test_a_right_is_taken_back_and_remembered(room: Flask, now: datetime) -> None:
    ole, inga = people.ole(), people.with_role(Role.ORGANISER, "Inga Ny")
    event = meetings.draft(now, organiser=ole)
    by = people.actor(ole, now)
    for right in Right:
        grant_right(event, inga.id, right, by=by, now=now)
        assert people.actor(inga, now).holds(right, event.id)
        take_right(event, inga.id, right, by=by, now=now)
        assert not people.actor(inga, now).holds(right, event.id)
    take_right(event, inga.id, Right.EDIT, by=by, now=now)  # once more is no harm
    reasons = db.session.scalars(sa.select(Entry.reason).where(Entry.happening == Happening.RIGHT_TAKEN))
    assert sorted(str(reason) for reason in reasons) == sorted(Right)


def test_somebody_can_always_edit(room: Flask, now: datetime) -> None:
    ole, inga = people.ole(), people.with_role(Role.ORGANISER, "Inga Ny")
    event = meetings.draft(now, organiser=ole)
    by = people.actor(ole, now)
    with pytest.raises(LastEditor):
        take_right(event, ole.id, Right.EDIT, by=by, now=now)
    with pytest.raises(LastEditor):
        take_right(event, ole.id, Right.EDIT, by=people.actor(people.adam(), now), now=now)
    grant_right(event, inga.id, Right.EDIT, by=by, now=now)
    inga.suspended_at = now
    db.session.flush()
    with pytest.raises(LastEditor):  # who cannot come in edits nothing
        take_right(event, ole.id, Right.EDIT, by=by, now=now)
    inga.suspended_at = None
    db.session.flush()
    take_right(event, ole.id, Right.EDIT, by=by, now=now)
    assert not people.actor(ole, now).holds(Right.EDIT, event.id)


def test_nobody_takes_what_they_could_not_give(room: Flask, now: datetime) -> None:
    ole, inga = people.ole(), people.with_role(Role.ORGANISER, "Inga Ny")
    event = meetings.draft(now, organiser=ole)
    grant_right(event, inga.id, Right.EDIT, by=people.actor(ole, now), now=now)
    with pytest.raises(Forbidden):
        take_right(event, ole.id, Right.NEEDS, by=people.actor(inga, now), now=now)
    take_right(event, ole.id, Right.NEEDS, by=people.actor(people.adam(), now), now=now)
    take_right(event, inga.id, Right.EDIT, by=people.actor(inga, now), now=now)


def test_the_later_of_two_does_not_overwrite_unseen(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole)
    by = people.actor(ole, now)
    looked_at = EventDetails.of(whole(event.id))
    change_event(event, replace(looked_at, title="Den førstes"), by=by, now=now, seen=written(looked_at))
    with pytest.raises(ChangedMeanwhile) as rule:
        change_event(event, replace(looked_at, capacity=30), by=by, now=now, seen=written(looked_at))
    assert rule.value.facts["theirs"].title == "Den førstes"
    assert (event.title, event.capacity) == ("Den førstes", 25)
    change_event(event, replace(looked_at, capacity=30), by=by, now=now)  # the control: nobody said what was seen
    assert event.title == looked_at.title, "without the marks the first one's work is gone"


def test_a_guest_who_signs_up_is_no_change_of_the_event(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole)
    looked_at = EventDetails.of(whole(event.id))
    take(event, people.karen(), now)
    change_event(event, replace(looked_at, capacity=30), by=people.actor(ole, now), now=now, seen=written(looked_at))
    assert event.capacity == 30


def test_every_thing_about_an_event_has_a_mark(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.draft(now, organiser=ole, roles=(), topics=())
    was = EventDetails.of(whole(event.id))
    assert changed_since(marks(was), was) == set()
    assert changed_since(marks(was), replace(was, price_text="x")) == {"price_text"}
    assert changed_since({}, was) == set(marks(was)), "marks that are none of ours match nothing"
    assert "venue_words" not in marks(was)
    actions.publish(event, by=people.actor(ole, now), now=now)
    assert changed_since(marks(was), EventDetails.of(whole(event.id))) == set()
