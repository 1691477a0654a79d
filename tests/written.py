"""Letters an organiser writes, to test with: Ole's event with two seats, whom he writes to, and what then waits."""

from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.policy import Actor
from politiker.registrations.mailings import actions
from politiker.registrations.mailings.actions import Draft
from politiker.registrations.mailings.models import Mailing
from politiker.registrations.models import Registration, State
from tests import guests, meetings, people
from tests.mail import reading


class Town:
    """Ole's event with two seats: Karen and Mads have them, Amina waits."""

    def __init__(self, now: datetime) -> None:
        self.ole = people.ole()
        self.event = meetings.seminar(now, organiser=self.ole, capacity=2, title="Budget {navn} **nu**")
        self.by: Actor = people.actor(self.ole, now)
        self.karen, self.mads, self.amina = (
            guests.take(self.event, person, now) for person in (people.karen(), people.mads(), people.amina())
        )

    def write(self, now: datetime, subject: str = "Praktisk", text: str = "Kære {fornavn}", **more: object) -> Mailing:
        files = more.pop("files", ())
        draft = Draft(subject, text, **more)  # type: ignore[arg-type]
        return actions.write_mailing(self.event, draft, files, by=self.by, now=now)  # type: ignore[arg-type]

    def send(self, mailing: Mailing, now: datetime, expected: int = 2) -> int:
        return actions.send_mailing(mailing, self.event, expected=expected, by=self.by, now=now)


def outbox(mailing: Mailing) -> list[OutgoingMail]:
    query = sa.select(OutgoingMail).where(OutgoingMail.letter == "mailing").order_by(OutgoingMail.id)
    return [mail for mail in db.session.scalars(query) if mail.facts["mailing"] == mailing.id]


def text_of(mail: OutgoingMail, now: datetime) -> str:
    message = reading.made(mail, now)
    assert message is not None
    return reading.part(message, "text/plain")


def fill(event_id: int, number: int, now: datetime) -> None:
    """Many guests at once, without their letters."""
    rows = [
        {"uid": f"gaest{n:07}", "name": f"Gæst {n}", "email": f"g{n}@example.dk", "email_key": f"g{n}@example.dk"}
        for n in range(number)
    ]
    taken = db.session.execute(sa.select(sa.func.count()).select_from(Registration)).scalar_one()
    ids = list(db.session.scalars(sa.insert(Person).returning(Person.id), [r | {"invited_at": now} for r in rows]))
    db.session.execute(
        sa.insert(Registration),
        [
            {
                "uid": f"plads{n:07}", "event_id": event_id, "person_id": person, "state": State.CONFIRMED,
                "number": taken + 10 + n, "created_at": now, "confirmed_at": now,
            }
            for n, person in enumerate(ids)
        ],
    )  # fmt: skip
    db.session.flush()
