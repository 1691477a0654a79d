"""An organiser's letter as one participant reads it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.files import storing
from politiker.files.models import StoredFile
from politiker.mail import outbox
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Enclosure, Letter
from politiker.people import mail_choices
from politiker.people.mail_choices import Kind
from politiker.registrations import letter_facts
from politiker.registrations.letter_facts import Guest
from politiker.registrations.mailings import placeholders, whom
from politiker.registrations.mailings.models import Mailing, MailingFile
from politiker.registrations.models import Registration, State


def post(mailing: Mailing, recipients: Iterable[tuple[int, int]], now: datetime) -> None:
    """One letter each, to (person id, registration id); written out by the worker."""
    facts = {"mailing": mailing.id}
    rows = ((person, seat, facts) for person, seat in recipients)
    outbox.post_many("mailing", rows, intent=intent(mailing.id), now=now)


def intent(mailing_id: int) -> str:
    """How the intent of each of its letters begins; a colon and the registration's id follow."""
    return f"mailing:{mailing_id}"


def mailing(mail: OutgoingMail, now: datetime) -> Letter | None:
    """An organiser's letter, only to those it still is for.

    A reminder is for those who want to be reminded, and only until the event begins.
    """
    written = db.session.get(Mailing, mail.facts["mailing"])
    guest = letter_facts.whom_to_write(mail, now) if written is not None else None
    if written is None or guest is None or not _is_still_for(written, guest):
        return None
    letter = as_read_by(written, guest, now)
    if written.days_before is None:
        return letter
    if guest.event.has_begun(now) or not mail_choices.wants(guest.person.id, Kind.REMINDERS):
        return None
    return replace(letter, unsubscribe=mail_choices.unsubscribe_address(guest.person, Kind.REMINDERS))


def as_read_by(written: Mailing, guest: Guest, now: datetime) -> Letter:
    """A letter with everything in it that is told of one guest, and with its files."""
    letter = guest.letter(now)
    values = _values(guest, letter)
    reply_to = guest.event.contact_email
    return replace(
        letter,
        facts=letter.facts
        | {
            "own_subject": placeholders.subject_line(written.subject, values),
            "has_seat": guest.seat.is_certain,
            "waits": guest.seat.state is State.WAITING,
            "is_called_off": guest.event.is_called_off,
            "has_files": bool(files := _enclosures(written.id)),
        },
        passage=placeholders.passage(written.text, values),
        enclosures=files,
        reply_to=reply_to if reply_to.isascii() else "",
    )


def sample(written: Mailing, number: int, now: datetime) -> tuple[str, Letter] | None:
    """The name of the recipient with this number, from 0, and the letter as they will read it."""
    query = (
        sa.select(Registration.person_id, Registration.id)
        .where(whom.is_for(written))
        .order_by(Registration.number)
        .offset(number)
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    mail = OutgoingMail(
        person_id=row.person_id, subject_id=row.id, facts={"mailing": written.id}, address=None, created_at=now
    )
    guest = letter_facts.whom_to_write(mail, now)
    return (guest.person.name, as_read_by(written, guest, now)) if guest is not None else None


def _is_still_for(written: Mailing, guest: Guest) -> bool:
    query = sa.select(sa.exists().where(Registration.id == guest.seat.id, whom.is_for(written)))
    return bool(db.session.execute(query).scalar_one())


def _values(guest: Guest, letter: Letter) -> dict[str, str]:
    """What stands instead of each placeholder."""
    name = guest.person.name
    return {
        placeholders.FIRST_NAME: name.split()[0] if name.split() else name,
        placeholders.NAME: name,
        placeholders.EVENT: guest.event.title,
        placeholders.TIME: letter.facts["when"],
        placeholders.PLACE: ", ".join(letter.facts["place"]),
        placeholders.LINK: letter.facts["event_url"],
        placeholders.PLACE_IN_LINE: _place(guest.seat),
    }


def _place(seat: Registration) -> str:
    if seat.state is not State.WAITING:
        return ""
    line = whom.place_in_line(seat.event_id)
    place = db.session.execute(sa.select(line.c.place).where(line.c.id == seat.id)).scalar_one_or_none()
    return danish.number(place) if place is not None else ""


def _enclosures(mailing_id: int) -> tuple[Enclosure, ...]:
    """The files of a letter. Raises FileIsGone."""
    query = (
        sa.select(StoredFile.uid, StoredFile.name, StoredFile.media_type)
        .join(MailingFile, MailingFile.file_id == StoredFile.id)
        .where(MailingFile.mailing_id == mailing_id)
        .order_by(StoredFile.id)
    )
    return tuple(Enclosure(row.name, row.media_type, storing.read(row.uid)) for row in db.session.execute(query))
