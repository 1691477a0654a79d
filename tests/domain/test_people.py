"""How people come in, sign in and out; and which passwords are good."""

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
from politiker.people import actions, passwords
from politiker.people.actions import EmailIsKnown
from politiker.people.limits import FailedSignIn, TooManyAttempts
from politiker.people.models import Person
from politiker.people.passwords import PasswordRefused
from politiker.people.sign_ins import attempts, resets, sessions
from politiker.people.sign_ins.attempts import WrongEmailOrPassword
from politiker.people.sign_ins.models import SignIn
from politiker.policy import STRANGER, Role
from tests import people
from tests.people import PASSWORD, PERIOD, TESTER
from tests.statements import counted

HOME = "192.0.2.1"


def fail(email: str, now: datetime, network: str = HOME) -> None:
    with pytest.raises(WrongEmailOrPassword):
        attempt(email, "forkert forkert forkert", network, now)


def attempt(email: str, password: str, network: str, now: datetime) -> people.Person:
    """One attempt as the door makes it: counted first, and taken back unless it failed."""
    begun = attempts.begin_attempt(email, network=network, now=now)
    try:
        person = attempts.check_password(email, password, network=network, now=now)
    except TooManyAttempts:
        attempts.forget_attempt(begun)
        raise
    attempts.forget_attempt(begun)
    return person


def letters() -> list[str]:
    """Which letters lie in the outbox, once the worker has done what was asked for."""
    for job in db.session.scalars(sa.select(Job).where(Job.done_at.is_(None)).order_by(Job.id)):
        resets.send_reset(job.facts["person"], now=job.due_at)
        job.done_at = job.due_at
    return list(db.session.scalars(sa.select(OutgoingMail.letter).order_by(OutgoingMail.id)))


def newest_key() -> Token:
    return db.session.scalars(sa.select(Token).where(Token.used_at.is_(None))).one()


def test_an_address_belongs_to_one_person(room: Flask, now: datetime) -> None:
    people.person("Søren Ærø", email="Søren@ærø.dk")
    for same in ("søren@ærø.dk", " SØREN@ÆRØ.DK ", f"søren@{'ærø.dk'.encode('idna').decode()}"):
        with pytest.raises(EmailIsKnown):
            actions.add_person("En Anden", same, by=TESTER, now=now)


def test_strangers_and_councillors_invite_nobody(room: Flask, now: datetime) -> None:
    karen = people.karen()
    for actor in (STRANGER, people.actor(karen, now)):
        with pytest.raises(Forbidden):
            actions.add_person("En Anden", "anden@example.dk", by=actor, now=now)
        with pytest.raises(Forbidden):
            actions.invite(karen, by=actor, now=now)
        with pytest.raises(Forbidden):
            actions.give_role(karen, Role.ORGANISER, by=actor, now=now)


def test_a_secretary_has_a_municipality_and_nobody_else_has(room: Flask, now: datetime) -> None:
    somebody = people.person()
    with pytest.raises(ValueError, match="municipality"):
        actions.give_role(somebody, Role.SECRETARY, by=TESTER, now=now)
    with pytest.raises(ValueError, match="municipality"):
        actions.give_role(somebody, Role.MODERATOR, by=TESTER, now=now, municipality_id=1)


def test_only_the_newest_invitation_works(room: Flask, now: datetime) -> None:
    pia = people.person("Pia Nissen", joined=False)
    actions.invite(pia, by=TESTER, now=now)
    first = newest_key()
    actions.invite(pia, by=TESTER, now=now + timedelta(hours=1))
    db.session.flush()
    db.session.expire_all()
    with pytest.raises(KeyHasExpired):
        actions.choose_password(pia, first, people.HASH, now=now + timedelta(hours=2))
    actions.choose_password(pia, newest_key(), people.HASH, now=now + timedelta(hours=2))
    assert pia.joined_at == now + timedelta(hours=2)
    assert letters() == ["invitation", "invitation"]


def test_a_key_works_once_and_for_its_own_person(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    key = tokens.issue(Purpose.RESET, karen.id, now=now)
    db.session.flush()
    with pytest.raises(KeyHasExpired):
        actions.choose_password(mads, key, people.HASH, now=now)
    actions.choose_password(karen, key, people.HASH, now=now)
    with pytest.raises(KeyHasExpired):
        actions.choose_password(karen, key, people.HASH, now=now)


def test_a_suspended_person_cannot_open_the_account_again(room: Flask, now: datetime) -> None:
    karen = people.karen()
    key = tokens.issue(Purpose.RESET, karen.id, now=now)
    db.session.flush()
    karen.suspended_at = now
    with pytest.raises(KeyHasExpired):
        actions.choose_password(karen, key, people.HASH, now=now)
    resets.ask_for_reset(karen.email, network=HOME, now=now)
    assert letters() == []


def test_a_new_password_ends_every_sign_in_and_is_remembered(room: Flask, now: datetime) -> None:
    karen = people.karen()
    for _ in range(2):
        sessions.sign_in(karen, now=now)
    key = tokens.issue(Purpose.RESET, karen.id, now=now)
    db.session.flush()
    actions.choose_password(karen, key, people.HASH, now=now)
    db.session.flush()
    assert set(db.session.scalars(sa.select(SignIn.ended_at))) == {now}
    happened = db.session.scalars(sa.select(Entry.happening).where(Entry.person_id == karen.id))
    assert Happening.PASSWORD_SET in list(happened)


def test_three_letters_an_hour_to_one_address(room: Flask, now: datetime) -> None:
    people.karen()
    for n in range(100):
        resets.ask_for_reset(" Karen@EXAMPLE.dk", network=f"192.0.2.{n}", now=now + timedelta(seconds=n))
    assert letters() == ["reset"] * 3
    resets.ask_for_reset("karen@example.dk", network=HOME, now=now + timedelta(hours=2))
    assert letters() == ["reset"] * 4


def test_asking_does_the_same_work_whether_the_address_is_known_or_not(room: Flask, now: datetime) -> None:
    people.karen()
    db.session.commit()
    sent: dict[str, list[str]] = {}
    for email in ("karen@example.dk", "ingen@example.dk"):
        with counted(room) as sent[email]:
            resets.ask_for_reset(email, network=HOME, now=now)
            db.session.commit()
    assert sent["karen@example.dk"] == sent["ingen@example.dk"]


def test_ten_letters_an_hour_asked_for_from_one_network(room: Flask, now: datetime) -> None:
    for n in range(15):
        people.person(email=f"p{n}-af-mange@example.dk")
        resets.ask_for_reset(f"p{n}-af-mange@example.dk", network=HOME, now=now)
    assert len(letters()) == 10


@pytest.mark.parametrize("email", ["", "x", "ingen@example.dk", "karen@example.dk\0", "a" * 1_000_000])
def test_asking_for_nobody_writes_to_nobody(room: Flask, now: datetime, email: str) -> None:
    people.karen()
    resets.ask_for_reset(email, network=HOME, now=now)
    assert letters() == []


def test_five_failures_and_then_one_waits(room: Flask, now: datetime) -> None:
    people.karen()
    for n in range(5):
        fail(("karen@example.dk", " KAREN@example.dk ")[n % 2], now + timedelta(seconds=n))
    with pytest.raises(TooManyAttempts) as wait:
        attempt("karen@example.dk", PASSWORD, HOME, now + timedelta(seconds=10))
    assert wait.value.facts["seconds"] == 50
    later = now + timedelta(seconds=61)
    assert attempt("karen@example.dk", PASSWORD, HOME, later).name == "Karen Friis"


def test_a_harasser_elsewhere_does_not_lock_her_out(room: Flask, now: datetime) -> None:
    people.karen()
    for n in range(40):
        fail("karen@example.dk", now, network=f"198.51.100.{n}")
    assert attempt("karen@example.dk", PASSWORD, HOME, now)


def test_fifty_failures_an_hour_stop_the_account(room: Flask, now: datetime) -> None:
    people.karen()
    for n in range(50):
        fail("karen@example.dk", now, network=f"198.51.100.{n}")
    with pytest.raises(TooManyAttempts):
        attempt("karen@example.dk", PASSWORD, HOME, now)
    assert attempt("karen@example.dk", PASSWORD, HOME, now + timedelta(minutes=61))


def test_many_attempts_at_once_are_many(room: Flask, now: datetime) -> None:
    """All are counted before any is looked at, so that none slips through while others are being hashed."""
    people.karen()
    for _ in range(16):
        attempts.begin_attempt("karen@example.dk", network=HOME, now=now)
    with pytest.raises(TooManyAttempts):
        attempts.check_password("karen@example.dk", PASSWORD, network=HOME, now=now)


def test_checking_changes_nothing(room: Flask, now: datetime) -> None:
    people.karen()
    db.session.flush()
    with pytest.raises(WrongEmailOrPassword):
        attempts.check_password("karen@example.dk", "forkert forkert forkert", network=HOME, now=now)
    assert not db.session.new
    assert not db.session.dirty
    assert db.session.execute(sa.select(sa.func.count()).select_from(FailedSignIn)).scalar_one() == 0


def test_attempts_are_kept_as_hashes_for_an_hour(room: Flask, now: datetime) -> None:
    fail("karen@example.dk", now)
    db.session.flush()
    assert all(len(bucket) == 64 for bucket in db.session.scalars(sa.select(FailedSignIn.bucket)))
    attempts.forget_old_attempts(now=now + timedelta(hours=1, seconds=1))
    assert db.session.execute(sa.select(sa.func.count()).select_from(FailedSignIn)).scalar_one() == 0


def test_a_mandate_gives_rights_while_it_runs(room: Flask, now: datetime) -> None:
    karen = people.karen()
    assert people.actor(karen, PERIOD[0]).is_councillor
    assert not people.actor(karen, PERIOD[0] - timedelta(seconds=1)).is_councillor
    assert not people.actor(karen, PERIOD[1]).is_councillor
    assert people.actor(karen, PERIOD[1]).was_councillor


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "short"),
        ("11 tegn her", "short"),
        ("x" * 201, "long"),
        ("x" * 1_000_000, "long"),
        ("aaaaaaaaaaaaaaaa", "guessable"),
        ("abababababababab", "guessable"),
        ("12345678901234", "guessable"),
        ("24112026241120", "guessable"),
        ("abcdefghijklmno", "guessable"),
        ("Password-1234567", "guessable"),
        ("SommerSommer2026", "guessable"),
        ("velkommen velkommen", "guessable"),
        ("Ringsted 2026 2026", "guessable"),
        ("Høje-Taastrup 2026!", "guessable"),
        ("aarhuskommune2026", "guessable"),
        ("karen friis 2026", "guessable"),
        ("KarenFriis20262026", "guessable"),
        ("København2026!!!!", "guessable"),
    ],
)
def test_bad_passwords_are_refused(password: str, why: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        passwords.require_good(password, name="Karen Friis", email="karen@example.dk")
    assert refused.value.facts["why"] == why


def test_a_name_of_two_letters_counts_too() -> None:
    with pytest.raises(PasswordRefused) as refused:
        passwords.require_good("otto ny otto ny", name="Otto Ny", email="o@example.dk")
    assert refused.value.facts["why"] == "guessable"


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "demo-politiker-2026",
        "fire heste i regnvejr",
        "🐎🐎🐄🐖🐑🐓 på marken nu",
        "密码很长也没有关系的对吧真的呀",
        "a1!" * 22 + "æ?xyz",
    ],
)
def test_good_passwords_of_any_kind_are_welcome(password: str) -> None:
    passwords.require_good(password, name="Karen Friis", email="karen@example.dk")


def test_a_password_is_the_same_however_its_letters_are_stored() -> None:
    composed, apart = "blå ærter på åen", "bla\u030a ærter pa\u030a a\u030aen"
    assert passwords.matches(passwords.chosen(composed), apart)
    assert passwords.matches(passwords.chosen("å" * 190 + "bcdefghij"), "a\u030a" * 190 + "bcdefghij")


def test_hashes_are_argon2id_and_differ() -> None:
    first, second = passwords.chosen(PASSWORD), passwords.chosen(PASSWORD)
    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.matches(None, "nobody has this password")


def test_a_person_has_no_password_before_choosing_one(room: Flask, now: datetime) -> None:
    pia = people.person("Pia Nissen", email="pia@example.dk", joined=False)
    assert db.session.get_one(Person, pia.id).password_hash is None
    fail("pia@example.dk", now)
