"""What an organiser cannot do to the past, and how an event without an organiser gets one."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from tests import meetings, people
from tests.conftest import Clock
from tests.visitor import Visitor
from tests.web.desk import made


def test_an_event_made_by_an_administrator_can_be_put_in_an_organisers_hands(
    house: Flask, visitor: Visitor, now: datetime
) -> None:
    """Somebody has to be able to answer its guests; the administrator cannot, and not for want of trying."""
    inga = made(house, lambda: people.with_role(people.Role.ORGANISER, "Inga Ny", email="inga@example.dk"))
    event_id = made(house, lambda: meetings.seminar(now, organiser=people.adam()))
    visitor.sign_in(person_called(house, "Adam Sø")).open(f"/arrangoer/{event_id}/rettigheder")
    visitor.send("Giv", email="inga@example.dk", right="registrations")
    Visitor(house).sign_in(inga).open(f"/arrangoer/{event_id}/tilmeldinger")
    visitor.open(f"/arrangoer/{event_id}/tilmeldinger", status=404)


def person_called(house: Flask, name: str) -> int:
    with house.app_context():
        return db.session.scalars(sa.select(people.Person.id).where(people.Person.name == name)).one()


def test_a_published_event_is_not_moved_into_the_past(house: Flask, visitor: Visitor, wall: Clock) -> None:
    ole = made(house, people.ole)
    with house.app_context():
        organiser = db.session.get_one(people.Person, ole)
        event = meetings.seminar(wall.moment, organiser=organiser)
        db.session.commit()
        event_id = event.id
    visitor.sign_in(ole).open(f"/arrangoer/{event_id}/rediger")
    visitor.send("Gem", status=422, starts_on="01-01-2020", ends_on="02-01-2020")
    assert "skal begynde senere end nu" in visitor.page.errors()
    wall.moment += timedelta(days=60)
    later = Visitor(house).sign_in(ole)
    later.open(f"/arrangoer/{event_id}/rediger")
    later.send("Gem", status=422, starts_on="01-05-2027", ends_on="02-05-2027")
    assert "kan ikke flyttes" in later.page.errors()
    later.open(f"/arrangoer/{event_id}/aflys")
    later.send("Aflys", status=422, reason="For sent")
    assert "ikke er slut" in later.page.errors()
