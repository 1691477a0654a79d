"""A mail as it came over the wire, read with distrust: who it says it is from, and its text."""

import codecs
import email
import email.policy
import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from typing import Any

from politiker.core.errors import RuleBroken
from politiker.core.names import EmailRefused, clean_email

MOST_PARTS = 50
MOST_BOUNDARIES = 30  # times the word stands there: a line is held against each boundary of the parts around it
LONGEST_HEADER = 2_000  # characters of one that is read: Python's parser takes minutes for a long one
LONGEST_ID = 998  # octets, as long as a line may be
_TAG = re.compile(r"</?[a-zA-Z]|<[!?]")
_DROPPED = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "head", "title")}
_BLOCKS = {"div", "tr", "table", "pre", "h1", "h2", "h3", "blockquote", "li"}
_APART = {"p", "/p", "br", "ul", "ol", "hr"}
_SEALS = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "text/calendar"}


class MailIsUnreadable(RuleBroken):
    """It is no mail, has more than fifty parts or a header no mail program writes, or no text."""


class MailIsAutomatic(RuleBroken):
    """A machine answered: an absence, a mailing list, a report of delivery."""


class _ShortHeaders(email.policy.EmailPolicy):
    """Python's own rules, but a header that is too long is never taken apart."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        if len(value) > LONGEST_HEADER:
            raise MailIsUnreadable
        return super().header_fetch_parse(name, value)


_POLICY = _ShortHeaders()
# Ways to write letters that no mail is written in; Python reads the first at a snail's pace.
_NO_LETTERS = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"}


@dataclass(frozen=True)
class Incoming:
    """What a mail says: the key of the one address it is from, its text as sent, and whether files came with it."""

    id: str
    sender_key: str
    text: str
    has_files: bool


def read(raw: bytes, *, bounce_to: str) -> Incoming:
    """Read a mail; `bounce_to` is the sender of its envelope, which is empty for reports of delivery.

    Raises MailIsUnreadable and MailIsAutomatic.
    """
    if raw.lower().count(b"boundary") > MOST_BOUNDARIES:
        raise MailIsUnreadable
    try:
        message = email.message_from_bytes(raw, policy=_POLICY)
        assert isinstance(message, EmailMessage)
        if not bounce_to or _is_automatic(message):
            raise MailIsAutomatic
        text, has_files = _content(message)
        return Incoming(_id(message, text), _sender(message), text, has_files)
    except RuleBroken:
        raise
    except Exception as error:  # Python's own parser stumbles over malformed headers in a dozen ways
        raise MailIsUnreadable from error


def _is_automatic(message: EmailMessage) -> bool:
    """What RFC 3834 and the mail programs before it tell machines' mail by."""
    told = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    marks = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id", "List-Unsubscribe")
    return (
        told != "no"
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or any(message.get(mark) is not None for mark in marks)
        or message.get_content_type() in {"multipart/report", "message/delivery-status"}
    )


def _sender(message: EmailMessage) -> str:
    """The key of the address in From, of which there is exactly one, in exactly one header.

    Taken apart before it is decoded: a name that looks like an address once decoded is still a name.
    """
    if sum(name.lower() == "from" for name in message) != 1:  # told by name, before any is taken apart
        return ""
    header = message["From"]
    found: Sequence[Any] = header.addresses
    try:
        return clean_email(found[0].addr_spec).key if len(found) == 1 and not header.defects else ""
    except EmailRefused:
        return ""


def _id(message: EmailMessage, text: str) -> str:
    """The Message-ID; a mail without one is known by what it says, and when it was written."""
    told = str(message.get("Message-ID", "")).strip()[:LONGEST_ID]
    return told or hashlib.sha256(f"{message.get('Date', '')}\n{text}".encode("utf-8", "replace")).hexdigest()


def _content(message: EmailMessage) -> tuple[str, bool]:
    parts = []
    for part in message.walk():
        parts.append(part)
        if len(parts) > MOST_PARTS:
            raise MailIsUnreadable
    body = message.get_body(("plain", "html"))
    if body is None:
        raise MailIsUnreadable
    text = _decoded(body)
    has_files = any(_is_file(part) for part in parts if part is not body)
    return (_text_of(text) if body.get_content_subtype() == "html" else text), has_files


def _decoded(part: MIMEPart) -> str:
    """The text of a part in the letters it says, or those it can be read in."""
    octets = part.get_payload(decode=True)
    assert isinstance(octets, bytes)
    for charset in (str(part.get_content_charset("utf-8")), "utf-8", "cp1252"):
        try:
            if codecs.lookup(charset).name not in _NO_LETTERS:
                return octets.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return octets.decode("latin-1")


def _is_file(part: EmailMessage) -> bool:
    """Something somebody meant to send along; not the logo of a signature, nor a seal."""
    if part.is_multipart() or part.get_content_type() in _SEALS or part.get("Content-ID") is not None:
        return False
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _text_of(markup: str) -> str:
    """HTML as the lines one reads, quotations marked with ">". Nothing of it is ever shown as HTML."""
    lines = Lines()
    for words, tag in _pieces(markup):
        lines.write(words)
        lines.turn(tag)
    return lines.text()


def _pieces(markup: str) -> Iterator[tuple[str, str]]:
    """The text before each tag, and the tag as "p" or "/p"; in one pass, however it is put together."""
    at = 0
    while (begins := markup.find("<", at)) >= 0:
        is_comment = markup.startswith("<!--", begins)
        if not is_comment and not _TAG.match(markup, begins):
            yield markup[at : begins + 1], ""
            at = begins + 1
            continue
        ends = markup.find("-->" if is_comment else ">", begins)
        if ends < 0:
            yield markup[at:begins], ""
            return
        name = "" if is_comment else markup[begins + 1 : ends].split(None, 1)[0].lower().rstrip("/")[:20]
        yield markup[at:begins], name
        at = ends + (3 if is_comment else 1)
        if name in _DROPPED:
            closed = _DROPPED[name].search(markup, at)
            if closed is None:
                return
            at = closed.start()
    yield markup[at:], ""


class Lines:
    """The lines a page of HTML is read as."""

    def __init__(self) -> None:
        self.depth = 0
        self.found: list[tuple[int, list[str]]] = [(0, [])]

    def write(self, markup: str) -> None:
        """Words of the line that is being written."""
        if markup:
            self.found[-1][1].append(html.unescape(markup))

    def turn(self, tag: str) -> None:
        """What a tag does: begin a line, an empty one, a point of a list, or a quotation."""
        name, is_end = tag.lstrip("/"), tag.startswith("/")
        if name == "blockquote":
            self.depth = max(0, self.depth + (-1 if is_end else 1))
        if name in _APART or (name in _BLOCKS and "".join(self.found[-1][1]).strip()):
            self.found.append((self.depth, []))
        elif name in _BLOCKS:
            self.found[-1] = (self.depth, [])
        if tag == "li":
            self.write("- ")

    def text(self) -> str:
        """All of them, with a ">" where a line stands in a quotation."""
        lines = ((depth, " ".join("".join(words).split())) for depth, words in self.found)
        return "\n".join(f"> {line}" if depth and line else line for depth, line in lines)
