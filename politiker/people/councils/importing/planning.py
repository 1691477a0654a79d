"""What a file of councillors would change, before anything is changed."""

import enum
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.names import EmailRefused, NameRefused, clean_email, clean_name
from politiker.people.councils.importing.knowing import Known, known_of, town_key
from politiker.people.councils.importing.reading import Line
from politiker.people.councils.periods import period_of
from politiker.people.models import Duty, Ending, Mandate, Municipality, Person
from politiker.policy import Actor, Permission, Place, can

LEFT = frozenset({Ending.RESIGNED, Ending.MOVED_AWAY})
YES = {"ja", "j", "x", "1", "true"}
DUTIES = {
    "": Duty.MEMBER, "medlem": Duty.MEMBER, "borgmester": Duty.MAYOR, "viceborgmester": Duty.DEPUTY_MAYOR,
    "1. viceborgmester": Duty.DEPUTY_MAYOR, "2. viceborgmester": Duty.DEPUTY_MAYOR,
    "udvalgsformand": Duty.COMMITTEE_CHAIR, "formand": Duty.COMMITTEE_CHAIR,
}  # fmt: skip


class Fault(enum.StrEnum):
    """Why a row cannot be taken in."""

    MUNICIPALITY_UNKNOWN = "municipality_unknown"
    NOT_YOUR_MUNICIPALITY = "not_your_municipality"
    NAME_REFUSED = "name_refused"
    EMAIL_REFUSED = "email_refused"
    LIST_UNKNOWN = "list_unknown"
    DUTY_UNKNOWN = "duty_unknown"
    TWICE = "twice"
    SOMEBODY_ELSE = "somebody_else"
    SITS_ELSEWHERE = "sits_elsewhere"
    HAS_LEFT = "has_left"
    ONESELF = "oneself"


class Step(enum.StrEnum):
    """What a row would do."""

    NEW_PERSON = "new_person"
    NEW_MANDATE = "new_mandate"
    CHANGED_LIST = "changed_list"
    CHANGED_DUTY = "changed_duty"
    NOTHING = "nothing"


# What nobody gives themselves.
SEATS = frozenset({Step.NEW_MANDATE, Step.CHANGED_LIST})


@dataclass(frozen=True)
class Problem:
    """One row that is wrong, why, and what fills in the words."""

    row: int
    fault: Fault
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One row that is right, and what it does. Without a `party_id` its letter and name make a new local list."""

    row: int
    step: Step
    name: str
    email: str
    email_key: str
    municipality_id: int
    municipality: str
    party_id: int | None
    list_letter: str
    list_name: str
    duty: Duty
    committee: str | None
    is_newly_elected: bool
    not_before: datetime | None = None
    person_id: int | None = None
    mandate_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """Everything a file would do in one period, or why it can do nothing."""

    begins: datetime
    ends: datetime
    changes: list[Change]
    problems: list[Problem]
    missing: list[tuple[str, str]]  # (name, municipality) of those who sit there and are not in the file

    def of(self, step: Step) -> list[Change]:
        """The rows that do one thing."""
        return [change for change in self.changes if change.step is step]

    @property
    def digest(self) -> str:
        """What this plan is known by: another one has another."""
        return hashlib.sha256(repr((self.begins, self.changes, self.problems)).encode()).hexdigest()


def plan(lines: list[Line], *, first_year: int, by: Actor) -> Plan:
    """What these rows would change. Asks, changes nothing."""
    begins, ends = period_of(first_year)
    known = known_of(lines, election=first_year - 1, begins=begins, ends=ends)
    changes: list[Change] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for line in lines:
        found = _change(line, known, seen, by)
        (changes if isinstance(found, Change) else problems).append(found)  # type: ignore[arg-type]
    return Plan(begins, ends, changes, problems, _missing(changes, begins, ends) if not problems else [])


def _change(line: Line, known: Known, seen: dict[str, int], by: Actor) -> Change | Problem:
    def wrong(fault: Fault, **facts: Any) -> Problem:
        return Problem(line.number, fault, facts)

    cell = line.cells.get
    town = known.towns.get(town_key(cell("municipality", "")))
    if town is None:
        return wrong(Fault.MUNICIPALITY_UNKNOWN, value=cell("municipality", ""))
    if not can(by, Permission.CHANGE_MANDATE, Place(town.id)):
        return wrong(Fault.NOT_YOUR_MUNICIPALITY, value=town.name)
    try:
        name = _name(cell("name", ""))
    except NameRefused:
        return wrong(Fault.NAME_REFUSED, value=cell("name", ""))
    try:
        email = clean_email(cell("email", ""))
    except EmailRefused:
        return wrong(Fault.EMAIL_REFUSED, value=cell("email", ""))
    if email.key in seen:
        return wrong(Fault.TWICE, value=email.shown, other=seen[email.key])
    seen[email.key] = line.number
    letter, list_name = cell("list", "").upper(), cell("list_name", "")
    party = known.parties.get((town.id, letter.casefold()))
    if party is None and (not list_name or not 1 <= len(letter) <= 4):
        return wrong(Fault.LIST_UNKNOWN, value=cell("list", ""), town=town.name)
    duty = DUTIES.get(cell("duty", "").casefold())
    if duty is None:
        return wrong(Fault.DUTY_UNKNOWN, value=cell("duty", ""))
    person = known.persons.get(email.key)
    if person is not None and not _may_be_the_same(person.name, name):
        return wrong(Fault.SOMEBODY_ELSE, value=email.shown)
    sits = known.mandates.get(person.id, []) if person is not None else []
    elsewhere = next((mandate for mandate in sits if mandate.municipality_id != town.id), None)
    if elsewhere is not None:
        return wrong(Fault.SITS_ELSEWHERE, value=name, town=elsewhere.municipality)
    ended = [row for row in known.ended.get(person.id, []) if row.municipality_id == town.id] if person else []
    if not sits and any(row.ending in LEFT for row in ended):
        return wrong(Fault.HAS_LEFT, value=name)
    committee = cell("committee", "")[:120] or None
    here = max(sits, key=lambda mandate: mandate.starts_at, default=None)
    party_id = party.id if party is not None else None
    step = _step(person, here, party_id, (duty, committee), "duty" in line.cells, known)
    if step in SEATS and person is not None and person.id == by.person_id:
        return wrong(Fault.ONESELF, value=name)
    return Change(
        row=line.number,
        step=step,
        name=name,
        email=email.shown,
        email_key=email.key,
        municipality_id=town.id,
        municipality=town.name,
        party_id=party_id,
        list_letter=letter,
        list_name=list_name[:120],
        duty=duty,
        committee=committee,
        is_newly_elected=cell("newly_elected", "").casefold() in YES,
        not_before=max((row.ends_at for row in ended), default=None),
        person_id=person.id if person is not None else None,
        mandate_id=here.id if here is not None else None,
    )


def _step(
    person: Any, here: Any, party_id: int | None, duty: tuple[Duty, str | None], has_duties: bool, known: Known
) -> Step:
    if person is None:
        return Step.NEW_PERSON
    if here is None:
        return Step.NEW_MANDATE
    if here.party_id != party_id:
        return Step.CHANGED_LIST
    if has_duties and duty not in known.duties.get(here.id, set()):
        return Step.CHANGED_DUTY
    return Step.NOTHING


def _name(text: str) -> str:
    """A name that no spreadsheet could take for a formula."""
    if text[:1] in {"=", "+", "-", "@"}:
        raise NameRefused
    return clean_name(text)


def _may_be_the_same(one: str, other: str) -> bool:
    """Whether two names share a word: people take a name off or on, but nobody changes all of it in one list."""
    return bool({*one.casefold().split()} & {*other.casefold().split()})


def _missing(changes: list[Change], begins: datetime, ends: datetime) -> list[tuple[str, str]]:
    """Who sits in the councils of the file in this period and does not stand in it. Nobody's mandate ends by that."""
    there = {change.person_id for change in changes}
    query = (
        sa.select(Person.id, Person.name, Municipality.name.label("municipality"))
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Municipality, Municipality.id == Mandate.municipality_id)
        .where(Mandate.municipality_id.in_({change.municipality_id for change in changes}))
        .where(Mandate.starts_at < ends, Mandate.ends_at > begins, Mandate.ending.is_(None))
        .order_by(Municipality.name, Person.name)
    )
    return [(row.name, row.municipality) for row in db.session.execute(query) if row.id not in there]
