"""The pages of wishes: what a councillor and an organiser see and press, and what nobody else finds."""

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event, ForRole, Topic
from politiker.people.models import Person
from politiker.wishes import actions
from politiker.wishes.models import Wish
from tests import people
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor


@pytest.fixture
def town(house: Flask, wall: Clock) -> dict[str, int]:
    """Karen wished for something, and one of each kind of others."""
    with house.app_context():
        who = {
            "karen": people.karen(), "mads": people.mads(), "ole": people.ole(), "birgit": people.birgit(),
            "adam": people.adam(), "uden": people.person("Per Uden"),
        }  # fmt: skip
        actions.propose(
            "Når budgettet skrider", "Hvad siger man?", Topic.ECONOMY, ForRole.ALL,
            by=people.actor(who["karen"], wall.moment), now=wall.moment,
        )  # fmt: skip
        db.session.commit()
        return {name: person.id for name, person in who.items()}


def uid(house: Flask) -> str:
    with house.app_context():
        return db.session.scalars(sa.select(Wish.uid).order_by(Wish.id)).first() or ""


def test_a_councillor_finds_wishes_from_the_events_and_wants_the_same(visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["mads"]).open("/arrangementer")
    page = visitor.open(page.link("Ønsk det"))
    assert "Når budgettet skrider" in page.main and "Få ønsker det endnu" in page.main and "Karen" not in page.main
    page = visitor.send("Det ønsker jeg også")
    assert "Du ønsker det også" in page.main
    page = visitor.send("Ikke længere")
    assert "Du ønsker det også" not in page.main


def test_wishes_alike_are_shown_before_one_more_is_sent(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["mads"]).open("/oensker/nyt")
    page = visitor.send("Send ønsket", 422, title=" ", topic="")
    assert "Skriv, hvad det skal handle om." in page.errors() and "Vælg et politikområde." in page.errors()
    page = visitor.send("Send ønsket", title="Budgettet, der skrider", topic="oekonomi")
    assert "Er det et af disse?" in page.main and "Når budgettet skrider" in page.main
    page = visitor.send("Send mit eget ønske")
    assert "Dit ønske er sendt." in page.main and "Dit eget ønske" in page.main
    page = visitor.send("Træk ønsket tilbage")
    assert "Budgettet, der skrider" not in page.main


def test_an_organiser_answers_and_makes_an_event_of_a_wish(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    page = visitor.sign_in(town["ole"]).open("/arrangoer/oensker")
    page = visitor.open(page.link("Når budgettet skrider"))
    assert "Karen" not in page.main and "Få ønsker det endnu" in page.main
    visitor.send("Send svaret", 422, answer="")
    visitor.send("Send svaret", answer="Det kommer i foråret.")
    visitor.send("Lav et udkast", 422, day="1-1-2020", begins="9", ends="15", capacity="25")
    visitor.send("Lav et udkast", day="1-12-2027", begins="9", ends="15", capacity="25")
    with house.app_context():
        event = db.session.scalars(sa.select(Event)).one()
        assert (event.title, event.is_published) == ("Når budgettet skrider", False)
    page = visitor.sign_in(town["mads"]).open("/oensker")
    assert "Det kommer i foråret." in page.main and "Det blev til et arrangement" not in page.main, "a draft is a draft"


def test_what_cannot_be_undone_has_nothing_chosen_beforehand(
    house: Flask, visitor: Visitor, town: dict[str, int], wall: Clock
) -> None:
    with house.app_context():
        by = people.actor(db.session.get_one(Person, town["mads"]), wall.moment)
        actions.propose("Budgettet, der skrider", "", Topic.ECONOMY, ForRole.ALL, by=by, now=wall.moment)
        db.session.commit()
        into = db.session.scalars(sa.select(Wish.uid).where(Wish.title == "Budgettet, der skrider")).one()
    visitor.sign_in(town["ole"]).open(f"/arrangoer/oensker/{uid(house)}")
    page = visitor.send("Læg dem sammen", 422)
    assert "Vælg et ønske." in page.errors()
    page = visitor.send("Læg dem sammen", into=into)
    assert "Budgettet, der skrider" in page.main and "Når budgettet skrider" not in page.main


def test_for_everybody_else_there_are_no_wishes(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    for name in ("birgit", "adam", "uden", "ole"):
        visitor.sign_in(town[name]).open("/oensker", 404)
        visitor.open("/oensker/nyt", 404)
        assert "Ønsk det" not in visitor.open("/arrangementer").main
    for name in ("karen", "birgit", "adam"):
        visitor.sign_in(town[name]).open("/arrangoer/oensker", 404)
        visitor.open(f"/arrangoer/oensker/{uid(house)}", 404)
    visitor.sign_in(town["ole"]).open("/arrangoer/oensker/findesikke", 404)


def test_the_pages_cost_as_much_for_one_wish_as_for_many(
    house: Flask, visitor: Visitor, town: dict[str, int], wall: Clock
) -> None:
    costs = []
    for some in (0, 4):
        with house.app_context():
            mads = db.session.get_one(Person, town["mads"])
            for n in range(some):
                actions.propose(
                    f"Emne {n}", "", Topic.SOCIAL, ForRole.ALL, by=people.actor(mads, wall.moment), now=wall.moment,
                )  # fmt: skip
            db.session.commit()
        visitor.sign_in(town["mads"])
        with counted(house) as few:
            visitor.open("/oensker")
        mine = len(few)
        visitor.sign_in(town["ole"])
        with counted(house) as many:
            visitor.open("/arrangoer/oensker")
        costs.append((mine, len(many)))
    assert costs[0] == costs[1] and costs[0][0] <= 3 and costs[0][1] <= 5
