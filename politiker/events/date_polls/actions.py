"""Proposing dates, asking people, answering, and choosing. Permit, hold, change, remember, tell."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.core.errors import Forbidden, RuleBroken
from politiker.core.tokens import Purpose, Token
from politiker.events import actions, queries
from politiker.events.date_polls import letters
from politiker.events.date_polls.models import (
    MOST_DATES,
    MOST_INVITED,
    DateAnswer,
    DateInvitation,
    DateOption,
    DatePoll,
    Reply,
)
from politiker.events.details import EventDetails
from politiker.events.models import Event
from politiker.events.planning.shifting import Shift, shifted
from politiker.policy import Actor, Permission, require


class EventHasItsDate(RuleBroken):
    """Only the date of a draft can be asked about: a published event has one."""


class NoDates(RuleBroken):
    """There has to be something to choose between: at least two dates."""


class TooManyDates(RuleBroken):
    """At most ten dates are asked about."""


class DateIsPast(RuleBroken):
    """A date that has been cannot be asked about or chosen."""


class DatesAreAsked(RuleBroken):
    """Somebody has been asked already, so the dates stand."""


class TooManyAsked(RuleBroken):
    """At most five hundred are asked."""


class PollIsClosed(RuleBroken):
    """A date is chosen, so nobody answers any more."""


def propose_dates(event: Event, starts: Collection[datetime], *, by: Actor, now: datetime) -> DatePoll:
    """Put up the dates to ask about, each as long as the draft is; instead of those put up before.

    Raises EventHasItsDate, NoDates, TooManyDates, DateIsPast, DatesAreAsked.
    """
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    if event.is_published or event.is_called_off or event.is_template:
        raise EventHasItsDate
    wanted = sorted(set(starts))
    if len(wanted) < 2:
        raise NoDates
    if len(wanted) > MOST_DATES:
        raise TooManyDates(most=MOST_DATES)
    if wanted[0] <= now:
        raise DateIsPast
    poll = db.session.scalars(sa.select(DatePoll).where(DatePoll.event_id == event.id)).one_or_none()
    if poll is None:
        poll = DatePoll(event_id=event.id, created_at=now)
        db.session.add(poll)
        db.session.flush()
    elif not poll.is_open:
        raise PollIsClosed
    elif db.session.execute(sa.select(DateInvitation.id).where(DateInvitation.poll_id == poll.id).limit(1)).first():
        raise DatesAreAsked
    db.session.execute(sa.delete(DateOption).where(DateOption.poll_id == poll.id))
    for start in wanted:
        ends_at = Shift.between(event.starts_at, start).within(event.ends_at)
        db.session.add(DateOption(poll_id=poll.id, starts_at=start, ends_at=ends_at))
    db.session.flush()
    return poll


def ask_about_dates(
    poll: DatePoll, event: Event, people: Sequence[int], *, by: Actor, now: datetime
) -> list[DateInvitation]:
    """Ask people which dates they can come; each gets a letter with a key. Those asked already are left in peace.

    Only those who sit in a council are asked. Raises PollIsClosed, TooManyAsked.
    """
    require(by, Permission.EDIT_EVENT, event)
    lock(poll)
    if not poll.is_open:
        raise PollIsClosed
    present = set(db.session.scalars(sa.select(DateInvitation.person_id).where(DateInvitation.poll_id == poll.id)))
    new = list(dict.fromkeys(id for id in people if id not in present))
    if len(present) + len(new) > MOST_INVITED:
        raise TooManyAsked(most=MOST_INVITED, wanted=len(present) + len(new))
    invitations = [DateInvitation(poll_id=poll.id, person_id=id, invited_at=now) for id in new]
    db.session.add_all(invitations)
    db.session.flush()
    last = sa.select(sa.func.max(DateOption.starts_at)).where(DateOption.poll_id == poll.id)
    until: datetime = db.session.execute(last).scalar_one()
    db.session.add_all(
        Token(
            half=secrets.token_urlsafe(16), purpose=Purpose.DATES, subject_id=one.id, created_at=now, expires_at=until
        )
        for one in invitations
    )
    db.session.flush()
    if invitations:
        audit.record(by, Happening.DATES_ASKED, poll, now, event_id=event.id)
        letters.dates_asked(poll, invitations, now)
    return invitations


def answer_dates(
    invitation: DateInvitation, poll: DatePoll, replies: Mapping[int, Reply], *, by: Actor, now: datetime
) -> None:
    """Say for each date whether one can come; what was said before is gone. Only for oneself, while one sits.

    `replies` are by the id of the date; others' dates are passed over. Raises PollIsClosed, Forbidden.
    """
    if by.person_id != invitation.person_id or not by.is_councillor:
        raise Forbidden
    lock(poll)
    if not poll.is_open:
        raise PollIsClosed
    ids = set(db.session.scalars(sa.select(DateOption.id).where(DateOption.poll_id == poll.id)))
    db.session.execute(sa.delete(DateAnswer).where(DateAnswer.invitation_id == invitation.id))
    db.session.add_all(
        DateAnswer(invitation_id=invitation.id, option_id=id, reply=reply)
        for id, reply in sorted(replies.items())
        if id in ids
    )
    invitation.answered_at = now
    db.session.flush()


def choose_date(event: Event, option_id: int, *, publish: bool, by: Actor, now: datetime) -> None:
    """Make a date that was asked about the event's, with all its moments; those asked are told, and can sign up
    when it is published with it.

    Raises EventHasItsDate, PollIsClosed, DateIsPast, ProgrammeDoesNotFit.
    """
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    event = queries.whole(event.id)
    query = sa.select(DateOption, DatePoll).join(DatePoll, DatePoll.id == DateOption.poll_id)
    row = db.session.execute(query.where(DateOption.id == option_id, DatePoll.event_id == event.id)).one_or_none()
    if row is None or event.is_published or event.is_called_off:
        raise EventHasItsDate
    option, poll = row.DateOption, lock(row.DatePoll)
    if not poll.is_open:
        raise PollIsClosed
    if option.starts_at <= now:
        raise DateIsPast
    actions.apply_details(event, shifted(EventDetails.of(event), option.starts_at, option.ends_at))
    poll.closed_at, poll.chosen_starts_at = now, option.starts_at
    db.session.flush()
    audit.record(by, Happening.DATE_CHOSEN, event, now, event_id=event.id)
    if publish:
        actions.publish(event, by=by, now=now)
    else:
        letters.date_chosen(event, now)
