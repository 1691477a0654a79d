"""What we write when a municipality's log-in begins to open an account."""

from datetime import datetime

from config import Provider
from politiker.core import addresses
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.mail import outbox
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.models import Person


def identity_linked(person: Person, provider: Provider, identity_id: int, now: datetime) -> None:
    """The municipality's log-in opens the account from now on."""
    facts = {"log_in": provider.title}
    outbox.post("identity_linked", person.id, facts, intent=f"identity_linked:{identity_id}:{now.isoformat()}", now=now)


def identity_linked_letter(mail: OutgoingMail, now: datetime) -> Letter | None:
    """To whoever owns the account, even when the link was taken away again meanwhile: they are to know."""
    person = db.session.get(Person, mail.person_id)
    if person is None:
        return None
    facts = {
        "name": person.name, "log_in": mail.facts["log_in"], "links_url": addresses.absolute("/min-side/kommunelogin"),
    }  # fmt: skip
    return Letter(person.name, clean_email(person.email).address, facts)
