"""The year: who met somebody from another list and another municipality, counted and checked by hand."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.evaluations.groups import Dimension
from politiker.insight.year import Year, read_year
from politiker.people.models import Person
from politiker.registrations.event_changes import call_off_event
from tests import people
from tests.afterwards import Afterwards
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("room")
SIX = ("Aarhus", "Ringsted", "København", "Odense", "Aalborg", "Roskilde")


def all_from(towns: tuple[str, ...], letters: str, *, new: bool = False) -> list[Person]:
    return [
        people.councillor(town=town, letter=letter, newly_elected=new)
        for town, letter in zip(towns, letters, strict=True)
    ]


def read(after: Afterwards) -> Year:
    return read_year(after.over.year, by=after.organiser, now=after.over)


def test_those_who_met_across_both_borders_are_counted(now: datetime) -> None:
    after = Afterwards(now, guests_=all_from(SIX, "AVAVAV"))
    found = read(after)
    assert (found.met, found.municipalities, found.events, found.seats) == (6, 6, 1, 6)


@pytest.mark.parametrize(
    ("towns", "letters"),
    [(SIX, "AAAAAA"), (("Aarhus",) * 6, "AVAVAV"), (("Aarhus",) * 3 + ("Odense",) * 3, "AAAAAA")],
)
def test_one_border_alone_is_no_meeting(now: datetime, towns: tuple[str, ...], letters: str) -> None:
    after = Afterwards(now, guests_=all_from(towns, letters))
    found = read(after)
    assert (found.met, found.municipalities, found.seats) == (None, None, 6)


def test_another_list_must_come_from_the_other_municipality(now: datetime) -> None:
    """A and V from Aarhus, and A from five others: only V of Aarhus and those five met across both."""
    after = Afterwards(now, guests_=all_from(("Aarhus", *SIX), "VAAAAAA"))
    assert read(after).met == 6


def test_an_event_to_come_called_off_or_in_another_year_counts_nothing(now: datetime) -> None:
    after = Afterwards(now, guests_=all_from(SIX, "AVAVAV"))
    assert read_year(now.year, by=after.organiser, now=now).events == 0
    assert read_year(now.year - 1, by=after.organiser, now=after.over).events == 0
    call_off_event(after.event, "Sygdom", by=people.actor(after.ole, now), now=now)
    db.session.flush()
    assert (read(after).events, read(after).met) == (0, None)


def test_whoever_did_not_come_met_nobody(now: datetime) -> None:
    after = Afterwards(now, guests_=all_from(SIX, "AVAVAV"))
    for seat in after.seats[:5]:
        seat.arrived_at = after.event.starts_at
    assert (read(after).met, read(after).municipalities) == (5, 5)


def test_no_group_is_told_that_could_be_reckoned_out(now: datetime) -> None:
    """Six who met of twelve newly elected, and six of nine elected before: the three who did not are not told of."""
    came = [*all_from(SIX, "AVAVAV", new=True), *all_from(SIX, "AVAVAV")]
    all_from(SIX, "AVAVAV", new=True)
    all_from(SIX[:3], "AVA")
    found = read(Afterwards(now, guests_=came))
    assert found.met == 12
    assert [(group.met, group.of) for group in found.groups[Dimension.PERIOD]] == [(None, None), (None, None)]
    all_from(SIX[:2], "AV")
    found = read_year(now.year, by=people.actor(people.adam(), now), now=now + timedelta(days=32))
    assert [(group.met, group.of) for group in found.groups[Dimension.PERIOD]] == [(6, 11), (6, 12)]


def test_it_costs_the_same_for_many(room: Flask, now: datetime) -> None:
    after = Afterwards(now, guests_=all_from(SIX[:2], "AV"))
    by, over = after.organiser, after.over
    with counted(room) as few:
        read_year(over.year, by=by, now=over)
    many = Afterwards(now + timedelta(days=1), guests_=all_from(SIX * 6, "AVAVAV" * 6), organiser=after.ole)
    with counted(room) as lots:
        assert read_year(over.year, by=by, now=many.over).met == 38
    assert len(few) == len(lots) == 4


def test_the_year_is_for_organisers_and_administrators(now: datetime) -> None:
    for stranger in (people.karen(), people.birgit()):
        with pytest.raises(Forbidden):
            read_year(2026, by=people.actor(stranger, now), now=now)
