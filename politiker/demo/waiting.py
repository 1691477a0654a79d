"""Who waits in the demonstration: three who say they sit in Ringsted's council, and one Birgit has vouched for."""

import secrets
from datetime import datetime, timedelta

from politiker.core.database import db
from politiker.demo.accounts import DEMO, account, municipality_id
from politiker.demo.names import DOMAIN
from politiker.people import actions
from politiker.people.joining.models import Application, Source
from politiker.people.joining.queries import party_meant

TOWN = "Ringsted"
# Name, the list as they write it, hours ago, and whether the secretary has answered.
APPLICANTS = (
    ("Jens Toft", "Venstre", 2, False),
    ("Åse Ærenlund", "A", 5, False),
    ("Bodil Krag", "C", 20, False),
    ("Henrik Vang", "F", 26, True),
)


def apply(now: datetime) -> None:
    """Let four apply, who were not elected in the demonstration otherwise."""
    town, birgit = municipality_id(TOWN), account("birgit")
    for number, (name, list_text, hours, is_vouched) in enumerate(APPLICANTS, start=1):
        email = f"ansoeger.{number}@{DOMAIN}"
        person = actions.add_person(name, email, by=DEMO, now=now, is_demo=True)
        came = now - timedelta(hours=hours)
        person.joined_at = came
        application = Application(
            uid=secrets.token_hex(12), source=Source.APPLIED, person_id=person.id, municipality_id=town, name=name,
            list_text=list_text, party_id=party_meant(town, list_text), email=email, email_key=email, created_at=came,
            confirmed_at=came,
        )  # fmt: skip
        if is_vouched:
            application.vouched_at, application.vouched_by_id = now - timedelta(hours=1), birgit.id
        db.session.add(application)
    db.session.flush()
