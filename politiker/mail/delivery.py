"""What becomes of each letter in the outbox: claimed, written out, sent; or dropped, tried again, given up.

At least once and always with the same Message-ID: a letter is noted as sent after the other machine took it, so a
worker that dies in between leaves it to the next one. Nothing here commits; the worker does, and it has no
transaction open while a letter is on its way.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa

from config import Settings
from politiker.core.database import db
from politiker.core.jobs import claim_row
from politiker.core.register import years_before
from politiker.mail import rendering
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter

log = logging.getLogger("politiker.mail")
MOST_ATTEMPTS = 12
FAR_TOO_MANY = 200
TRIED_FOR = timedelta(days=3)
LONGEST_WAIT = timedelta(hours=1)
KEPT_AFTER_SENDING = timedelta(days=7)
REMINDER_KEPT_YEARS = 5
MAILING_KEPT_YEARS = 1
# Nothing is ever put off for longer than an hour, so what is due much later was written by a clock that was wrong.
NEVER_SO_FAR_OFF = timedelta(hours=2)

Gather = Callable[[OutgoingMail, datetime], Letter | None]

WAITS = (OutgoingMail.sent_at.is_(None), OutgoingMail.failed_at.is_(None), OutgoingMail.dropped_at.is_(None))


class NobodyKnowsThisLetter(Exception):
    """A newer house wrote it; a newer worker will know it."""


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(OutgoingMail.due_at <= now, OutgoingMail.due_at > now + NEVER_SO_FAR_OFF)


def is_anything_due(*, now: datetime) -> bool:
    """Whether any letter wants to leave now."""
    return bool(db.session.execute(sa.select(sa.exists().where(*WAITS, _is_due(now)))).scalar_one())


def claim(*, now: datetime) -> OutgoingMail | None:
    """Take the oldest letter that is due and in nobody's hands, as a copy that outlives the transaction.

    A letter that ended worker after worker without a word is parked instead.
    """
    while (mail := claim_row(OutgoingMail, *WAITS, _is_due(now), now=now)) is not None:
        if mail.attempts <= (FAR_TOO_MANY if mail.error else MOST_ATTEMPTS):
            db.session.expunge(mail)
            return mail  # type: ignore[no-any-return]
        mail.failed_at, mail.leased_until, mail.error = now, None, "no worker lived to send it"
    return None


def write(mail: OutgoingMail, letters: Mapping[str, Gather], settings: Settings, *, now: datetime) -> Any:
    """The message of a letter and the address it goes to, or None when nobody may receive it any more.

    Raises NobodyKnowsThisLetter, and whatever is wrong with a letter that cannot be written.
    """
    gather = letters.get(mail.letter)
    if gather is None:
        raise NobodyKnowsThisLetter
    letter = gather(mail, now)
    if letter is None:
        return None
    message: EmailMessage = rendering.message(mail.letter, mail.code, letter, settings, now=now)
    rendering.on_the_wire(message, letter.to_address)  # what cannot be sent fails here, not in the connection
    return message, letter.to_address


def sent(mail: OutgoingMail, *, now: datetime) -> None:
    """The other machine took it."""
    _note(mail, sent_at=now, error=None)


def dropped(mail: OutgoingMail, *, now: datetime) -> None:
    """What it told is no longer true, or no longer for this person."""
    _note(mail, dropped_at=now)


def given_up(mail: OutgoingMail, why: str, *, now: datetime) -> None:
    """It never will arrive; a person has to look at it."""
    log.warning("letter given up", extra={"facts": {"mail": mail.id, "letter": mail.letter, "why": why}})
    _note(mail, failed_at=now, error=why)


def try_later(mail: OutgoingMail, why: str, *, base_seconds: float, now: datetime) -> None:
    """Wait twice as long as last time, an hour at most; after twelve times and three days it is given up."""
    if mail.attempts >= MOST_ATTEMPTS and now - mail.created_at >= TRIED_FOR:
        given_up(mail, why, now=now)
        return
    _note(mail, due_at=now + pause(mail.attempts, base_seconds, LONGEST_WAIT), error=why)


def pause(times: int, base_seconds: float, longest: timedelta) -> timedelta:
    """How long to wait after so many failures."""
    return min(timedelta(seconds=base_seconds * 2 ** min(times - 1, 30)), longest)


def _note(mail: OutgoingMail, **values: Any) -> None:
    db.session.execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.id == mail.id)
        .values(leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )


def forget_old(*, now: datetime) -> int:
    """Delete letters that were sent, dropped or given up more than seven days ago. Returns how many.

    A reminder holds nothing but ids, and stays for five years: it is the memory that this guest was reminded,
    whatever the clock says next. What an organiser wrote to participants stays for a year, as the record of who got it.
    """
    before = now - KEPT_AFTER_SENDING
    is_old = sa.or_(OutgoingMail.sent_at < before, OutgoingMail.dropped_at < before, OutgoingMail.failed_at < before)
    is_reminder = OutgoingMail.letter.like("reminder%")
    is_mailing = OutgoingMail.letter == "mailing"
    is_ancient = sa.or_(
        sa.and_(is_reminder, OutgoingMail.created_at < years_before(now, REMINDER_KEPT_YEARS)),
        sa.and_(is_mailing, OutgoingMail.created_at < years_before(now, MAILING_KEPT_YEARS)),
    )
    is_kept = sa.or_(is_reminder, is_mailing)
    done = db.session.execute(sa.delete(OutgoingMail).where(sa.or_(sa.and_(is_old, ~is_kept), is_ancient)))
    return int(done.rowcount)  # type: ignore[attr-defined]
