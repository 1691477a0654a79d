"""What Ole has noted on the list of an event that is soon: a speaker without an account, tags, a note, a view."""

from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo import accounts
from politiker.demo.accounts import actor
from politiker.events.models import Event
from politiker.people.models import Municipality, Person
from politiker.registrations.models import CERTAIN, Participant, Registration
from politiker.registrations.participants import acts, notes
from politiker.registrations.participants.newcomers import Newcomer, person_for

SPEAKER = Newcomer("sofie.tale@oplaeg.example", Participant.SPEAKER, "Sofie Tale", None, "Center for Lokaldemokrati")
NOTE = "Har ringet: kommer først efter frokost den første dag."
TAGS = {"Kommer med bus": 4, "Vært ved bordet": 3}  # and how many have it


def note(now: datetime) -> None:
    """Put them on the coming event with the most guests that still has room."""
    event = _fullest(now)
    if event is None:
        return
    ole = actor(accounts.account("ole").id, now)
    speaker = person_for(_in_odense(), by=ole, now=now)
    speaker.is_demo = True
    acts.add(event, speaker, Participant.SPEAKER, by=ole, now=now)
    guests = list(
        db.session.scalars(
            sa.select(Registration)
            .join(Person, Person.id == Registration.person_id)
            .where(
                Registration.event_id == event.id,
                Registration.state.in_(CERTAIN),
                Registration.kind == Participant.COUNCILLOR,
                Person.is_demo,
            )
            .order_by(Registration.number)
            .limit(8)
        )
    )
    for place, (name, number) in enumerate(TAGS.items()):
        tag = notes.tag_named(event, name, by=ole)
        notes.tag([guest.id for guest in guests[place : place + number]], tag.id)
    if guests:
        notes.write_note(event, guests[-1], NOTE, by=ole, now=now)
    notes.save_view(event, "Oplægsholdere", "kind=speaker&order=name", by=ole)


def _in_odense() -> Newcomer:
    odense = db.session.scalars(sa.select(Municipality.id).where(Municipality.name == "Odense")).one()
    return Newcomer(SPEAKER.email, SPEAKER.kind, SPEAKER.name, odense, SPEAKER.organisation)


def _fullest(now: datetime) -> Event | None:
    query = (
        sa.select(Event)
        .where(
            Event.starts_at > now,
            Event.published_at.is_not(None),
            Event.called_off_at.is_(None),
            Event.created_by_id == accounts.account("ole").id,
            Event.twin_of_id.is_(None),
            Event.waiting == 0,
            Event.seats_held < Event.capacity,
        )
        .order_by(Event.seats_held.desc(), Event.id)
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()
