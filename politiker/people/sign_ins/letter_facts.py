"""What the letters about being signed in tell, read afresh when they are written out."""

from datetime import datetime

from politiker.core import danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.core.tokens import Purpose
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.letter_facts import key_letter
from politiker.people.models import Person
from politiker.people.sign_ins.suspensions import Reason

REASONS = {
    Reason.TAKEN_OVER: "Vi har grund til at tro, at en anden end dig har brugt din konto.",
    Reason.IDENTITY: "Vi er i tvivl om, hvem der bruger kontoen.",
    Reason.CONDUCT: "Reglerne for, hvordan vi taler til og om hinanden her, er ikke blevet fulgt.",
    Reason.MISUSE: "Kontoen er brugt til andet, end den er til.",
    Reason.OWN_WISH: "Du har selv bedt om det.",
}


def log_in_link(mail: OutgoingMail, now: datetime) -> Letter | None:
    """A link to log in; nothing once it was used, ran out, or a newer one took its place."""
    return key_letter(mail, Purpose.LOG_IN, now)


def new_device(mail: OutgoingMail, now: datetime) -> Letter | None:
    """Somebody signed in on a new device. Neither where nor with what: the letter may be read by whoever did."""
    person = db.session.get(Person, mail.person_id)
    if person is None or person.suspended_at is not None:
        return None
    when = danish.long_when(mail.created_at, mail.created_at)
    return Letter(person.name, clean_email(person.email).address, {"name": person.name, "when": when})


def suspended(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The account is suspended; nothing once it was opened again."""
    person = db.session.get(Person, mail.person_id)
    if person is None or person.suspended_at is None:
        return None
    until = person.suspended_until
    facts = {
        "name": person.name,
        "reason": REASONS[Reason(mail.facts["reason"])],
        "until": danish.long_when(until, until) if until else None,
    }
    return Letter(person.name, clean_email(person.email).address, facts)
