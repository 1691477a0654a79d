"""How long a sign-in lasts, which devices are known, links to log in with, and roles that come and go."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core import tokens
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.jobs import Job
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.mail.outbox import OutgoingMail
from politiker.people import actions
from politiker.people.actions import RoleIsNotHeld
from politiker.people.models import Person
from politiker.people.sign_ins import devices, links, own, resets, sessions
from politiker.people.sign_ins.models import KnownDevice, SignIn
from politiker.policy import Role
from politiker.web.browser import who_sits_there
from tests import people
from tests.people import TESTER
from tests.statements import counted

HOUR = timedelta(hours=1)


def lasts(token: str) -> timedelta:
    db.session.flush()
    row = db.session.scalars(sa.select(SignIn).filter_by(token_hash=sessions.token_digest(token))).one()
    return row.expires_at - row.created_at


def letters() -> list[str]:
    return list(db.session.scalars(sa.select(OutgoingMail.letter).order_by(OutgoingMail.id)))


def test_two_weeks_when_remembered_and_twelve_hours_when_not(room: Flask, now: datetime) -> None:
    karen = people.karen()
    assert lasts(sessions.sign_in(karen, now=now, is_remembered=True)) == timedelta(days=14)
    assert lasts(sessions.sign_in(karen, now=now)) == 12 * HOUR


def test_whoever_has_a_role_is_logged_out_after_eight_hours(room: Flask, now: datetime) -> None:
    for somebody in (people.ole(), people.birgit(), people.adam()):
        assert lasts(sessions.sign_in(somebody, now=now, is_remembered=True, is_strong=True)) == 8 * HOUR


@pytest.mark.parametrize(("is_staff", "minutes"), [(False, 30), (True, 15)])
def test_idle_is_half_an_hour_and_half_of_that_for_staff(now: datetime, is_staff: bool, minutes: int) -> None:
    limit = timedelta(minutes=minutes)
    assert sessions.is_idle(now - limit, is_staff=is_staff, now=now)
    assert not sessions.is_idle(now - limit + timedelta(seconds=1), is_staff=is_staff, now=now)
    assert sessions.is_idle(None, is_staff=is_staff, now=now)


def test_half_a_sign_in_is_nobody_and_lasts_ten_minutes(room: Flask, now: datetime) -> None:
    karen = people.karen()
    token = sessions.begin_half(karen, now=now, is_remembered=True, browser="Firefox på Android")
    assert who_sits_there(token, now) is None
    begun = sessions.half_signed_in(token, now=now + timedelta(minutes=9))
    assert begun is not None
    assert (begun.person_id, begun.is_remembered) == (karen.id, True)
    assert sessions.half_signed_in(token, now=now + timedelta(minutes=10)) is None
    assert sessions.half_signed_in(sessions.sign_in(karen, now=now), now=now) is None
    assert own.sign_ins_of(karen.id, now=now)[0].awaits_factor is False
    sessions.end_sign_ins(karen.id, now=now)
    assert sessions.half_signed_in(token, now=now) is None


def test_who_sits_there_is_one_statement(room: Flask, now: datetime) -> None:
    token = sessions.sign_in(people.karen(), now=now)
    db.session.flush()
    with counted(room) as sent:
        assert who_sits_there(token, now)
    assert len(sent) == 1


def test_a_new_number_and_the_old_one_is_dead(room: Flask, now: datetime) -> None:
    karen = people.karen()
    first = sessions.sign_in(karen, now=now)
    before = who_sits_there(first, now)
    assert before
    later = now + HOUR
    second, begun = sessions.renumber(before.sign_in_id, now=later, is_strong=True)
    assert who_sits_there(first, later) is None
    after = who_sits_there(second, later)
    assert after
    assert (after.is_strong, after.sensitive_at) == (True, later)
    assert begun.expires_at == now + 12 * HOUR


def test_a_hundred_numbers_are_a_hundred(room: Flask, now: datetime) -> None:
    karen = people.karen()
    numbers = {sessions.sign_in(karen, now=now) for _ in range(100)}
    assert len(numbers) == 100
    assert min(len(number) for number in numbers) >= 43  # 256 bits


def test_the_others_end_and_this_one_stays(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    here, there, elsewhere = (sessions.sign_in(somebody, now=now) for somebody in (karen, karen, mads))
    mine = who_sits_there(here, now)
    assert mine
    own.end_others(karen, keep=mine.sign_in_id, by=people.actor(karen, now), now=now)
    assert [who_sits_there(token, now) is None for token in (here, there, elsewhere)] == [False, True, False]


def test_nobody_ends_the_sign_in_of_another(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    token = sessions.sign_in(mads, now=now)
    theirs = who_sits_there(token, now)
    assert theirs
    own.end_sign_in(karen, theirs.sign_in_id, by=people.actor(karen, now), now=now)
    assert who_sits_there(token, now)
    with pytest.raises(Forbidden):
        own.end_sign_in(mads, theirs.sign_in_id, by=people.actor(karen, now), now=now)


def test_a_role_given_or_taken_ends_every_sign_in(room: Flask, now: datetime) -> None:
    karen = people.karen()
    token = sessions.sign_in(karen, now=now)
    actions.give_role(karen, Role.ORGANISER, by=TESTER, now=now)
    assert who_sits_there(token, now) is None
    token = sessions.sign_in(karen, now=now, is_strong=True)
    later = now + HOUR
    seen = who_sits_there(token, later)
    assert seen and seen.actor.has(Role.ORGANISER)
    actions.end_role(karen, Role.ORGANISER, by=TESTER, now=later)
    assert who_sits_there(token, later) is None
    assert not people.actor(karen, later).roles
    happened = set(db.session.scalars(sa.select(Entry.happening)))
    assert {Happening.ROLE_GRANTED, Happening.ROLE_ENDED} <= happened
    with pytest.raises(RoleIsNotHeld):
        actions.end_role(karen, Role.ORGANISER, by=TESTER, now=later)


def test_only_an_administrator_takes_a_role_and_only_of_another(room: Flask, now: datetime) -> None:
    ole, adam = people.ole(), people.adam()
    for by, whom in ((ole, adam), (adam, adam)):
        with pytest.raises(Forbidden):
            actions.end_role(whom, Role.ADMINISTRATOR, by=people.actor(by, now), now=now)
    actions.end_role(ole, Role.ORGANISER, by=people.actor(adam, now), now=now)


def test_a_new_device_is_told_of_and_a_known_one_is_not(room: Flask, now: datetime) -> None:
    karen = people.karen()
    phone = devices.recognise(karen, None, now=now)
    assert letters() == ["new_device"]
    assert devices.recognise(karen, phone, now=now + HOUR) == phone
    assert letters() == ["new_device"]
    assert devices.recognise(karen, None, now=now) != phone
    assert letters() == ["new_device"] * 2


def test_opening_the_account_is_no_news(room: Flask, now: datetime) -> None:
    pia = people.person("Pia Nissen", now=now)
    devices.recognise(pia, None, now=now)
    assert letters() == []


def test_a_number_somebody_made_up_is_not_believed(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    given = devices.recognise(karen, "x" * 43, now=now)
    assert given != "x" * 43
    given = devices.recognise(mads, given, now=now)
    assert devices.is_known(given, "karen@example.dk") and devices.is_known(given, "mads@example.dk")
    assert not devices.is_known(given, "amina@example.dk")
    assert not devices.is_known(None, "karen@example.dk")
    assert given not in str(list(db.session.scalars(sa.select(KnownDevice.token_hash))))


def test_a_device_is_forgotten_twelve_months_after_it_was_used(room: Flask, now: datetime) -> None:
    karen = people.karen()
    old = devices.recognise(karen, None, now=now)
    kept = devices.recognise(karen, None, now=now)
    devices.recognise(karen, kept, now=now + timedelta(days=100))
    db.session.flush()
    assert devices.forget_devices(now=now + timedelta(days=366)) == 1
    assert devices.is_known(kept, "karen@example.dk") and not devices.is_known(old, "karen@example.dk")


def send_links() -> None:
    for job in db.session.scalars(sa.select(Job).where(Job.done_at.is_(None)).order_by(Job.id)):
        if job.name == "send_log_in_link":
            links.send_log_in_link(job.facts["person"], now=job.due_at)
        else:
            resets.send_reset(job.facts["person"], now=job.due_at)
        job.done_at = job.due_at


def test_three_links_an_hour_to_one_address(room: Flask, now: datetime) -> None:
    people.karen()
    for n in range(100):
        links.ask_for_link(" Karen@EXAMPLE.dk", network=f"192.0.2.{n}", now=now + timedelta(seconds=n))
    send_links()
    assert letters() == ["log_in_link"] * 3


def test_links_and_resets_from_one_network_are_ten_an_hour_together(room: Flask, now: datetime) -> None:
    for n in range(12):
        people.person(email=f"p{n}-af-mange@example.dk")
        (links.ask_for_link, resets.ask_for_reset)[n % 2](f"p{n}-af-mange@example.dk", network="192.0.2.1", now=now)
    send_links()
    assert sorted(letters()) == ["log_in_link"] * 5 + ["reset"] * 5


def test_asking_for_a_link_does_the_same_work_whoever_one_is(room: Flask, now: datetime) -> None:
    people.karen()
    people.person("Pia Nissen", email="pia@example.dk", joined=False)
    people.person("Sten Bak", email="sten@example.dk").suspended_at = now
    db.session.commit()
    sent: dict[str, list[str]] = {}
    for name in ("karen", "pia", "sten", "ingen"):
        with counted(room) as sent[name]:
            links.ask_for_link(f"{name}@example.dk", network="192.0.2.1", now=now)
            db.session.commit()
    assert all(one == sent["karen"] for one in sent.values())
    send_links()
    assert letters() == ["log_in_link"]


def test_a_link_works_once_for_half_an_hour_and_only_the_newest(room: Flask, now: datetime) -> None:
    karen = people.karen()
    links.send_log_in_link(karen.id, now=now)
    first = db.session.scalars(sa.select(Token)).one()
    links.send_log_in_link(karen.id, now=now)
    newest = db.session.scalars(sa.select(Token).where(Token.used_at.is_(None))).one()
    assert newest.expires_at - now == timedelta(minutes=30)
    with pytest.raises(KeyHasExpired):
        links.use_link(first, now=now)
    assert links.use_link(newest, now=now) is karen
    with pytest.raises(KeyHasExpired):
        links.use_link(newest, now=now)


def test_a_link_lets_nobody_in_who_is_suspended_or_has_no_account(room: Flask, now: datetime) -> None:
    karen, pia = people.karen(), people.person("Pia Nissen", joined=False)
    karen.suspended_at = now
    for somebody in (karen, pia):
        key = tokens.issue(Purpose.LOG_IN, somebody.id, now=now)
        db.session.flush()
        with pytest.raises(KeyHasExpired):
            links.use_link(key, now=now)
    actions.invite(pia, by=TESTER, now=now)
    links.send_log_in_link(pia.id, now=now)
    links.send_log_in_link(karen.id, now=now)
    links.send_log_in_link(None, now=now)
    assert letters() == ["invitation", "invitation"]
    assert db.session.get_one(Person, pia.id).joined_at is None
