"""Two who act on one thing at the same moment: one of them is told so, and nothing breaks."""

import threading
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import tokens
from politiker.core.database import Lockable, db
from politiker.core.tokens import Purpose
from politiker.people import actions
from politiker.people.actions import EmailIsKnown
from politiker.people.joining import deciding, inviting
from politiker.people.joining.inviting import Invited
from politiker.people.joining.models import Application
from politiker.people.models import Person
from politiker.people.sign_ins import devices
from tests import people


def test_two_who_add_the_same_address_at_once(house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger confirms, and the worker sends an invitation: both have looked, and nobody has the address yet."""
    if house.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite lets one write at a time, so both cannot have looked")
    looked, ends = threading.Barrier(2, timeout=20), []
    by_email = actions.by_email

    def together(key: str) -> Person | None:
        found = by_email(key)
        looked.wait()
        return found

    def one() -> None:
        with house.app_context():
            try:
                actions.add_person("Nina Bro", "nina@ringsted.example", by=people.TESTER, now=now)
                db.session.commit()
                ends.append("new")
            except EmailIsKnown:
                db.session.rollback()
                ends.append("known")

    monkeypatch.setattr(actions, "by_email", together)
    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["known", "new"]


def test_a_no_and_an_approval_hold_things_in_the_same_order(
    room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held in different orders, each would wait for the other until the database breaks one of them off."""
    held: list[str] = []

    def noted(thing: Lockable) -> Lockable:
        held.append(type(thing).__name__)
        return lock(thing)

    lock = inviting.lock
    monkeypatch.setattr(inviting, "lock", noted)
    monkeypatch.setattr(deciding, "lock", noted)
    ringsted, birgit, adam = people.municipality("Ringsted"), people.birgit(), people.adam()
    party = db.session.scalars(sa.select(people.Party).filter_by(municipality_id=ringsted.id, letter="V")).one()
    for email, name in (("nina@ringsted.example", "Nina Bro"), ("bo@ringsted.example", "Bo Borg")):
        line = [Invited(name, email, "V", party.id)]
        inviting.invite_councillors(ringsted, line, by=people.actor(birgit, now), now=now)
    db.session.flush()
    nina, bo = db.session.scalars(sa.select(Application).order_by(Application.id))
    inviting.send_invitations([nina.id, bo.id], now=now)
    deciding.approve(nina, by=people.actor(adam, now), now=now)
    yes, held[:] = list(held), []
    person = db.session.get_one(Person, bo.person_id)
    key = tokens.issue(Purpose.INVITATION, person.id, now=now)
    db.session.flush()
    inviting.decline(person, key, now=now)
    assert yes == held == ["Application", "Person"]


def test_a_number_copied_from_a_shared_computer_is_worth_nothing_once_somebody_else_logs_in_there(
    room: Flask, now: datetime
) -> None:
    """Mads notes the number of the computer in the library. Karen logs in there: her device must not be his too."""
    mads, karen = people.mads(), people.karen()
    copied = devices.recognise(mads, None, now=now)
    given = devices.recognise(karen, copied, now=now)
    assert not devices.is_known(copied, "karen@example.dk") and devices.is_known(given, "karen@example.dk")
    assert devices.is_known(given, "mads@example.dk"), "and on that computer he is known as before"
