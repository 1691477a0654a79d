"""What became of every letter about an event: who got it, when, and why not; and sending it again. Looks are recorded.

A letter is about an event when it is about somebody's place there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db
from politiker.events.models import Event
from politiker.mail import outbox
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.policy import Actor, Permission, Right, require
from politiker.registrations.mailings import letters
from politiker.registrations.mailings.errors import NothingToSendAgain
from politiker.registrations.mailings.models import Mailing, MailingRecipient
from politiker.registrations.models import Registration

# Every letter whose subject is a registration. What is not here stands on no page of the organiser's.
ABOUT_SEATS = frozenset(
    {
        "registered", "promoted", "waiting", "offered", "offer_expired", "withdrawn", "withdrawal_refused",
        "event_changed", "called_off", "reminder_14", "reminder_2", "awaiting_organiser", "registration_refused",
        "presence", "seat_released", "way_changed", "mailing",
    }
)  # fmt: skip
PAGE = 50
MOST_LETTERS = 40  # of one participant on the page of all letters
_MAIL = (
    OutgoingMail.id, OutgoingMail.letter, OutgoingMail.created_at, OutgoingMail.sent_at, OutgoingMail.failed_at,
    OutgoingMail.dropped_at, OutgoingMail.error,
)  # fmt: skip


@dataclass(frozen=True)
class Letters:
    """One participant, and the letters they got about the event, the newest first."""

    uid: str
    name: str
    number: int
    letters: tuple[Any, ...]


def read_recipients(mailing: Mailing, event: Event, *, by: Actor, now: datetime, after: int = 0) -> list[Any]:
    """Who got a letter and what became of it, those it failed for first; from the one after place `after`.

    One row more than a page tells that there are more. `failed_at` and the rest are None when the outbox has
    forgotten the letter.
    """
    require(by, Permission.MAIL_PARTICIPANTS, event)
    audit.record(by, Happening.REGISTRATIONS_READ, event, now, event_id=event.id)
    query = (
        sa.select(*_MAIL, Registration.uid, Person.name)
        .select_from(MailingRecipient)
        .join(Registration, Registration.id == MailingRecipient.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(OutgoingMail, OutgoingMail.intent == _intent(mailing.id))
        .where(MailingRecipient.mailing_id == mailing.id)
        .order_by(sa.case((OutgoingMail.failed_at.is_not(None), 0), else_=1), Registration.number)
        .offset(after)
        .limit(PAGE + 1)
    )
    return list(db.session.execute(query))


def outcome(mailing: Mailing) -> dict[str, int]:
    """How many of a letter's recipients are in each state: queued, sent, dropped, failed, forgotten."""
    mail = OutgoingMail
    state = sa.case(
        (mail.id.is_(None), "forgotten"),
        (mail.failed_at.is_not(None), "failed"),
        (mail.dropped_at.is_not(None), "dropped"),
        (mail.sent_at.is_not(None), "sent"),
        else_="queued",
    )
    query = (
        sa.select(state, sa.func.count())
        .select_from(MailingRecipient)
        .outerjoin(mail, mail.intent == _intent(mailing.id))
        .where(MailingRecipient.mailing_id == mailing.id)
        .group_by(state)
    )
    return {name: n for name, n in db.session.execute(query)}


def read_letters(event: Event, *, by: Actor, now: datetime, after: int = 0) -> tuple[list[Letters], bool]:
    """One page of participants in order of coming with their letters about it, and whether there are more."""
    require(by, Permission.MAIL_PARTICIPANTS, event)
    audit.record(by, Happening.REGISTRATIONS_READ, event, now, event_id=event.id)
    query = (
        sa.select(Registration.id, Registration.uid, Registration.number, Registration.person_id, Person.name)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event.id, Registration.number > after)
        .order_by(Registration.number)
        .limit(PAGE + 1)
    )
    people = list(db.session.execute(query))
    seats = {row.id: list[Any]() for row in people[:PAGE]}
    found = db.session.execute(
        sa.select(*_MAIL, OutgoingMail.subject_id, Mailing.subject)
        .outerjoin(Mailing, sa.and_(OutgoingMail.letter == "mailing", _is_of(Mailing.id)))
        .where(
            OutgoingMail.person_id.in_({row.person_id for row in people[:PAGE]}),
            OutgoingMail.subject_id.in_(seats),
            OutgoingMail.letter.in_(ABOUT_SEATS),
        )
        .order_by(OutgoingMail.id.desc())
        .limit(PAGE * MOST_LETTERS)
    )
    for mail in found:
        seats[mail.subject_id].append(mail)
    rows = [Letters(row.uid, row.name, row.number, tuple(seats[row.id][:MOST_LETTERS])) for row in people[:PAGE]]
    return rows, len(people) > PAGE


def events_of(actor: Actor) -> frozenset[int]:
    """The events whose participants somebody may write to."""
    held = {event for event, right in actor.rights if right is Right.REGISTRATIONS}
    return frozenset(event for event in held if actor.holds(Right.REGISTRATIONS, event))


def read_failed(*, by: Actor, now: datetime, before: int | None = None) -> list[Any]:
    """Letters that never arrived, over all events whose participants one may write to, the newest first.

    One row more than a page tells that there are more; give the last id seen as `before`.
    """
    query = (
        sa.select(
            *_MAIL, Registration.event_id, Event.title, Person.name, Mailing.subject, Mailing.id.label("mailing_id")
        )
        .join(Registration, Registration.id == OutgoingMail.subject_id)
        .join(Event, Event.id == Registration.event_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Mailing, sa.and_(OutgoingMail.letter == "mailing", _is_of(Mailing.id)))
        .where(*_failed_at(events_of(by)))
        .order_by(OutgoingMail.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(OutgoingMail.id < before)
    rows = list(db.session.execute(query))
    _remember(Happening.REGISTRATIONS_READ, {row.event_id for row in rows[:PAGE]}, by=by, now=now)
    return rows


def failed_at(event_ids: Collection[int]) -> dict[int, int]:
    """How many letters failed at each of some events; events without any are left out."""
    query = (
        sa.select(Registration.event_id, sa.func.count())
        .select_from(OutgoingMail)
        .join(Registration, Registration.id == OutgoingMail.subject_id)
        .where(*_failed_at(event_ids))
        .group_by(Registration.event_id)
    )
    return {event_id: n for event_id, n in db.session.execute(query)}


def send_again(event: Event, mail_id: int, *, by: Actor, now: datetime) -> None:
    """Send one letter about an event again. Raises NothingToSendAgain."""
    require(by, Permission.MAIL_PARTICIPANTS, event)
    seat = db.session.scalars(
        sa.select(Registration)
        .join(OutgoingMail, OutgoingMail.subject_id == Registration.id)
        .where(OutgoingMail.id == mail_id, OutgoingMail.letter.in_(ABOUT_SEATS), Registration.event_id == event.id)
    ).one_or_none()
    if seat is None or not outbox.send_again(mail_id, now=now):
        raise NothingToSendAgain
    audit.record(by, Happening.MAIL_SENT_AGAIN, seat, now, event_id=event.id)


def resend_failed(mailing: Mailing, event: Event, *, by: Actor, now: datetime) -> int:
    """Send a letter again to everybody it failed for. Returns how many. Raises NothingToSendAgain."""
    require(by, Permission.MAIL_PARTICIPANTS, event)
    intents = sa.select(_intent(mailing.id)).where(MailingRecipient.mailing_id == mailing.id)
    if not (done := outbox.retry(OutgoingMail.intent.in_(intents), now=now)):
        raise NothingToSendAgain
    audit.record(by, Happening.MAIL_SENT_AGAIN, mailing, now, event_id=event.id)
    return done


def resend_all_failed(*, by: Actor, now: datetime) -> int:
    """Send again what failed over all events whose participants one may write to. Returns how many.

    Raises NothingToSendAgain.
    """
    events = set(failed_at(events_of(by)))
    seats = sa.select(Registration.id).where(Registration.event_id.in_(events))
    which = sa.and_(OutgoingMail.subject_id.in_(seats), OutgoingMail.letter.in_(ABOUT_SEATS))
    if not (done := outbox.retry(which, now=now)):
        raise NothingToSendAgain
    _remember(Happening.MAIL_SENT_AGAIN, events, by=by, now=now)
    return done


def _failed_at(event_ids: Collection[int]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OutgoingMail.failed_at.is_not(None), OutgoingMail.letter.in_(ABOUT_SEATS), Registration.event_id.in_(event_ids),
    )  # fmt: skip


def _intent(mailing_id: int) -> sa.ColumnElement[str]:
    start = sa.literal(f"{letters.intent(mailing_id)}:")
    return start + sa.cast(MailingRecipient.registration_id, sa.String)


def _is_of(mailing_id: Any) -> sa.ColumnElement[bool]:
    """The condition that a letter in the outbox is one of a mailing."""
    return OutgoingMail.facts["mailing"].as_integer() == mailing_id  # type: ignore[no-any-return]


def _remember(happening: Happening, event_ids: set[int], *, by: Actor, now: datetime) -> None:
    """The same line in the trail for several events, in one statement."""
    rows = [
        {
            "at": now, "person_id": by.person_id, "job": by.job, "happening": happening, "subject": "event",
            "subject_id": event_id, "event_id": event_id, "reason": None,
        }
        for event_id in sorted(event_ids)
    ]  # fmt: skip
    if rows:
        db.session.execute(audit.ADD, rows)
