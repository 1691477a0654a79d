"""Keys in the hands of somebody else: what its owner does to be safe closes every other way in."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from config import Provider
from politiker.core import tokens
from politiker.core.database import db
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.people import actions
from politiker.people.councils import mandates
from politiker.people.credentials import actions as credentials
from politiker.people.credentials.models import EmailChange
from politiker.people.federation import actions as federation
from politiker.people.federation.id_tokens import Claims
from politiker.people.models import Mandate, Person
from politiker.people.passwords import PasswordHash
from politiker.people.sign_ins import links
from politiker.policy import Role
from tests import people

RINGSTED = Provider("ringsted", "https://log-ind.example", "politiker", "hemmelig", "Ringsted", "Ringsted Kommune")
ANOTHER = PasswordHash("another")


def key(purpose: Purpose, person: Person, now: datetime) -> Token:
    made = tokens.issue(purpose, person.id, now=now - timedelta(minutes=1))
    db.session.flush()
    return made


def is_closed(token: Token) -> bool:
    db.session.flush()
    db.session.refresh(token)
    return token.used_at is not None


def test_a_new_password_closes_the_links_that_are_under_way(room: Flask, now: datetime) -> None:
    """Whoever changes the password because somebody reads their mail must not be let down by a link in that mail."""
    karen = people.karen()
    stolen = [key(purpose, karen, now) for purpose in (Purpose.LOG_IN, Purpose.RESET)]
    credentials.change_password(karen, ANOTHER, proved=people.HASH, keep=None, by=people.actor(karen, now), now=now)
    assert all(is_closed(one) for one in stolen)


def test_a_password_chosen_with_a_key_closes_the_other_keys(room: Flask, now: datetime) -> None:
    karen = people.karen()
    stolen, mine = key(Purpose.LOG_IN, karen, now), key(Purpose.RESET, karen, now)
    actions.choose_password(karen, mine, ANOTHER, now=now)
    assert is_closed(stolen)


def test_a_new_address_closes_the_links_sent_to_the_old_one(room: Flask, now: datetime) -> None:
    karen, other = people.karen(), people.mads()
    stolen = [key(purpose, karen, now) for purpose in (Purpose.LOG_IN, Purpose.RESET)]
    theirs = key(Purpose.RESET, other, now)
    change = EmailChange(
        person_id=karen.id, email="ny@example.dk", email_key="ny@example.dk", created_at=now,
        password_mark=credentials.mark_of(karen),
    )  # fmt: skip
    db.session.add(change)
    db.session.flush()
    proof = tokens.issue(Purpose.EMAIL, change.id, now=now)
    db.session.flush()
    credentials.confirm_email_change(change, proof, keep=None, now=now)
    assert all(is_closed(one) for one in stolen)
    assert not is_closed(theirs), "and nobody else's"


def test_an_invitation_opens_no_account_that_was_opened_another_way(room: Flask, now: datetime) -> None:
    """A key of 14 days is for coming in the first time; afterwards it would be a reset that lasts for two weeks."""
    mads = people.mads()
    mads.joined_at = mads.password_hash = None
    invitation = key(Purpose.INVITATION, mads, now)
    federation.recognise(RINGSTED, Claims("1", "mads@example.dk", False), now=now)
    with pytest.raises(KeyHasExpired):
        actions.choose_password(mads, invitation, ANOTHER, now=now)
    assert mads.password_hash is None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ORGANISER, Role.MODERATOR])
def test_a_municipality_opens_no_account_of_our_staff_even_one_it_was_linked_to(
    room: Flask, now: datetime, role: Role
) -> None:
    """Linked as a councillor, and given a role later: the municipality must not thereby hold the role."""
    mads = people.mads()
    federation.recognise(RINGSTED, Claims("1", "mads@example.dk", False), now=now)
    actions.give_role(mads, role, by=people.TESTER, now=now)
    with pytest.raises(federation.NobodyWeKnow):
        federation.recognise(RINGSTED, Claims("1", "mads@example.dk", True), now=now)


def test_a_municipality_opens_no_secretary_of_another(room: Flask, now: datetime) -> None:
    mads = people.mads()
    federation.recognise(RINGSTED, Claims("1", "mads@example.dk", False), now=now)
    aarhus = people.municipality("Aarhus").id
    actions.give_role(mads, Role.SECRETARY, by=people.TESTER, now=now, municipality_id=aarhus)
    with pytest.raises(federation.NobodyWeKnow):
        federation.recognise(RINGSTED, Claims("1", "mads@example.dk", True), now=now)


def test_a_municipality_opens_nobody_who_sits_in_another_now(room: Flask, now: datetime) -> None:
    """They moved and were elected there: the old municipality's log-in is not theirs to come by any more."""
    mads = people.mads()
    federation.recognise(RINGSTED, Claims("1", "mads@example.dk", False), now=now)
    seat = db.session.scalars(sa.select(Mandate).where(Mandate.person_id == mads.id)).one()
    mandates.moved_away(seat, at=now, by=people.TESTER, now=now)
    later = now + timedelta(hours=1)
    assert federation.recognise(RINGSTED, Claims("1", "mads@example.dk", False), now=later) is mads, "lapsed, own data"
    aarhus = people.councillor(town="Aarhus", letter="V", period=(later, people.PERIOD[1]))
    elected = db.session.scalars(sa.select(Mandate).where(Mandate.person_id == aarhus.id)).one()
    elected.person_id = mads.id
    db.session.flush()
    with pytest.raises(federation.NobodyWeKnow):
        federation.recognise(RINGSTED, Claims("1", "mads@example.dk", False), now=later)


def test_a_link_is_worth_nothing_to_the_suspended_even_when_it_is_still_open(room: Flask, now: datetime) -> None:
    karen = people.karen()
    mine = key(Purpose.LOG_IN, karen, now)
    karen.suspended_at = now
    with pytest.raises(KeyHasExpired):
        links.use_link(mine, now=now)
    assert not is_closed(mine)
