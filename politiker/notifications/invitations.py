"""What an invitation tells besides the key: what one could go to, before one has said yes or no."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from politiker.core import addresses, danish
from politiker.events.finding import EventFilter, listed
from politiker.events.queries import cards
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people import letter_facts
from politiker.policy import STRANGER

MOST = 3


def invitation(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The invitation, or the reminder of it, with the next three events that everybody may see."""
    letter = letter_facts.invitation(mail, now)
    return replace(letter, facts=letter.facts | {"coming": coming(now)}) if letter is not None else None


def coming(now: datetime) -> list[dict[str, Any]]:
    """The next public events with seats left: title, when, where, address."""
    ids = [row.id for row in listed(STRANGER, EventFilter(free_seats=True), now=now, most=MOST)[:MOST]]
    found = {row.id: row for row in cards(ids)}
    return [
        {
            "title": event.title,
            "when": danish.long_when(event.starts_at, event.ends_at),
            "where": f"{event.venue}, {event.town}" if event.venue else "På nettet",
            "url": addresses.event(event.id, danish.slug(event.title)),
        }
        for event in (found[id] for id in ids if id in found)
    ]
