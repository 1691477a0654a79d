"""The administrator's desk: letting in one and all from a town, rejecting, and never oneself."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people import actions
from politiker.people.joining import deciding
from politiker.people.joining.models import Application, Rejection
from politiker.people.models import Mandate, Person
from politiker.policy import Role
from tests import people
from tests.domain.test_joining import in_queue
from tests.statements import counted
from tests.visitor import Visitor

PATH = "/administration"


def arranged(house: Flask, now: datetime, *names: str, vouched: bool = True) -> tuple[Visitor, list[str]]:
    """Adam at his desk, and the uids of those who wait."""
    with house.app_context():
        adam, uids = people.adam().id, []
        birgit = people.actor(people.birgit(), now)
        for n, name in enumerate(names):
            one = in_queue(now, name=name, email=f"n{n}@ringsted.example")
            if vouched:
                deciding.vouch(one, one.party_id, by=birgit, now=now)
            uids.append(one.uid)
        db.session.commit()
    return Visitor(house).sign_in(adam), uids


def is_member(house: Flask, name: str, now: datetime) -> bool:
    with house.app_context():
        one = db.session.scalars(sa.select(Person).where(Person.name == name)).one()
        return people.actor(one, now).is_councillor


def test_all_from_a_town_are_let_in(house: Flask, now: datetime) -> None:
    adam, _uids = arranged(house, now, "Nina Bro", "Else Bo")
    page = adam.open("/")
    adam.open(page.link("Administration"))
    adam.open(adam.page.link("Godkend alle 2 fra Ringsted"))
    assert "Nina Bro" in adam.page.main and "Else Bo" in adam.page.main
    adam.send("Godkend alle 2 fra Ringsted")
    assert adam.path == PATH and "godkendt" in adam.page.main
    assert is_member(house, "Nina Bro", now) and is_member(house, "Else Bo", now)


def test_one_by_one_with_papers(house: Flask, now: datetime) -> None:
    adam, [uid] = arranged(house, now, "Nina Bro", vouched=False)
    adam.open(f"{PATH}/ansoegninger/{uid}")
    adam.send("Godkend", 422)
    assert "Ingen i kommunen står inde" in adam.page.errors()
    assert not is_member(house, "Nina Bro", now)
    adam.send("Godkend", papers="y")
    assert is_member(house, "Nina Bro", now)
    page = adam.open(f"{PATH}/ansoegninger/{uid}")
    assert "godkendt" in page.main and not page.forms()


def test_a_no_has_a_reason(house: Flask, now: datetime) -> None:
    adam, [uid] = arranged(house, now, "Nina Bro")
    adam.open(f"{PATH}/ansoegninger/{uid}")
    adam.send("Afvis", 422, reason="")
    assert "Vælg en grund." in adam.page.errors()
    adam.send("Afvis", reason=Rejection.NOT_THEM.value)
    with house.app_context():
        one = db.session.scalars(sa.select(Application)).one()
        assert one.is_approved is False and one.rejection is Rejection.NOT_THEM
        assert db.session.scalars(sa.select(Mandate)).first() is None


def test_what_the_secretary_said_is_shown_and_chosen(house: Flask, now: datetime) -> None:
    adam, [uid] = arranged(house, now, "Nina Bro", vouched=False)
    with house.app_context():
        one = db.session.scalars(sa.select(Application)).one()
        birgit = db.session.scalars(sa.select(Person).where(Person.name == "Birgit Lund")).one()
        deciding.disown(one, Rejection.WRONG_MUNICIPALITY, by=people.actor(birgit, now), now=now)
        db.session.commit()
    assert "Kommunen siger nej" in adam.open(PATH).main
    page = adam.open(f"{PATH}/ansoegninger/{uid}")
    assert "Er valgt i en anden kommune" in page.main
    assert page.form("Afvis").values()["reason"] == Rejection.WRONG_MUNICIPALITY.value


def test_a_second_answer_is_told(house: Flask, now: datetime) -> None:
    adam, [uid] = arranged(house, now, "Nina Bro")
    form = adam.open(f"{PATH}/ansoegninger/{uid}").form("Godkend")
    assert [adam.client.post(form.action, data=form.values()).status_code for _ in range(2)] == [303, 303]
    again = form.values() | {"idempotency_key": "another-key-of-another-tab"}
    answer = adam.client.post(form.action, data=again)
    assert answer.status_code == 422 and "allerede besvaret" in answer.get_data(as_text=True)


def test_nobody_decides_about_themselves_through_any_role(house: Flask, now: datetime) -> None:
    with house.app_context():
        one = in_queue(now)
        person = db.session.get_one(Person, one.person_id)
        actions.give_role(person, Role.ADMINISTRATOR, by=people.TESTER, now=now)
        actions.give_role(person, Role.SECRETARY, by=people.TESTER, now=now, municipality_id=one.municipality_id)
        one.vouched_at, one.vouched_by_id = now, people.birgit().id
        id, uid, place = person.id, one.uid, one.municipality_id
        db.session.commit()
    me = Visitor(house).sign_in(id)
    assert "Din egen" in me.open(PATH).main
    page = me.open(f"{PATH}/ansoegninger/{uid}")
    assert "En anden administrator" in page.main and not page.forms()
    me.post(f"{PATH}/ansoegninger/{uid}", 403)
    me.post(f"{PATH}/ansoegninger/{uid}/afvis", 403)
    me.open(f"{PATH}/kommuner/{place}/godkend")
    assert me.path == PATH
    assert not is_member(house, "Nina Bro", now)


def test_for_everybody_else_there_is_no_such_page(house: Flask, visitor: Visitor, now: datetime) -> None:
    adam, [uid] = arranged(house, now, "Nina Bro")
    with house.app_context():
        others = [people.karen().id, people.ole().id, people.with_role(Role.MODERATOR).id, people.person().id]
        others.append(db.session.scalars(sa.select(Person.id).where(Person.name == "Birgit Lund")).one())
        db.session.commit()
    for id in others:
        other = Visitor(house).sign_in(id)
        for path in (PATH, f"{PATH}/ansoegninger/{uid}", f"{PATH}/kommuner/1/godkend"):
            other.open(path, 404)
        for path in (f"{PATH}/ansoegninger/{uid}", f"{PATH}/ansoegninger/{uid}/afvis", f"{PATH}/kommuner/1/godkend"):
            other.post(path, 404)
    adam.open(f"{PATH}/ansoegninger/{'0' * 24}", 404)
    visitor.open(PATH)
    assert visitor.path == "/log-ind"


def test_the_desk_costs_the_same_for_one_and_for_ten(house: Flask, now: datetime) -> None:
    adam, _uids = arranged(house, now, "Nina Bro")
    with counted(house) as few:
        adam.open(PATH)
    with house.app_context():
        for n, town in enumerate(("Odense", "Vejle", "Skive", "Faxe", "Dragør", "Aarhus", "Lejre", "Greve")):
            in_queue(now, name=f"Person {chr(65 + n)}", email=f"m{n}@by.example", town=town)
        db.session.commit()
    with counted(house) as many:
        adam.open(PATH)
    assert len(few) == len(many)


@pytest.mark.parametrize("answer", ["Godkend", "Afvis"])
def test_who_withdraws_while_it_is_being_decided_is_gone(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """The application is deleted while one waits to hold it: that is a page that is not there, and no fault of ours."""
    adam, [uid] = arranged(house, now, "Nina Bro")
    held = deciding.lock

    def after_the_withdrawal(application: Application) -> Application:
        id = application.id
        db.session.rollback()
        with house.app_context():
            db.session.execute(sa.delete(Application).where(Application.id == id))
            db.session.commit()
        return held(Application(id=id))

    adam.open(f"{PATH}/ansoegninger/{uid}")
    monkeypatch.setattr(deciding, "lock", after_the_withdrawal)
    adam.send(answer, 404, reason="not_elected")


def test_nobody_is_let_into_a_second_council(house: Flask, now: datetime) -> None:
    """One sits where one lives. Somebody came to sit in Aarhus while the application to Ringsted waited."""
    adam, [uid] = arranged(house, now, "Nina Bro")
    with house.app_context():
        nina = db.session.scalars(sa.select(Person).where(Person.name == "Nina Bro")).one()
        aarhus = people.municipality("Aarhus").id
        party = db.session.scalars(sa.select(people.Party).filter_by(municipality_id=aarhus, letter="A")).one()
        begins, ends = people.PERIOD
        actions.give_mandate(nina, aarhus, party.id, starts_at=begins, ends_at=ends, by=people.TESTER)
        db.session.commit()
        place = people.municipality("Ringsted").id
    adam.open(f"{PATH}/ansoegninger/{uid}")
    adam.send("Godkend", 422)
    assert "sidder allerede i et andet råd" in adam.page.errors()
    adam.open(f"{PATH}/kommuner/{place}/godkend")
    adam.send("Godkend")
    assert "Nina Bro" in adam.page.main, "still on the desk"
    with house.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(Mandate)).scalar_one() == 1
