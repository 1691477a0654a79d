"""Who is slowed down while somebody guesses, and who is not; and accounts that are suspended."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core import tokens
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.tokens import KeyHasExpired, Purpose
from politiker.mail.outbox import OutgoingMail
from politiker.people import passwords
from politiker.people.limits import TooManyAttempts
from politiker.people.models import Person
from politiker.people.sign_ins import attempts, devices, sessions, suspensions
from politiker.people.sign_ins.attempts import WrongEmailOrPassword
from politiker.people.sign_ins.suspensions import AlreadySuspended, NotSuspended, Reason, TooLongForAModerator
from politiker.policy import Role
from politiker.web.browser import who_sits_there
from tests import people
from tests.people import PASSWORD

HOME = "192.0.2.1"
WRONG = "forkert forkert forkert"
HOUR = timedelta(hours=1)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The smallest argon2 there is for addresses nobody has: these tests count tries, a thousand of them."""
    smallest = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "NOBODY", smallest.hash(WRONG[::-1]))


def attempt(email: str, password: str, now: datetime, *, network: str = HOME, device: str | None = None) -> Person:
    """One attempt as the door makes it."""
    begun = attempts.begin_attempt(email, network=network, device=device, now=now)
    try:
        person = attempts.check_password(email, password, network=network, device=device, now=now)
    except TooManyAttempts:
        attempts.forget_attempt(begun)
        raise
    attempts.forget_attempt(begun)
    return person


def fail(email: str, now: datetime, **where: str) -> bool:
    """Whether a wrong password was looked at."""
    try:
        attempt(email, WRONG, now, **where)
    except WrongEmailOrPassword:
        return True
    except TooManyAttempts:
        return False
    raise AssertionError("a wrong password let somebody in")


def harass(now: datetime) -> int:
    """Twenty addresses fail on Karen's account for ten minutes. Returns how many tries were looked at."""
    return sum(
        fail("karen@example.dk", now + timedelta(seconds=second), network=f"198.51.100.{n}")
        for second in range(0, 600, 30)
        for n in range(20)
    )


@pytest.mark.usefixtures("quick")
def test_a_harasser_from_twenty_addresses_does_not_lock_the_owner_out(room: Flask, now: datetime) -> None:
    phone = devices.recognise(people.karen(), None, now=now)
    assert harass(now) == attempts.ACCOUNT.most
    later = now + timedelta(minutes=10)
    assert attempt("karen@example.dk", PASSWORD, later, device=phone).name == "Karen Friis"


@pytest.mark.usefixtures("quick")
def test_harasser_control_without_a_device_she_is_locked_out(room: Flask, now: datetime) -> None:
    devices.recognise(people.karen(), None, now=now)
    harass(now)
    with pytest.raises(TooManyAttempts):
        attempt("karen@example.dk", PASSWORD, now + timedelta(minutes=10))
    others = devices.recognise(people.mads(), None, now=now)
    with pytest.raises(TooManyAttempts):
        attempt("karen@example.dk", PASSWORD, now + timedelta(minutes=10), device=others)


@pytest.mark.usefixtures("quick")
def test_a_known_device_has_five_tries_a_minute_and_twenty_an_hour(room: Flask, now: datetime) -> None:
    phone = devices.recognise(people.karen(), None, now=now)
    assert [fail("karen@example.dk", now, device=phone) for _ in range(7)] == [True] * 5 + [False] * 2
    looked_at = 5 + sum(fail("karen@example.dk", now + timedelta(minutes=n), device=phone) for n in range(2, 50))
    assert looked_at == attempts.DEVICE_FOR_LONG.most
    assert attempt("karen@example.dk", PASSWORD, now + timedelta(minutes=50)), "elsewhere nothing was counted"


@pytest.mark.usefixtures("quick")
def test_a_thousand_in_five_minutes_stop_everybody_unknown(room: Flask, now: datetime) -> None:
    phone = devices.recognise(people.karen(), None, now=now)
    for n in range(attempts.EVERYWHERE.most):
        assert fail(f"gaet{n}@example.dk", now, network=f"2001:db8:{n:x}::/64")
    assert not fail("mads@example.dk", now)
    assert attempt("karen@example.dk", PASSWORD, now, device=phone)
    assert fail("mads@example.dk", now + timedelta(minutes=5))


@pytest.mark.usefixtures("quick")
def test_a_right_password_is_not_counted(room: Flask, now: datetime) -> None:
    people.karen()
    for _ in range(60):
        assert attempt("karen@example.dk", PASSWORD, now)


def a_moderator() -> Person:
    return people.with_role(Role.MODERATOR, "Mona Dam", email="mona@example.dk")


def test_a_suspension_ends_everything_at_once(room: Flask, now: datetime) -> None:
    karen, mona = people.karen(), a_moderator()
    token = sessions.sign_in(karen, now=now)
    half = sessions.begin_half(karen, now=now, is_remembered=False, browser="")
    keys = [tokens.issue(purpose, karen.id, now=now) for purpose in (Purpose.RESET, Purpose.LOG_IN)]
    other = tokens.issue(Purpose.OFFER, karen.id, now=now, expires_at=now + HOUR)
    db.session.flush()
    by = people.actor(mona, now)
    suspensions.suspend(karen, lasts=72 * HOUR, reason=Reason.TAKEN_OVER, by=by, now=now)
    db.session.flush()
    db.session.expire_all()
    assert who_sits_there(token, now) is None
    assert sessions.half_signed_in(half, now=now) is None
    for key in keys:
        with pytest.raises(KeyHasExpired):
            tokens.use(key, now=now)
    tokens.use(other, now=now)
    with pytest.raises(WrongEmailOrPassword):
        attempt("karen@example.dk", PASSWORD, now)
    entry = db.session.scalars(sa.select(Entry).where(Entry.happening == Happening.SUSPENDED)).one()
    assert (entry.person_id, entry.subject_id, entry.reason) == (mona.id, karen.id, "taken_over")
    mail = db.session.scalars(sa.select(OutgoingMail)).one()
    assert (mail.letter, mail.person_id) == ("suspended", karen.id)
    with pytest.raises(AlreadySuspended):
        suspensions.suspend(karen, lasts=HOUR, reason=Reason.CONDUCT, by=by, now=now)


@pytest.mark.parametrize("lasts", [73 * HOUR, None])
def test_longer_than_72_hours_is_an_administrators(room: Flask, now: datetime, lasts: timedelta | None) -> None:
    karen, mona, adam = people.karen(), people.actor(a_moderator(), now), people.actor(people.adam(), now)
    with pytest.raises(TooLongForAModerator):
        suspensions.suspend(karen, lasts=lasts, reason=Reason.CONDUCT, by=mona, now=now)
    suspensions.suspend(karen, lasts=lasts, reason=Reason.CONDUCT, by=adam, now=now)
    with pytest.raises(TooLongForAModerator):
        suspensions.end_suspension(karen, by=mona, now=now)
    suspensions.end_suspension(karen, by=adam, now=now)
    assert attempt("karen@example.dk", PASSWORD, now) is karen
    with pytest.raises(NotSuspended):
        suspensions.end_suspension(karen, by=adam, now=now)


def test_nobody_suspends_themselves_and_most_suspend_nobody(room: Flask, now: datetime) -> None:
    karen, mona = people.karen(), a_moderator()
    somebody = (people.karen, people.ole, people.birgit)
    for whom, by in ((mona, mona), *((mona, one() if one is not people.karen else karen) for one in somebody)):
        with pytest.raises(Forbidden):
            suspensions.suspend(whom, lasts=HOUR, reason=Reason.CONDUCT, by=people.actor(by, now), now=now)


def test_a_suspension_ends_by_itself(room: Flask, now: datetime) -> None:
    karen, mads, mona = people.karen(), people.mads(), people.actor(a_moderator(), now)
    adam = people.actor(people.adam(), now)
    suspensions.suspend(karen, lasts=24 * HOUR, reason=Reason.CONDUCT, by=mona, now=now)
    suspensions.suspend(mads, lasts=None, reason=Reason.CONDUCT, by=adam, now=now)
    db.session.flush()
    assert suspensions.end_suspensions(now=now + 23 * HOUR) == 0
    assert suspensions.end_suspensions(now=now + 24 * HOUR) == 1
    assert (karen.suspended_at, karen.suspended_until) == (None, None)
    assert mads.suspended_at == now
    ended = db.session.scalars(sa.select(Entry).where(Entry.happening == Happening.SUSPENSION_ENDED)).one()
    assert (ended.job, ended.subject_id) == ("end_suspensions", karen.id)
