"""Who in the demonstration says yes to being found, what they can be asked about, and who shows a list."""

from datetime import datetime
from random import Random

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo.accounts import account
from politiker.people.directory import names
from politiker.people.directory.models import NameWord
from politiker.people.models import Mandate, Person

YES_SHARE, LIST_SHARE = 0.6, 0.3  # of all, and of those who said yes
ABOUT = (
    "Budget og økonomistyring i en mindre kommune.",
    "Jeg har været med til at samle to skoler til én, og fortæller gerne, hvad der gik godt og skidt.",
    "Pleje i eget hjem og samarbejdet med regionen.",
    "At forene byrådsarbejdet med fuldt arbejde og små børn.",
    "Klimasikring langs kysten: hvem betaler, og hvornår?",
    "Borgerinddragelse, der bliver til andet end høringssvar.",
    "",
    "",
)


def say_yes(seed: int, now: datetime) -> None:
    """Let some of the demonstration's councillors be found, the well-known three among them; those who are, stay so."""
    chance = Random(seed)
    known = {account(key).id for key in ("karen", "mads", "amina")}
    query = (
        sa.select(Person.id, Person.name)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Person.is_demo, Person.shown_at.is_(None))
        .order_by(Person.id)
        .distinct()
    )
    changes, words = [], []
    for id, name in db.session.execute(query):
        is_shown, shows_list = chance.random() < YES_SHARE, chance.random() < LIST_SHARE
        about = ABOUT[int(chance.random() * len(ABOUT))]
        if is_shown or id in known:
            changes.append({"id": id, "shown_at": now, "list_shown_at": now if shows_list else None, "about": about})
            words += names.rows_for(id, name)
    if changes:
        db.session.execute(sa.update(Person), changes)
        db.session.execute(sa.insert(NameWord), words)
