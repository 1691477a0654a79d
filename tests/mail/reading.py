"""Letters as a test reads them: every part as plain lines, with what differs from day to day made the same."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from xml.etree.ElementTree import Element

import html5lib
import sqlalchemy as sa
from flask import current_app

from politiker.core.database import db
from politiker.mail import delivery
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.worker import LETTERS

BLOCKS = {"p", "h1", "h2", "li", "tr", "ul", "table", "div", "br"}


def newest(letter: str) -> OutgoingMail:
    """The last letter of a kind in the outbox; Karen's where several got one."""
    is_karens = sa.exists().where(Person.id == OutgoingMail.person_id, Person.email_key == "karen@example.dk")
    to_karen_last = (sa.case((is_karens, 0), else_=1), OutgoingMail.id.desc())
    query = sa.select(OutgoingMail).where(OutgoingMail.letter == letter).order_by(*to_karen_last).limit(1)
    return db.session.scalars(query).one()


def made(mail: OutgoingMail, now: datetime) -> EmailMessage | None:
    """A letter as a message, or None when nobody may receive it."""
    ready = delivery.write(mail, LETTERS, current_app.config["SETTINGS"], now=now)
    return ready[0] if ready is not None else None


def part(message: EmailMessage, kind: str) -> str:
    """The words of one part, or nothing."""
    for piece in message.walk():
        if piece.get_content_type() == kind:
            return piece.get_content() if isinstance(piece.get_content(), str) else piece.get_content().decode()
    return ""


def parsed(html: str) -> Element:
    """The HTML of a letter, which has to be valid."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(html)
    assert not parser.errors, parser.errors
    return root


def in_lines(html: str) -> str:
    """What one reads in the HTML, a block a line, with the address behind each link."""
    body = parsed(html).find("body")
    lines = "".join(_pieces(body)).split("\n")
    return "\n".join(line for line in (re.sub(r"\s+", " ", line).strip() for line in lines) if line)


def _pieces(tag: Element) -> Iterator[str]:
    if tag.tag in BLOCKS:
        yield "\n"
    if tag.tag == "td":
        yield ": "
    yield re.sub(r"\s+", " ", tag.text or "")
    for child in tag:
        yield from _pieces(child)
        yield re.sub(r"\s+", " ", child.tail or "")
    if tag.tag == "a":
        yield f" <{tag.get('href')}>"
    if tag.tag in BLOCKS:
        yield "\n"


def whole(message: EmailMessage) -> str:
    """Everything a letter says, the same each time it is written."""
    calendar = part(message, "text/calendar").replace("\r\n", "\n").replace("\n ", "")
    pieces = [
        f"Til: {message['To']}",
        f"Fra: {message['From']}",
        f"Emne: {message['Subject']}",
        f"X-Intent: {message['X-Intent']}",
        *(
            f"{name}: {message[name]}"
            for name in ("Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post")
            if message[name]
        ),
        "",
        part(message, "text/plain").replace("\r\n", "\n"),
        "--- html ---",
        in_lines(part(message, "text/html")),
        *(["", "--- kalender ---", calendar.strip()] if calendar else []),
    ]
    return _the_same("\n".join(pieces) + "\n")


def _the_same(text: str) -> str:
    text = re.sub(r"/arrangementer/\d+", "/arrangementer/7", text)
    text = re.sub(r"/indlaeg/\d+", "/indlaeg/2", text)
    text = re.sub(r"/samtaler/[\w-]+/\d+-", "/samtaler/RUM/7-", text)
    text = re.sub(r"/samtaler/[\w-]{12,}", "/samtaler/RUM", text)
    text = re.sub(r"svar\+[0-9a-z]+-[0-9a-z]+-[0-9a-z]+-[a-z2-7]{26}@", "svar+HVEM-HVOR-TIL-SEGL@", text)
    text = re.sub(r"/noegle/[\w-]+\.[0-9a-f]{32}", "/noegle/HALV.SEGL", text)
    text = re.sub(r"/afmeld-breve/[0-9a-f]+\.([a-z]+)\.[0-9a-f]{32}", r"/afmeld-breve/UID.\1.SEGL", text)
    text = re.sub(r"registration-[0-9a-f]{24}@", "registration-UID@", text)
    return text
