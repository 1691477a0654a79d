"""What has to happen for an organiser's own letter to be written."""

from datetime import datetime

from politiker.events.models import Event
from politiker.people.queries import by_email
from politiker.registrations import actions
from politiker.registrations.mailings.actions import Draft, send_mailing, write_mailing
from tests import people

TEXT = """Kære {fornavn}

Her er det praktiske om **{arrangement}**:

- Tid: {tid}
- Sted: {sted}

Se mere på [siden om arrangementet]({link})."""


def mailing(event: Event, now: datetime) -> datetime:
    """Karen has a seat, and Ole writes to everybody with one."""
    actions.register(event, by=people.actor(people.karen(), now), now=now)
    ole = by_email("ole@example.dk")
    assert ole is not None
    by = people.actor(ole, now)
    written = write_mailing(event, Draft("Praktisk om {arrangement}", TEXT), by=by, now=now)
    send_mailing(written, event, expected=1, by=by, now=now)
    return now
