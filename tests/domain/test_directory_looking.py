"""A hundred profiles in an hour and no more, each look recorded, and an alarm once in the hour."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core import danish, database
from politiker.core.database import db
from politiker.mail.outbox import OutgoingMail
from politiker.people.directory import looking, members
from politiker.people.directory.alarm import sound_alarm
from politiker.people.directory.looking import PROFILES, SEARCHES, ReasonIsMissing, Why, count_search, look
from politiker.people.limits import FailedSignIn, Limit, TooManyAttempts, bucket
from politiker.people.models import Person
from politiker.people.sign_ins import attempts
from politiker.registrations import guest_list
from politiker.registrations.lookups import lookups
from politiker.registrations.needs import read_needs
from politiker.web.browser import actor_of
from tests import meetings, people
from tests.domain.test_directory import shown
from tests.guests import give_up, take
from tests.journeys.crowds import all_at_once, crowd


def opened(member_id: int, reader_id: int, now: datetime, why: Why | None = None) -> None:
    uid = db.session.execute(sa.select(Person.uid).where(Person.id == member_id)).scalar_one()
    member = members.member(uid, now=now)
    assert member is not None
    look(member, by=actor_of(reader_id, now), now=now, why=why)


def all_shown(ids: list[int], now: datetime) -> None:
    db.session.execute(sa.update(Person).where(Person.id.in_(ids)).values(shown_at=now))


def spent(limit: Limit, person_id: int) -> int:
    rows = sa.select(sa.func.count()).where(FailedSignIn.bucket == bucket(limit, str(person_id)))
    return int(db.session.execute(rows).scalar_one())


def use_up(limit: Limit, person_id: int, now: datetime, but: int = 0) -> None:
    db.session.add_all(FailedSignIn(bucket=bucket(limit, str(person_id)), at=now) for _ in range(limit.most - but))
    db.session.flush()


def test_the_hundred_and_first_profile_waits_and_those_opened_before_do_not(room: Flask, now: datetime) -> None:
    reader, *others = [people.councillor() for _ in range(102)]
    all_shown([one.id for one in others], now)
    db.session.flush()
    for n, one in enumerate(others[:100]):
        opened(one.id, reader.id, now + timedelta(seconds=n))
    with pytest.raises(TooManyAttempts) as refused:
        opened(others[100].id, reader.id, now + timedelta(seconds=100))
    assert refused.value.facts["seconds"] == 3500
    opened(others[5].id, reader.id, now + timedelta(seconds=101))
    assert spent(PROFILES, reader.id) == 100
    attempts.forget_old_attempts(now=now + timedelta(hours=1, seconds=1))
    opened(others[100].id, reader.id, now + timedelta(hours=1, seconds=1))


def test_searches_have_a_limit_of_their_own(room: Flask, now: datetime) -> None:
    reader = people.karen()
    use_up(SEARCHES, reader.id, now, but=1)
    count_search(by=people.actor(reader, now), now=now)
    with pytest.raises(TooManyAttempts):
        count_search(by=people.actor(reader, now), now=now)


def last_one(house: Flask, now: datetime) -> tuple[int, list[int]]:
    """A reader with one profile left, and eight to choose from."""
    reader, *others = crowd(house, 9)
    with house.app_context():
        all_shown(others, now)
        use_up(PROFILES, reader, now, but=1)
        db.session.commit()
    return reader, others


def test_eight_at_once_for_the_last_profile_of_the_hour(house: Flask, now: datetime) -> None:
    reader, others = last_one(house, now)
    outcome = all_at_once(house, [lambda one=one: opened(one, reader, now) for one in others], at_once=8)
    assert outcome.done == 1 and len(outcome.refused) == 7
    assert all(refusal.startswith("TooManyAttempts") for refusal in outcome.refused)
    with house.app_context():
        assert spent(PROFILES, reader) == 100


def test_control_without_the_lock_more_get_through_every_time(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, others = last_one(house, now)
    barrier = threading.Barrier(8, timeout=20)
    counted = looking.wait

    def counted_together(*given: Any) -> int:
        seconds = counted(*given)
        barrier.wait()
        return seconds

    monkeypatch.setattr(looking, "lock_row", lambda kind, id: db.session.get_one(kind, id))
    monkeypatch.setattr(looking, "wait", counted_together)
    with house.app_context():
        dialect = db.engine.dialect.name
    if dialect == "sqlite":
        monkeypatch.setattr(database, "sqlite_begin_statement", lambda: "BEGIN")
    outcome = all_at_once(house, [lambda one=one: opened(one, reader, now) for one in others], at_once=8)
    with house.app_context():
        if dialect == "sqlite":
            assert any("database is locked" in refusal for refusal in outcome.refused)
        else:
            assert spent(PROFILES, reader) == 107, outcome.refused


def test_the_alarm_sounds_once_an_hour_and_tells_no_names(room: Flask, now: datetime) -> None:
    people.adam()
    people.with_role(people.Role.ADMINISTRATOR).suspended_at = now
    karen = people.karen()
    by = people.actor(karen, now)
    assert sound_alarm(PROFILES, by=by, now=now)
    assert not sound_alarm(SEARCHES, by=by, now=now + timedelta(minutes=59))
    assert sound_alarm(PROFILES, by=by, now=now + timedelta(minutes=61))
    mails = db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.letter == "alarm_profiles")).all()
    assert [mail.facts for mail in mails] == [{"uid": karen.uid, "kind": "profiles", "most": 100}] * 2
    noted = db.session.scalars(sa.select(Entry).where(Entry.happening == Happening.TOO_MANY_PROFILES)).all()
    assert {(line.subject_id, line.person_id, line.reason) for line in noted} == {(karen.id, karen.id, "profiles")}


def test_one_is_told_of_every_look_but_ones_own(room: Flask, now: datetime) -> None:
    ole = people.ole()
    at = meetings.seminar(now, organiser=ole, title="Budget")
    karen = shown(people.karen(), now)
    guest_list.read_guest_list(at, by=people.actor(ole, now), now=now)  # before she came
    take(at, karen, now + timedelta(minutes=1))
    events = [
        lambda m: opened(karen.id, people.amina().id, m),
        lambda m: opened(karen.id, people.councillor().id, m),
        lambda m: opened(karen.id, people.adam().id, m, Why.SECURITY),
        lambda m: guest_list.read_guest_list(at, by=people.actor(ole, m), now=m),
        lambda m: read_needs(at, by=people.actor(ole, m), now=m),
        lambda m: give_up(at, karen, m),
        lambda m: read_needs(at, by=people.actor(ole, m), now=m),  # nothing of hers is there any more
    ]
    db.session.flush()
    for n, act in enumerate(events):
        act(now + timedelta(minutes=10 + n))
    db.session.flush()
    opened_own = members.member(karen.uid, now=now)
    assert opened_own is not None
    begins, ends = now - timedelta(days=1), now + timedelta(days=1)
    seen, has_more = lookups(karen, begins=begins, ends=ends, by=people.actor(karen, now))
    assert not has_more
    h = Happening
    assert [(one.happening, one.capacity, one.why, one.event) for one in reversed(seen)] == [
        (h.PROFILE_READ, "councillor", "elsewhere", None),
        (h.PROFILE_READ, "councillor", "here", None),
        (h.PROFILE_READ, "administrator", "security", None),
        (h.REGISTRATIONS_READ, "organiser", "", "Budget"),
        (h.NEEDS_READ, "organiser", "", "Budget"),
    ]
    assert lookups(karen, begins=ends, ends=ends + timedelta(days=1), by=people.actor(karen, now)) == ([], False)
    assert danish.local(seen[0].at) > danish.local(now)


def test_whoever_looks_because_of_a_role_says_why(room: Flask, now: datetime) -> None:
    karen, adam = shown(people.karen(), now), people.adam()
    with pytest.raises(ReasonIsMissing):
        opened(karen.id, adam.id, now)
    opened(karen.id, adam.id, now, Why.MANDATE)
    opened(karen.id, adam.id, now + timedelta(minutes=30), Why.MANDATE)
    lines = sa.select(Entry.reason).where(Entry.happening == Happening.PROFILE_READ)
    assert db.session.scalars(lines).all() == ["administrator:mandate"], "one look, one line"
