"""Copies, templates and series: what comes along, on which day, and who may."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core import danish
from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.core.jobs import Job
from politiker.events import actions, queries
from politiker.events.details import EventDetails, ProgrammePoint
from politiker.events.materials import Opening, add_material, materials_of
from politiker.events.models import Event
from politiker.events.planning.preparations import add_preparation, preparations_of, tick_off
from politiker.events.planning.shifting import ProgrammeDoesNotFit, Shift
from politiker.events.planning.templates import retire_template
from politiker.events.queries import holders, whole
from politiker.files import storing
from politiker.files.taking import Clean
from politiker.policy import Right, Role
from politiker.registrations import copying
from politiker.registrations.copying import ALL_PARTS, NewDate, Part, copy_event, make_series, save_as_template
from tests import meetings, people


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment on a Danish clock."""
    return danish.from_local(date(year, month, day), time(hour, minute))


def course(now: datetime, **changes: object) -> tuple[Event, people.Person]:
    """Three days in November 2026 with all there is to an event."""
    ole = people.ole()
    place = meetings.venue()
    usual: dict[str, object] = {
        "title": "Kattegat", "starts_at": at(2026, 11, 10, 10), "ends_at": at(2026, 11, 12, 15), "venue_id": place.id,
        "venue_words": f"{place.name}, {place.town}", "opens_at": at(2026, 10, 1, 0),
        "closes_at": at(2026, 11, 3, 23, 59),
        "binding_at": at(2026, 10, 20, 12), "price_text": "6.750 kr.", "join_link": "https://video.example/m",
        "programme": (
            ProgrammePoint(at(2026, 11, 10, 10), "Velkomst", at(2026, 11, 10, 11), "Grethe Lund"),
            ProgrammePoint(at(2026, 11, 12, 14), "Farvel"),
        ),
    }  # fmt: skip
    return meetings.draft(now, organiser=ole, **(usual | changes)), ole


def test_a_copy_shows_the_same_on_the_clock_in_summer_as_in_winter(room: Flask, now: datetime) -> None:
    event, ole = course(now)
    copy = copy_event(event, NewDate(at(2027, 5, 11, 10)), by=people.actor(ole, now), now=now)
    was, made = EventDetails.of(whole(event.id)), EventDetails.of(whole(copy.id))
    assert (made.starts_at, made.ends_at) == (at(2027, 5, 11, 10), at(2027, 5, 13, 15))
    assert made.starts_at - made.binding_at != was.starts_at - was.binding_at, "an hour was lost in March"  # type: ignore[operator]
    assert (made.opens_at, made.closes_at) == (at(2027, 4, 1, 0), at(2027, 5, 4, 23, 59))
    assert made.binding_at == at(2027, 4, 20, 12)
    assert [p.starts_at for p in made.programme] == [at(2027, 5, 11, 10), at(2027, 5, 13, 14)]
    assert made.programme[0].ends_at == at(2027, 5, 11, 11) and made.programme[0].speakers == "Grethe Lund"
    assert (made.title, made.capacity, made.venue_id, made.price_text, made.description) == (
        was.title, was.capacity, was.venue_id, was.price_text, was.description,
    )  # fmt: skip
    assert not copy.is_published and copy.seats_held == copy.last_number == 0


def test_a_later_hour_takes_the_programme_with_it_and_not_the_deadlines(room: Flask, now: datetime) -> None:
    event, ole = course(now)
    copy = copy_event(event, NewDate(at(2026, 12, 8, 12)), by=people.actor(ole, now), now=now)
    made = EventDetails.of(whole(copy.id))
    assert made.ends_at == at(2026, 12, 10, 17)
    assert [p.starts_at for p in made.programme] == [at(2026, 12, 8, 12), at(2026, 12, 10, 16)]
    assert made.closes_at == at(2026, 12, 1, 23, 59)


def test_an_hour_that_the_clock_skips_becomes_the_next(now: datetime) -> None:
    half_past_two = at(2027, 3, 27, 2, 30)
    assert Shift(1, timedelta(0)).day_of(half_past_two) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_what_is_not_ticked_does_not_come_along(room: Flask, now: datetime) -> None:
    event, ole = course(now)
    by = people.actor(ole, now)
    event.municipality_limit, event.needs_approval = 3, True
    add_preparation(event, "Bestil hotel", 42, by=by)
    other = people.with_role(Role.ORGANISER, "Inga Ny")
    actions.grant_right(event, other.id, Right.CHECK_IN, by=by, now=now)
    bare = copy_event(event, NewDate(at(2027, 1, 12, 10)), frozenset(), by=by, now=now, title="Et andet")
    made = EventDetails.of(whole(bare.id))
    assert (made.title, made.description, made.programme, made.venue_id, made.join_link) == (
        "Et andet", "", (), None, None,
    )  # fmt: skip
    assert (made.opens_at, made.closes_at, made.binding_at, made.price_text) == (None, None, None, "")
    assert bare.municipality_limit is None and not bare.needs_approval
    assert preparations_of(bare.id) == [] and {row.person_id for row in holders(bare.id)} == {ole.id}
    full = copy_event(event, NewDate(at(2027, 1, 12, 10)), by=by, now=now)
    assert full.municipality_limit == 3 and full.needs_approval
    assert [(row.title, row.days_before) for row in preparations_of(full.id)] == [("Bestil hotel", 42)]
    assert [row.right for row in holders(full.id) if row.person_id == other.id] == [Right.CHECK_IN]


def test_a_tick_and_a_former_organiser_do_not_come_along(room: Flask, now: datetime) -> None:
    event, ole = course(now)
    by = people.actor(ole, now)
    tick_off(add_preparation(event, "Bestil hotel", 42, by=by), event, is_done=True, by=by, now=now)
    inga = people.with_role(Role.ORGANISER, "Inga Ny")
    actions.grant_right(event, inga.id, Right.EDIT, by=by, now=now)
    inga.suspended_at = now
    db.session.flush()
    copy = copy_event(event, NewDate(at(2027, 1, 12, 10)), by=by, now=now)
    assert [row.done_at for row in preparations_of(copy.id)] == [None]
    assert {row.person_id for row in holders(copy.id)} == {ole.id}


def test_a_shorter_date_than_the_programme_is_refused(room: Flask, now: datetime) -> None:
    event, ole = course(now)
    short = NewDate(at(2027, 1, 12, 10), at(2027, 1, 13, 15))
    with pytest.raises(ProgrammeDoesNotFit):
        copy_event(event, short, by=people.actor(ole, now), now=now)
    copy_event(event, short, ALL_PARTS - {Part.PROGRAMME}, by=people.actor(ole, now), now=now)


def test_materials_are_copied_by_a_job_once_and_open_as_long_before(room: Flask, now: datetime) -> None:
    event, ole = course(now)
    by = people.actor(ole, now)
    paper = Clean(b"Dagsorden", "dagsorden.txt", "text/plain")
    add_material(
        event, paper, "Dagsorden", opening=Opening.LATER, opens_at=at(2026, 11, 10, 9), is_for_all=True, by=by, now=now
    )
    copy = copy_event(event, NewDate(at(2027, 1, 12, 10)), by=by, now=now)
    [job] = [one for one in db.session.scalars(sa.select(Job)) if one.name == "copy_materials"]
    assert materials_of(copy.id) == []
    facts = (job.facts["event"], job.facts["copy"], job.facts["person"])
    assert [copying.copy_materials(*facts, now=now) for _ in range(2)] == [1, 0], "a job done twice copies once"
    [old], [new] = materials_of(event.id), materials_of(copy.id)
    assert new.uid != old.uid and storing.read(new.uid) == b"Dagsorden"
    assert (new.title, new.is_for_all, new.opens_at) == ("Dagsorden", True, at(2027, 1, 12, 9))


def test_a_template_is_on_its_own_list_and_nowhere_else(room: Flask, now: datetime) -> None:
    event, ole = course(now)
    by = people.actor(ole, now)
    template = save_as_template(event, by=by, now=now)
    by = people.actor(ole, now)
    assert [row.id for row in queries.templates_of(by)] == [template.id]
    assert queries.templates_of(people.actor(people.with_role(Role.ORGANISER, "Inga Ny"), now)) == []
    assert [row.id for row in db.session.execute(queries.organised_by(by, now=now))] == [event.id]
    with pytest.raises(IllegalMove):
        actions.publish(template, by=by, now=now)
    copy = copy_event(template, NewDate(at(2027, 1, 12, 10)), by=by, now=now)
    assert not copy.is_template, "what is made of a template is an event"
    retire_template(template, by=by, now=now)
    assert queries.templates_of(by) == []
    with pytest.raises(IllegalMove):
        retire_template(event, by=by, now=now)


def test_a_series_of_a_template_and_one_of_an_event(room: Flask, now: datetime) -> None:
    event, ole = course(now)
    by = people.actor(ole, now)
    dates = [NewDate(at(2027, 1, day, 10), capacity=20 + day) for day in (5, 12, 19)]
    series = make_series(event, "Kattegat 2027", dates, by=by, now=now)
    rows = list(db.session.scalars(sa.select(Event).where(Event.series_id == series.id).order_by(Event.starts_at)))
    assert [one.capacity for one in rows] == [25, 25, 32, 39], "the event is the first date itself"
    assert rows[0].id == event.id and series.title == "Kattegat 2027"
    again = make_series(event, "Kattegat", [NewDate(at(2027, 2, 2, 10))], by=people.actor(ole, now), now=now)
    assert again.id == series.id
    template = save_as_template(event, by=by, now=now)
    other = make_series(template, "Kattegat 2028", dates, by=people.actor(ole, now), now=now)
    assert template.series_id is None and other.id != series.id
    happened = list(db.session.scalars(sa.select(Entry.happening).where(Entry.happening == Happening.SERIES_MADE)))
    assert len(happened) == 2


def test_a_series_has_sixty_dates_at_most(room: Flask, now: datetime) -> None:
    event, ole = course(now)
    dates = [NewDate(at(2027, 1, 5, 10) + timedelta(days=7 * week)) for week in range(60)]
    with pytest.raises(copying.TooManyDates) as rule:
        make_series(event, "Kattegat", dates, by=people.actor(ole, now), now=now)
    assert rule.value.facts == {"free": 59}


def test_whoever_may_not_edit_copies_nothing(room: Flask, now: datetime) -> None:
    event, ole = course(now)
    inga = people.with_role(Role.ORGANISER, "Inga Ny")
    actions.grant_right(event, inga.id, Right.REGISTRATIONS, by=people.actor(ole, now), now=now)
    for stranger in (people.karen(), inga):
        by = people.actor(stranger, now)
        with pytest.raises(Forbidden):
            copy_event(event, NewDate(at(2027, 1, 12, 10)), by=by, now=now)
        with pytest.raises(Forbidden):
            make_series(event, "x", [NewDate(at(2027, 1, 12, 10))], by=by, now=now)
        with pytest.raises(Forbidden):
            save_as_template(event, by=by, now=now)
        with pytest.raises(Forbidden):
            add_preparation(event, "x", 1, by=by)
