"""Events made and read, for the tests of what is seen of them. Call with no app context open."""

import re
from datetime import datetime
from typing import Any

from flask import Flask

from politiker.core.database import db
from tests import meetings, people
from tests.visitor import Visitor


def make(house: Flask, now: datetime, **changes: Any) -> int:
    """A published event, committed; its id."""
    with house.app_context():
        event = meetings.seminar(now, **changes)
        db.session.commit()
        return event.id


def somebody(house: Flask, who: Any = people.karen) -> int:
    with house.app_context():
        person = who()
        db.session.commit()
        return person.id  # type: ignore[no-any-return]


def titles(visitor: Visitor) -> list[str]:
    return [re.sub(r"\s+", " ", "".join(h.itertext())).strip() for h in visitor.page.all("h2")]


def venue_id(house: Flask) -> int:
    with house.app_context():
        place = meetings.venue()
        db.session.commit()
        return place.id
