"""A council that sits on takes two people, and nobody else's mandate is touched."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.people.councils import mandates, prolonging
from politiker.people.councils.errors import (
    NobodySits,
    ProlongationIsGone,
    SamePersonTwice,
    TooLongAProlongation,
)
from politiker.people.models import Mandate, Person
from politiker.policy import Role, system
from tests import people

END = people.PERIOD[1]
SPRING = END + timedelta(days=90)


def ends(person: Person) -> datetime:
    return db.session.scalars(sa.select(Mandate.ends_at).where(Mandate.person_id == person.id)).one()


def both_roles() -> Person:
    """An administrator who is the municipality's secretary as well."""
    somebody = people.with_role(Role.ADMINISTRATOR)
    place = people.municipality("Ringsted").id
    people.actions.give_role(somebody, Role.SECRETARY, by=people.TESTER, now=people.PERIOD[0], municipality_id=place)
    return somebody


def test_two_people_and_only_this_council(room: Flask, now: datetime) -> None:
    mads, karen, left, sven = people.mads(), people.karen(), people.councillor(town="Ringsted"), people.person()
    adam, eva = people.adam(), both_roles()
    by = people.actor(adam, now)
    seat = db.session.scalars(sa.select(Mandate).where(Mandate.person_id == left.id)).one()
    mandates.resign(seat, at=END, by=by, now=now)
    hers = db.session.scalars(sa.select(Mandate).where(Mandate.person_id == mads.id)).one()
    mandates.begin_leave(hers, starts_at=now, until=END, substitute=sven, by=by, now=now)
    asked = prolonging.ask_prolongation(people.municipality("Ringsted"), SPRING, by=by, now=now)
    assert ends(mads) == END
    assert prolonging.confirm_prolongation(asked, by=people.actor(eva, now), now=now) == 1
    db.session.flush()
    assert (ends(mads), ends(karen), ends(left), ends(sven)) == (SPRING, END, END, END)
    with pytest.raises(ProlongationIsGone):
        prolonging.confirm_prolongation(asked, by=people.actor(eva, now), now=now)


def test_nobody_is_two_people_by_having_two_roles(room: Flask, now: datetime) -> None:
    people.mads()
    eva = people.actor(both_roles(), now)
    asked = prolonging.ask_prolongation(people.municipality("Ringsted"), SPRING, by=eva, now=now)
    for later in (now, now + timedelta(days=3)):
        with pytest.raises(SamePersonTwice):
            prolonging.confirm_prolongation(asked, by=eva, now=later)
    for other in (people.birgit(), people.ole(), people.with_role(Role.MODERATOR), people.karen()):
        with pytest.raises(Forbidden):
            prolonging.confirm_prolongation(asked, by=people.actor(other, now), now=now)
    with pytest.raises(Forbidden):
        prolonging.confirm_prolongation(asked, by=system("a job"), now=now)


def test_a_newer_wish_takes_the_place_of_the_older(room: Flask, now: datetime) -> None:
    mads, place = people.mads(), people.municipality("Ringsted")
    adam, eva = people.actor(people.adam(), now), people.actor(both_roles(), now)
    prolonging.ask_prolongation(place, SPRING, by=adam, now=now)
    newer = prolonging.ask_prolongation(place, SPRING + timedelta(days=5), by=eva, now=now)
    prolonging.confirm_prolongation(newer, by=adam, now=now)
    db.session.flush()
    assert ends(mads) == SPRING + timedelta(days=5)


@pytest.mark.parametrize("wrong", [END, END - timedelta(days=1), END.replace(year=END.year + 1) + timedelta(seconds=1)])
def test_at_most_a_year_after_the_period(wrong: datetime, room: Flask, now: datetime) -> None:
    people.mads()
    with pytest.raises(TooLongAProlongation):
        prolonging.ask_prolongation(
            people.municipality("Ringsted"), wrong, by=people.actor(people.adam(), now), now=now
        )


def test_an_empty_council_is_not_prolonged(room: Flask, now: datetime) -> None:
    with pytest.raises(NobodySits):
        prolonging.ask_prolongation(people.municipality("Læsø"), SPRING, by=people.actor(people.adam(), now), now=now)
