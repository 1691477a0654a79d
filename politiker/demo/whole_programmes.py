"""Both programmes at their real size: Kattegat with 36 courses for 900 people, and 120 seats in November."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo import arrivals, planning
from politiker.demo.plan import last_november, moment, next_november, today
from politiker.demo.programmes import KATTEGAT, choose, dates_of, meeting
from politiker.demo.stage import SIGN_UPS_END, Stage, words_of
from politiker.events import actions as events
from politiker.events.models import Event
from politiker.registrations.copying import NewDate, make_series
from politiker.registrations.models import OPEN, Registration

WEEKS = 12  # six periods of a fortnight, from January to March
HOUSES = ("grenaa", "nyborg", "vejle")  # where a course begins each Tuesday
MADE_BEFORE, SHOWN_AFTER = timedelta(days=100), timedelta(days=7)
LINE = 6  # people who wait for a seat in November


def fill(stage: Stage) -> None:
    """Plan the Kattegat of this year, fill both programmes, and let those come whose days are over."""
    _kattegat(stage)
    day = today(stage.now)
    last, coming = meeting(last_november(day)), meeting(next_november(day))
    late = _sign_up(stage, last, _others(stage, last, last.seats_free), last.created_at + SHOWN_AFTER)
    arrivals.come(last, [one.uid for one in late], stage.chance, stage.now)
    crowd = _others(stage, coming, coming.seats_free + LINE)
    _sign_up(stage, coming, crowd, stage.now - timedelta(days=20))
    choose(coming, stage.now)


def _kattegat(stage: Stage) -> None:
    year = today(stage.now).year
    dates = [
        NewDate(moment(first, "11"), venue=(place.id, words_of(place)))
        for first in tuesdays(year)
        for place in (stage.places[house] for house in HOUSES)
    ]
    query = sa.select(Event).where(Event.is_template, Event.title == KATTEGAT, Event.created_by_id == stage.ole.id)
    template = db.session.scalars(query.order_by(Event.id).limit(1)).one()
    made_at = min(dates[0].starts_at - MADE_BEFORE, stage.now - timedelta(days=40))
    series = make_series(template, title_of(year), dates, by=stage.host(), now=made_at)
    crowd = sorted(stage.everybody(), key=lambda person: person not in stage.newcomers)
    by = stage.host()
    for event in dates_of(series.id):
        shown_at = made_at + SHOWN_AFTER
        events.publish(event, by=by, now=shown_at)
        seats = [crowd.pop(0) for _ in range(event.capacity)]
        registrations = _sign_up(stage, event, seats, shown_at)
        planning.tick(event, by=by, now=stage.now)
        if event.is_over(stage.now):
            arrivals.come(event, [one.uid for one in registrations], stage.chance, stage.now)


def title_of(year: int) -> str:
    """What the courses of a year are called."""
    return f"Kattegat {year}"


def tuesdays(year: int) -> list[date]:
    """The days on which courses begin, once a week from the second week of January."""
    first = date(year, 1, 5)
    first += timedelta(days=(1 - first.weekday()) % 7)
    return [first + timedelta(weeks=week) for week in range(WEEKS)]


def _others(stage: Stage, event: Event, count: int) -> list[int]:
    """So many who have no open place at an event yet."""
    here = sa.select(Registration.person_id).where(Registration.event_id == event.id, Registration.state.in_(OPEN))
    present = set(db.session.scalars(here))
    return [person for person in stage.everybody() if person not in present][:count]


def _sign_up(stage: Stage, event: Event, people: list[int], begins: datetime) -> list[Registration]:
    ends = min(stage.now, event.starts_at) - SIGN_UPS_END
    if event.closes_at is not None:
        ends = min(ends, event.closes_at - SIGN_UPS_END)
    return [
        stage.sign_up(event, person, begins + (ends - begins) * (number + 1) / (len(people) + 1))
        for number, person in enumerate(people)
    ]
