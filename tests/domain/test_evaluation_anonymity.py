"""Whoever has the whole database, and the server's secret besides, cannot say who answered what.

Context: an organiser who can read the database, or gets hold of a copy, would like to know who was not satisfied.
Decision: there are no answers to find, only sums and texts in no order; a ballot that is used is gone. So the same
database comes of it whoever gave which of the answers, and that is what is tested here, over every table.
Price: nobody can change an answer, and a group of fewer than five is not counted apart.

What remains: somebody who copies the database again and again while it is open sees the sums grow and may know who was
logged in meanwhile; the log of the database itself, and pages it has let go of, hold what has been until they are
written over; an answer that everybody gave is everybody's; and a text may give its writer away by what it says. The
groups of different kinds overlap, and whoever knows by heart who sits where may reckon with them.
"""

import json
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import Base, db
from politiker.evaluations import actions, queries
from politiker.evaluations.models import Ballot, EvaluationQuestion
from tests.afterwards import TEXT, Afterwards
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("room")
ANSWERS = [("5", "Bordene", "Maden var god"), ("1", "Oplæggene", ""), ("3", "", "Det trak ud")]


def everything(*, in_order: bool = False) -> dict[str, list[str]]:
    """Every row of every table; the texts of a bag sorted, since they lie in it by chance, unless `in_order`."""
    db.session.flush()
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = [dict(row._mapping) for row in db.session.execute(sa.select(table))]
        for row in rows:
            if not in_order and isinstance(row.get("texts"), dict):
                row["texts"] = {"bag": sorted(row["texts"].get("bag", []))}
        found[table.name] = sorted(json.dumps(row, default=str) for row in rows)
    return found


def history(after: Afterwards, order: list[int], *, in_order: bool = False) -> dict[str, list[str]]:
    """What stands in the database when guests 0, 1 and 2 have given the answers in this order; it is undone again."""
    undo = db.session.begin_nested()
    for guest, given in enumerate(order):
        after.answer(guest, *ANSWERS[given])
    found = everything(in_order=in_order)
    undo.rollback()
    db.session.expire_all()
    return found


def test_the_database_is_the_same_whoever_gave_which_answer(now: datetime) -> None:
    after = Afterwards(now, 6)
    after.open()
    db.session.commit()
    first = history(after, [0, 1, 2])
    assert first == history(after, [2, 0, 1]) == history(after, [1, 2, 0])
    assert first != history(after, [0, 1, 1]), "it would be seen if the answers were others"


def test_the_database_is_the_same_control(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bag that is not shaken tells who came first."""
    monkeypatch.setattr(actions.secrets, "randbelow", lambda n: n - 1)
    after = Afterwards(now, 6)
    after.open()
    db.session.commit()
    assert history(after, [0, 1, 2], in_order=True) != history(after, [2, 0, 1], in_order=True)


def test_an_answer_adds_no_row_anywhere_and_takes_one_ballot_away(now: datetime) -> None:
    after = Afterwards(now, 6)
    after.open()
    before = {name: len(rows) for name, rows in everything().items()}
    after.answer(0, *ANSWERS[0])
    gained = {name: len(rows) - before[name] for name, rows in everything().items()}
    assert {name: n for name, n in gained.items() if n} == {"ballot": -1}


def test_every_question_is_written_anew_by_every_answer(room: Flask, now: datetime) -> None:
    """Also those that were not answered, so that the rows written last are no guest's in particular."""
    after = Afterwards(now, 6)
    after.open()
    db.session.commit()
    with counted(room) as sent:
        after.answer(0, "5", "", "")
    assert len([one for one in sent if one.startswith("UPDATE evaluation_question")]) == 3


def test_a_text_lies_anywhere_in_the_bag(now: datetime) -> None:
    after = Afterwards(now, 20)
    evaluation = after.open()
    for number in range(20):
        after.answer(number, "", "", str(number))
    bag = queries.questions_of(evaluation)[TEXT].texts["bag"]
    assert sorted(bag, key=int) == [str(n) for n in range(20)]
    assert bag not in ([str(n) for n in range(20)], [str(n) for n in range(19, -1, -1)])  # once in 10¹⁸ by chance


def test_a_ballot_is_somebodys_only_for_whoever_has_the_secret(now: datetime) -> None:
    after = Afterwards(now, 3)
    evaluation = after.open()
    keys = set(db.session.scalars(sa.select(Ballot.key)))
    assert keys == {actions.ballot_key(evaluation.id, person.id) for person in after.people}
    for person in after.people:
        assert not any(str(person.id) == key or person.uid in key for key in keys)
    assert "person_id" not in {c.name for c in EvaluationQuestion.__table__.columns}
