"""What is taken along of the list, told of it in numbers, and forgotten."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.people.models import Person
from politiker.policy import Actor, Right, Role
from politiker.registrations import needs, queries
from politiker.registrations.lookups import lookups
from politiker.registrations.models import Diet, Participant
from politiker.registrations.participants import acts, balance, exports, forgetting, notes, table
from politiker.registrations.participants.bulk import Deed
from politiker.registrations.participants.models import Format, Outsider, ParticipantExport, Purpose
from politiker.web.participants.words import file_words
from tests import meetings, people
from tests.guests import take
from tests.listed import Desk, happenings


@pytest.fixture
def desk(room: Flask, now: datetime) -> Iterator[Desk]:
    yield Desk(now)
    db.session.flush()
    assert queries.miscounted() == [], "seats are counted right whatever was done"


EVIL = (
    "=1+1", "+SUM(A1)", "-1+cmd|'/c calc'!A0", "@SUM(1)", "\t=1", "\r=1", "\0=1", " =1", "\n=1", '"=1', "'=1", "＝1",
    "＋1", "－1", "＠x", "−1+1", "\ufeff=1", "\u200b=1", "=HYPERLINK(\"http://x\")", "+", "-", "=", "@", "-x", "--1",
    "+45=1", "=cmd", "@a", "-1;2", "+a1",
)  # fmt: skip
PLAIN = ("+45 12 34 56 78", "-12", "-1,5", "42", "Åse", "a=b", "O'Hara")


def test_no_cell_of_a_file_is_reckoned_with() -> None:
    assert len(EVIL) == 30
    rows: list[list[str | int]] = [["Felt"], *([text] for text in (*EVIL, *PLAIN)), [7]]
    text = "".join(exports.as_csv(rows))
    assert text.startswith("\ufeff")
    cells = [row[0] for row in csv.reader(io.StringIO(text[1:], newline=""), delimiter=";") if row][1:]
    assert all(cell.startswith("'") for cell in cells[: len(EVIL)]), cells
    assert tuple(cells[len(EVIL) : -1]) == PLAIN
    sheet = openpyxl.load_workbook(io.BytesIO(exports.as_xlsx(rows))).active
    assert sheet is not None
    found = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type == "s" and str(cell.value).startswith("'") for cell in found[: len(EVIL)])
    assert [cell.value for cell in found[len(EVIL) :]] == [*PLAIN, 7] and found[-1].data_type == "n"


def test_a_file_says_who_took_what_and_why(desk: Desk, now: datetime) -> None:
    karen = people.karen()
    seat = take(desk.event, karen, now)
    needs.state_needs(seat, diet=Diet.VEGAN, diet_note="=Nødder", access_note="", by=people.actor(karen, now), now=now)
    db.session.flush()

    def taken(by: Actor, *columns: str) -> list[list[str | int]]:
        return exports.take_along(
            desk.event, desk.found(), columns, file_words(), format=Format.CSV, purpose=Purpose.KITCHEN, by=by, now=now
        )[1]

    rows = taken(desk.ole, "diet_note", "name", "email", "password_hash")
    assert rows[1] == ["Karen Friis", "karen@example.dk", "=Nødder"], "in the house's order, and nothing else"
    kept = db.session.scalars(sa.select(ParticipantExport)).one()
    assert (kept.columns, kept.rows, kept.purpose) == ("name,email,diet_note", 1, Purpose.KITCHEN)
    assert happenings(Happening.PARTICIPANTS_EXPORTED) == happenings(Happening.NEEDS_READ) == ["kitchen"]
    narrow = Actor(
        desk.person.id, roles=frozenset({Role.ORGANISER}), rights=frozenset({(desk.event.id, Right.REGISTRATIONS)})
    )
    assert taken(narrow, "name")[1] == ["Karen Friis"]
    with pytest.raises(Forbidden):
        taken(narrow, "name", "diet")
    with pytest.raises(Forbidden):
        taken(people.actor(people.adam(), now), "name")


def test_of_lists_only_the_spread_and_nothing_under_five(desk: Desk, now: datetime) -> None:
    desk.event.capacity = 20
    for n, letter in enumerate("AAVO"):
        take(desk.event, people.councillor(f"Gæst {'abcd'[n]}", letter=letter, newly_elected=n == 0), now)
    desk.outsider("Sofie Tale")
    seen = balance.read_balance(desk.event, by=desk.ole, now=now)
    assert seen.spread is None and seen.total == 5 and (seen.newly_elected, seen.councillors) == (1, 4)
    take(desk.event, people.councillor("Gæst e", letter="A"), now)
    seen = balance.read_balance(desk.event, by=desk.ole, now=now)
    assert seen.spread == balance.Spread(lists=3, largest_share=60)
    assert {name: n for _code, name, n in seen.municipalities if n} == {"Aarhus": 5, "Odense": 1}
    assert len(seen.municipalities) == 98 and dict(seen.kinds)[Participant.SPEAKER] == 1


def test_thirty_days_after_notes_tags_and_outsiders_are_forgotten(desk: Desk, now: datetime) -> None:
    karen, sofie = take(desk.event, people.karen(), now), desk.outsider("Sofie Tale")
    notes.write_note(desk.event, karen, "Ringer igen", by=desk.ole, now=now)
    desk.do(Deed.TAG, karen, tag="Bus")
    person = db.session.get_one(Person, sofie.person_id)
    last = desk.event.ends_at + timedelta(days=30)
    assert forgetting.forget_participants(now=last) == 0 and notes.note_of(karen) == "Ringer igen"
    assert forgetting.forget_participants(now=last + timedelta(seconds=1)) == 1
    db.session.expire_all()
    assert notes.note_of(karen) == "" and table.taggings(desk.event.id) == {}
    assert person.name == "Tidligere deltager" and person.email.endswith(".invalid") and "sofie" not in person.email_key
    assert db.session.scalars(sa.select(Outsider)).all() == []
    assert db.session.get_one(Person, karen.person_id).name == "Karen Friis"


def test_an_outsider_with_a_later_event_or_an_invitation_is_not_forgotten(desk: Desk, now: datetime) -> None:
    later = meetings.seminar(now + timedelta(days=200), organiser=desk.person)
    sofie, tage = desk.outsider("Sofie Tale"), desk.outsider("Tage Lyd")
    acts.add(later, db.session.get_one(Person, sofie.person_id), Participant.SPEAKER, by=desk.ole, now=now)
    db.session.get_one(Person, tage.person_id).invited_at = now
    assert forgetting.forget_participants(now=desk.event.ends_at + timedelta(days=31)) == 0
    db.session.expire_all()
    assert db.session.get_one(Person, sofie.person_id).name == "Sofie Tale"
    assert db.session.get_one(Person, tage.person_id).name == "Tage Lyd"


def test_what_was_noted_of_files_goes_after_a_year(desk: Desk, now: datetime) -> None:
    exports.take_along(
        desk.event, desk.found(), ("name",), file_words(), format=Format.XLSX, purpose=Purpose.REPORT,
        by=desk.ole, now=now,
    )  # fmt: skip
    assert forgetting.forget_exports(now=now + timedelta(days=365)) == 0
    assert forgetting.forget_exports(now=now + timedelta(days=366)) == 1


def test_a_guest_sees_that_the_list_was_taken_along(desk: Desk, now: datetime) -> None:
    karen = people.karen()
    take(desk.event, karen, now)
    exports.take_along(
        desk.event, desk.found(), ("name",), file_words(), format=Format.XLSX, purpose=Purpose.REPORT,
        by=desk.ole, now=now,
    )  # fmt: skip
    seen, _more = lookups(karen, begins=now, ends=now + timedelta(days=1), by=people.actor(karen, now))
    assert [look.happening for look in seen] == [Happening.PARTICIPANTS_EXPORTED, Happening.REGISTRATIONS_READ]
