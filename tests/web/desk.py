"""What an organiser types, for the tests of the desk."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event, TagKind

ANSWERS: dict[str, Any] = {
    "title": "Fælleskommunalt politikerdøgn",
    "kind": "meeting",
    "summary": "Fra middag til middag\r\nom det, I har til fælles.",
    "description": "## Hvorfor\r\n\r\nNetværk **på tværs**.",
    "topics": ["politikerrollen", "oekonomi"],
    "roles": ["nyvalgte"],
    "starts_on": "2026-11-24",
    "starts_time": "12:00",
    "ends_on": "25-11-2026",
    "ends_time": "kl. 12",
    "join_link": "https://video.example/m?x=1",
    "capacity": "1.200",
    "opens_on": "2026-09-01",
    "closes_on": "2026-11-10",
    "binding_on": "2026-10-20",
    "binding_time": "12.00",
    "price_text": "6.750 kr. ekskl. moms",
    "audience": "members",
    "contact_name": "Ole Krog",
    "contact_email": "Søren@ærø.dk",
    "contact_phone": "+45 12 34 56 78",
    "programme-0-title": "Velkomst",
    "programme-0-starts": "12:00",
    "programme-0-ends": "12:30",
    "programme-0-speakers": "Karen Friis\r\n\r\n Mads Holm ",
    "programme-2-title": "Festmiddag",
    "programme-2-day": "2026-11-24",
    "programme-2-starts": "19",
    "programme-2-ends": "1.00",
}


def made(house: Flask, make: Any) -> int:
    """Somebody or something made and committed; its id. Call with no app context open."""
    with house.app_context():
        thing = make()
        db.session.commit()
        return int(thing.id)


def stored(house: Flask) -> dict[str, Any]:
    """The newest event, as plain data. Call with no app context open."""
    with house.app_context():
        query = (
            sa.select(Event)
            .options(sa.orm.selectinload(Event.tags), sa.orm.selectinload(Event.programme))
            .order_by(Event.id.desc())
            .limit(1)
        )
        event = db.session.scalars(query).one()
        return {column.key: getattr(event, column.key) for column in sa.inspect(Event).column_attrs} | {
            "topics": sorted(tag.value for tag in event.tags if tag.kind is TagKind.TOPIC),
            "roles": sorted(tag.value for tag in event.tags if tag.kind is TagKind.ROLE),
            "programme": [(p.title, p.starts_at, p.ends_at, p.speakers) for p in event.programme],
        }
