"""What the letters about a mandate tell, read afresh when they are written out. Never a place and never a list."""

from datetime import datetime

import sqlalchemy as sa

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.councils.models import Change, MandateReport
from politiker.people.councils.queries import SHOWN_AFTER_END, sits
from politiker.people.models import Mandate, Person

CHANGES = {
    Change.LEAVE: "Orlov",
    Change.RETURN: "Tilbage fra orlov",
    Change.CHANGE_OF_LIST: "Skift af liste",
    Change.RESIGNATION: "Udtræden af rådet",
    Change.MOVED_AWAY: "Flytning fra kommunen",
}


def mandate_ended(mail: OutgoingMail, now: datetime) -> Letter | None:
    """You sit no longer; nothing to whoever sits again, or whose 90 days are over."""
    person = _reader(mail)
    mandate = db.session.get(Mandate, mail.subject_id)
    if person is None or mandate is None or mandate.ends_at > now:
        return None
    if db.session.scalar(sa.select(sits(person.id, now))):
        return None
    kept_until = danish.local(mandate.ends_at + SHOWN_AFTER_END).date()
    facts = {
        "until": danish.long_day(kept_until),
        "mine_url": addresses.my_registrations(),
        "own_url": addresses.absolute("/min-side"),
        "join_url": addresses.absolute("/bliv-medlem"),
    }
    return Letter(person.name, clean_email(mail.address or person.email).address, facts)


def change_answered(mail: OutgoingMail, now: datetime) -> Letter | None:
    """Yes or no to what was reported, with what it was and from when."""
    person = _reader(mail)
    report = db.session.get(MandateReport, mail.subject_id)
    if person is None or report is None or report.decided_at is None:
        return None
    facts = {
        "change": CHANGES[report.change],
        "starts_on": danish.long_day(danish.local(report.starts_at).date()),
        "mandate_url": addresses.absolute("/min-side/mandat"),
        "own_url": addresses.absolute("/min-side"),
    }
    return Letter(person.name, clean_email(mail.address or person.email).address, facts)


def _reader(mail: OutgoingMail) -> Person | None:
    person = db.session.get(Person, mail.person_id)
    return person if person is not None and person.suspended_at is None else None
