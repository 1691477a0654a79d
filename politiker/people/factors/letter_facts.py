"""What the letters about the second step of logging in tell."""

from datetime import datetime

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.models import Person


def about_factors(mail: OutgoingMail, now: datetime) -> Letter | None:
    """To the owner of the account, and to nobody once it is closed to its owner."""
    person = db.session.get(Person, mail.person_id)
    if person is None or person.joined_at is None or person.suspended_at is not None:
        return None
    moment = datetime.fromisoformat(mail.facts["at"])
    facts = mail.facts | {
        "name": person.name,
        "when": danish.long_when(moment, moment),
        "factors_url": addresses.absolute("/min-side/totrin"),
        "reset_url": addresses.absolute("/nulstil-adgangskode"),
    }
    return Letter(person.name, clean_email(person.email).address, facts)
