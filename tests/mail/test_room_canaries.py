"""I2: what was said in rooms, who said it, and what closed rooms are called never stand in a letter."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Audience
from politiker.mail.outbox import OutgoingMail
from politiker.notifications import digest
from politiker.people.models import Person
from tests import talks
from tests.mail import arranged_rooms, reading
from tests.mail.arranged_rooms import SECRETS, karen, mads
from tests.mail.post_office import settings

OTHERS = ("Mads", "Holm", "mads@", "Venstre", "Ringsted", "formand")
MONDAY = datetime(2026, 9, 7, 5, 30, tzinfo=UTC)


def in_closed_room(arrange: Callable[..., object]) -> Callable[[datetime], object]:
    return lambda now: arrange(now, talks.network(now, karen(), mads(), title="Skjult netværk"))


def weekly(now: datetime) -> None:
    karen()
    arranged_rooms.digest_talk(MONDAY)
    newest = db.session.execute(sa.select(sa.func.max(Person.id))).scalar_one()
    for batch in range(newest // digest.BATCH + 1):
        digest.send("2026-09-07", batch, now=MONDAY)


ALL: dict[str, Callable[[datetime], object]] = {
    **arranged_rooms.ARRANGED,
    "a reply in a closed room": in_closed_room(arranged_rooms.answered),
    "a mention in a closed room": in_closed_room(arranged_rooms.mentioned),
    "the room of an event for members": lambda now: arranged_rooms.event_room(now, Audience.MEMBERS),
    "the digest": weekly,
}


def all_of(message: EmailMessage) -> str:
    """Headers and every part, decoded."""
    parts = "".join(part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    return "".join(f"{name}: {value}\n" for name, value in message.items()) + parts


@pytest.mark.parametrize("what", ALL)
def test_no_letter_says_more_than_it_may(what: str, room: Flask, now: datetime) -> None:
    with settings(room, inbound_mail_url="smtp://127.0.0.1:2525?domain=svar.example.dk"):
        ALL[what](now)
        db.session.flush()
        is_of_rooms = sa.and_(OutgoingMail.person_id == karen().id, OutgoingMail.letter != "registered")  # her own seat
        query = sa.select(OutgoingMail).where(is_of_rooms)
        written = [reading.made(mail, MONDAY if mail.letter == "digest" else now) for mail in db.session.scalars(query)]
    messages = [all_of(message) for message in written if message is not None]
    assert messages, "control: something is written"
    for text in messages:
        assert "karen@example.dk" in text, "control: it is read"
        for canary in (*SECRETS, *OTHERS):
            assert canary.casefold() not in text.casefold(), canary
        if "lukket" in what or "closed" in what or what in {"room_news", "room_invitation"}:
            assert "borgmester" not in text


def test_the_canaries_are_there(room: Flask, now: datetime) -> None:
    """Control: each secret was written somewhere, and so could have been told."""
    for arrange in ALL.values():
        arrange(now)
    tables = ("SELECT title FROM room", "SELECT title FROM event", "SELECT title FROM thread", "SELECT body FROM post")
    everything = " ".join(str(row[0]) for table in tables for row in db.session.execute(sa.text(table)))
    assert not [canary for canary in SECRETS if canary.casefold() not in everything.casefold()]
