"""Certificates of attendance: date, hours and place, and a code by which anybody can see that it is true.

What it says is read afresh each time, and so is whether it still holds: a certificate of somebody whose arrival was
noted by mistake is as unknown as a code that was never given.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from politiker import audit
from politiker.audit import Happening
from politiker.core import danish
from politiker.core.database import db, lock_row
from politiker.evaluations.errors import EventIsNotOver, NoCertificates, WasNotThere
from politiker.evaluations.models import Certificate, CertificateFor
from politiker.evaluations.queries import certificate_of, may_have_certificate, of_event
from politiker.events.models import Event, ProgrammeItem
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import Registration
from politiker.registrations.printing import typesetting

CODE_BYTES, CODE_LENGTH = 16, 22


@dataclass(frozen=True)
class Day:
    """One day of an event: from when until when, where that is known."""

    date: date
    starts: str
    ends: str


@dataclass(frozen=True)
class Facts:
    """What stands in a certificate."""

    name: str
    title: str
    days: tuple[Day, ...]
    hours: str
    place: str


def issue(registration: Registration, *, by: Actor, now: datetime) -> Certificate:
    """Make the certificate of somebody's attendance, or find the one that was made.

    Raises EventIsNotOver, NoCertificates, WasNotThere.
    """
    require(by, Permission.EVALUATE, registration)
    event = lock_row(Event, registration.event_id)
    if not event.is_over(now):
        raise EventIsNotOver
    evaluation = of_event(event.id)
    if evaluation is not None and evaluation.certificate_for is CertificateFor.NOBODY:
        raise NoCertificates
    if not may_have_certificate(registration, evaluation):
        raise WasNotThere
    made = certificate_of(registration)
    if made is None:
        code = secrets.token_urlsafe(CODE_BYTES)
        made = Certificate(code=code, registration_id=registration.id, issued_at=now)
        db.session.add(made)
        db.session.flush()
        audit.record(by, Happening.CERTIFICATE_ISSUED, registration, now, event_id=event.id)
    return made


def shown_by(code: str) -> Facts | None:
    """What the certificate with this code says; nothing when there is none, or it does not hold any more."""
    if len(code) != CODE_LENGTH:
        return None
    certificate = db.session.get(Certificate, code)
    return facts_of(certificate.registration_id) if certificate is not None else None


def facts_of(registration_id: int) -> Facts | None:
    """What a certificate for this seat says, if it may have one."""
    query = (
        sa.select(Registration, Person.name)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.id == registration_id)
        .options(joinedload(Registration.event).joinedload(Event.venue))
    )
    row = db.session.execute(query).one()
    event, evaluation = row.Registration.event, of_event(row.Registration.event_id)
    if not may_have_certificate(row.Registration, evaluation):
        return None
    items = db.session.execute(
        sa.select(ProgrammeItem.starts_at, ProgrammeItem.ends_at).where(ProgrammeItem.event_id == event.id)
    )
    days = days_of(event.starts_at, event.ends_at, [(item.starts_at, item.ends_at) for item in items])
    place = f"{event.venue.name}, {event.venue.town}" if event.venue is not None else "På nettet"
    hours = evaluation.certificate_hours if evaluation is not None else ""
    return Facts(row.name, event.title, days, hours or hours_of(event.starts_at, event.ends_at), place)


def days_of(starts: datetime, ends: datetime, items: Iterable[tuple[datetime, datetime | None]]) -> tuple[Day, ...]:
    """Each day of an event with its clock: from the event itself on the first and the last, else from the programme."""
    first, last = danish.local(starts).date(), danish.local(ends).date()
    begun: dict[date, list[datetime]] = {}
    for begins, stops in items:
        begun.setdefault(danish.local(begins).date(), []).extend([begins, *([stops] if stops else [])])
    days = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        moments = [at for at in begun.get(day, []) if danish.local(at).date() == day]
        if day == first:
            moments.append(starts)
        if day == last:
            moments.append(ends)
        clock = [danish.clock(at) for at in (min(moments), max(moments))] if len(set(moments)) > 1 else ["", ""]
        if day == first and not clock[0]:
            clock[0] = danish.clock(starts)
        if day == last and not clock[1]:
            clock[1] = danish.clock(ends)
        days.append(Day(day, clock[0], clock[1]))
    return tuple(days)


def hours_of(starts: datetime, ends: datetime) -> str:
    """How long an event of one day was, in hours with a Danish comma; nothing for one of several days."""
    if danish.local(starts).date() != danish.local(ends).date():
        return ""
    hours = f"{(ends - starts).total_seconds() / 3600:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{hours} time" if hours == "1" else f"{hours} timer"


def as_pdf(facts: Facts, *, code: str, address: str, organiser: str, issued_at: datetime, now: datetime) -> bytes:
    """The certificate as tagged PDF. Needs what `typesetting.is_installed` asks for."""
    told: dict[str, Any] = {
        "name": facts.name,
        "title": facts.title,
        "days": [lines_of(day) for day in facts.days],
        "hours": facts.hours,
        "place": facts.place,
        "code": code,
        "address": address,
        "organiser": organiser,
        "issued": danish.long_day(danish.local(issued_at).date()),
    }
    return typesetting.typeset("certificate", told, now=now)


def lines_of(day: Day) -> str:
    """ "tirsdag 24. november 2026 kl. 9–15.30"."""
    clock = f" kl. {day.starts}–{day.ends}" if day.starts and day.ends else ""
    clock = clock or (f" fra kl. {day.starts}" if day.starts else f" til kl. {day.ends}" if day.ends else "")
    return f"{danish.long_day(day.date)}{clock}"
