"""Whom a letter is for: a condition that is asked when it is sent, and once more of each when theirs goes out."""

from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.people.models import Person
from politiker.registrations.mailings.models import Audience, Mailing
from politiker.registrations.models import CERTAIN, OPEN, Needs, Registration, State

UNDECIDED = (State.NOMINATED, State.AWAITING_MUNICIPALITY, State.AWAITING_ORGANISER)
MOST_PICKED = 5000

_IS_CERTAIN = Registration.state.in_(CERTAIN)
_NEEDS_ARE_STATED = sa.exists().where(Needs.registration_id == Registration.id)
CONDITIONS: dict[Audience, sa.ColumnElement[bool]] = {
    Audience.CERTAIN: _IS_CERTAIN,
    Audience.WAITING: Registration.state == State.WAITING,
    Audience.OFFERED: Registration.state == State.OFFERED,
    Audience.UNDECIDED: Registration.state.in_(UNDECIDED),
    Audience.EVERYBODY: Registration.state.in_(OPEN),
    Audience.NEEDS_UNSTATED: sa.and_(_IS_CERTAIN, ~_NEEDS_ARE_STATED),
    Audience.PRESENCE_UNCONFIRMED: sa.and_(
        _IS_CERTAIN, Registration.presence_asked_at.is_not(None), Registration.presence_confirmed_at.is_(None)
    ),
    Audience.ARRIVED: sa.and_(_IS_CERTAIN, Registration.arrived_at.is_not(None)),
    Audience.ABSENT: sa.and_(_IS_CERTAIN, Registration.arrived_at.is_(None)),
    Audience.CALLED_OFF: Registration.state == State.CALLED_OFF,
    Audience.PICKED: Registration.state.in_(OPEN | {State.CALLED_OFF}),
}


def is_for(mailing: Mailing) -> sa.ColumnElement[bool]:
    """The condition of a query over Registration that a letter is for this one."""
    conditions = [Registration.event_id == mailing.event_id, CONDITIONS[mailing.audience]]
    if mailing.audience is Audience.PICKED:
        conditions.append(Registration.id.in_(mailing.picked))
    if mailing.kind is not None:
        conditions.append(Registration.kind == mailing.kind)
    return sa.and_(*conditions)


def recipients_of(mailing: Mailing) -> list[tuple[int, int]]:
    """(person id, registration id) of everybody a letter is for, in order of coming; nobody who is suspended."""
    query = (
        sa.select(Registration.person_id, Registration.id)
        .join(Person, Person.id == Registration.person_id)
        .where(is_for(mailing), Person.suspended_at.is_(None))
        .order_by(Registration.number)
    )
    return [(row.person_id, row.id) for row in db.session.execute(query)]


def picked_ids(event_id: int, uids: list[str]) -> list[int]:
    """The registrations of an event behind some random names; what is none of its own is left out."""
    query = (
        sa.select(Registration.id)
        .where(Registration.event_id == event_id, Registration.uid.in_(uids[:MOST_PICKED]))
        .order_by(Registration.id)
    )
    return list(db.session.scalars(query))


def place_in_line(event_id: int) -> Any:
    """Every waiting registration of an event with its place, as a subquery."""
    return (
        sa.select(
            Registration.id,
            sa.func.row_number().over(order_by=(Registration.priority, Registration.number)).label("place"),
        )
        .where(Registration.event_id == event_id, Registration.state == State.WAITING)
        .subquery()
    )
