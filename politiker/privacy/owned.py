"""Which rows of which table belong to a person, found out from the schema itself, so that no table is forgotten.

The person's own row, whatever carries their `person_id`, and what hangs on such rows. A few tables name somebody
in another way; they are written out here.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from politiker.core.database import Base
from politiker.core.jobs import Job
from politiker.core.tokens import Purpose, Token
from politiker.discussions.moderation.models import Opening
from politiker.events.date_polls.models import DateInvitation
from politiker.events.models import Event
from politiker.people.credentials.models import EmailChange
from politiker.people.joining.models import Application
from politiker.people.models import Person
from politiker.registrations.mailings.models import Mailing, MailingRecipient
from politiker.registrations.models import Registration

# They remember who made them, and are about something else; an event is told of by hand, below.
ABOUT_SOMETHING_ELSE = frozenset({"event", "prolongation"})
# What somebody did to a thing of the house: their own are the rows they did, whoever made what the rows hang on.
OWN_ACTS = frozenset({"series.created_by_id", "series_act.started_by_id", "preparation.done_by_id"})
Condition = sa.ColumnElement[bool]

# Keys about something else than the person whose letter they stand in.
_OF_ANOTHER_THING: Mapping[Purpose, Any] = {
    Purpose.OFFER: Registration,
    Purpose.DATES: DateInvitation,
    Purpose.APPLICATION: Application,
    Purpose.EMAIL: EmailChange,
}


def _token(person_id: int) -> Condition:
    theirs = sa.and_(Token.purpose.not_in(_OF_ANOTHER_THING), Token.subject_id == person_id)
    rest = [
        sa.and_(Token.purpose == purpose, Token.subject_id.in_(sa.select(thing.id).where(thing.person_id == person_id)))
        for purpose, thing in _OF_ANOTHER_THING.items()
    ]
    return sa.or_(theirs, *rest)


def _event(person_id: int) -> Condition:
    """What one made, and what one is the contact of."""
    email = sa.select(Person.email_key).where(Person.id == person_id).scalar_subquery()
    return sa.or_(Event.created_by_id == person_id, sa.func.lower(Event.contact_email) == email)


BY_HAND: Mapping[str, Callable[[int], Condition]] = {
    "token": _token,
    "job": lambda person_id: Job.facts["person"].as_integer() == person_id,
    "event": _event,
    "opening": lambda person_id: Opening.asked_by_id == person_id,
    "mailing": lambda person_id: Mailing.created_by_id == person_id,  # what one wrote, whoever sent it
    "mailing_recipient": lambda person_id: MailingRecipient.registration_id.in_(
        sa.select(Registration.id).where(Registration.person_id == person_id)
    ),
}


def owned(metadata: sa.MetaData, person_id: int) -> dict[sa.Table, Condition]:
    """Each table that may hold something of a person, with what finds the rows that do."""
    found: dict[sa.Table, Condition] = {}
    for table in metadata.sorted_tables:  # parents first
        if table.name in BY_HAND:
            found[table] = BY_HAND[table.name](person_id)
        elif table.name not in ABOUT_SOMETHING_ELSE and (condition := _by_keys(table, found, person_id)) is not None:
            found[table] = condition
    return found


def _by_keys(table: sa.Table, parents: Mapping[sa.Table, Condition], person_id: int) -> Condition | None:
    if table.name == "person":
        return table.c.id == person_id
    if acts := [column for column in table.columns if str(column) in OWN_ACTS]:
        return sa.or_(*(column == person_id for column in acts))
    for whose in ("person_id", "author_id"):  # an answer is its author's, and not whoever began the thread's
        if whose in table.c:
            return table.c[whose] == person_id
    links = ways_up(table, {parent.name for parent in parents} - BY_HAND.keys())
    if not links:
        return None
    by_name = {parent.name: parent for parent in parents}
    conditions = []
    for column, key in links:
        parent = by_name[key.column.table.name]
        conditions.append(column.in_(sa.select(key.column).where(parents[parent])))
    return sa.or_(*conditions)


def ways_up(table: sa.Table, about: set[str]) -> list[tuple[sa.Column[Any], sa.ForeignKey]]:
    """The columns by which a row hangs on somebody's row; what somebody else only did to it is none of them.

    A mandate that stands in for another hangs on itself, which is its key, and not on the other.
    """
    links = [(key.parent, key) for key in sorted(table.foreign_keys, key=str) if key.column.table.name in about]
    on_things = [link for link in links if link[1].column.table.name != "person"] or links
    return [link for link in on_things if link[0].primary_key] or on_things


@functools.cache
def tables() -> tuple[str, ...]:
    """The names of all tables that may hold something of a person."""
    return tuple(table.name for table in owned(Base.metadata, 0))
