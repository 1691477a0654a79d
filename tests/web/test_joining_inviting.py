"""Inviting councillors, one or a list."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.people.joining import inviting
from politiker.people.joining.models import Application
from politiker.policy import Role
from tests import people
from tests.statements import counted
from tests.visitor import Visitor

PATH = "/inviter"
LIST = "Nina Bro; nina@ringsted.example; V\r\n\r\nÅse Ærø;aase@ringsted.example;Venstre"


def sits_as(house: Flask, role: Role, town: str | None = None) -> Visitor:
    with house.app_context():
        id = people.with_role(role, town=town).id
        db.session.commit()
    return Visitor(house).sign_in(id)


def work(house: Flask, now: datetime) -> None:
    with house.app_context():
        for job in db.session.scalars(sa.select(Job).where(Job.name == "send_invitations")):
            inviting.send_invitations(job.facts["applications"], now=now)
        db.session.commit()


def test_the_secretary_invites_a_list_to_the_own_council(house: Flask, now: datetime) -> None:
    visitor = sits_as(house, Role.SECRETARY, "Ringsted")
    page = visitor.open(PATH)
    assert len(page.all("option")) == 1
    visitor.send("Se det igennem, før det sendes", people=LIST)
    assert "Du står inde for" in visitor.page.main and "Åse Ærø" in visitor.page.main
    with house.app_context():
        assert db.session.scalars(sa.select(Application)).first() is None
    visitor.send("Send 2 invitationer")
    assert visitor.path == PATH and "på vej" in visitor.page.main
    work(house, now)
    assert "2 har ikke svaret endnu." in visitor.open("/sekretariat").main
    with house.app_context():
        rows = list(db.session.scalars(sa.select(Application)))
        assert all(row.is_vouched and row.party_id and row.person_id for row in rows) and len(rows) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "mindst ét navn"),
        ("\n \n", "mindst ét navn"),
        ("Nina Bro", "Linje 1: Skriv navn, e-mail og liste"),
        ("Nina Bro; nina@ringsted.example", "Linje 1: Skriv den liste, de er valgt for."),
        ("Nina Bro; nina@ringsted.example; Pirater", "Linje 1: Den liste"),
        ("Nina Bro; nina@ringsted.example; V\nBo; bo; V", "Linje 2: Det er ikke en e-mailadresse."),
        ("N; n@r.example; V\n; b@r.example; V", "Linje 2: Skriv et navn med bogstaver i."),
        ("N; n@r.example; V\nB; N@r.example; V", "Linje 2: Den samme adresse står to gange."),
        ("\n".join(f"N; n{n}@r.example; V" for n in range(201)), "højst 200"),
        ("x" * 200_000, "højst 200"),
    ],
)
def test_faults_are_told_by_the_number_of_the_line(house: Flask, now: datetime, text: str, told: str) -> None:
    visitor = sits_as(house, Role.SECRETARY, "Ringsted")
    visitor.open(PATH)
    visitor.send("Se det igennem, før det sendes", 422, people=text)
    assert told in visitor.page.errors()
    with house.app_context():
        assert db.session.scalars(sa.select(Application)).first() is None


def test_organisers_choose_among_all_and_need_not_know_the_list(house: Flask, now: datetime) -> None:
    visitor = sits_as(house, Role.ORGANISER)
    assert len(visitor.open(PATH).all("option")) == 99
    with house.app_context():
        place = str(people.municipality("Odense").id)
    visitor.send("Se det igennem, før det sendes", municipality=place, people="Nina Bro; nina@gmail.com")
    assert "Ikke den sædvanlige" in visitor.page.main
    visitor.send("Send 1 invitation")
    with house.app_context():
        one = db.session.scalars(sa.select(Application)).one()
        assert not one.is_vouched and one.party_id is None


def test_a_secretary_cannot_invite_elsewhere(house: Flask, now: datetime) -> None:
    visitor = sits_as(house, Role.SECRETARY, "Ringsted")
    form = visitor.open(PATH).form("Se det igennem, før det sendes")
    with house.app_context():
        place = str(people.municipality("Odense").id)
    visitor.post("/inviter/send", 422, **form.values() | {"municipality": place, "people": LIST})
    with house.app_context():
        assert db.session.scalars(sa.select(Application)).first() is None


def test_the_answer_tells_nothing_of_who_is_known(house: Flask, now: datetime) -> None:
    with house.app_context():
        people.karen()
        people.person("Sten Bak", email="sten@example.dk").suspended_at = now
        people.person("Pia Nissen", email="pia@example.dk", joined=False)
        db.session.commit()
    visitor = sits_as(house, Role.SECRETARY, "Ringsted")
    seen = set()
    for who in ("karen", "sten", "pia", "ingen"):
        visitor.open(PATH)
        visitor.send("Se det igennem, før det sendes", people=f"Nina Bro; {who}@example.dk; V")
        form = visitor.page.form("Send 1 invitation")
        with counted(house) as sent:
            answer = visitor.client.post(form.action, data=form.values())
        seen.add((answer.status_code, answer.headers["Location"], answer.get_data(), len(sent)))
    assert len(seen) == 1


def test_for_everybody_else_there_is_no_such_page(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        ids = [people.karen().id, people.person().id, people.with_role(Role.MODERATOR).id]
        db.session.commit()
    for id in ids:
        other = Visitor(house).sign_in(id)
        other.open(PATH, 404)
        other.post(PATH, 404)
        other.post("/inviter/send", 404)
    visitor.open(PATH)
    assert visitor.path == "/log-ind"
