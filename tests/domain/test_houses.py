"""The houses the other tests live in are fresh, whole, and on both databases."""

from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people.models import Municipality, Party, Person
from tests import meetings, people


def test_a_fresh_house_knows_98_municipalities_and_nobody(room: Flask) -> None:
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Municipality)) == 98
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Party)) == 98 * 13
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0


def test_a_councillor_is_one_by_mandate_and_an_organiser_by_role(room: Flask, now: datetime) -> None:
    karen, ole = people.karen(), people.ole()
    assert people.actor(karen, now).is_councillor
    assert not people.actor(ole, now).is_councillor
    event = meetings.seminar(now, organiser=ole)
    db.session.commit()
    assert event.is_open(now)
