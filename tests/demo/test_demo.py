"""The demonstration: what stands in it, that it can be loaded twice, and that it never meets production."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker import demo
from politiker.core.database import Base, db
from politiker.demo import accounts
from politiker.demo.plan import last_november, next_november, today
from politiker.evaluations import certificates
from politiker.evaluations.models import Evaluation
from politiker.evaluations.results import read_results
from politiker.events.models import Event
from politiker.events.planning.preparations import preparations_of
from politiker.events.queries import visible_to
from politiker.mail.outbox import OutgoingMail
from politiker.people import reference
from politiker.people.factors import codes
from politiker.people.factors.actions import WrongCode
from politiker.people.factors.proving import prove_with_app
from politiker.people.factors.queries import factors_of
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality, Party, Person
from politiker.people.sign_ins import attempts
from politiker.policy import STRANGER, Actor, Right, Role
from politiker.registrations.models import Needs, Registration, State
from politiker.registrations.programme_seats import parallels
from politiker.registrations.queries import miscounted
from tests.houses import SqliteHouses


def test_the_seven_can_sign_in_and_are_what_they_are_said_to_be(house: Flask, now: datetime) -> None:
    with house.app_context():
        demo.load(now=now)
        for account in accounts.ACCOUNTS:
            person = attempts.check_password(account.email, "demo-politiker-2026", network="here", now=now)
            assert person.is_demo and person.name == account.name
        karen, mads, amina, birgit, ole, mona, adam = (_actor(a.key, now) for a in accounts.ACCOUNTS)
        towns = [_towns(who) for who in (karen, mads, amina)]
        assert towns == [["Aarhus"], ["Ringsted"], ["København"]]
        assert [_list(who) for who in (karen, mads, amina)] == ["A", "V", "Ø"]
        done = sa.select(MandateDuty.duty).join(Mandate, Mandate.id == MandateDuty.mandate_id)
        assert set(db.session.scalars(done.where(Mandate.person_id == mads.person_id))) == {Duty.COMMITTEE_CHAIR}
        assert birgit.secretary_of == mads.councillor_in
        assert [who.roles for who in (ole, mona, adam)] == [{Role.ORGANISER}, {Role.MODERATOR}, {Role.ADMINISTRATOR}]
        all_events = set(db.session.scalars(sa.select(Event.id)))
        assert {id for id, right in ole.rights if right is Right.NEEDS} == all_events


def test_those_with_a_role_have_the_second_factor_that_is_printed(house: Flask, now: datetime) -> None:
    with house.app_context():
        demo.load(now=now)
        demo.load(now=now)
        code, _seconds = codes.current(accounts.FACTOR_KEY, now)
        for account in accounts.ACCOUNTS:
            person = accounts.account(account.key)
            assert len(factors_of(person.id)) == (account.role is not None)
            if account.role is not None:
                prove_with_app(person, code, secret=house.config["SECRET_KEY"], now=now)
                with pytest.raises(WrongCode):
                    prove_with_app(person, code, secret=house.config["SECRET_KEY"], now=now)


def test_the_first_screen_looks_alive(house: Flask, now: datetime) -> None:
    with house.app_context():
        summary = demo.load(now=now)
        assert summary.councillors >= 60 and 14 <= summary.events <= 22 and summary.registrations > 200
        seen = _coming(STRANGER, now)
        assert len(seen) >= 10 and all(row.summary for row in seen)
        assert sum(row.called_off_at is not None for row in seen) == 1
        assert any(row.seats_held == row.capacity and row.waiting for row in seen)
        assert any(0 < row.capacity - row.seats_held <= 2 for row in seen)
        assert any(row.opens_at and row.opens_at > now for row in seen)
        assert len(_coming(_actor("karen", now), now)) == len(seen) + 1
        assert db.session.execute(sa.select(sa.func.count()).where(Event.ends_at < now)).scalar_one() >= 4
        assert miscounted() == []
        waits = sa.and_(OutgoingMail.sent_at.is_(None), OutgoingMail.failed_at.is_(None))
        written = db.session.execute(sa.select(sa.func.count()).where(waits)).scalar_one()
        assert written == 0, "nobody in the demonstration is written to"


def test_each_has_something_of_their_own_to_see(house: Flask, now: datetime) -> None:
    with house.app_context():
        demo.load(now=now)
        states = {key: _states(key, now) for key in ("karen", "mads", "amina")}
        assert states["karen"] == {State.CONFIRMED: 1}
        assert states["mads"] == {State.CONFIRMED: 1, State.OFFERED: 1}
        assert states["amina"] == {State.CONFIRMED: 1, State.WAITING: 1}
        offer = db.session.scalars(
            sa.select(Registration.offer_ends_at).where(Registration.state == State.OFFERED)
        ).one()
        assert offer is not None and offer > now + timedelta(days=2)
        assert db.session.scalars(sa.select(Needs).join(Registration).where(_of("karen"))).one()


def test_loading_twice_changes_nothing(house: Flask, now: datetime) -> None:
    with house.app_context():
        assert demo.load(now=now).is_new
        before = _rows()
        assert not demo.load(seed=7, now=now + timedelta(days=3)).is_new
        assert _rows() == before


def test_production_never_meets_it(house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(house.config, "SETTINGS", replace(house.config["SETTINGS"], env="production"))
    with house.app_context():
        with pytest.raises(demo.DemoRefused):
            demo.load(now=now)
        assert db.session.execute(sa.select(sa.func.count()).select_from(Person)).scalar_one() == 0


def test_the_whole_country(sqlite_houses: SqliteHouses, now: datetime) -> None:
    with sqlite_houses.fresh().app_context():
        demo.load(now=now)
        summary = demo.load(full=True, now=now)
        assert (summary.councillors, summary.events) == (2432, 87)
        won = (
            sa.select(Party.letter, sa.func.count()).join(Mandate, Mandate.party_id == Party.id).group_by(Party.letter)
        )
        national = dict(db.session.execute(won.where(~Party.is_local)).all())
        assert national == {party.letter: party.seats for party in reference.national_lists() if party.seats}
        local = sa.select(sa.func.count()).select_from(Mandate).join(Party, Party.id == Mandate.party_id)
        assert db.session.execute(local.where(Party.is_local)).scalar_one() == 88
        councils = sa.select(Municipality.code, sa.func.count()).join(Mandate).group_by(Municipality.code)
        assert dict(db.session.execute(councils).all()) == reference.council_sizes(1)
        mayors = sa.select(sa.func.count()).select_from(MandateDuty).where(MandateDuty.duty == Duty.MAYOR)
        assert db.session.execute(mayors).scalar_one() == 98
        assert miscounted() == []
        _kattegat_was_held(now)
        _november_is_full(now)
        before = _rows()
        assert not demo.load(seed=2, full=True, now=now).is_new
        assert _rows() == before


def _kattegat_was_held(now: datetime) -> None:
    """36 courses of 25: 900 people, each once, checked in, with an evaluation that can be shown and a certificate."""
    courses = list(db.session.scalars(sa.select(Event).where(Event.title == f"Kattegat {today(now).year}")))
    assert len(courses) == 36 and all(one.ends_at < now and one.is_published for one in courses)
    assert {(one.capacity, one.seats_held, one.waiting) for one in courses} == {(25, 25, 0)}
    days = Counter(today(one.starts_at) for one in courses)
    assert (
        set(days.values()) == {3}
        and {day.weekday() for day in days} == {1}
        and {day.month for day in days} == {1, 2, 3}
    )
    ids = [one.id for one in courses]
    seats = list(db.session.scalars(sa.select(Registration).where(Registration.event_id.in_(ids))))
    assert len(seats) == len({seat.person_id for seat in seats}) == 900
    assert {seat.state for seat in seats} == {State.CONFIRMED}
    new = sa.select(sa.func.count()).where(Mandate.person_id.in_([seat.person_id for seat in seats]))
    assert db.session.execute(new.where(Mandate.is_first_period)).scalar_one() == 900
    there = Counter(seat.event_id for seat in seats if seat.arrived_at is not None)
    assert len(there) == 36 and min(there.values()) > 15 and sum(there.values()) < 900
    asked = sa.select(Evaluation).where(Evaluation.event_id.in_(ids))
    evaluations = list(db.session.scalars(asked))
    assert len(evaluations) == 36 and all(one.closed_at and one.answers >= 5 for one in evaluations)
    ole = _actor("ole", now)
    for one in courses:
        results = read_results(one, by=ole)
        assert results.evaluation is not None and 5 <= results.evaluation.answers <= there[one.id]
        assert results.questions[0].mean and results.questions[-1].texts
    seat = next(seat for seat in seats if seat.arrived_at is not None)
    facts = certificates.facts_of(seat.id)
    assert facts is not None and len(facts.days) == 3 and facts.hours == "20 timer"


def _november_is_full(now: datetime) -> None:
    """120 seats, both last year and next time; the seats of the town that is host wait for its councillors."""
    meetings = sa.select(Event).where(Event.title == "Fælleskommunalt politikerdøgn").order_by(Event.starts_at)
    last, coming = db.session.scalars(meetings)
    assert (last.seats_held, last.seats_reserved, last.capacity) == (120, 0, 120)
    assert coming.seats_held + coming.seats_reserved == 120 and coming.seats_reserved > 0 and coming.waiting >= 1
    sides = [choice for side in parallels(coming.id) for choice in side.choices]
    assert len(sides) == 3 and all(0 < choice.held <= choice.capacity for choice in sides)


def test_kattegat_is_a_series_of_four_made_from_a_template(house: Flask, now: datetime) -> None:
    with house.app_context():
        demo.load(now=now)
        courses = list(
            db.session.scalars(sa.select(Event).where(Event.title == "Kattegat for nyvalgte").order_by(Event.starts_at))
        )
        (template,) = [one for one in courses if one.is_template]
        past, soon, later, last = [one for one in courses if not one.is_template]
        assert template.series_id is None and len({one.series_id for one in (past, soon, later, last)}) == 1
        assert past.ends_at < now < soon.starts_at and last.opens_at is not None and last.opens_at > now
        assert (soon.seats_held, soon.waiting) == (25, 3) and last.seats_held == 0
        results = read_results(past, by=_actor("ole", now))
        assert results.is_enough and results.questions[-1].texts and results.taken_home is not None
        assert all(one.asks_after == 2 and len(preparations_of(one.id)) == 6 for one in courses)


def test_the_yearly_meeting_is_in_november_whatever_the_day(now: datetime) -> None:
    for days in range(0, 800, 5):
        day = today(now + timedelta(days=days))
        assert last_november(day) < day < next_november(day)
        assert {last_november(day).month, next_november(day).month} == {11}
        assert next_november(day).weekday() == 3


def _actor(key: str, now: datetime) -> Actor:
    return accounts.actor(accounts.account(key).id, now)


def _coming(who: Actor, now: datetime) -> list[Event]:
    seen = sa.select(Event).where(visible_to(who), Event.published_at.is_not(None), Event.ends_at > now)
    return list(db.session.scalars(seen))


def _towns(who: Actor) -> list[str]:
    return list(db.session.scalars(sa.select(Municipality.name).where(Municipality.id.in_(who.councillor_in))))


def _list(who: Actor) -> str:
    query = (
        sa.select(Party.letter).join(Mandate, Mandate.party_id == Party.id).where(Mandate.person_id == who.person_id)
    )
    return db.session.execute(query).scalar_one()


def _of(key: str) -> sa.ColumnElement[bool]:
    return Registration.person_id == accounts.account(key).id


def _states(key: str, now: datetime) -> Counter[State]:
    query = sa.select(Registration.state).join(Event).where(_of(key), Event.starts_at > now)
    return Counter(db.session.scalars(query))


def _rows() -> dict[str, int]:
    count = sa.func.count()
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.execute(sa.select(count).select_from(table)).scalar_one() for table in tables}
