"""What we ask about letters to participants; never changes anything."""

from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.files.models import StoredFile
from politiker.people.models import Person
from politiker.registrations.mailings import whom
from politiker.registrations.mailings.models import Audience, Mailing, MailingFile
from politiker.registrations.models import Registration

PAGE = 30


def mailing_of(event_id: int, mailing_id: int) -> Mailing | None:
    """One letter of an event."""
    query = sa.select(Mailing).where(Mailing.id == mailing_id, Mailing.event_id == event_id)
    return db.session.scalars(query).one_or_none()


def mailings_of(event_id: int, *, before: int | None = None) -> list[Any]:
    """The letters of an event with who wrote and sent them, the newest first; reminders once they are sent.

    One row more than a page tells that there are more; give the last id seen as `before`.
    """
    writer, sender = sa.orm.aliased(Person), sa.orm.aliased(Person)
    query = (
        sa.select(
            Mailing.id, Mailing.subject, Mailing.audience, Mailing.edited_at, Mailing.sent_at, Mailing.recipients,
            Mailing.days_before, writer.name.label("writer"), sender.name.label("sender"),
        )
        .join(writer, writer.id == Mailing.created_by_id)
        .outerjoin(sender, sender.id == Mailing.sent_by_id)
        .where(
            Mailing.event_id == event_id, sa.or_(Mailing.days_before.is_(None), Mailing.sent_at.is_not(None))
        )
        .order_by(Mailing.id.desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    if before is not None:
        query = query.where(Mailing.id < before)
    return list(db.session.execute(query))


def sender_of(mailing: Mailing) -> str:
    """Who sent a letter; nobody when it went out by itself."""
    query = sa.select(Person.name).where(Person.id == mailing.sent_by_id)
    return db.session.execute(query).scalar_one_or_none() or ""


def count_of(mailing: Mailing) -> int:
    """How many a letter is for now."""
    query = (
        sa.select(sa.func.count())
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .where(whom.is_for(mailing), Person.suspended_at.is_(None))
    )
    return db.session.execute(query).scalar_one()


def audience_counts(event_id: int) -> dict[Audience, int]:
    """How many each audience has at an event, those picked by hand apart. One statement."""
    columns = [
        sa.func.count(sa.case((condition, 1))).label(audience.value)
        for audience, condition in whom.CONDITIONS.items()
        if audience is not Audience.PICKED
    ]
    row = db.session.execute(sa.select(*columns).where(Registration.event_id == event_id)).one()
    return {Audience(name): n for name, n in row._mapping.items()}


def files_of(mailing_id: int) -> list[Any]:
    """The files of a letter."""
    query = (
        sa.select(StoredFile.uid, StoredFile.name, StoredFile.media_type, StoredFile.size)
        .join(MailingFile, MailingFile.file_id == StoredFile.id)
        .where(MailingFile.mailing_id == mailing_id)
        .order_by(StoredFile.id)
    )
    return list(db.session.execute(query))
