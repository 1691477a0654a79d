"""What follows for a person when a mandate has run out. The rights themselves follow the dates and need no help."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db
from politiker.people.councils import letters
from politiker.people.councils.queries import sits
from politiker.people.directory.actions import hide_profiles
from politiker.people.models import Ending, Mandate, Person
from politiker.people.sign_ins.sessions import end_sign_ins
from politiker.policy import Actor

BATCH = 500  # everybody's mandates end in the same night, and no transaction holds them all


@dataclass(frozen=True)
class Lapsed:
    """Who sits no longer, and whether there may be more of them."""

    person_ids: tuple[int, ...]
    has_more: bool


def lapse_mandates(*, by: Actor, now: datetime) -> Lapsed:
    """Mark mandates that have run out; whoever has no other is signed out everywhere, found no more, and told.

    Each mandate is marked by one worker alone: the others wait at its row, and then find it marked.
    """
    over = (
        sa.select(Mandate.id)
        .where(Mandate.ends_at <= now, Mandate.lapsed_at.is_(None))
        .order_by(Mandate.ends_at, Mandate.id)
        .limit(BATCH)
    )
    marked = list(
        db.session.scalars(
            sa.update(Mandate)
            .where(Mandate.id.in_(over), Mandate.lapsed_at.is_(None))
            .values(lapsed_at=now)
            .returning(Mandate)
            .execution_options(synchronize_session=False)
        )
    )
    last = {mandate.person_id: mandate for mandate in sorted(marked, key=lambda mandate: mandate.ends_at)}
    gone = sa.select(Person.id, Person.joined_at).where(Person.id.in_(last), ~sits(Person.id, now)).order_by(Person.id)
    lapsed = list(db.session.execute(gone))
    for person in lapsed:
        mandate = last[person.id]
        end_sign_ins(person.id, now=now)
        ending = mandate.ending or Ending.PERIOD
        audit.record(by, Happening.MANDATE_LAPSED, mandate, now, reason=ending.value)
        if person.joined_at is not None:
            letters.mandate_ended(mandate, now)
    hide_profiles([person.id for person in lapsed])
    return Lapsed(tuple(person.id for person in lapsed), has_more=len(marked) == BATCH)
