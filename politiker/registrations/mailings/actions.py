"""What an organiser does with a letter to participants: writes it, changes it, throws it away, sends it.

A draft is nobody's business but the organisers'; from the moment it is sent it stays as it was sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.events.models import Event
from politiker.files import storing
from politiker.files.models import StoredFile
from politiker.files.taking import Clean
from politiker.policy import Actor, Permission, require
from politiker.registrations.mailings import letters, placeholders, whom
from politiker.registrations.mailings.errors import (
    AlreadySent,
    FilesTooLarge,
    NobodyToWriteTo,
    RecipientsChanged,
    TooManyFiles,
)
from politiker.registrations.mailings.models import (
    MOST_FILES,
    MOST_TOGETHER,
    Audience,
    Mailing,
    MailingFile,
    MailingRecipient,
)
from politiker.registrations.models import Participant


@dataclass(frozen=True)
class Draft:
    """What a letter says and whom it is for; `picked` are ids of registrations, for `Audience.PICKED` alone."""

    subject: str
    text: str
    audience: Audience = Audience.CERTAIN
    kind: Participant | None = None
    picked: tuple[int, ...] = ()
    days_before: int | None = None


def write_mailing(event: Event, draft: Draft, files: Sequence[Clean] = (), *, by: Actor, now: datetime) -> Mailing:
    """Keep a letter as a draft, with its files.

    Raises UnknownPlaceholder, PlaceOfThoseWhoDoNotWait, PlaceholderInAddress, TextTooLong, TooManyFiles,
    FilesTooLarge, FileCannotBeKept.
    """
    require(by, Permission.MAIL_PARTICIPANTS, event)
    _check(draft)
    mailing = Mailing(
        event_id=event.id, created_by_id=by.person_id, created_at=now, edited_at=now, picked=list(draft.picked),
        subject=draft.subject, text=draft.text, audience=draft.audience, kind=draft.kind,
        days_before=draft.days_before,
    )  # fmt: skip
    db.session.add(mailing)
    db.session.flush()
    _keep_files(mailing, files, by=by, now=now)
    return mailing


def rewrite_mailing(
    mailing: Mailing, event: Event, draft: Draft, files: Sequence[Clean] = (), *, without: Sequence[str] = (),
    by: Actor, now: datetime,
) -> None:  # fmt: skip
    """Change a draft; `without` are the random names of files that are taken off. `picked` stay as they were.

    Raises AlreadySent, and what `write_mailing` raises.
    """
    require(by, Permission.MAIL_PARTICIPANTS, event)
    _check(draft)
    _hold(mailing)
    mailing.subject, mailing.text, mailing.edited_at = draft.subject, draft.text, now
    mailing.audience, mailing.kind, mailing.days_before = draft.audience, draft.kind, draft.days_before
    _drop_files(mailing, without, now)
    _keep_files(mailing, files, by=by, now=now)
    db.session.flush()


def discard_mailing(mailing: Mailing, event: Event, *, by: Actor, now: datetime) -> None:
    """Throw a draft away, and its files. Raises AlreadySent."""
    require(by, Permission.MAIL_PARTICIPANTS, event)
    _hold(mailing)
    _drop_files(mailing, None, now)
    db.session.delete(mailing)
    db.session.flush()


def send_mailing(mailing: Mailing, event: Event, *, expected: int, by: Actor, now: datetime) -> int:
    """Send a letter to everybody it is for, one each; `expected` is how many the sender was told. Returns how many.

    Raises AlreadySent, NobodyToWriteTo, RecipientsChanged.
    """
    require(by, Permission.MAIL_PARTICIPANTS, event)
    _hold(mailing)
    recipients = whom.recipients_of(mailing)
    if not recipients:
        raise NobodyToWriteTo
    if len(recipients) != expected:
        raise RecipientsChanged(count=len(recipients))
    _send(mailing, recipients, by=by, now=now)
    return len(recipients)


def send_own_reminder(mailing_id: int, *, by: Actor, now: datetime) -> int:
    """Send an event's own reminder, once. Returns to how many; none when it was sent meanwhile or the event is off."""
    mailing = db.session.get(Mailing, mailing_id)
    if mailing is None:
        return 0
    lock(mailing)
    event = db.session.get_one(Event, mailing.event_id)
    is_too_early = event.starts_at - timedelta(days=mailing.days_before or 0) > now
    if mailing.is_sent or event.is_called_off or event.has_begun(now) or is_too_early:
        return 0
    recipients = whom.recipients_of(mailing)
    _send(mailing, recipients, by=by, now=now)
    return len(recipients)


def _send(mailing: Mailing, recipients: list[tuple[int, int]], *, by: Actor, now: datetime) -> None:
    mailing.sent_at, mailing.sent_by_id, mailing.recipients = now, by.person_id, len(recipients)
    db.session.flush()
    audit.record(by, Happening.PARTICIPANTS_MAILED, mailing, now, event_id=mailing.event_id)
    if recipients:
        rows = [{"mailing_id": mailing.id, "registration_id": seat} for _person, seat in recipients]
        db.session.execute(sa.insert(MailingRecipient), rows)
    letters.post(mailing, recipients, now)


def _check(draft: Draft) -> None:
    placeholders.check(draft.subject, draft.text, they_wait=draft.audience is Audience.WAITING)


def _hold(mailing: Mailing) -> None:
    lock(mailing)
    if mailing.is_sent:
        raise AlreadySent


def _keep_files(mailing: Mailing, files: Sequence[Clean], *, by: Actor, now: datetime) -> None:
    if not files:
        return
    count, size = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(StoredFile.size), 0))
        .join(MailingFile, MailingFile.file_id == StoredFile.id)
        .where(MailingFile.mailing_id == mailing.id)
    ).one()
    if count + len(files) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    if size + sum(len(file.content) for file in files) > MOST_TOGETHER:
        raise FilesTooLarge(most=MOST_TOGETHER)
    for file in files:
        stored = storing.keep(file, by=by, now=now)
        db.session.add(MailingFile(mailing_id=mailing.id, file_id=stored.id))
    db.session.flush()


def _drop_files(mailing: Mailing, uids: Sequence[str] | None, now: datetime) -> None:
    """Take off the files with these random names, or all of them."""
    query = (
        sa.select(StoredFile.id, StoredFile.uid)
        .join(MailingFile, MailingFile.file_id == StoredFile.id)
        .where(MailingFile.mailing_id == mailing.id)
    )
    for file in db.session.execute(query).all():
        if uids is None or file.uid in uids:
            db.session.execute(sa.delete(MailingFile).where(MailingFile.file_id == file.id))
            storing.drop(file.uid, now=now)
