"""A mandate's life within its period: leave and substitutes, a new list, the end before time, and what one does there.

Whoever is on leave keeps the mandate, and so the access: leave is when colleagues matter most. The substitute
(stedfortræder) has a mandate of their own exactly as long as the leave; when the leave ends early, or its holder
gives up the mandate, the substitute's ends at the same moment. Whoever goes to another list ends one mandate and
begins the next at the same moment: access has no gap, and the trail never says which list. Mandates of one person
never overlap in one municipality. Nothing is changed backwards in time: what should have begun already begins now.

Rights follow the dates. What else follows when they have passed (sessions, letters, seats) is the job `lapse`,
which each of these acts asks for at the moment itself.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import jobs
from politiker.core.database import db, lock_row
from politiker.people.councils.errors import (
    AlreadyOnLeave,
    CommitteeIsMissing,
    ListIsFromElsewhere,
    MandateIsOver,
    MandatesWouldOverlap,
    MomentIsOutsideMandate,
    NotOnLeave,
    OneselfAsSubstitute,
)
from politiker.people.councils.models import Change, Substitution
from politiker.people.models import Duty, Ending, Mandate, MandateDuty, Party, Person
from politiker.policy import Actor, Permission, require

# What one has by the act itself, and never by `give_duty`.
GIVEN_BY_ACTS = frozenset({Duty.SUBSTITUTE, Duty.LEAVE, Duty.MEMBER})


def begin_leave(
    mandate: Mandate,
    *,
    starts_at: datetime,
    until: datetime,
    by: Actor,
    now: datetime,
    substitute: Person | None = None,
    party_id: int | None = None,
) -> Mandate | None:
    """Note a leave, and let somebody stand in as long as it lasts. Returns the substitute's mandate.

    The substitute stands for the same list unless another is given. Raises AlreadyOnLeave, MandateIsOver,
    MomentIsOutsideMandate, MandatesWouldOverlap, ListIsFromElsewhere, OneselfAsSubstitute.
    """
    require(by, Permission.CHANGE_MANDATE, mandate)
    if substitute is not None and substitute.id == by.person_id:
        raise OneselfAsSubstitute
    _hold(mandate, substitute, now=now)
    starts_at = max(starts_at, now, mandate.starts_at)
    if not starts_at < until <= mandate.ends_at:
        raise MomentIsOutsideMandate(ends_at=mandate.ends_at)
    if any(duty.ends_at is None or duty.ends_at > starts_at for duty in _leaves(mandate)):
        raise AlreadyOnLeave
    db.session.add(MandateDuty(mandate_id=mandate.id, duty=Duty.LEAVE, starts_at=starts_at, ends_at=until))
    audit.record(by, Happening.MANDATE_CHANGED, mandate, now, reason=Change.LEAVE.value)
    if substitute is None:
        return None
    stands_in = _new_mandate(
        substitute.id, mandate.municipality_id, party_id or mandate.party_id, starts_at, until, duty=Duty.SUBSTITUTE
    )
    stands_in.ending = Ending.LEAVE_OVER
    db.session.add(Substitution(mandate_id=stands_in.id, stands_in_for_id=mandate.id))
    audit.record(by, Happening.MANDATE_GIVEN, stands_in, now, reason=Duty.SUBSTITUTE.value)
    _see_to_it(stands_in.ends_at)
    return stands_in


def end_leave(mandate: Mandate, *, at: datetime, by: Actor, now: datetime) -> None:
    """Come back early: the leave ends, and the substitute's mandate with it. Raises NotOnLeave, MandateIsOver."""
    require(by, Permission.CHANGE_MANDATE, mandate)
    _hold(mandate, now=now)
    at = max(at, now)
    open_leaves = [duty for duty in _leaves(mandate) if duty.ends_at is None or duty.ends_at > at]
    if not open_leaves:
        raise NotOnLeave
    _end_leaves(mandate, open_leaves, at, now)
    audit.record(by, Happening.MANDATE_CHANGED, mandate, now, reason=Change.RETURN.value)


def change_list(mandate: Mandate, party_id: int, *, at: datetime, by: Actor, now: datetime) -> Mandate:
    """Sit for another list: one mandate ends and another begins the same moment, with the duties and any leave.

    Raises MandateIsOver, MomentIsOutsideMandate, ListIsFromElsewhere.
    """
    require(by, Permission.CHANGE_MANDATE, mandate)
    _hold(mandate, now=now)
    at = max(at, now)
    if not mandate.starts_at < at < mandate.ends_at:
        raise MomentIsOutsideMandate(ends_at=mandate.ends_at)
    if party_id == mandate.party_id:
        raise ListIsFromElsewhere
    ends_at, mandate.ends_at = mandate.ends_at, at
    ending, mandate.ending = mandate.ending, Ending.CHANGED_LIST
    db.session.flush()
    new = _new_mandate(mandate.person_id, mandate.municipality_id, party_id, at, ends_at)
    new.is_first_period, new.ending = mandate.is_first_period, ending
    for duty in _duties(mandate):
        if duty.ends_at is None or duty.ends_at > at:
            starts_at = max(duty.starts_at, at)
            db.session.add(
                MandateDuty(
                    mandate_id=new.id,
                    duty=duty.duty,
                    committee=duty.committee,
                    starts_at=starts_at,
                    ends_at=duty.ends_at,
                )
            )
            duty.ends_at = max(duty.starts_at, at)
    for end in (Substitution.stands_in_for_id, Substitution.mandate_id):
        db.session.execute(sa.update(Substitution).where(end == mandate.id).values({end.key: new.id}))
    # Which list it is stands in no trail.
    audit.record(by, Happening.MANDATE_CHANGED, mandate, now, reason=Change.CHANGE_OF_LIST.value)
    _see_to_it(at)
    return new


def resign(mandate: Mandate, *, at: datetime, by: Actor, now: datetime) -> None:
    """Leave the council before the period is over. Raises MandateIsOver, MomentIsOutsideMandate."""
    _end_early(mandate, Ending.RESIGNED, at=at, by=by, now=now)


def moved_away(mandate: Mandate, *, at: datetime, by: Actor, now: datetime) -> None:
    """Move to another municipality: one can only sit where one lives, and elsewhere only after an election there.

    Raises MandateIsOver, MomentIsOutsideMandate.
    """
    _end_early(mandate, Ending.MOVED_AWAY, at=at, by=by, now=now)


def reelect(
    person: Person, municipality_id: int, party_id: int, *, starts_at: datetime, ends_at: datetime, by: Actor
) -> Mandate:
    """A new mandate that follows the old: account, seats, rooms and all are kept, for they follow the person.

    It gives rights for years, so the municipality alone cannot. Raises MandatesWouldOverlap, ListIsFromElsewhere.
    """
    require(by, Permission.GRANT_ROLE, person)
    lock_row(Person, person.id)
    return _new_mandate(person.id, municipality_id, party_id, starts_at, ends_at, duty=Duty.MEMBER)


def give_duty(
    mandate: Mandate, duty: Duty, committee: str | None = None, *, at: datetime, by: Actor, now: datetime
) -> MandateDuty:
    """Say what somebody does in the council from a day on. Raises CommitteeIsMissing, MandateIsOver."""
    require(by, Permission.CHANGE_MANDATE, mandate)
    _hold(mandate, now=now)
    if duty in GIVEN_BY_ACTS:
        raise ValueError(f"{duty} is not given as a duty")
    if (duty is Duty.COMMITTEE_CHAIR) != bool(committee):
        raise CommitteeIsMissing
    if at >= mandate.ends_at:
        raise MomentIsOutsideMandate(ends_at=mandate.ends_at)
    given = MandateDuty(mandate_id=mandate.id, duty=duty, committee=committee, starts_at=max(at, mandate.starts_at))
    db.session.add(given)
    audit.record(by, Happening.MANDATE_CHANGED, mandate, now, reason=duty.value)
    return given


def end_duty(mandate: Mandate, duty: MandateDuty, *, at: datetime, by: Actor, now: datetime) -> None:
    """From a day on somebody does something no longer; the mandate goes on."""
    require(by, Permission.CHANGE_MANDATE, mandate)
    _hold(mandate, now=now)
    if duty.mandate_id != mandate.id or duty.duty in GIVEN_BY_ACTS or duty.ends_at is not None:
        raise ValueError("only a running duty of this mandate ends so")
    duty.ends_at = max(at, duty.starts_at)
    audit.record(by, Happening.MANDATE_CHANGED, mandate, now, reason=duty.duty.value)


def _end_early(mandate: Mandate, ending: Ending, *, at: datetime, by: Actor, now: datetime) -> None:
    require(by, Permission.CHANGE_MANDATE, mandate)
    _hold(mandate, now=now)
    at = max(at, now)
    if at > mandate.ends_at:
        raise MomentIsOutsideMandate(ends_at=mandate.ends_at)
    mandate.ends_at, mandate.ending = at, ending
    _end_leaves(mandate, [duty for duty in _leaves(mandate) if duty.ends_at is None or duty.ends_at > at], at, now)
    audit.record(by, Happening.MANDATE_ENDED, mandate, now, reason=ending.value)
    _see_to_it(at)


def _end_leaves(mandate: Mandate, leaves: Iterable[MandateDuty], at: datetime, now: datetime) -> None:
    leaves = list(leaves)
    for leave in leaves:
        leave.ends_at = max(at, leave.starts_at)
    if not leaves:
        return
    stands_in = sa.select(Mandate).join(Substitution, Substitution.mandate_id == Mandate.id)
    mine = stands_in.where(Substitution.stands_in_for_id == mandate.id, Mandate.ends_at > at)
    for substitute in db.session.scalars(mine):
        substitute.ends_at = max(at, substitute.starts_at)
        _see_to_it(substitute.ends_at)


def _hold(mandate: Mandate, other: Person | None = None, *, now: datetime) -> None:
    """Hold those whose mandates change, and read the mandate afresh. Raises MandateIsOver."""
    for person_id in sorted({mandate.person_id, other.id if other is not None else mandate.person_id}):
        lock_row(Person, person_id)
    db.session.refresh(mandate)
    if mandate.ends_at <= now:
        raise MandateIsOver


def _duties(mandate: Mandate) -> list[MandateDuty]:
    return list(db.session.scalars(sa.select(MandateDuty).where(MandateDuty.mandate_id == mandate.id)))


def _leaves(mandate: Mandate) -> list[MandateDuty]:
    return [duty for duty in _duties(mandate) if duty.duty is Duty.LEAVE]


def _new_mandate(
    person_id: int,
    municipality_id: int,
    party_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    duty: Duty | None = None,
) -> Mandate:
    party = db.session.get(Party, party_id)
    if party is None or party.municipality_id != municipality_id:
        raise ListIsFromElsewhere
    at_the_same_time = sa.select(Mandate.id).where(
        Mandate.person_id == person_id,
        Mandate.municipality_id == municipality_id,
        Mandate.starts_at < ends_at,
        Mandate.ends_at > starts_at,
    )
    if db.session.execute(at_the_same_time.limit(1)).first() is not None:
        raise MandatesWouldOverlap
    mandate = Mandate(
        person_id=person_id,
        municipality_id=municipality_id,
        party_id=party_id,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    db.session.add(mandate)
    db.session.flush()
    if duty is not None:
        db.session.add(MandateDuty(mandate_id=mandate.id, duty=duty, starts_at=starts_at))
    return mandate


def _see_to_it(at: datetime) -> None:
    """Let the worker see to what follows at the moment itself, and not at the next full minute."""
    jobs.put("lapse", {}, due_at=at)
