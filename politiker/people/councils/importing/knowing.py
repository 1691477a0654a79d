"""What the database says about the towns and addresses of a file, before it is said what the file would change."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.names import EmailRefused, clean_email
from politiker.people.councils.importing.reading import Line
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality, Party, Person

AT_A_TIME = 500


@dataclass
class Known:
    """What the database says about the towns and addresses of a file, read in a fixed number of statements."""

    towns: dict[str, Any]
    parties: dict[tuple[int, str], Any]
    persons: dict[str, Any]
    mandates: dict[int, list[Any]]
    ended: dict[int, list[Any]]  # those that ended, or will end, before the period does
    duties: dict[int, set[tuple[Duty, str | None]]]


def town_key(text: str) -> str:
    """ "Ringsted", "Ringsted Kommune" and "0329" are the same."""
    return text.casefold().removesuffix(" kommune").strip().zfill(4 if text.isdigit() else 0)


def known_of(lines: list[Line], *, election: int, begins: datetime, ends: datetime) -> Known:
    """Towns, lists, people, mandates in the period and present duties, in a few statements for each 500 rows."""
    towns = {
        key: row
        for row in db.session.execute(sa.select(Municipality.id, Municipality.name, Municipality.code))
        for key in (town_key(row.name), row.code)
    }
    parties: dict[tuple[int, str], Any] = {}
    query = sa.select(Party.id, Party.municipality_id, Party.letter, Party.name)
    for party in db.session.execute(query.where(Party.election == election)):
        parties[party.municipality_id, party.letter.casefold()] = party
        parties[party.municipality_id, party.name.casefold()] = party
    persons: dict[str, Any] = {}
    for keys in batches(sorted({key for line in lines if (key := _email_key(line)) is not None})):
        with_address = sa.select(Person.id, Person.name, Person.email_key).where(Person.email_key.in_(keys))
        persons |= {person.email_key: person for person in db.session.execute(with_address)}
    mandates: dict[int, list[Any]] = {}
    ended: dict[int, list[Any]] = {}
    duties: dict[int, set[tuple[Duty, str | None]]] = {}
    for ids in batches(sorted(row.id for row in persons.values())):
        sits = (
            sa.select(
                Mandate.id, Mandate.person_id, Mandate.municipality_id, Mandate.party_id, Mandate.starts_at,
                Mandate.ends_at, Mandate.ending, Municipality.name.label("municipality"),
            )
            .join(Municipality, Municipality.id == Mandate.municipality_id)
            .where(Mandate.person_id.in_(ids), Mandate.starts_at < ends, Mandate.ends_at > begins)
        )  # fmt: skip
        for seat in db.session.execute(sits):
            (mandates if seat.ending is None else ended).setdefault(seat.person_id, []).append(seat)
        does = (
            sa.select(MandateDuty.mandate_id, MandateDuty.duty, MandateDuty.committee)
            .join(Mandate, Mandate.id == MandateDuty.mandate_id)
            .where(Mandate.person_id.in_(ids), MandateDuty.ends_at.is_(None))
        )
        for duty in db.session.execute(does):
            duties.setdefault(duty.mandate_id, set()).add((duty.duty, duty.committee))
    return Known(towns, parties, persons, mandates, ended, duties)


def _email_key(line: Line) -> str | None:
    try:
        return clean_email(line.cells.get("email", "")).key
    except EmailRefused:
        return None


def batches(values: list[Any]) -> Iterable[list[Any]]:
    """So many at a time that every database takes them in one statement."""
    found = iter(values)
    while batch := list(itertools.islice(found, AT_A_TIME)):
        yield batch
