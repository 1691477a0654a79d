"""What we ask about polls on dates. A fixed number of statements, however many are asked."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.danish import sort_key
from politiker.core.database import db
from politiker.events.date_polls.models import DateAnswer, DateInvitation, DateOption, DatePoll, Reply
from politiker.events.models import Event, ForRole
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality, Person

PAGE = 50
MAYORS = (Duty.MAYOR,)
CHAIRS = (Duty.COMMITTEE_CHAIR,)


@dataclass(frozen=True)
class Count:
    """What was answered to one date: how many of each, and the municipalities from which somebody could come."""

    id: int
    starts_at: datetime
    ends_at: datetime
    replies: dict[Reply, int]
    unanswered: int
    municipalities: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int, int]:
        """The more who can, and the more places they come from, the higher."""
        yes, maybe = self.replies[Reply.YES], self.replies[Reply.IF_NEED_BE]
        return yes + maybe, len(self.municipalities), yes


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked, and what they answered, by date."""

    name: str
    municipality: str | None
    answered_at: datetime | None
    replies: dict[int, Reply]


def poll_of(event_id: int) -> DatePoll | None:
    """The poll about the date of an event."""
    return db.session.scalars(sa.select(DatePoll).where(DatePoll.event_id == event_id)).one_or_none()


def options_of(poll_id: int) -> list[DateOption]:
    """The dates that are asked about, in order."""
    return list(
        db.session.scalars(sa.select(DateOption).where(DateOption.poll_id == poll_id).order_by(DateOption.starts_at))
    )


def invited(poll_id: int) -> tuple[int, int]:
    """How many were asked, and how many of them have answered."""
    query = sa.select(sa.func.count(), sa.func.count(DateInvitation.answered_at))
    asked, answered = db.session.execute(query.where(DateInvitation.poll_id == poll_id)).one()
    return asked, answered


def _home(person_id: Any, now: datetime) -> sa.ScalarSelect[Any]:
    """Where somebody sits now."""
    return (
        sa.select(sa.func.min(Municipality.name))
        .join(Mandate, Mandate.municipality_id == Municipality.id)
        .where(Mandate.person_id == person_id, Mandate.runs(now))
        .correlate(DateInvitation)
        .scalar_subquery()
    )


def counted(poll_id: int, *, now: datetime) -> list[Count]:
    """Every date with what was answered to it; three statements."""
    query = (
        sa.select(
            DateAnswer.option_id,
            DateAnswer.reply,
            _home(DateInvitation.person_id, now).label("home"),
            sa.func.count().label("people"),
        )
        .join(DateInvitation, DateInvitation.id == DateAnswer.invitation_id)
        .where(DateInvitation.poll_id == poll_id)
        .group_by(DateAnswer.option_id, DateAnswer.reply, sa.text("home"))
    )
    sums: dict[int, dict[Reply, int]] = defaultdict(lambda: dict.fromkeys(Reply, 0))
    homes: dict[int, set[str]] = defaultdict(set)
    for row in db.session.execute(query):
        sums[row.option_id][row.reply] += row.people
        if row.reply is not Reply.NO and row.home is not None:
            homes[row.option_id].add(row.home)
    asked, _answered = invited(poll_id)
    return [
        Count(
            id=option.id,
            starts_at=option.starts_at,
            ends_at=option.ends_at,
            replies=sums[option.id],
            unanswered=asked - sum(sums[option.id].values()),
            municipalities=tuple(sorted(homes[option.id], key=sort_key)),
        )
        for option in options_of(poll_id)
    ]


def asked_people(poll_id: int, *, page: int, now: datetime) -> list[Asked]:
    """A page of those who were asked, by name, and one more if there are more; two statements."""
    query = (
        sa.select(
            DateInvitation.id,
            DateInvitation.answered_at,
            Person.name,
            _home(DateInvitation.person_id, now).label("municipality"),
        )
        .join(Person, Person.id == DateInvitation.person_id)
        .where(DateInvitation.poll_id == poll_id)
        .order_by(Person.name, DateInvitation.id)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    rows = list(db.session.execute(query))
    replies: dict[int, dict[int, Reply]] = defaultdict(dict)
    for answer in db.session.scalars(
        sa.select(DateAnswer).where(DateAnswer.invitation_id.in_([row.id for row in rows]))
    ):
        replies[answer.invitation_id][answer.option_id] = answer.reply
    return [Asked(row.name, row.municipality, row.answered_at, replies[row.id]) for row in rows]


def invitation_of(event_id: int, person_id: int) -> DateInvitation | None:
    """What somebody was asked about an event."""
    query = (
        sa.select(DateInvitation)
        .join(DatePoll, DatePoll.id == DateInvitation.poll_id)
        .where(DatePoll.event_id == event_id, DateInvitation.person_id == person_id)
    )
    return db.session.scalars(query).one_or_none()


def with_poll(invitation_id: int) -> tuple[DateInvitation, DatePoll, Event] | None:
    """An invitation with its poll and its event."""
    query = (
        sa.select(DateInvitation, DatePoll, Event)
        .join(DatePoll, DatePoll.id == DateInvitation.poll_id)
        .join(Event, Event.id == DatePoll.event_id)
        .where(DateInvitation.id == invitation_id)
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def answers_of(invitation_id: int) -> dict[int, Reply]:
    """What somebody has answered, by the id of the date."""
    query = sa.select(DateAnswer).where(DateAnswer.invitation_id == invitation_id)
    return {answer.option_id: answer.reply for answer in db.session.scalars(query)}


def open_for(person_id: int, *, now: datetime) -> list[Any]:
    """Which events ask somebody about dates now: (event_id, title, summary, answered_at), oldest first."""
    later = sa.exists().where(DateOption.poll_id == DatePoll.id, DateOption.starts_at > now)
    query = (
        sa.select(Event.id.label("event_id"), Event.title, Event.summary, DateInvitation.answered_at)
        .join(DatePoll, DatePoll.event_id == Event.id)
        .join(DateInvitation, DateInvitation.poll_id == DatePoll.id)
        .where(
            DateInvitation.person_id == person_id,
            DatePoll.closed_at.is_(None),
            Event.called_off_at.is_(None),
            later,
        )
        .order_by(DateInvitation.id)
        .limit(PAGE)
    )
    return list(db.session.execute(query))


def _askable(now: datetime) -> sa.Select[Any]:
    return (
        sa.select(Person.id)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.runs(now), Person.joined_at.is_not(None), Person.suspended_at.is_(None))
    )


def councillors_of(municipality_id: int | None, role: ForRole, *, most: int, now: datetime) -> list[int]:
    """The ids of those who sit in a council, or in all, and have this role; at most so many and one more."""
    query = _askable(now)
    if municipality_id is not None:
        query = query.where(Mandate.municipality_id == municipality_id)
    if role is ForRole.NEWLY_ELECTED:
        query = query.where(Mandate.is_first_period)
    elif role is not ForRole.ALL:
        duties = MAYORS if role is ForRole.MAYOR else CHAIRS
        query = query.join(MandateDuty, MandateDuty.mandate_id == Mandate.id).where(
            MandateDuty.duty.in_(duties),
            MandateDuty.starts_at <= now,
            sa.or_(MandateDuty.ends_at.is_(None), MandateDuty.ends_at > now),
        )
    return list(db.session.scalars(query.distinct().order_by(Person.id).limit(most + 1)))


def councillors_at(email_keys: Collection[str], *, now: datetime) -> dict[str, int]:
    """Those of some addresses that belong to somebody who sits in a council: their id by the address."""
    query = _askable(now).where(Person.email_key.in_(email_keys)).add_columns(Person.email_key).distinct()
    return {row.email_key: row.id for row in db.session.execute(query)}
