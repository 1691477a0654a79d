"""The address that takes somebody's answer in one thread.

It names the person, the thread and the day it ends, and is sealed with the server's secret, so that nobody can make
one. It needs no row, and opens nothing but this: an answer, from that person, in that thread.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from politiker.core import addresses

LASTS = timedelta(days=30)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_LOCAL_PART = re.compile(r"svar\+([0-9a-z]{1,7})-([0-9a-z]{1,7})-([0-9a-z]{1,4})-([a-z2-7]{26})")


@dataclass(frozen=True)
class Meant:
    """Who answers, in which thread, and the moment the address stops working."""

    person_id: int
    thread_id: int
    ends_at: datetime


def answer_address(person_id: int, thread_id: int, *, written_at: datetime) -> str:
    """Where a person's answer in a thread goes, for 30 days after the letter was written; "" when no mail is taken."""
    settings = addresses.settings()
    if not settings.inbound_mail_url:
        return ""
    return f"{sealed(person_id, thread_id, written_at, settings.secret_key)}@{settings.inbound_domain}"


def sealed(person_id: int, thread_id: int, written_at: datetime, secret: str) -> str:
    """The part before the @, at most 64 characters, all of them ones that survive any mail server."""
    day = (written_at + LASTS - _EPOCH).days + 1
    named = "-".join(_short(number) for number in (person_id, thread_id, day))
    return f"svar+{named}-{_seal(named, secret)}"


def meant_by(address: str, *, secret: str, domain: str) -> Meant | None:
    """What an address means, still working or not; None when it was never ours."""
    local, _at, host = address.lower().rpartition("@")
    found = _LOCAL_PART.fullmatch(local)
    if found is None or host != domain.lower():
        return None
    person, thread, day, seal = found.groups()
    if not hmac.compare_digest(_seal(f"{person}-{thread}-{day}", secret), seal):
        return None
    return Meant(int(person, 36), int(thread, 36), _EPOCH + timedelta(days=int(day, 36)))


def _seal(named: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), f"answer-by-mail:{named}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()


def _short(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"
