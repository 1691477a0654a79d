"""Somebody who comes unannounced: known or new, given a seat when there is one, and checked in."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.core.names import clean_email, clean_name
from politiker.events.models import Event
from politiker.people.actions import add_person
from politiker.people.models import Mandate, Person
from politiker.people.queries import by_email
from politiker.policy import Actor, Permission, require
from politiker.registrations.arrivals.actions import arrive, require_open_door
from politiker.registrations.arrivals.errors import NobodyOfThatName, NoSeatIsFree
from politiker.registrations.models import HOLDS, OPEN, Participant, Registration, State


def who_comes(event: Event, name: str, email: str, municipality_id: int | None, *, by: Actor, now: datetime) -> Person:
    """The person meant: by address, or by the whole name in one council; a new address makes a new person.

    Raises NobodyOfThatName, NameRefused, EmailRefused.
    """
    require(by, Permission.CHECK_IN, event)
    if email:
        return by_email(clean_email(email).key) or add_person(name, email, by=by, now=now)
    named = (
        sa.select(Person)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.municipality_id == municipality_id, Mandate.runs(now), Person.name == clean_name(name))
        .limit(2)
    )
    found = list(db.session.scalars(named))
    if len(found) != 1:
        raise NobodyOfThatName
    return found[0]


def walk_in(
    event: Event,
    person: Person,
    *,
    kind: Participant,
    mark: str,
    out_of_turn: bool = False,
    by: Actor,
    now: datetime,
) -> Registration:
    """Give somebody at the door a seat, and check them in. Who has a seat already is only checked in.

    Nobody is written to: they stand here. Raises EventIsCalledOff, DoorIsClosed, NoSeatIsFree. Past a full house,
    past those who wait, and past a host who approves each by hand goes nobody without the right to seat out of turn.
    """
    require(by, Permission.CHECK_IN, event)
    event = lock(event)
    require_open_door(event, now)
    registration = _open_registration(event, person)
    is_out_of_turn = (registration is None or registration.state not in HOLDS) and not _has_a_seat(event, now)
    if is_out_of_turn and not out_of_turn:
        raise NoSeatIsFree(waiting=0 if event.has_begun(now) or event.seats_free == 0 else event.waiting)
    if is_out_of_turn:
        require(by, Permission.SEAT_OUT_OF_TURN, event)
    if registration is None:
        registration = _new_registration(event, person, kind, now)
        audit.record(by, Happening.ADDED_BY_STAFF, registration, now, event_id=event.id)
        is_moved = True
    else:
        is_moved = not registration.is_certain
        if is_moved:
            registration.move(State.CONFIRMED, event, now)
            audit.record(by, Happening.PROMOTED, registration, now, event_id=event.id)
    if is_out_of_turn:
        audit.record(by, Happening.SEATED_OUT_OF_TURN, registration, now, event_id=event.id, reason="walk_in")
    arrive(registration, mark, now, by=by, now=now)
    return registration


def _open_registration(event: Event, person: Person) -> Registration | None:
    query = sa.select(Registration).where(
        Registration.event_id == event.id, Registration.person_id == person.id, Registration.state.in_(OPEN)
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _has_a_seat(event: Event, now: datetime) -> bool:
    """Whether there is a seat that nobody has a better right to; once the event has begun the line is over."""
    others_wait = event.waiting > 0 and not event.has_begun(now)
    return event.seats_free > 0 and not others_wait and not event.needs_approval


def _new_registration(event: Event, person: Person, kind: Participant, now: datetime) -> Registration:
    registration = Registration(
        uid=secrets.token_hex(12),
        event_id=event.id,
        person_id=person.id,
        number=event.next_number(),
        kind=kind,
        created_at=now,
    )
    registration.begin(State.CONFIRMED, event, now)
    db.session.add(registration)
    db.session.flush()
    return registration
