"""Nothing a person typed becomes a header, a recipient or a second message."""

import random
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from config import Settings
from politiker.calendars import Appointment
from politiker.mail import rendering
from politiker.mail.rendering import CalendarPart, Letter, one_line

NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
SETTINGS = Settings(base_url="https://politiker.example", mail_reply_to="hjaelp@example.dk")
EVIL = (
    "\r\nBcc: x@evil.example", "\nBcc: x@evil.example\n\nHej", "\rTo: y@evil.example", "\x0bBcc: z@evil.example",
    "\u2028Bcc: a@evil.example", "\u2029X: y", "\x85X: y", "%0d%0aBcc: x@evil.example", "=?utf-8?q?=0d=0aBcc:_x?=",
    "=?utf-8?b?DQpCY2M6IHhAZXZpbC5leGFtcGxl?=", "\x00", "a" * 10_240, "æøå " * 3_000, '", evil@evil.example, "',
    "<x@evil.example>, y@evil.example", "\u202egnikcah", "\ud800", "Søren 🎉 Ærø", "الاسم", "; charset=x", "(comment",
    "\\", '"', "\t\t", "x@evil.example", ",;:<>[]@", "=?", "?=", "=?=?utf-8?q?a?=?=", "\x1b[31m", "a\r\n b",
)  # fmt: skip


def strings() -> list[str]:
    """Two hundred evil strings: the ones above, and mixtures of them."""
    chance = random.Random(7)
    found = list(EVIL)
    while len(found) < 200:
        found.append("".join(chance.choice(EVIL)[:40] for _ in range(chance.randint(1, 4))))
    return found


def facts(text: str) -> dict[str, Any]:
    return {
        "title": text, "when": "i dag", "place": [text], "is_certain": True, "eats_there": True, "has_asked": False,
        "join_link": text,
        "price": text, "prices": text, "leaving": text, "asks": True, "binding": "", "is_binding": False,
        "contact_name": text, "contact_email": text, "contact_phone": text,
        "event_url": "https://politiker.example/a", "seat_url": "https://politiker.example/b",
        "mine_url": "https://politiker.example/c", "has_calendar": True, "has_account": True,
    }  # fmt: skip


def appointment(text: str) -> Appointment:
    return Appointment(
        uid="registration-1@politiker.example", sequence=0, summary=text, description=text, location=text,
        url="https://politiker.example/a", starts_at=NOW, ends_at=NOW + timedelta(hours=1), organiser_name=text,
        organiser_email="politiker@example.dk", stamp=NOW,
    )  # fmt: skip


HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "X-Intent", "Auto-Submitted", "Reply-To", "MIME-Version",
    "Content-Type",
}  # fmt: skip


def test_two_hundred_evil_strings_make_no_header_and_no_recipient() -> None:
    checked = 0
    for text in strings():
        letter = Letter(text, "karen@example.dk", facts(text), CalendarPart("REQUEST", appointment(text)))
        message = rendering.message("registered", "c0de", letter, SETTINGS, now=NOW)
        raw = rendering.on_the_wire(message, letter.to_address)
        read = message_from_bytes(raw, policy=default)
        assert set(read.keys()) == HEADERS and len(read.keys()) == len(HEADERS), repr(text)
        assert [a.addr_spec for a in read["To"].addresses] == ["karen@example.dk"], repr(text)
        assert [a.addr_spec for a in read["Reply-To"].addresses] == ["hjaelp@example.dk"]
        assert len(read["Subject"]) < 400 and not read.defects, repr(text)
        assert read["Subject"].startswith("Du har plads på")
        assert [p.get_content_type() for p in read.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
        assert max(len(line) for line in raw.split(b"\r\n")) <= 998
        assert b"\n" not in raw.replace(b"\r\n", b"") and raw.isascii()
        checked += 1
    print(f"{checked} strings")
    assert checked == 200


@pytest.mark.parametrize(
    "address", ["", "x", "@", "a@", "@b", "a b@c.dk", "a@b.dk\r\nBcc: x@y.dk", "a@b\x00.dk", "a\u2028@b.dk"]
)
def test_an_address_that_is_none_is_refused_before_it_is_sent(address: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        rendering.message("registered", "c0de", Letter("Karen", address, facts("x")), SETTINGS, now=NOW)


def test_one_line_is_one_honest_line() -> None:
    assert one_line("  Byrådet\r\n\tmødes\u2028i\x0bdag ") == "Byrådet mødes i dag"
    assert one_line("a" * 300, 200) == "a" * 199 + "…"
    assert one_line("\u202eabc\u2066") == "abc"
    assert one_line("1 MB " * 200_000, 50).startswith("1 MB")


def test_a_sender_may_have_a_name() -> None:
    settings = Settings(mail_sender="COK Politiker <post@cok.example>")
    message = rendering.message("registered", "c0de", Letter("K", "k@example.dk", facts("x")), settings, now=NOW)
    assert str(message["From"]) == "COK Politiker <post@cok.example>"
    assert message["Reply-To"] is None
