"""Ole at his desk with an event, for the tests of its list of participants. Call inside an app context."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.policy import Actor
from politiker.registrations.models import Participant, Registration
from politiker.registrations.participants import acts, bulk, table
from politiker.registrations.participants.bulk import Deed, Plan
from politiker.registrations.participants.newcomers import Newcomer, person_for
from politiker.registrations.participants.table import Wanted
from tests import meetings, people


class Desk:
    """Ole, an event of his, and what he does there."""

    def __init__(self, now: datetime, capacity: int = 2, **changes: Any) -> None:
        self.now = now
        self.person = people.ole()
        self.event = meetings.seminar(now, organiser=self.person, capacity=capacity, **changes)

    @property
    def ole(self) -> Actor:
        return people.actor(self.person, self.now)

    def add(self, person: Person, kind: Participant = Participant.COUNCILLOR) -> Registration:
        return acts.add(self.event, person, kind, by=self.ole, now=self.now)

    def outsider(self, name: str, kind: Participant = Participant.SPEAKER) -> Registration:
        key = name.split()[0].lower()
        newcomer = Newcomer(f"{key}@firma.dk", kind, name, people.municipality("Odense").id, "Firmaet")
        return self.add(person_for(newcomer, by=self.ole, now=self.now), kind)

    def found(self, **wanted: Any) -> table.Participants:
        return table.read_participants(self.event, Wanted(**wanted), by=self.ole, now=self.now)

    def names(self, **wanted: Any) -> list[str]:
        return [row.name for row in self.found(**wanted).chosen]

    def do(self, deed: Deed, *registrations: Registration, **more: Any) -> int:
        uids = [registration.uid for registration in registrations]
        return bulk.carry_out(self.event, Plan(deed, **more), uids, by=self.ole, now=self.now)


def happenings(happening: Happening) -> list[str | None]:
    return list(db.session.scalars(sa.select(Entry.reason).where(Entry.happening == happening).order_by(Entry.id)))


def letters_to(person: Person | int) -> list[str]:
    id = person if isinstance(person, int) else person.id
    query = sa.select(OutgoingMail.letter).where(OutgoingMail.person_id == id).order_by(OutgoingMail.id)
    return list(db.session.scalars(query))
