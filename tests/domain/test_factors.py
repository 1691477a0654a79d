"""Apps with codes and recovery codes: what is right, what is refused, and that each is worth something once."""

import base64
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import database
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.mail.outbox import OutgoingMail
from politiker.people.factors import actions, codes, proving, seals
from politiker.people.factors.actions import LastFactorOfStaff, NoFactorYet, SetUpTooSlow, TooManyFactors, WrongCode
from politiker.people.factors.models import RecoveryCode
from politiker.people.factors.queries import codes_left, factors_of, has_factor
from politiker.people.limits import TooManyAttempts
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.people.sign_ins.models import SignIn
from tests import people
from tests.factor_codes import earlier, server_secret, shown, with_app
from tests.journeys.crowds import all_at_once

STEP = timedelta(seconds=codes.STEP_SECONDS)
RFC_KEY = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1, the last six digits."""
    moment = datetime.fromtimestamp(seconds, people.PERIOD[0].tzinfo)
    assert codes.current(RFC_KEY, moment)[0] == code
    assert codes.step_of(RFC_KEY, code, moment, after=0) == seconds // 30
    key = codes.new_key()
    assert codes.current(key, moment)[0] == pyotp.TOTP(key).at(seconds), "what apps show for keys of ours"


def proves(person: Person, code: str, now: datetime) -> bool:
    try:
        proving.prove_with_app(person, code, secret=server_secret(), now=now)
    except WrongCode:
        return False
    return True


def test_a_code_is_good_once_and_so_is_none_before_it(room: Flask, now: datetime) -> None:
    karen = people.karen()
    key, _codes = with_app(karen, now)
    assert not proves(karen, earlier(key, now), now), "it was used to set the app up"
    assert proves(karen, shown(key, now), now)
    assert not proves(karen, shown(key, now), now), "a replay"
    assert not proves(karen, earlier(key, now), now), "an earlier step"
    assert proves(karen, shown(key, now + STEP), now), "a phone that is half a minute ahead"
    assert not proves(karen, shown(key, now + 3 * STEP), now + STEP), "a whole minute ahead"
    later = now + 10 * STEP
    assert not proves(karen, shown(key, later - 2 * STEP), later), "a minute ago"


def test_spaces_are_tidied_away_and_other_digits_refused(room: Flask, now: datetime) -> None:
    karen = people.karen()
    key, _codes = with_app(karen, now)
    code = shown(key, now)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    arabic = "".join(chr(ord(digit) + 0x0630) for digit in code)
    for wrong in (wide, arabic, code + "0", code[:5], "", "\u200b" + code, "-" + code):
        with pytest.raises(WrongCode):
            proving.prove_with_app(karen, wrong, secret=server_secret(), now=now)
        db.session.execute(sa.text("DELETE FROM failed_sign_in"))
    assert proves(karen, f"\u00a0{code[:3]} {code[3:]}\u2009\t", now)
    assert not proves(karen, f"{code[:3]}\u00a0{code[3:]}", now), "the same code in other clothes is a replay"


def test_five_wrong_in_five_minutes_and_not_even_the_right_one_is_looked_at(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    key, fresh = with_app(karen, now)
    his, _codes = with_app(mads, now)
    for _ in range(5):
        assert not proves(karen, "000000", now)
    for attempt in (
        lambda: proving.prove_with_app(karen, shown(key, now), secret=server_secret(), now=now),
        lambda: proving.prove_with_recovery_code(karen, fresh[0], secret=server_secret(), now=now),
    ):
        with pytest.raises(TooManyAttempts) as limit:
            attempt()
        assert limit.value.facts["seconds"] == 300
    assert proves(mads, shown(his, now), now), "one person's tries are not another's"
    later = now + timedelta(minutes=5, seconds=1)
    assert proves(karen, shown(key, later), later)


def test_the_secret_is_sealed_and_belongs_to_one_person(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    key, _codes = with_app(karen, now)
    [factor] = factors_of(karen.id)
    assert key not in str(factor.secret)
    assert seals.unseal(str(factor.secret), secret=server_secret(), now=now) == key
    assert seals.unseal(str(factor.secret), secret="another", now=now) is None
    assert not proves(mads, shown(key, now), now)
    offered, sealed = actions.offer_key(karen, secret=server_secret(), now=now)
    by = people.actor(mads, now)
    with pytest.raises(SetUpTooSlow):
        add(mads, sealed, shown(offered, now), now)
    with pytest.raises(Forbidden):
        actions.add_app(
            karen, sealed, shown(offered, now), name="x", secret=server_secret(), keeping=None, by=by, now=now
        )
    late = now + timedelta(minutes=31)
    with pytest.raises(SetUpTooSlow):
        add(karen, sealed, shown(offered, late), late)


def add(person: Person, sealed: str, code: str, now: datetime) -> list[str]:
    return actions.add_app(
        person, sealed, code, name="App", secret=server_secret(), keeping=None, by=people.actor(person, now), now=now
    )


def test_an_app_works_only_once_it_has_shown_a_right_code(room: Flask, now: datetime) -> None:
    karen = people.karen()
    key, sealed = actions.offer_key(karen, secret=server_secret(), now=now)
    assert not has_factor(karen.id)
    with pytest.raises(WrongCode):
        add(karen, sealed, "000000", now)
    assert not has_factor(karen.id)
    assert len(add(karen, sealed, shown(key, now), now)) == 10
    assert has_factor(karen.id)
    with pytest.raises(SetUpTooSlow):
        add(karen, sealed, shown(key, now + STEP), now + STEP)


def test_a_second_one_makes_no_new_codes_and_the_eleventh_is_refused(room: Flask, now: datetime) -> None:
    karen = people.karen()
    with_app(karen, now)
    for _ in range(9):
        assert with_app(karen, now)[1] == []
    with pytest.raises(TooManyFactors):
        with_app(karen, now)


def test_recovery_codes_are_hashed_and_good_once(room: Flask, now: datetime) -> None:
    karen = people.karen()
    _key, fresh = with_app(karen, now)
    stored = str(list(db.session.scalars(sa.select(RecoveryCode.code_hash))))
    assert len(set(fresh)) == 10 and all(len(code) == 9 and code[4] == "-" for code in fresh)
    assert not any(code in stored or code.replace("-", "") in stored for code in fresh)
    untidy = f" {fresh[0].lower().replace('-', '')} "
    proving.prove_with_recovery_code(karen, untidy, secret=server_secret(), now=now)
    assert codes_left(karen.id) == 9
    for gone in (fresh[0], "0000-0000", ""):
        with pytest.raises(WrongCode):
            proving.prove_with_recovery_code(karen, gone, secret=server_secret(), now=now)
    by = people.actor(karen, now)
    newer = actions.make_recovery_codes(karen, secret=server_secret(), keeping=None, by=by, now=now)
    with pytest.raises(WrongCode):
        proving.prove_with_recovery_code(karen, fresh[1], secret=server_secret(), now=now)
    proving.prove_with_recovery_code(karen, newer[1], secret=server_secret(), now=now)
    letters = sorted(db.session.scalars(sa.select(OutgoingMail.letter)))
    assert letters == ["factor_changed"] * 2 + ["recovery_code_used"] * 2


def test_nobody_without_a_factor_has_recovery_codes(room: Flask, now: datetime) -> None:
    karen = people.karen()
    by = people.actor(karen, now)
    with pytest.raises(NoFactorYet):
        actions.make_recovery_codes(karen, secret=server_secret(), keeping=None, by=by, now=now)
    with_app(karen, now)
    [factor] = factors_of(karen.id)
    actions.remove(factor, karen, keeping=None, by=by, now=now)
    db.session.flush()
    assert not has_factor(karen.id) and codes_left(karen.id) == 0


def test_whoever_has_a_role_keeps_the_last_one(room: Flask, now: datetime) -> None:
    birgit = people.birgit()
    by = people.actor(birgit, now)
    with_app(birgit, now)
    with_app(birgit, now)
    first, second = factors_of(birgit.id)
    with pytest.raises(Forbidden):
        actions.remove(first, birgit, keeping=None, by=people.actor(people.adam(), now), now=now)
    actions.remove(first, birgit, keeping=None, by=by, now=now)
    with pytest.raises(LastFactorOfStaff):
        actions.remove(second, birgit, keeping=None, by=by, now=now)
    assert has_factor(birgit.id)


def test_every_change_ends_the_other_sign_ins(room: Flask, now: datetime) -> None:
    karen = people.karen()
    for change in (
        lambda: with_app(karen, now),
        lambda: actions.make_recovery_codes(
            karen, secret=server_secret(), keeping=None, by=people.actor(karen, now), now=now
        ),
        lambda: actions.remove(factors_of(karen.id)[0], karen, keeping=None, by=people.actor(karen, now), now=now),
    ):
        sessions.sign_in(karen, now=now)
        db.session.flush()
        change()
        running = sa.select(sa.func.count()).where(SignIn.ended_at.is_(None))
        assert db.session.execute(running).scalar_one() == 0


def enrolled(house: Flask, now: datetime) -> tuple[int, str, list[str]]:
    with house.app_context():
        karen = people.karen()
        key, fresh = with_app(karen, now)
        db.session.commit()
        return karen.id, shown(key, now), fresh


@pytest.mark.parametrize("kind", ["app", "paper"])
def test_of_many_with_the_same_code_at_once_one_comes_in(house: Flask, now: datetime, kind: str) -> None:
    outcome = all_at_once(house, rivals(*enrolled(house, now), kind, now))
    assert (outcome.done, len(outcome.refused)) == (1, 3), outcome.refused
    assert all(refusal.startswith("WrongCode") for refusal in outcome.refused), outcome.refused


def rivals(person_id: int, code: str, fresh: list[str], kind: str, now: datetime) -> list[Callable[[], None]]:
    def act() -> None:
        person = db.session.get_one(Person, person_id)
        if kind == "app":
            proving.prove_with_app(person, code, secret=server_secret(), now=now)
        else:
            proving.prove_with_recovery_code(person, fresh[0], secret=server_secret(), now=now)

    return [act] * 4


@pytest.mark.parametrize("kind", ["app", "paper"])
def test_control_without_the_lock_more_come_in(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """SQLite says "database is locked" once its BEGIN IMMEDIATE is taken away too."""
    acts = rivals(*enrolled(house, now), kind, now)
    barrier = threading.Barrier(len(acts), timeout=20)

    def no_lock(person: Person) -> Person:
        db.session.refresh(person)
        return person

    monkeypatch.setattr(proving, "lock", no_lock)
    with house.app_context():
        dialect = db.engine.dialect.name
    if dialect == "sqlite":
        monkeypatch.setattr(database, "sqlite_begin_statement", lambda: "BEGIN")
    question = "factors_of" if kind == "app" else "unused_code"
    asked = getattr(proving, question)

    def asked_by_all(*args: object) -> object:
        found = asked(*args)
        barrier.wait()
        return found

    monkeypatch.setattr(proving, question, asked_by_all)
    outcome = all_at_once(house, acts, at_once=len(acts))
    if dialect == "sqlite":
        assert any("database is locked" in refusal for refusal in outcome.refused), outcome.refused
    else:
        assert outcome.done > 1, f"the control must let more in, or the race proves nothing: {outcome.refused}"
