"""An organiser asks, and guests answer: the pages on both sides, and everybody who may not."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.events.actions import grant_right
from politiker.events.models import Event
from politiker.policy import Right, Role
from politiker.registrations.models import Registration, State
from politiker.registrations.questions import queries
from politiker.registrations.questions.models import GuestAnswer
from tests import guests, meetings, people
from tests.guests import states
from tests.statements import counted
from tests.visitor import Visitor

MOST_MORE = 3  # statements of a sign-up with three questions, over one without


@pytest.fixture
def town(house: Flask, now: datetime) -> dict[str, Any]:
    """Ole's event with two seats, and those who may and may not ask there."""
    with house.app_context():
        who = {
            "ole": people.ole(), "karen": people.karen(), "mads": people.mads(), "birgit": people.birgit(),
            "adam": people.adam(), "mo": people.with_role(Role.MODERATOR), "other": people.with_role(Role.ORGANISER),
        }  # fmt: skip
        event = meetings.seminar(now, organiser=who["ole"], capacity=2)
        db.session.commit()
        ids = {name: person.id for name, person in who.items()}
        return ids | {
            "event": event.id, "page": f"/arrangementer/{event.id}-{event.slug}", "desk": f"/arrangoer/{event.id}",
        }  # fmt: skip


def ask(house: Flask, town: dict[str, Any], status: int = 200, **fields: Any) -> Visitor:
    """Ole asks one thing more; where he is afterwards."""
    ole = Visitor(house).sign_in(town["ole"])
    ole.open(f"{town['desk']}/spoergsmaal/nyt")
    usual = {"kind": "text", "asked": "after", "purpose": "Programmet", "kept_days": "30"}
    ole.send("Gem", status, **usual | fields)
    return ole


def asked(house: Flask, town: dict[str, Any]) -> list[Any]:
    with house.app_context():
        found = queries.questions_of(town["event"], even_closed=True, counts=True)
        return found


def said(house: Flask, town: dict[str, Any], name: str) -> dict[int, str]:
    with house.app_context():
        seat = sa.select(Registration.id).where(
            Registration.person_id == town[name], Registration.event_id == town["event"]
        )
        ids = list(db.session.scalars(seat))
        return next(iter(queries.answers_of(town["event"], ids).values()), {})


def test_ole_asks_and_karen_answers(house: Flask, town: dict[str, Any]) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    page = ole.open(f"{town['desk']}/spoergsmaal")
    assert "Der er ingen spørgsmål endnu" in page.main
    page = ole.send("Overnatning før")
    assert "Vil du overnatte natten før?" in page.main
    [night] = asked(house, town)
    ask(
        house, town, text="Hvilket værelse?", kind="choice", only_if=str(night.choices[0].id), is_required="y",
        purpose="At bestille værelser", **{"choices-0-text": "Enkelt", "choices-0-price": "1.950,50"},
        **{"choices-1-text": "Dobbelt", "choices-1-most": "1"},
    )  # fmt: skip
    page = ask(house, town, text="Hvad vil du høre om?", asked="before").page
    assert "Kun hvis du svarer »Ja« til »Vil du overnatte natten før?«" in page.main
    assert "Enkelt (1.950,50 kr.)" in page.main and "Dobbelt: 0 af 1 er taget" in page.main
    topic, night, room = asked(house, town)

    karen = Visitor(house).sign_in(town["karen"])
    page = karen.open(f"{town['page']}/tilmelding")
    assert "Hvad vil du høre om?" in page.main and "overnatte" not in page.main
    assert "Formål: Programmet. Slettes 30 dage efter arrangementet." in page.main
    page = karen.send("Tilmeld mig", **{f"q{topic.id}": "Skoler"})
    assert page.heading == "Du er tilmeldt"
    assert "Svar på spørgsmål" in karen.open("/mine-tilmeldinger").main
    page = karen.open(page.link("Svar på spørgsmål"))
    assert page.form("Gem").values()[f"q{topic.id}"] == "Skoler"
    page = karen.send("Gem", 422, **{f"q{night.id}": str(night.choices[0].id), f"q{topic.id}": "Veje"})
    assert "Vælg et af svarene." in page.errors()
    assert page.form("Gem").values()[f"q{topic.id}"] == "Veje", "what was typed is kept"
    page = karen.send("Gem", **{f"q{room.id}": str(room.choices[0].id)})
    assert "Tak. Dine svar er noteret." in page.main
    assert said(house, town, "karen") == {topic.id: "Veje", night.id: "Ja", room.id: "Enkelt"}
    assert "Svar på spørgsmål" not in karen.open("/mine-tilmeldinger").main
    page = karen.open(f"{town['page']}/svar")
    assert "koster 1.950,50 kr." in page.main

    page = Visitor(house).sign_in(town["ole"]).open(f"{town['desk']}/svar")
    assert "Karen Friis Har plads Veje Ja Enkelt" in page.main
    assert "Enkelt 1 Dobbelt 0 / 1" in page.main
    for party in ("Socialdemokratiet", "(A)"):
        assert party not in page.main
    with house.app_context():
        looks = sa.select(sa.func.count()).select_from(Entry).where(Entry.happening == Happening.ANSWERS_READ)
        assert db.session.scalar(looks) == 1
    assert "Deltagernes svar ved Budgettet for begyndere" in karen.open("/min-side/opslag").main


def test_a_choice_that_is_taken_is_told_beside_the_field(house: Flask, town: dict[str, Any]) -> None:
    ask(
        house, town, text="Workshop?", kind="choice", asked="before", is_required="y",
        **{"choices-0-text": "Vand", "choices-0-most": "1", "choices-1-text": "Veje"},
    )  # fmt: skip
    [workshop] = asked(house, town)
    name, water, roads = f"q{workshop.id}", *(str(choice.id) for choice in workshop.choices)
    karen, mads = Visitor(house).sign_in(town["karen"]), Visitor(house).sign_in(town["mads"])
    for visitor in (karen, mads):
        assert "Vand: 1 tilbage" in visitor.open(f"{town['page']}/tilmelding").main
    assert "Vælg et af svarene." in karen.send("Tilmeld mig", 422, is_shown="y").errors()
    assert karen.page.form("Tilmeld mig").values()["is_shown"] == "y"
    assert "Vælg et af svarene på siden." in karen.send("Tilmeld mig", 422, **{name: "x' OR 1"}).errors()
    karen.send("Tilmeld mig", **{name: water})
    page = mads.send("Tilmeld mig", 422, **{name: water})
    assert "er netop blevet taget af andre" in page.errors()
    assert states(house, town["mads"]) == []
    assert "Vand: alle er taget" in page.main
    mads.send("Tilmeld mig", **{name: roads})
    assert states(house, town["mads"]) == [State.CONFIRMED]


def test_signing_up_with_three_questions_takes_three_statements_more(house: Flask, town: dict[str, Any]) -> None:
    costs = []
    for name in ("mads", "karen"):
        visitor = Visitor(house).sign_in(town[name])
        form = visitor.open(f"{town['page']}/tilmelding").form("Tilmeld mig")
        answers = {f"q{one.id}": str(one.choices[0].id) if one.choices else "Ja" for one in asked(house, town)}
        with counted(house) as sent:
            visitor.post(form.action, 303, **form.values() | answers)
        costs.append(len(sent))
        if name == "mads":
            rows = {"choices-0-text": "A", "choices-0-most": "5", "choices-1-text": "B"}
            ask(house, town, text="En?", kind="choice", asked="before", **rows)
            ask(house, town, text="Flere?", kind="several", asked="before", **rows)
            ask(house, town, text="Andet?", asked="before")
    assert len(said(house, town, "karen")) == 3
    print(f"\n{costs[0]} statements without questions, {costs[1]} with three")
    assert costs[1] - costs[0] <= MOST_MORE


@pytest.mark.parametrize("number", [2, 30])
def test_the_answers_cost_the_same_for_few_and_many(
    house: Flask, town: dict[str, Any], now: datetime, number: int
) -> None:
    for n in range(3):
        ask(house, town, text=f"Nr. {n}?", kind="choice", **{"choices-0-text": "A", "choices-1-text": "B"})
    [first, *_] = asked(house, town)
    with house.app_context():
        event = db.session.get_one(Event, town["event"])
        event.capacity = number
        for _ in range(number):
            seat = guests.take(event, people.councillor(), now)
            db.session.add(
                GuestAnswer(registration_id=seat.id, question_id=first.id, choice_id=first.choices[0].id, text="")
            )
        db.session.commit()
    costs = {}
    for path in ("svar", "spoergsmaal"):
        ole = Visitor(house).sign_in(town["ole"])
        with counted(house) as sent:
            ole.open(f"{town['desk']}/{path}")
        costs[path] = len(sent)
    print(f"\n{number} guests: {costs}")
    assert costs["svar"] <= 16 and costs["spoergsmaal"] <= 10


def test_a_question_is_changed_put_in_order_closed_and_removed(
    house: Flask, town: dict[str, Any], now: datetime
) -> None:
    ask(house, town, text="Første?")
    ole = ask(house, town, text="Anden?", kind="yes_no", yes_most="3", yes_price="100")
    ole.send("Flyt op")
    assert [one.text for one in asked(house, town)] == ["Anden?", "Første?"]
    second, first = asked(house, town)
    ole.open(f"{town['desk']}/spoergsmaal/{second.id}")
    values = ole.page.form("Gem").values()
    assert (values["kind"], values["yes_most"], values["yes_price"]) == ("yes_no", "3", "100")
    page = ole.send("Gem", text="Rettet?", kept_days="0")
    assert "Rettet?" in page.main and "Slettes, når arrangementet er slut." in page.main
    with house.app_context():
        seat = guests.take(
            db.session.get_one(Event, town["event"]), db.session.get_one(people.Person, town["karen"]), now
        )
        yes = second.choices[0].id
        db.session.add(GuestAnswer(registration_id=seat.id, question_id=second.id, choice_id=yes, text=""))
        db.session.commit()
    page = ole.open(f"{town['desk']}/spoergsmaal")
    removed = [form for form in page.forms() if form.button == "Fjern"]
    assert [form.action for form in removed] == [f"{town['desk']}/spoergsmaal/{first.id}/fjern"]
    values = removed[0].values()
    ole._look(ole.client.post(f"{town['desk']}/spoergsmaal/{second.id}/fjern", data=values), 422)
    assert "1 deltager har svaret" in ole.page.errors()
    ole.open(f"{town['desk']}/spoergsmaal/{second.id}")
    assert "1 deltager har svaret" in ole.send("Gem", 422, kind="text").errors()
    ole.open(f"{town['desk']}/spoergsmaal")
    assert "Stilles ikke længere" in ole.send("Stil det ikke længere").main
    assert "Stilles ikke længere" not in ole.send("Stil det igen").main
    ole.send("Fjern")
    assert [one.text for one in asked(house, town)] == ["Rettet?"]
    page = ole.open(f"{town['desk']}/spoergsmaal/vis")
    assert "Rettet?" in page.main and not [f for f in page.forms() if f.tag.get("method") == "post"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Skriv spørgsmålet."),
        ({"purpose": ""}, "Skriv, hvad svaret skal bruges til."),
        ({"kept_days": "366"}, "Skriv et helt tal fra 0 til 365."),
        ({"kept_days": ""}, "Skriv, efter hvor mange dage svarene bliver slettet"),
        ({"kind": "choice", "choices-0-text": "A"}, "Skriv mindst 2 svar at vælge imellem."),
        ({"kind": "choice", "choices-0-price": "dyrt"}, "Skriv prisen i kroner"),
        ({"kind": "choice", "choices-0-price": "5"}, "Skriv det svar, det hører til."),
        ({"kind": "choice", "choices-0-id": "x", "choices-0-text": "A"}, "Skriv mindst 2 svar"),
        ({"kind": "file", "asked": "before"}, "Man kan først bede om en fil, når pladsen er sikker."),
        ({"kind": "song"}, ""),
        ({"only_if": "999999"}, ""),
        ({"choices-999-text": "A", "choices-99999999-text": "B", "text": ""}, "Skriv spørgsmålet."),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(
    house: Flask, town: dict[str, Any], fields: dict[str, str], sentence: str
) -> None:
    page = ask(house, town, 422, **{"text": "Hvad?"} | fields).page
    assert page.errors() and sentence in page.errors()
    assert asked(house, town) == []


def test_who_may_not_ask_or_look(house: Flask, town: dict[str, Any], now: datetime) -> None:
    ask(house, town, text="Hvad?")
    [one] = asked(house, town)
    with house.app_context():
        by = people.actor(db.session.get_one(people.Person, town["ole"]), now)
        event = db.session.get_one(Event, town["event"])
        helper = people.with_role(Role.ORGANISER)
        grant_right(event, helper.id, Right.CHECK_IN, by=by, now=now)
        town["helper"] = helper.id
        guests.take(event, db.session.get_one(people.Person, town["karen"]), now)
        db.session.commit()
    pages = ("spoergsmaal", "spoergsmaal/nyt", f"spoergsmaal/{one.id}", "spoergsmaal/vis", "svar", "godkendelse")
    for name in ("karen", "birgit", "mo", "other", "helper"):
        visitor = Visitor(house).sign_in(town[name])
        for path in pages:
            visitor.open(f"{town['desk']}/{path}", 404)
    adam = Visitor(house).sign_in(town["adam"])
    for path in ("svar", "godkendelse"):
        adam.open(f"{town['desk']}/{path}", 404)
    ole = Visitor(house).sign_in(town["ole"])
    for path in pages:
        ole.open(f"{town['desk']}/{path}")
    ole.open(f"{town['desk']}/spoergsmaal/999999", 404)
    for name in ("mads", "birgit", "ole"):
        Visitor(house).sign_in(town[name]).open(f"{town['page']}/svar", 404)
    moved = Visitor(house).sign_in(town["karen"]).client.get(f"/arrangementer/{town['event']}-andet/svar")
    assert (moved.status_code, moved.location) == (301, f"{town['page']}/svar")
