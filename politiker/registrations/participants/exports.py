"""Taking a list along as a file: which columns, what for, and never a cell that a spreadsheet would reckon with.

A text that begins like a formula gets an apostrophe in front, in CSV as in XLSX. Plain numbers and telephone
numbers (+45 12 34 56 78) are left as they are, for machines read them too.
"""

import csv
import importlib
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import danish
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import CERTAIN, Needs, Registration
from politiker.registrations.participants.models import Format, ParticipantExport, Purpose
from politiker.registrations.participants.table import Participants

NEEDS = frozenset({"diet", "diet_note", "access_note"})
PERSONAL_ORDER = (
    "number", "name", "email", "kind", "municipality", "region", "organisation", "is_new", "state", "since", "place",
    "arrived", "presence", "tags", "diet", "diet_note", "access_note",
)  # fmt: skip
_DANGEROUS = re.compile(r"[\s\"'\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]|[\t\r\n\0]")
_INNOCENT = re.compile(r"\+?[0-9][0-9 ().-]*\Z|-[0-9]+(?:[.,][0-9]+)?\Z")
_UNPRINTABLE = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class ExportOf:
    """A list to be taken along, as the rules see it: of one event, and of every municipality."""

    event_id: int
    municipality_id: int | None = None


@dataclass(frozen=True)
class Words:
    """What the columns are called, and what stands in them for each value; the door gives the words."""

    columns: dict[str, str]
    states: dict[Any, str]
    kinds: dict[Any, str]
    diets: dict[Any, str]
    yes: str = "ja"


def columns_for(event: Event, *, may_read_needs: bool) -> tuple[str, ...]:
    """What can be chosen."""
    return tuple(name for name in PERSONAL_ORDER if may_read_needs or name not in NEEDS)


def take_along(
    event: Event, found: Participants, columns: tuple[str, ...], words: Words, *,
    format: Format, purpose: Purpose, by: Actor, now: datetime,
) -> tuple[ParticipantExport, list[list[str | int]]]:  # fmt: skip
    """The rows of a file, heading first, and the note of who took them along and why.

    Needs are there only for whoever has that right, and only for those with a certain seat.
    """
    require(by, Permission.EXPORT_PARTICIPANTS, ExportOf(event.id))
    assert by.person_id is not None
    columns = tuple(name for name in PERSONAL_ORDER if name in columns)
    needs: dict[int, Any] = {}
    if NEEDS & set(columns):
        require(by, Permission.READ_NEEDS, event)
        audit.record(by, Happening.NEEDS_READ, event, now, event_id=event.id, reason=purpose.value)
        needs = _needs(event.id)
    emails = _emails(event.id) if "email" in columns else {}
    taken = ParticipantExport(
        event_id=event.id, person_id=by.person_id, taken_at=now, format=format, purpose=purpose,
        columns=",".join(columns), rows=len(found.chosen),
    )  # fmt: skip
    db.session.add(taken)
    db.session.flush()
    audit.record(by, Happening.PARTICIPANTS_EXPORTED, event, now, event_id=event.id, reason=purpose.value)
    fill = [_cell(name, found, words, needs, emails) for name in columns]
    heading: list[str | int] = [words.columns[name] for name in columns]
    return taken, [heading, *([cell(row) for cell in fill] for row in found.chosen)]


Cell = Callable[[Any], str | int]


def _cell(column: str, found: Participants, words: Words, needs: dict[int, Any], emails: dict[int, str]) -> Cell:
    cells: dict[str, Cell] = {
        "number": lambda row: int(row.number),
        "name": lambda row: row.name,
        "email": lambda row: emails.get(row.person_id, ""),
        "kind": lambda row: words.kinds[row.kind],
        "municipality": lambda row: row.municipality or "",
        "region": lambda row: row.region or "",
        "organisation": lambda row: row.organisation or "",
        "is_new": lambda row: words.yes if row.is_first_period else "",
        "state": lambda row: words.states[row.state],
        "since": lambda row: _moment(row.since),
        "place": lambda row: found.places.get(row.id, ""),
        "arrived": lambda row: _moment(row.arrived_at),
        "presence": lambda row: _moment(row.presence_confirmed_at),
        "tags": lambda row: ", ".join(found.tags_of(row.id)),
        "diet": lambda row: words.diets[needs[row.id].diet] if row.id in needs else "",
        "diet_note": lambda row: needs[row.id].diet_note if row.id in needs else "",
        "access_note": lambda row: needs[row.id].access_note if row.id in needs else "",
    }
    return cells[column]


def _moment(at: datetime | None) -> str:
    return f"{danish.local(at):%Y-%m-%d %H:%M}" if at is not None else ""


def _emails(event_id: int) -> dict[int, str]:
    query = (
        sa.select(Person.id, Person.email)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event_id)
    )
    return {row.id: row.email for row in db.session.execute(query)}


def _needs(event_id: int) -> dict[int, Any]:
    query = (
        sa.select(Needs.registration_id, Needs.diet, Needs.diet_note, Needs.access_note)
        .join(Registration, Registration.id == Needs.registration_id)
        .where(Registration.event_id == event_id, Registration.state.in_(CERTAIN))
    )
    return {row.registration_id: row for row in db.session.execute(query)}


def harmless(cell: str | int) -> str | int:
    """A cell as a spreadsheet may have it: no formula, no sign that cannot be printed."""
    if isinstance(cell, int):
        return cell
    is_dangerous = _DANGEROUS.match(cell) is not None and not _INNOCENT.match(cell)
    text = _UNPRINTABLE.sub("", cell)
    return f"'{text}" if is_dangerous else text


def as_csv(rows: Iterable[list[str | int]]) -> Iterator[str]:
    """Line by line with semicolons, as a Danish spreadsheet reads it; the mark in front says it is UTF-8."""
    yield "\ufeff"
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow([harmless(cell) for cell in row])
        yield line.getvalue()


def as_xlsx(rows: Iterable[list[str | int]], *, sheet_name: str = "Deltagere") -> bytes:
    """One sheet, its first line held; every text a text and nothing reckoned."""
    whole = io.BytesIO()
    options = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "constant_memory": True,
    }  # fmt: skip
    # Ten megabytes of every process, for a file that few ask for: loaded when the first does.
    workbooks = importlib.import_module("xlsxwriter")
    with workbooks.Workbook(whole, options) as book:
        sheet = book.add_worksheet(sheet_name)
        sheet.freeze_panes(1, 0)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(r, c, cell)
                elif cell:
                    sheet.write_string(r, c, str(harmless(cell)))
    return whole.getvalue()


def taken_from(event: Event, *, by: Actor, limit: int = 100) -> list[Any]:
    """Who took which columns of an event's list along, the newest first."""
    require(by, Permission.SEE_REGISTRATIONS, event)
    query = (
        sa.select(
            Person.name,
            ParticipantExport.taken_at,
            ParticipantExport.format,
            ParticipantExport.purpose,
            ParticipantExport.columns,
            ParticipantExport.rows,
        )
        .join(Person, Person.id == ParticipantExport.person_id)
        .where(ParticipantExport.event_id == event.id)
        .order_by(ParticipantExport.id.desc())
        .limit(limit)
    )
    return list(db.session.execute(query))
