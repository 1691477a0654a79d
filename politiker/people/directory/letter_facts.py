"""What the alarm tells, read afresh when it is written out."""

from datetime import datetime

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.directory.alarm import administrators
from politiker.people.models import Person


def alarm_profiles(mail: OutgoingMail, now: datetime) -> Letter | None:
    """Which account looks up too many; nothing for somebody who is no administrator any more."""
    if mail.person_id not in administrators(now=now):
        return None
    person = db.session.get_one(Person, mail.person_id)
    facts = mail.facts | {
        "profile_url": addresses.absolute(f"/kolleger/{mail.facts['uid']}"),
        "at": danish.long_when(mail.created_at, mail.created_at),
    }
    return Letter(person.name, clean_email(person.email).address, facts)
