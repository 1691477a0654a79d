"""What the councillors of the demonstration wish for, and who wants the same."""

from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo.accounts import account, actor
from politiker.events.models import ForRole, Topic
from politiker.people.models import Mandate, Person
from politiker.wishes import actions

# What, why, subject, for whom, how many want it, and the answer of the organiser.
WISHES = (
    ("Når budgettet ikke holder i marts", "Budgettet er fra oktober, og nu mangler der 40"
     " millioner. Hvordan tager man samtalen med borgerne?", Topic.ECONOMY, ForRole.ALL, 31,
     "Det bliver et seminar i foråret."),
    ("Trusler og hårde ord på nettet", "Jeg læser dem om aftenen, og børnene spørger.", Topic.ROLE_OF_POLITICIAN,
     ForRole.ALL, 44, ""),
    ("Hvordan læser man en dagsorden på 900 sider", "Jeg når halvdelen. Hvad springer de erfarne over?",
     Topic.ROLE_OF_POLITICIAN, ForRole.NEWLY_ELECTED, 38, ""),
    ("Skolestruktur uden at splitte byen", "Tre skoler skal blive til to.", Topic.CHILDREN,
     ForRole.COMMITTEE_CHAIR, 17, ""),
    ("Hjemmeplejen i 2030", "Vi kan ikke finde medarbejdere nok.", Topic.ELDERLY, ForRole.ALL, 22, ""),
    ("Vindmøller og naboer", "Hvordan holder man et borgermøde, hvor alle er vrede?", Topic.CLIMATE, ForRole.ALL,
     12, ""),
    ("At være ny i et flertal på én", "Hver stemme tæller, og jeg er syg i dag.", Topic.ROLE_OF_POLITICIAN,
     ForRole.NEWLY_ELECTED, 3, ""),
    ("Kunstig intelligens i sagsbehandlingen", "Hvad spørger man forvaltningen om?", Topic.DIGITAL, ForRole.ALL, 9, ""),
)  # fmt: skip


def wish(seed: int, now: datetime) -> None:
    """Eight wishes of the last weeks, each wanted by some."""
    chance, ole = Random(seed), account("ole")
    query = sa.select(Person.id).join(Mandate, Mandate.person_id == Person.id)
    crowd = list(db.session.scalars(query.where(Person.is_demo, Mandate.runs(now)).order_by(Person.id)))
    for days, (title, why, topic, role, wanted, answer) in enumerate(WISHES, start=1):
        at = now - timedelta(days=3 * days)
        first, *others = chance.sample(crowd, min(wanted, len(crowd)))
        made = actions.propose(title, why, topic, role, by=actor(first, now), now=at)
        for person_id in others:
            actions.support(made, by=actor(person_id, now), now=at + timedelta(hours=1))
        if answer:
            actions.answer(made, answer, by=actor(ole.id, now), now=now - timedelta(days=1))
