"""Every letter, word for word.

`WRITE_GOLDEN=1 pytest tests/mail/test_golden.py` writes them anew; read the difference before you keep it.
"""

import os
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Audience, Event
from politiker.mail.rendering import TEMPLATES
from politiker.worker import LETTERS
from tests import talks
from tests.inspection import _english_messages
from tests.mail import arranged_rooms, reading
from tests.mail.arranged import ARRANGED, BINDS, offered
from tests.mail.post_office import settings

GOLDEN = Path(__file__).parent / "golden"
VARIANTS = {
    "offered_when_binding", "thread_reply_closed", "thread_reply_by_mail", "mention_closed", "event_room_members",
}  # fmt: skip


def _written(letter: str, moment: datetime) -> str:
    db.session.flush()
    message = reading.made(reading.newest(letter), moment)
    assert message is not None, "nobody may receive it"
    return reading.whole(message)


def _compare(name: str, text: str) -> None:
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert text == file.read_text()


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_the_letter_says_this(letter: str, room: Flask, now: datetime) -> None:
    _compare(letter, _written(letter, ARRANGED[letter](now)))


def test_an_offer_after_the_binding_date_states_the_terms(room: Flask, now: datetime) -> None:
    _compare("offered_when_binding", _written("offered", offered(now, BINDS)))


def test_a_letter_about_a_closed_room_says_less(room: Flask, now: datetime) -> None:
    """No title, of the thread or the room or an event for members, and no word of it in an address."""
    closed = talks.network(now, arranged_rooms.karen(), arranged_rooms.mads(), title="Skjult netværk")
    arranged_rooms.answered(now, closed)
    _compare("thread_reply_closed", _written("thread_reply", now))
    arranged_rooms.mentioned(now, closed)
    _compare("mention_closed", _written("mention", now))
    _compare("event_room_members", _written("event_room", arranged_rooms.event_room(now, Audience.MEMBERS)))


def test_a_letter_that_can_be_answered_says_what_becomes_of_the_answer(room: Flask, now: datetime) -> None:
    with settings(room, inbound_mail_url="lmtp://127.0.0.1:2424?domain=svar.example.dk"):
        _compare("thread_reply_by_mail", _written("thread_reply", arranged_rooms.thread_reply(now)))


@pytest.mark.parametrize("letter", ["registered", "promoted", "reminder_14"])
def test_food_is_asked_about_only_where_there_is_a_place(letter: str, room: Flask, now: datetime) -> None:
    moment = ARRANGED[letter](now)
    assert _written(letter, moment).count("Spiser du noget særligt") == 2
    event = db.session.scalars(sa.select(Event)).one()
    event.venue_id = None
    db.session.flush()
    db.session.expire(event, ["venue"])
    written = _written(letter, moment)
    assert "Hvor: På nettet" in written
    assert "Spiser" not in written and "/behov" not in written


def test_every_letter_has_a_golden_file_and_a_folder() -> None:
    folders = {p.name for p in TEMPLATES.iterdir() if p.is_dir()} - {"parts"}
    files = {p.stem for p in GOLDEN.glob("*.txt")} - VARIANTS
    assert set(LETTERS) == folders == files == set(ARRANGED)
    for folder in folders:
        assert {p.name for p in (TEMPLATES / folder).iterdir()} == {"subject.txt", "body.txt", "body.html"}


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_the_letter_keeps_the_rules(letter: str, room: Flask, now: datetime) -> None:
    """Text always, links only to us, nothing fetched, no English, nobody else's name, no party."""
    moment = ARRANGED[letter](now)
    db.session.flush()
    message = reading.made(reading.newest(letter), moment)
    assert message is not None
    text, html = reading.part(message, "text/plain"), reading.part(message, "text/html")
    root = reading.parsed(html)
    ours = room.config["SETTINGS"].base_url + "/"
    hrefs = [a.get("href", "") for a in root.iter("a")]
    assert len(text) > 100
    assert hrefs and all(href.startswith(ours) for href in hrefs)
    for tag in root.iter():
        assert tag.tag not in {"img", "script", "link", "iframe", "object", "form", "video", "base"}, tag.tag
        assert not {"src", "background", "style"} & set(tag.keys()), tag.keys()
    assert not re.search(r"url\(|@import", html)
    assert root.get("lang") == "da"
    assert len(list(root.iter("h1"))) == 1
    everything = f"{message['Subject']} {text} {reading.in_lines(html)}"
    words = re.sub(r"\s+", " ", everything)
    assert not [m for m in _english_messages() if m in words]
    assert not re.search(r"\b(the|your|you|seat|event)\b", words, re.IGNORECASE)
    for canary in ("Mads", "Holm", "mads@", "Socialdemokrat", "Venstre", "Aarhus", "Ringsted"):
        assert canary not in message.as_string() + words
    if LETTERS[letter].__module__.startswith("politiker.registrations"):
        assert "ole@example.dk" in text
        assert "/tilmelding" in text or letter in {"offered", "called_off"}
        assert "Hvornår: " in text and "Hvor: Hotel Nyborg Strand" in text


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_every_link_leads_to_a_page_that_is_there(letter: str, room: Flask, now: datetime) -> None:
    moment = ARRANGED[letter](now)
    db.session.flush()
    message = reading.made(reading.newest(letter), moment)
    assert message is not None
    whole = reading.part(message, "text/plain") + reading.in_lines(reading.part(message, "text/html"))
    paths = {urlsplit(link).path or "/" for link in re.findall(r"https?://localhost[^\s>]*", whole)}
    doors = room.url_map.bind("localhost")
    missing = {path for path in paths if not doors.test(path, method="GET")}
    assert not missing, missing
