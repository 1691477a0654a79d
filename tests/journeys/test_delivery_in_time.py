"""What time does: offers run out, guests are reminded once, letters and keys are forgotten; and a clock that jumps."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.tokens import Token
from politiker.mail.outbox import OutgoingMail
from politiker.people.sign_ins import resets, sessions
from politiker.people.sign_ins.models import SignIn
from politiker.registrations import actions, needs
from politiker.registrations.models import Diet, Needs, Registration, State
from politiker.worker import Worker
from tests import people
from tests.conftest import Clock
from tests.mail import arranged
from tests.mail.arranged import at_hand
from tests.mail.post_office import settings


@pytest.fixture
def busy(house: Flask, tmp_path: Path) -> Iterator[Worker]:
    """A worker whose letters go to files."""
    with settings(house, mail_url="file:", data_dir=tmp_path):
        yield Worker(house)


@pytest.fixture
def sent(tmp_path: Path) -> Callable[[], Counter[str]]:
    """How many of each letter have gone out, copies not counted twice: a copy takes the place of the first."""

    def count() -> Counter[str]:
        return Counter(file.name.split(".")[0] for file in (tmp_path / "mail").glob("*.eml"))

    return count


def until_done(busy: Worker) -> None:
    while busy.round():
        pass


def arrange(house: Flask, what: Callable[[datetime], object], now: datetime) -> None:
    with house.app_context():
        what(now)
        db.session.commit()


def pass_time(busy: Worker, wall: Clock, time: timedelta, step: timedelta = timedelta(days=1)) -> None:
    end = wall.moment + time
    while wall.moment < end:
        wall.moment = min(wall.moment + step, end)
        until_done(busy)


def test_each_is_reminded_once_two_weeks_and_two_days_before(
    house: Flask, busy: Worker, wall: Clock, sent: Callable[[], Counter[str]]
) -> None:
    arrange(house, arranged.registered, wall.moment)
    pass_time(busy, wall, timedelta(days=16))
    assert sent() == {"registered": 1, "reminder_14": 1}
    pass_time(busy, wall, timedelta(days=12))
    assert sent() == {"registered": 1, "reminder_14": 1, "reminder_2": 1}
    pass_time(busy, wall, timedelta(days=10))
    assert sent()["reminder_14"] == sent()["reminder_2"] == 1


def test_whoever_comes_late_gets_no_reminder_of_two_weeks(
    house: Flask, busy: Worker, wall: Clock, sent: Callable[[], Counter[str]]
) -> None:
    begun = wall.moment
    wall.moment += timedelta(days=20)
    with house.app_context():
        event = arranged.event(begun, binding_at=None)
        arranged.signed_up(people.karen(), event, wall.moment)
        db.session.commit()
    pass_time(busy, wall, timedelta(days=9))
    assert sent() == {"registered": 1, "reminder_2": 1}


def test_whoever_left_is_not_reminded(
    house: Flask, busy: Worker, wall: Clock, sent: Callable[[], Counter[str]]
) -> None:
    arrange(house, arranged.withdrawn, wall.moment)
    pass_time(busy, wall, timedelta(days=29))
    assert sent() == {"withdrawn": 1}, "nor told of a seat that is given up"


def test_an_unanswered_offer_goes_to_the_next_by_itself(
    house: Flask, busy: Worker, wall: Clock, sent: Callable[[], Counter[str]]
) -> None:
    with house.app_context():
        event = arranged.event(wall.moment, capacity=1)
        first = arranged.signed_up(people.mads(), event, wall.moment)
        for somebody in (people.karen(), people.amina()):
            arranged.signed_up(somebody, event, wall.moment)
        actions.withdraw(first, by=people.actor(at_hand("mads"), wall.moment), now=wall.moment)
        db.session.commit()
    until_done(busy)
    wall.moment += timedelta(hours=72)
    until_done(busy)
    with house.app_context():
        query = sa.select(Registration.state).order_by(Registration.number)
        assert list(db.session.scalars(query)) == [State.WITHDRAWN, State.EXPIRED, State.OFFERED]
    assert sent()["offered"] == 2 and sent()["offer_expired"] == 1


def test_letters_are_forgotten_a_week_after_but_not_that_somebody_was_reminded(
    house: Flask, busy: Worker, wall: Clock
) -> None:
    arrange(house, lambda now: arranged.reminder(now, 14), wall.moment)
    wall.moment += timedelta(days=16)
    until_done(busy)
    pass_time(busy, wall, timedelta(days=7, hours=2))
    with house.app_context():
        rows = list(db.session.execute(sa.select(OutgoingMail.letter, OutgoingMail.facts, OutgoingMail.address)))
    assert rows == [("reminder_14", {}, None)]


def test_needs_are_forgotten_thirty_days_after(house: Flask, busy: Worker, wall: Clock) -> None:
    with house.app_context():
        arranged.registered(wall.moment)
        karen = people.actor(at_hand("karen"), wall.moment)
        seat = arranged.karens(wall.moment)
        needs.state_needs(seat, diet=Diet.VEGAN, diet_note="", access_note="", by=karen, now=wall.moment)
        db.session.commit()

    def told() -> int:
        with house.app_context():
            return db.session.scalar(sa.select(sa.func.count()).select_from(Needs)) or 0

    wall.moment += timedelta(days=31 + 30)
    until_done(busy)
    assert told() == 1
    wall.moment += timedelta(hours=1)
    until_done(busy)
    assert told() == 0


def test_a_clock_that_jumps_three_years_and_back(
    house: Flask, busy: Worker, wall: Clock, sent: Callable[[], Counter[str]]
) -> None:
    """No reminder twice, nothing stuck, and a key or a sign-in that was over once is never valid again."""
    real = wall.moment
    with house.app_context():
        arranged.registered(real)
        resets.send_reset(at_hand("karen").id, now=real)
        sessions.sign_in(at_hand("karen"), now=real)
        db.session.commit()
    wall.moment = real + timedelta(days=16, hours=1)
    until_done(busy)
    assert sent()["reminder_14"] == 1
    for jump in (timedelta(days=1130), timedelta(days=-3), timedelta(days=17)):
        wall.moment = real + jump
        until_done(busy)
        wall.moment += timedelta(minutes=61)
        until_done(busy)
    assert sent() == {"registered": 1, "reminder_14": 1}, "the reset was too late before it was written out"
    with house.app_context():
        assert list(db.session.scalars(sa.select(Token.half).where(Token.used_at.is_(None)))) == []
        assert list(db.session.scalars(sa.select(SignIn.id).where(SignIn.ended_at.is_(None)))) == []
        arranged.accounts.invite(people.person("Ny", email="ny@example.dk", joined=False), by=people.TESTER, now=real)
        db.session.commit()
    wall.moment = real - timedelta(days=300)
    until_done(busy)
    assert sent()["invitation"] == 1, "a letter from a clock that ran ahead is not left lying"
    wall.moment = real + timedelta(days=28, hours=1)
    until_done(busy)
    assert sent()["reminder_2"] == 1 and sent()["reminder_14"] == 1
