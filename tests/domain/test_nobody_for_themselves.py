"""Nobody lets themselves in: not by a file, not as a substitute, whatever roles they hold."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.people import actions
from politiker.people.councils import mandates
from politiker.people.councils.errors import OneselfAsSubstitute
from politiker.people.councils.importing.carrying_out import FileHasProblems, carry_out
from politiker.people.councils.importing.planning import Fault
from politiker.people.councils.importing.reading import read
from politiker.people.joining.models import Application
from politiker.people.models import Mandate, Person
from politiker.policy import Role
from tests import people

HEAD = "kommune;navn;email;liste\n"


def rows(model: type[Application] | type[Mandate], person: Person) -> int:
    query = sa.select(sa.func.count()).select_from(model).where(model.person_id == person.id)
    return db.session.execute(query).scalar_one()


@pytest.mark.parametrize("who", [people.adam, people.birgit])
def test_a_file_gives_no_seat_to_whoever_takes_it_in(room: Flask, now: datetime, who: object) -> None:
    me: Person = who()  # type: ignore[operator]
    lines = read(f"{HEAD}Ringsted;Li Øst;li@ringsted.example;V\nRingsted;{me.name};{me.email};A\n".encode())
    with pytest.raises(FileHasProblems) as refused:
        carry_out(lines, first_year=2026, by=people.actor(me, now), now=now)
    assert [(one.row, one.fault) for one in refused.value.facts["plan"].problems] == [(3, Fault.ONESELF)]
    assert rows(Mandate, me) == rows(Application, me) == 0


def test_a_secretary_who_sits_there_changes_no_list_of_her_own_but_may_stand_in_the_file(
    room: Flask, now: datetime
) -> None:
    mads = people.mads()
    ringsted = people.municipality("Ringsted").id
    actions.give_role(mads, Role.SECRETARY, by=people.TESTER, now=now, municipality_id=ringsted)
    by = people.actor(mads, now)
    carry_out(read(f"{HEAD}Ringsted;Mads Holm;mads@example.dk;V\n".encode()), first_year=2026, by=by, now=now)
    with pytest.raises(FileHasProblems):
        carry_out(read(f"{HEAD}Ringsted;Mads Holm;mads@example.dk;A\n".encode()), first_year=2026, by=by, now=now)
    assert rows(Mandate, mads) == 1


@pytest.mark.parametrize("who", [people.adam, people.birgit])
def test_nobody_makes_themselves_the_substitute(room: Flask, now: datetime, who: object) -> None:
    """A leave until the end of the period would be a seat for years, given by oneself."""
    me: Person = who()  # type: ignore[operator]
    mads = people.mads()
    mandate = db.session.scalars(sa.select(Mandate).where(Mandate.person_id == mads.id)).one()
    with pytest.raises(OneselfAsSubstitute):
        mandates.begin_leave(
            mandate, starts_at=now, until=now + timedelta(days=30), substitute=me, by=people.actor(me, now), now=now
        )
    assert rows(Mandate, me) == 0


def test_nor_does_a_secretary_note_what_happens_to_her_own_mandate(room: Flask, now: datetime) -> None:
    mads = people.mads()
    ringsted = people.municipality("Ringsted").id
    actions.give_role(mads, Role.SECRETARY, by=people.TESTER, now=now, municipality_id=ringsted)
    by, other = people.actor(mads, now), people.councillor("Li Øst", town="Ringsted", letter="A")
    mine, theirs = (
        db.session.scalars(sa.select(Mandate).where(Mandate.person_id == p.id)).one() for p in (mads, other)
    )
    with pytest.raises(Forbidden):
        mandates.resign(mine, at=now, by=by, now=now)
    mandates.resign(theirs, at=now, by=by, now=now)
    assert mine.ends_at == people.PERIOD[1] and theirs.ends_at == now
