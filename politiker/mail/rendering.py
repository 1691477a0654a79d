"""Letters written out: from plain facts to subject, text, HTML and calendar part, and then to a message.

The words are whole Danish documents in `templates/mail/da/<letter>/`. Nothing a person typed can begin a new
line, a new header or a new recipient.
"""

import functools
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from config import HERE, Settings
from politiker import calendars
from politiker.calendars import Appointment

TEMPLATES = HERE / "templates" / "mail" / "da"
LONGEST_LINE = 2000  # characters of anything that stands on one line; addresses of meetings on the net are long
LONGEST_SUBJECT = 200
LONGEST_NAME = 120
# Signs that turn the writing round, or that a mail program would read as code for other signs.
_TURNS_ROUND = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_MEANS_SOMETHING = str.maketrans({'"': "'"} | dict.fromkeys("<>@,;:()[]\\", " "))


class OnOneLine(UnstructuredHeader, BaseHeader):
    """A header with an address, whole: folded, Python makes coded text of it (RFC 2047), which no mail program reads
    as an address.
    """

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", OnOneLine)
_POLICY = SMTP.clone(header_factory=_HEADERS)


@dataclass(frozen=True)
class CalendarPart:
    """What the guest's calendar is told: to note the appointment, or to strike it out."""

    method: str
    appointment: Appointment


@dataclass(frozen=True)
class Passage:
    """What somebody wrote themselves, several lines of it: plain, and as HTML that is safe."""

    text: str
    html: str


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """To whom a letter goes and what it tells, as plain data, read at this moment.

    A letter of a kind one can do without carries the address that switches that kind off; one whose answer becomes a
    post carries the address that takes it. `reply_to` is a person who takes answers instead of the house.
    """

    to_name: str
    to_address: str
    facts: dict[str, Any] = field(default_factory=dict)
    calendar: CalendarPart | None = None
    unsubscribe: str = ""
    answer_to: str = ""
    reply_to: str = ""
    passage: Passage | None = None
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True)
class Written:
    """A letter in words."""

    subject: str
    text: str
    html: str
    calendar: bytes | None
    method: str


def write(name: str, letter: Letter, settings: Settings) -> Written:
    """Write a letter out in Danish."""
    facts = _tidy(letter.facts) | {
        "site_name": one_line(settings.site_name),
        "organiser_name": one_line(settings.organiser_name),
        "base_url": settings.base_url.rstrip("/"),
        "reply_to": one_line(letter.reply_to or settings.mail_reply_to),
        "unsubscribe_url": letter.unsubscribe,
        "answers": bool(letter.answer_to),
    }
    if letter.passage is not None:
        facts |= {"passage": letter.passage.text, "passage_html": Markup(letter.passage.html)}  # noqa: S704
    subject = one_line(_template(f"{name}/subject.txt").render(facts), LONGEST_SUBJECT)
    part = letter.calendar
    to = one_line(letter.to_name, LONGEST_NAME), letter.to_address
    return Written(
        subject=subject,
        text=_template(f"{name}/body.txt").render(facts),
        html=_template(f"{name}/body.html").render(facts | {"subject": subject}),
        calendar=_calendar(part, *to) if part is not None else None,
        method=part.method if part is not None else "",
    )


def message(name: str, code: str, letter: Letter, settings: Settings, *, now: datetime) -> EmailMessage:
    """A letter as it goes over the wire: to one person, with a Message-ID that is the same each time it is made."""
    written = write(name, letter, settings)
    mail = EmailMessage(policy=_POLICY)
    sender_name, sender = parseaddr(settings.mail_sender)
    mail["From"] = _address(sender_name or settings.site_name, sender)
    mail["To"] = _address(letter.to_name, letter.to_address)
    mail["Subject"] = _header(written.subject)
    mail["Date"] = now
    mail["Message-ID"] = f"<{name}.{code}@{settings.host}>"
    mail["X-Intent"] = name
    mail["Auto-Submitted"] = "auto-generated"
    if answer_to := letter.answer_to or letter.reply_to or settings.mail_reply_to:
        mail["Reply-To"] = _address("", answer_to)
    if letter.unsubscribe:  # RFC 2369 and RFC 8058: mail programs show a button of their own
        mail["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(written.text, cte="quoted-printable")
    mail.add_alternative(written.html, subtype="html", cte="quoted-printable")
    if written.calendar is not None:
        # Inside the alternatives, where mail programs show it as an appointment and not as a file.
        text = written.calendar.decode()
        mail.add_alternative(text, subtype="calendar", params={"method": written.method}, cte="base64")
    for one in letter.enclosures:
        kind, _slash, subtype = one.media_type.partition("/")
        mail.add_attachment(one.content, maintype=kind, subtype=subtype, filename=one.name)
    return mail


def on_the_wire(message: EmailMessage, to: str) -> bytes:
    """A message in the octets that are sent; headers are UTF-8 only where the address itself is."""
    return message.as_bytes(policy=SMTP if to.isascii() else SMTPUTF8)


def one_line(text: object, longest: int = LONGEST_LINE) -> str:
    """Text on one line without control characters, cut where it is longer than any honest title."""
    start = str(text)[: 4 * longest].encode("utf-8", "replace").decode()
    seen = (
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in start if sign not in _TURNS_ROUND
    )
    line = " ".join("".join(seen).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _tidy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _tidy(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(part) for part in value]
    return one_line(value) if isinstance(value, str) else value


def _calendar(part: CalendarPart, name: str, address: str) -> bytes:
    write_part = {"REQUEST": calendars.request, "CANCEL": calendars.cancel}[part.method]
    return write_part(part.appointment, name, address)


def _header(line: str) -> str:
    """A line that no mail program takes for coded text (RFC 2047)."""
    return line.replace("=?", "= ?")


def _address(name: str, address: str) -> Address:
    """A person in a header. Signs that mean something there are taken out of the name: Python loses the quotation
    marks around a long one when it folds the line, and the rest of the name would become an address.
    """
    before, at, domain = address.rpartition("@")
    odd = any(sign.isspace() or unicodedata.category(sign)[0] == "C" for sign in address)
    if not (before and at and domain) or odd:
        raise ValueError("not an address")
    plain = one_line(name, LONGEST_NAME).translate(_MEANS_SOMETHING)
    return Address(" ".join(_header(plain).split()), before, domain)


@functools.cache
def _environment(folder: Path) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=jinja2.select_autoescape(("html",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _template(name: str) -> jinja2.Template:
    return _environment(TEMPLATES).get_template(name)
