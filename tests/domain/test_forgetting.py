"""What the privacy page promises to forget is forgotten, not a moment before, and nothing else with it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker import audit
from politiker.audit import Entry, Happening
from politiker.core.database import Base, db
from politiker.core.register import years_before
from politiker.discussions.rooms.standard import STANDARD
from politiker.mail import delivery, outbox
from politiker.mail.outbox import OutgoingMail
from politiker.people import forgetting as people_forgotten
from politiker.people.models import Duty, Mandate, MandateDuty, RoleGrant
from politiker.policy import Actor, Role
from politiker.registrations import forgetting, needs, queries
from politiker.registrations.models import Diet, Needs, Registration, State
from politiker.worker import Worker
from politiker.worker.tables import EVERY_DAY, JOBS
from tests import meetings, people
from tests.conftest import Clock
from tests.guests import take

MOMENT = timedelta(seconds=1)


def how_many(table: type[Base]) -> int:
    return db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize(
    ("moment", "years", "earlier"),
    [
        (datetime(2026, 9, 1, 10, tzinfo=UTC), 5, datetime(2021, 9, 1, 10, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 1, datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 4, datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_years_before(moment: datetime, years: int, earlier: datetime) -> None:
    assert years_before(moment, years) == earlier


@pytest.mark.parametrize("newest", [datetime(2026, 9, 1, 10, 0, 0, 700, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)])
def test_the_trail_is_forgotten_after_a_year(room: Flask, newest: datetime) -> None:
    assert audit.forget_old(newest) == 0, "there is none"
    limit = years_before(newest.replace(microsecond=0), 1)
    somebody = people.person()
    for at in (limit - timedelta(days=400), limit - MOMENT, limit, limit + timedelta(microseconds=400), newest):
        audit.record(people.TESTER, Happening.SIGNED_IN, somebody, at)
    assert audit.forget_old(newest) == 2
    assert how_many(Entry) == 3


def test_a_clock_that_runs_ahead_does_not_empty_the_trail(room: Flask, now: datetime) -> None:
    somebody = people.person()
    for at in (now - timedelta(days=367), now - timedelta(days=300), now):
        audit.record(people.TESTER, Happening.SIGNED_IN, somebody, at)
    assert audit.forget_old(now + timedelta(days=4000)) == 1
    assert audit.forget_old(now - timedelta(days=4000)) == 0


def test_a_yes_to_the_last_minute_is_forgotten_when_the_event_is_over(room: Flask, now: datetime) -> None:
    event, later = meetings.seminar(now), meetings.seminar(now, ends_at=now + timedelta(days=32))
    for one in (event, later):
        take(one, people.councillor(), now, takes_last_minute=True)
    db.session.flush()
    assert forgetting.forget_last_minute(now=event.ends_at - MOMENT) == 0
    assert forgetting.forget_last_minute(now=event.ends_at) == 1
    left = db.session.scalars(sa.select(Registration.event_id).where(Registration.takes_last_minute.is_(True))).all()
    assert left == [later.id]


def test_who_was_there_is_forgotten_five_years_after(room: Flask, now: datetime) -> None:
    karen = people.karen()
    event, later = meetings.seminar(now, capacity=1), meetings.seminar(now, ends_at=now + timedelta(days=32))
    seat = take(event, karen, now)
    needs.state_needs(seat, diet=Diet.VEGAN, diet_note="", access_note="", by=people.actor(karen, now), now=now)
    assert take(event, people.mads(), now).state is State.WAITING
    take(later, karen, now)
    db.session.flush()
    limit = event.ends_at.replace(year=event.ends_at.year + 5)
    ids = (event.id, later.id)
    assert forgetting.forget_registrations(now=limit) == 0
    assert forgetting.forget_registrations(now=limit + MOMENT) == 2
    db.session.expire_all()
    assert db.session.scalars(sa.select(Registration.event_id)).all() == [ids[1]]
    assert how_many(Needs) == 0
    assert (event.seats_held, event.waiting, later.seats_held) == (0, 0, 1)
    assert queries.miscounted() == []


def test_mandates_and_duties_are_forgotten_ninety_days_after(room: Flask, now: datetime) -> None:
    start, end = people.PERIOD
    karen, mads = people.karen(), people.councillor(period=(start, end + timedelta(days=1)))
    duties = db.session.scalars(sa.select(MandateDuty).join(Mandate).where(Mandate.person_id == mads.id)).all()
    mandate_id = duties[0].mandate_id
    db.session.add(MandateDuty(mandate_id=mandate_id, duty=Duty.LEAVE, starts_at=start, ends_at=now))
    db.session.flush()
    limit = timedelta(days=90)
    assert people_forgotten.forget_mandates(now=now + limit) == 0
    assert how_many(MandateDuty) == 3
    assert people_forgotten.forget_mandates(now=now + limit + MOMENT) == 0
    assert how_many(MandateDuty) == 2, "a duty goes before its mandate does"
    assert people_forgotten.forget_mandates(now=end + limit) == 0
    assert people_forgotten.forget_mandates(now=end + limit + MOMENT) == 1
    assert db.session.scalars(sa.select(Mandate.person_id)).all() == [mads.id]
    assert db.session.scalars(sa.select(MandateDuty.mandate_id)).all() == [mandate_id]
    assert people.actor(karen, now) == Actor(person_id=karen.id), "she is known, and has no rights"


def test_roles_are_forgotten_a_year_after(room: Flask, now: datetime) -> None:
    ole = people.ole()
    kept = people.with_role(Role.ADMINISTRATOR)
    db.session.execute(sa.update(RoleGrant).where(RoleGrant.person_id == ole.id).values(ends_at=now))
    limit = now.replace(year=now.year + 1)
    assert people_forgotten.forget_roles(now=limit) == 0
    assert people_forgotten.forget_roles(now=limit + MOMENT) == 1
    assert db.session.scalars(sa.select(RoleGrant.person_id)).all() == [kept.id]


def test_that_somebody_was_reminded_is_forgotten_after_five_years(room: Flask, now: datetime) -> None:
    for letter in ("reminder_14", "registered"):
        outbox.post(letter, 1, {}, intent=letter, now=now)
    db.session.execute(sa.update(OutgoingMail).values(sent_at=now))
    limit = now.replace(year=now.year + 5)
    assert delivery.forget_old(now=now + timedelta(days=8)) == 1
    assert delivery.forget_old(now=limit) == 0
    assert delivery.forget_old(now=limit + MOMENT) == 1
    assert how_many(OutgoingMail) == 0


def test_the_worker_forgets_once_a_day(house: Flask, wall: Clock) -> None:
    with house.app_context():
        event = meetings.seminar(wall.moment)
        take(event, people.karen(), wall.moment)
        wall.moment = event.ends_at.replace(year=event.ends_at.year + 5) + MOMENT
        audit.record(people.TESTER, Happening.SIGNED_IN, event, wall.moment)
        db.session.commit()
    busy = Worker(house, JOBS)
    for _ in range(2):
        busy.plan()
        busy.do_jobs()
    with house.app_context():
        # Of the trail one line is left; that a mandate has lapsed is noted in another, and each room made for all.
        assert [how_many(table) for table in (Registration, Mandate, Entry)] == [0, 0, 2 + len(STANDARD)]
        done = sa.text("SELECT name FROM job WHERE slot LIKE :today AND done_at IS NOT NULL")
        rows = db.session.execute(done, {"today": f"%:{wall.moment:%Y-%m-%d}"}).scalars()
        assert sorted(rows) == sorted((*EVERY_DAY, "tell_room_news"))
