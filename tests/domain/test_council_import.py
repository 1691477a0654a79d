"""A council from a file: read whatever wrote it, shown before it is done, all or nothing, and the same file twice."""

import io
import threading
import zipfile
from datetime import datetime

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people.councils import mandates
from politiker.people.councils.importing import carrying_out, planning, reading
from politiker.people.councils.importing.carrying_out import FileHasProblems, Outcome, PlanHasChanged, carry_out
from politiker.people.councils.importing.planning import Fault, Step
from politiker.people.councils.importing.reading import FileRefused, read
from politiker.people.joining.models import Application
from politiker.people.models import Duty, Mandate, MandateDuty, Party, Person
from tests import people

HEAD = "Kommune;Navn;E-mail;Liste;Hverv;Udvalg;Nyvalgt\n"
ROWS = (
    "Ringsted;Åse Bjørnsen;aase@ringsted.example;A;Borgmester;;nej\n"
    "Ringsted Kommune;Søren Æbelø;soeren@ringsted.example;v;Udvalgsformand;Økonomiudvalget;ja\n"
    "0329;Li Øst;li@ringsted.example;Socialdemokratiet;;;\n"
)


def taken_in(text: str, now: datetime, **more: object) -> Outcome:
    lines = read(text.encode())
    done = carry_out(lines, **{"first_year": 2026, "by": people.TESTER, "now": now} | more)  # type: ignore[arg-type]
    db.session.flush()
    return done


def counts() -> tuple[int, int, int]:
    return tuple(
        db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in (Person, Mandate, MandateDuty)
    )  # type: ignore[return-value]


def seat_of(email: str) -> Mandate:
    query = sa.select(Mandate).join(Person, Person.id == Mandate.person_id).where(Person.email_key == email)
    return db.session.scalars(query.order_by(Mandate.starts_at.desc()).limit(1)).one()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_file_is_read_whatever_wrote_it(encoding: str, mark: str) -> None:
    lines = read((HEAD + ROWS).replace(";", mark).encode(encoding))
    assert [line.number for line in lines] == [2, 3, 4]
    assert lines[1].cells["name"] == "Søren Æbelø" and lines[1].cells["committee"] == "Økonomiudvalget"
    assert reading.read_again(reading.written(lines)) == [
        reading.Line(line.number, {column: line.cells.get(column, "") for column in reading.COLUMNS}) for line in lines
    ]


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_and_its_formulas_are_not_reckoned(room: Flask) -> None:
    content = workbook(
        [
            ["Kommune", "Navn", "Email", "Liste"],
            ["Ringsted", "=1+1", "x@ringsted.example", "A"],
            [329, "Li Øst", "li@r.example", "A"],
        ]
    )
    lines = read(content)
    assert lines[0].cells["name"] == "=1+1" and lines[1].cells["municipality"] == "329"
    plan = planning.plan(lines, first_year=2026, by=people.TESTER)
    assert [(problem.row, problem.fault) for problem in plan.problems] == [(2, Fault.NAME_REFUSED)]
    assert [change.municipality for change in plan.changes] == ["Ringsted"]


def bomb() -> bytes:
    """A small file that unpacks to far more than any list of councillors."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (reading.MOST_UNPACKED + 1))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (HEAD.encode(), "empty"),
        (b"Navn;Liste\nKaren;A\n", "columns"),
        (b"PK\x03\x04 no workbook", "unreadable"),
        (b"a\0b;c\n", "unreadable"),
        (bomb(), "too_long"),
        ((HEAD + ROWS.splitlines()[0] * 1 + "\n" + "Ringsted;A B;x@x.dk;A\n" * reading.MOST_ROWS).encode(), "too_long"),
    ],
)
def test_what_is_no_list_of_councillors_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(content)
    assert refused.value.facts["why"] == why


def test_everybody_in_the_file_sits_in_their_council(room: Flask, now: datetime) -> None:
    done = taken_in(HEAD + ROWS, now)
    assert done.steps[Step.NEW_PERSON] == 3 and not done.await_approval
    mandate = seat_of("soeren@ringsted.example")
    assert (mandate.starts_at, mandate.ends_at) == people.PERIOD and mandate.is_first_period
    duty = db.session.scalars(sa.select(MandateDuty).where(MandateDuty.mandate_id == mandate.id)).one()
    assert (duty.duty, duty.committee) == (Duty.COMMITTEE_CHAIR, "Økonomiudvalget")
    assert people.actor(db.session.get_one(Person, mandate.person_id), now).is_councillor


def test_the_same_file_twice_changes_nothing_the_second_time(room: Flask, now: datetime) -> None:
    taken_in(HEAD + ROWS, now)
    before = counts()
    done = taken_in(HEAD + ROWS, now)
    assert done.steps[Step.NOTHING] == 3 and counts() == before


def test_one_wrong_row_and_none_is_taken_in(room: Flask, now: datetime) -> None:
    people.councillor("Karen Friis", town="Aarhus", email="karen@aarhus.example")
    left = people.councillor("Per Gåetud", town="Ringsted", email="per@ringsted.example")
    db.session.flush()
    mandates.resign(seat_of(left.email_key), at=now, by=people.TESTER, now=now)
    before = counts()
    wrong = (
        "Storkøbing;A B;ab@x.example;A;;;\n"
        "Ringsted;K;;A;;;\n"
        "Ringsted;Li Øst;li@ringsted.example;ZZ;;;\n"
        "Ringsted;Li Øst;li2@ringsted.example;A;Kejser;;\n"
        "Ringsted;Åse Bjørnsen;AASE@ringsted.example;A;;;\n"
        "Ringsted;Karen Friis;karen@aarhus.example;A;;;\n"
        "Aarhus;Bodil Andersen;karen@aarhus.example;A;;;\n"
        "Ringsted;=HYPERLINK();h@ringsted.example;A;;;\n"
        "Ringsted;Per Gåetud;per@ringsted.example;A;;;\n"
    )
    with pytest.raises(FileHasProblems) as refused:
        taken_in(HEAD + ROWS + wrong, now)
    assert [(problem.row, problem.fault) for problem in refused.value.facts["plan"].problems] == [
        (5, Fault.MUNICIPALITY_UNKNOWN), (6, Fault.EMAIL_REFUSED), (7, Fault.TWICE), (8, Fault.DUTY_UNKNOWN),
        (9, Fault.TWICE), (10, Fault.SITS_ELSEWHERE), (11, Fault.TWICE), (12, Fault.NAME_REFUSED),
        (13, Fault.HAS_LEFT),
    ]  # fmt: skip
    assert counts() == before


def test_somebody_elses_address_is_not_taken_over(room: Flask, now: datetime) -> None:
    people.councillor("Karen Friis", town="Aarhus", email="karen@aarhus.example")
    with pytest.raises(FileHasProblems) as refused:
        taken_in(HEAD + "Aarhus;Bodil Andersen;karen@aarhus.example;A;;;\nAarhus;Li Øst;li@aarhus.example;QQ;;;\n", now)
    assert [problem.fault for problem in refused.value.facts["plan"].problems] == [
        Fault.SOMEBODY_ELSE, Fault.LIST_UNKNOWN,
    ]  # fmt: skip


def test_a_change_of_list_and_of_duty_is_noted_and_a_missing_member_stays(room: Flask, now: datetime) -> None:
    taken_in(HEAD + ROWS, now)
    changed = (
        "Ringsted;Åse Bjørnsen;aase@ringsted.example;V;Borgmester;;\n"
        "Ringsted;Søren Æbelø;soeren@ringsted.example;V;;;\n"
    )
    plan = planning.plan(read((HEAD + changed).encode()), first_year=2026, by=people.TESTER)
    assert plan.missing == [("Li Øst", "Ringsted")]
    done = taken_in(HEAD + changed, now)
    assert (done.steps[Step.CHANGED_LIST], done.steps[Step.CHANGED_DUTY]) == (1, 1)
    for email in ("aase", "soeren", "li"):
        mandate = seat_of(f"{email}@ringsted.example")
        assert people.actor(db.session.get_one(Person, mandate.person_id), now).is_councillor
    party = db.session.get_one(Party, seat_of("aase@ringsted.example").party_id)
    assert party.letter == "V"
    assert taken_in(HEAD + changed, now).steps[Step.NOTHING] == 2


def test_a_local_list_is_made_once(room: Flask, now: datetime) -> None:
    head = "kommune,navn,email,liste,listenavn\n"
    rows = "Lemvig,Bo Borg,bo@lemvig.example,L,Borgerlisten\nLemvig,Ida Is,ida@lemvig.example,L,Borgerlisten\n"
    taken_in(head + rows, now)
    made = db.session.scalars(sa.select(Party).where(Party.name == "Borgerlisten")).one()
    assert made.is_local and made.election == 2025
    assert taken_in(head + rows, now).steps[Step.NOTHING] == 2


def test_re_election_follows_without_a_gap(room: Flask, now: datetime) -> None:
    karen = people.councillor("Karen Friis", town="Ringsted", email="karen@ringsted.example")
    db.session.add(Party(municipality_id=people.municipality("Ringsted").id, election=2029, letter="A", name="Soc"))
    db.session.flush()
    row = HEAD + "Ringsted;Karen Friis;karen@ringsted.example;A;;;\n"
    done = taken_in(row, now, first_year=2030)
    assert done.steps[Step.NEW_MANDATE] == 1
    assert seat_of(karen.email_key).starts_at == people.PERIOD[1]
    assert people.actor(karen, people.PERIOD[1]).is_councillor


def test_what_a_secretary_takes_in_waits_for_an_administrator(room: Flask, now: datetime) -> None:
    birgit = people.actor(people.birgit(), now)
    done = taken_in(HEAD + ROWS, now, by=birgit)
    assert done.await_approval and done.steps[Step.NEW_PERSON] == 3
    waiting = list(db.session.scalars(sa.select(Application)))
    assert {a.vouched_by_id for a in waiting} == {birgit.person_id} and all(a.decided_at is None for a in waiting)
    assert not db.session.scalars(sa.select(Mandate)).all()
    taken_in(HEAD + ROWS, now, by=birgit)
    assert len(db.session.scalars(sa.select(Application)).all()) == 3
    with pytest.raises(FileHasProblems) as refused:
        taken_in(HEAD + "Aarhus;Li Øst;li@aarhus.example;A;;;\n", now, by=birgit)
    assert refused.value.facts["plan"].problems[0].fault is Fault.NOT_YOUR_MUNICIPALITY


def test_a_plan_that_is_no_longer_true_is_shown_again(room: Flask, now: datetime) -> None:
    lines = read((HEAD + ROWS).encode())
    seen = planning.plan(lines, first_year=2026, by=people.TESTER).digest
    people.person("Li Øst", email="li@ringsted.example")
    with pytest.raises(PlanHasChanged):
        carry_out(lines, first_year=2026, by=people.TESTER, now=now, seen=seen)


def both_at_once(house: Flask, now: datetime, wait: threading.Barrier) -> list[str]:
    """Two take the same file in at the same time; what became of each."""
    ends: list[str] = []

    def one() -> None:
        with house.app_context():
            wait.wait()
            try:
                done = taken_in(HEAD + ROWS, now)
                db.session.commit()
                ends.append("new" if done.steps[Step.NEW_PERSON] else "as before")
            except sa.exc.IntegrityError:
                db.session.rollback()
                ends.append("broken")

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_two_who_take_the_same_file_in_at_once_wait_for_one_another(house: Flask, now: datetime) -> None:
    assert both_at_once(house, now, threading.Barrier(2)) == ["as before", "new"]


def test_two_at_once_control(house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the hold, and with both having planned before either adds, one of them breaks."""
    if house.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite lets one write at a time, so both cannot have planned")
    planned = threading.Barrier(2)
    plan = carrying_out.plan

    def together(*args: object, **more: object) -> object:
        made = plan(*args, **more)  # type: ignore[arg-type]
        planned.wait()
        return made

    monkeypatch.setattr(carrying_out, "_hold", lambda: None)
    monkeypatch.setattr(carrying_out, "plan", together)
    assert both_at_once(house, now, threading.Barrier(2)) == ["broken", "new"]
