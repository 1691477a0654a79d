"""The directory of the whole country and of forty countries: the same statements, the index used, in little time."""

import time
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people.directory import names
from politiker.people.directory.finding import Wanted, search
from politiker.people.directory.models import NameWord
from politiker.people.models import Duty, Mandate, MandateDuty, Party, Person
from tests import people

FIRST = ("Karen", "Søren", "Mette", "Ahmed", "Åse", "Niels", "Grethe", "Yrsa", "Ulla", "Kasper", "Inge", "Ørn")
LAST = ("Friis", "Holm", "Ravn", "Bech", "Kjær", "Yusuf", "Dam", "Lind", "Ågård", "Krogh", "Bang", "Thy", "Vest")


COUNTRY = 2_432  # councillors in Denmark
FIRST_ID, COPY = (
    10_000_000,
    10_000,
)  # beyond the numbers the database gives; two copies of it are so far apart


def fill(size: int, now: datetime) -> None:
    """So many councillors who said yes, in every municipality; more than a country are copies of one."""
    size, copies = min(size, COUNTRY), size // COUNTRY
    parties = list(db.session.execute(sa.select(Party.id, Party.municipality_id)))
    db.session.execute(sa.insert(Person), [
        {"id": FIRST_ID + n, "uid": f"u{n}",
         "name": f"{FIRST[n % 12]} {LAST[n % 13]}{'abcdefghijklmnop'[n % 16]}{n % 997}",
         "email": f"n{n}@x.dk", "email_key": f"n{n}@x.dk", "joined_at": now, "shown_at": now, "is_demo": False}
        for n in range(size)
    ])  # fmt: skip
    db.session.execute(sa.insert(Mandate), [
        {"id": FIRST_ID + n, "person_id": FIRST_ID + n, "municipality_id": parties[n % len(parties)].municipality_id,
         "party_id": parties[n % len(parties)].id, "starts_at": people.PERIOD[0], "ends_at": people.PERIOD[1]}
        for n in range(size)
    ])  # fmt: skip
    db.session.execute(sa.insert(MandateDuty), [
        {"id": FIRST_ID + n, "mandate_id": FIRST_ID + n, "duty": Duty.MEMBER if n % 25 else Duty.MAYOR,
         "starts_at": people.PERIOD[0]}
        for n in range(size)
    ])  # fmt: skip
    rows = [(FIRST_ID + n, f"{FIRST[n % 12]} {LAST[n % 13]}{'abcdefghijklmnop'[n % 16]}") for n in range(size)]
    db.session.execute(sa.insert(NameWord), [row for id, name in rows for row in names.rows_for(id, name)])
    if copies > 1:
        copied(copies)
    db.session.commit()
    db.session.connection().exec_driver_sql("ANALYZE")
    db.session.commit()


def copied(copies: int) -> None:
    """The same country again and again, with other ids."""
    numbers = sa.union_all(*(sa.select(sa.literal(n).label("n")) for n in range(1, copies))).subquery()
    apart = numbers.c.n * COPY
    for model, shifted in (
        (Person, {"id", "uid", "email_key"}), (Mandate, {"id", "person_id"}), (MandateDuty, {"id", "mandate_id"}),
        (NameWord, {"person_id"}),
    ):  # fmt: skip
        table = model.__table__
        values = {c.name: _shifted(c, apart) if c.name in shifted else c for c in table.columns}
        mine = table.c["person_id" if model is NameWord else "id"] >= FIRST_ID
        rows = sa.select(*(value.label(name) for name, value in values.items()))
        rows = rows.select_from(table.join(numbers, sa.true())).where(mine)
        db.session.execute(sa.insert(table).from_select(list(values), rows, include_defaults=False))


def _shifted(column: Any, apart: Any) -> Any:
    return column + apart if isinstance(column.type, sa.Integer) else column + "-" + sa.cast(apart, sa.Text)


QUESTIONS = {
    "name": Wanted(name="kar fri"), "role": Wanted(duties=(Duty.MAYOR,)), "municipality": Wanted(municipality="0751"),
    "all three": Wanted(name="kar", duties=(Duty.MEMBER,), municipality="0751"), "nobody": Wanted(name="xyz"),
}  # fmt: skip


def plan_of(statement: str, parameters: Any) -> str:
    words = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    rows = db.session.connection().exec_driver_sql(words + statement, parameters)
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("size", [10, 2_432, 100_000])
def test_one_statement_whatever_the_size_and_the_words_by_their_index(house: Flask, now: datetime, size: int) -> None:
    with house.app_context():
        amina = people.amina()
        by = people.actor(amina, now)
        fill(size, now)
        for question, wanted in QUESTIONS.items():
            sent: list[tuple[str, Any]] = []
            note = lambda _c, _cur, text, given, *_r, to=sent: to.append((text, given))  # noqa: E731  # one line
            sa.event.listen(db.engine, "before_cursor_execute", note)
            begun = time.perf_counter()
            try:
                found = search(wanted, by=by, now=now)
            finally:
                sa.event.remove(db.engine, "before_cursor_execute", note)
            took = time.perf_counter() - begun
            asked = [one for one in sent if one[0].lstrip().upper().startswith("SELECT")]
            assert len(asked) == 1
            assert len(found.hits) <= 20
            print(f"{db.engine.dialect.name} {size} {question}: {len(found.hits)} hits in {took * 1000:.1f} ms")
            assert took < 1.0, question
            if question == "name" and size > 10:
                plan = plan_of(*asked[0])
                print(plan)
                assert "ix_name_word_word" in plan
