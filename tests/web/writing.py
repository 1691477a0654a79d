"""Ole's event with two guests, for the tests of his letters to them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events import actions as event_actions
from politiker.mail.outbox import OutgoingMail
from politiker.policy import Right, Role
from politiker.registrations.mailings.models import Mailing
from tests import guests, meetings, people
from tests.visitor import Visitor


def furnish(house: Flask, now: datetime) -> dict[str, Any]:
    """Karen and Mads have seats at Ole's event; Else may only edit it."""
    with house.app_context():
        ole, karen, mads = people.ole(), people.karen(), people.mads()
        else_ = people.with_role(Role.ORGANISER, "Else Dam")
        event = meetings.seminar(now, organiser=ole)
        event_actions.grant_right(event, else_.id, Right.EDIT, by=people.actor(ole, now), now=now)
        seats = [guests.take(event, person, now) for person in (karen, mads)]
        others = {
            "adam": people.adam(), "birgit": people.birgit(), "mo": people.with_role(Role.MODERATOR),
            "other": people.with_role(Role.ORGANISER), "nobody": people.person(),
        }  # fmt: skip
        db.session.commit()
        ids = {name: person.id for name, person in others.items()}
        return ids | {
            "ole": ole.id, "karen": karen.id, "mads": mads.id, "else": else_.id, "event": event.id,
            "desk": f"/arrangoer/{event.id}", "uids": [seat.uid for seat in seats],
        }  # fmt: skip


def mailings(house: Flask) -> list[Mailing]:
    with house.app_context():
        return list(db.session.scalars(sa.select(Mailing).order_by(Mailing.id)))


def letters(house: Flask) -> list[OutgoingMail]:
    with house.app_context():
        query = sa.select(OutgoingMail).where(OutgoingMail.letter == "mailing").order_by(OutgoingMail.id)
        return list(db.session.scalars(query))


def draft(visitor: Visitor, town: dict[str, Any], status: int = 200, **fields: Any) -> None:
    visitor.open(f"{town['desk']}/breve/nyt")
    visitor.send(
        "Gem, og se det", status, **{"subject": "Praktisk om {arrangement}", "text": "Kære {fornavn}"} | fields
    )
