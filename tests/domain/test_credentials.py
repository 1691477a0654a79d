"""Changing a password or an address: limits, races, and what is forgotten."""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.mail.outbox import OutgoingMail
from politiker.people.actions import EmailIsKnown
from politiker.people.credentials import actions
from politiker.people.credentials.models import EmailChange
from politiker.people.limits import TooManyAttempts
from politiker.people.models import Person
from tests import people


def asked(person: Person, email: str, now: datetime) -> EmailChange:
    actions.ask_to_change_email(person, email, by=people.actor(person, now), now=now)
    return db.session.scalars(sa.select(EmailChange).order_by(EmailChange.id.desc()).limit(1)).one()


def key_for(change: EmailChange, now: datetime) -> Token:
    actions.send_email_change(change.id, now=now)
    query = sa.select(Token).where(Token.purpose == Purpose.EMAIL, Token.subject_id == change.id)
    return db.session.scalars(query).one()


def count(letter: str) -> int:
    return len(list(db.session.scalars(sa.select(OutgoingMail.id).where(OutgoingMail.letter == letter))))


def test_only_oneself(room: Flask, now: datetime) -> None:
    karen, adam = people.karen(), people.actor(people.adam(), now)
    with pytest.raises(Forbidden):
        actions.change_password(karen, people.HASH, proved=people.HASH, keep=None, by=adam, now=now)
    with pytest.raises(Forbidden):
        actions.ask_to_change_email(karen, "ny@example.dk", by=adam, now=now)


def test_the_password_that_was_proved_has_to_be_the_present_one(room: Flask, now: datetime) -> None:
    karen = people.karen()
    for proved in ("another", None):
        with pytest.raises(actions.PasswordHasChanged):
            actions.change_password(karen, people.HASH, proved=proved, keep=None, by=people.actor(karen, now), now=now)


def test_one_address_gets_at_most_three_letters_an_hour(room: Flask, now: datetime) -> None:
    people.person("Pia Nissen", email="pia@example.dk")
    for n in range(5):
        somebody = people.person(f"Nogen {'abcde'[n]}", email=f"nogen{n}@example.dk")
        change = asked(somebody, "pia@example.dk", now)
        job = db.session.execute(sa.text("SELECT facts FROM job ORDER BY id DESC")).first()
        assert job is not None
        actions.send_email_change(change.id if n < 3 else None, now=now)
        assert ("null" in str(job.facts) or "None" in str(job.facts)) == (n >= 3)
    assert count("email_taken") == 3


def test_one_account_wishes_five_times_an_hour(room: Flask, now: datetime) -> None:
    karen = people.karen()
    for n in range(5):
        asked(karen, f"ny{n}@example.dk", now)
    with pytest.raises(TooManyAttempts):
        asked(karen, "ny@example.dk", now)
    asked(karen, "ny@example.dk", now + timedelta(hours=1))


def test_a_key_confirms_its_own_wish_only(room: Flask, now: datetime) -> None:
    """Whoever proves one address must not get another: the key names the wish and not the person."""
    karen = people.karen()
    first = asked(karen, "mit@example.dk", now)
    key = key_for(first, now)
    second = asked(karen, "dit@example.dk", now)
    for change in (first, second):
        with pytest.raises(KeyHasExpired):
            actions.confirm_email_change(change, key, keep=None, now=now)
    assert karen.email == "karen@example.dk"


def test_another_spelling_of_ones_own_address_is_no_other_account(room: Flask, now: datetime) -> None:
    karen = people.karen()
    change = asked(karen, "Karen@example.dk", now)
    actions.confirm_email_change(change, key_for(change, now), keep=None, now=now)
    assert (karen.email, karen.email_key) == ("Karen@example.dk", "karen@example.dk")
    with pytest.raises(actions.AddressIsTheSame):
        asked(karen, "Karen@Example.dk", now)


def test_somebody_not_yet_come_is_not_written_to(room: Flask, now: datetime) -> None:
    people.person("Pia Nissen", email="pia@example.dk", joined=False)
    change = asked(people.karen(), "pia@example.dk", now)
    actions.send_email_change(change.id, now=now)
    assert (count("email_taken"), count("email_change")) == (0, 0)


def test_wishes_are_forgotten_after_two_days(room: Flask, now: datetime) -> None:
    asked(people.karen(), "ny@example.dk", now)
    actions.forget_email_changes(now=now + timedelta(days=2))
    assert len(list(db.session.scalars(sa.select(EmailChange)))) == 1
    actions.forget_email_changes(now=now + timedelta(days=2, seconds=1))
    assert not list(db.session.scalars(sa.select(EmailChange)))


def two_want_it(house: Flask, now: datetime) -> list[tuple[int, str]]:
    """Karen and Mads have both been sent a key for the same address."""
    with house.app_context():
        found = []
        for somebody in (people.karen(), people.mads()):
            change = asked(somebody, "delt@example.dk", now)
            found.append((change.id, key_for(change, now).half))
        db.session.commit()
        return found


def test_two_confirm_the_same_address_at_once_and_one_gets_it(house: Flask, now: datetime) -> None:
    wishes = two_want_it(house, now)
    start, ends = threading.Barrier(2), []

    def confirm(change_id: int, half: str) -> None:
        with house.app_context():
            start.wait()
            change, key = db.session.get_one(EmailChange, change_id), db.session.get_one(Token, half)
            try:
                actions.confirm_email_change(change, key, keep=None, now=now)
                db.session.commit()
                ends.append("changed")
            except EmailIsKnown:
                db.session.rollback()
                ends.append("known")

    threads = [threading.Thread(target=confirm, args=wish) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["changed", "known"]
    with house.app_context():
        assert len(list(db.session.scalars(sa.select(Person).where(Person.email_key == "delt@example.dk")))) == 1


def test_the_race_control(house: Flask, now: datetime) -> None:
    """The index is what holds: asking first whether the address is free would let both through."""
    wishes = two_want_it(house, now)
    with house.app_context():
        free = [
            db.session.scalars(sa.select(Person).where(Person.email_key == "delt@example.dk")).first() for _ in wishes
        ]
        assert free == [None, None]
        db.session.rollback()
    with house.app_context():
        for email in ("karen@example.dk", "mads@example.dk"):
            values = {"email": "delt@example.dk", "email_key": f"delt@example.dk #{email}"}  # the index evaded
            db.session.execute(sa.update(Person).where(Person.email_key == email).values(values))
        assert len(list(db.session.scalars(sa.select(Person).where(Person.email == "delt@example.dk")))) == 2
