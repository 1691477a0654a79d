"""Carrying out what a file of councillors was planned to change; all of it in one transaction."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.people import actions
from politiker.people.councils import mandates
from politiker.people.councils.importing.planning import Change, Plan, Step, plan
from politiker.people.councils.importing.reading import Line
from politiker.people.joining.models import Application, Source
from politiker.people.models import Mandate, MandateDuty, Municipality, Party, Person
from politiker.policy import Actor, Permission, Place, Role, require, system


class FileHasProblems(RuleBroken):
    """Some rows are wrong, so none was taken in; `plan` tells which and why."""


class PlanHasChanged(RuleBroken):
    """Somebody changed the council after the plan was shown; `plan` is the new one, to be looked at again."""


@dataclass(frozen=True)
class Outcome:
    """How many rows did each thing, and whether those who are new wait for an administrator."""

    steps: dict[Step, int]
    await_approval: bool


def carry_out(
    lines: list[Line], *, first_year: int, by: Actor, now: datetime, seen: str | None = None, invite: bool = False
) -> Outcome:
    """Take a file in: who is new sits in their council, who changed list or duty is noted; done twice, it is done once.

    What an administrator or the server takes in counts at once: the file is the papers that were checked. What a
    secretary takes in of her own council she vouches for, and those who are new wait for an administrator. `seen` is
    the digest of the plan that was looked at. Nobody's mandate ends because they are not in the file. The new are
    written to when `invite` says so.

    Raises FileHasProblems, PlanHasChanged.
    """
    _hold()
    todo = plan(lines, first_year=first_year, by=by)
    if todo.problems:
        raise FileHasProblems(plan=todo)
    if seen is not None and seen != todo.digest:
        raise PlanHasChanged(plan=todo)
    for place in {change.municipality_id for change in todo.changes}:
        for permission in (Permission.CHANGE_MANDATE, Permission.INVITE_PERSON):
            require(by, permission, Place(place))
    todo = _with_local_lists(todo, election=first_year - 1)
    is_final = by.job is not None or by.has(Role.ADMINISTRATOR)
    new = _new_people(todo.of(Step.NEW_PERSON))
    seats = [*new, *((db.session.get_one(Person, c.person_id), c) for c in todo.of(Step.NEW_MANDATE))]
    (_seat if is_final else _vouch)(seats, todo, by=by, now=now)
    for change in todo.of(Step.CHANGED_LIST):
        _change_list(db.session.get_one(Mandate, change.mandate_id), change.party_id, by=by, now=now)
    for change in todo.of(Step.CHANGED_DUTY):
        _change_duty(change, by=by, now=now)
    for place in {change.municipality_id for change in todo.changes}:
        audit.record(by, Happening.COUNCIL_IMPORTED, db.session.get_one(Municipality, place), now)
    if invite:
        for person, _change in new:
            actions.invite(person, by=system("council_import"), now=now)
    return Outcome({step: len(todo.of(step)) for step in Step}, await_approval=bool(seats) and not is_final)


def _hold() -> None:
    """Two who take the same councils in wait for one another: each town's row is held, in the same order."""
    for place in db.session.scalars(sa.select(Municipality.id).order_by(Municipality.id)):
        db.session.execute(sa.update(Municipality).where(Municipality.id == place).values(code=Municipality.code))


def _with_local_lists(todo: Plan, *, election: int) -> Plan:
    """The same plan, with the local lists made that nobody knew of."""
    made: dict[tuple[int, str], int] = {}
    changes = []
    for change in todo.changes:
        key = (change.municipality_id, change.list_letter)
        if change.party_id is None and key not in made:
            party = Party(
                municipality_id=change.municipality_id, election=election, letter=change.list_letter,
                name=change.list_name, is_local=True,
            )  # fmt: skip
            db.session.add(party)
            db.session.flush()
            made[key] = party.id
        changes.append(change if change.party_id is not None else _replaced(change, made[key]))
    return Plan(todo.begins, todo.ends, changes, [], todo.missing)


def _replaced(change: Change, party_id: int) -> Change:
    return Change(**{**vars(change), "party_id": party_id})


def _new_people(changes: list[Change]) -> list[tuple[Person, Change]]:
    """People nobody knew; no rights follow. Added together, for there may be thousands."""
    people = [
        Person(uid=secrets.token_hex(12), name=change.name, email=change.email, email_key=change.email_key)
        for change in changes
    ]
    db.session.add_all(people)
    db.session.flush()
    return list(zip(people, changes, strict=True))


def _seat(seats: list[tuple[Person, Change]], todo: Plan, *, by: Actor, now: datetime) -> None:
    rows = []
    for person, change in seats:
        mandate = Mandate(
            person_id=person.id,
            municipality_id=change.municipality_id,
            party_id=change.party_id,
            starts_at=max(todo.begins, change.not_before or todo.begins),
            ends_at=todo.ends,
            is_first_period=change.is_newly_elected,
        )
        mandate.duties = [MandateDuty(duty=change.duty, committee=change.committee, starts_at=mandate.starts_at)]
        rows.append(mandate)
    db.session.add_all(rows)
    db.session.flush()
    for mandate in rows:
        audit.record(by, Happening.MANDATE_GIVEN, mandate, now)


def _vouch(seats: list[tuple[Person, Change]], todo: Plan, *, by: Actor, now: datetime) -> None:
    waiting = {
        (row.person_id, row.municipality_id)
        for row in db.session.execute(
            sa.select(Application.person_id, Application.municipality_id).where(
                Application.decided_at.is_(None), Application.person_id.in_([person.id for person, _ in seats])
            )
        )
    }
    rows: list[Any] = [
        Application(
            uid=secrets.token_hex(12), source=Source.IMPORTED, person_id=person.id, name=change.name,
            municipality_id=change.municipality_id, party_id=change.party_id, list_text=change.list_letter,
            email=change.email, email_key=change.email_key, created_at=now, confirmed_at=now, vouched_at=now,
            vouched_by_id=by.person_id,
        )
        for person, change in seats
        if (person.id, change.municipality_id) not in waiting
    ]  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()
    for application in rows:
        audit.record(by, Happening.VOUCHED, application, now)


def _change_list(mandate: Mandate, party_id: int | None, *, by: Actor, now: datetime) -> None:
    """A change of list; before the mandate has begun, a correction of what was written wrong."""
    assert party_id is not None  # lists nobody knew of were made before
    if mandate.starts_at < now:
        mandates.change_list(mandate, party_id, at=now, by=by, now=now)
    else:
        mandate.party_id = party_id
        audit.record(by, Happening.MANDATE_CHANGED, mandate, now)


def _change_duty(change: Change, *, by: Actor, now: datetime) -> None:
    """What the file says is what the person does now."""
    query = sa.select(MandateDuty).where(MandateDuty.mandate_id == change.mandate_id, MandateDuty.ends_at.is_(None))
    for duty in db.session.scalars(query):
        duty.ends_at = max(now, duty.starts_at)
    mandate = db.session.get_one(Mandate, change.mandate_id)
    starts_at = max(now, mandate.starts_at)
    db.session.add(
        MandateDuty(mandate_id=mandate.id, duty=change.duty, committee=change.committee, starts_at=starts_at)
    )
    audit.record(by, Happening.MANDATE_CHANGED, mandate, now)
