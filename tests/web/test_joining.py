"""Applying, confirming the address, taking it back, and saying no to an invitation."""

import re
import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.core.tokens import Purpose, Token, reveal
from politiker.people import actions
from politiker.people.joining import applying
from politiker.people.joining.models import Application
from politiker.people.models import Person
from politiker.policy import Role
from tests import people
from tests.conftest import Clock
from tests.people import PASSWORD
from tests.statements import counted
from tests.visitor import Visitor

PATH = "/bliv-medlem"


def answers(house: Flask, **changes: str) -> dict[str, str]:
    with house.app_context():
        place = people.municipality("Ringsted").id
    return {
        "municipality": str(place), "name": "Nina Bro", "list_text": "V", "email": "nina@ringsted.example"
    } | changes  # fmt: skip


def work(house: Flask, now: datetime) -> None:
    """What the worker does with applications."""
    with house.app_context():
        jobs = sa.select(Job).where(Job.name == "send_application", Job.done_at.is_(None))
        for job in db.session.scalars(jobs):
            applying.send_application(job.facts["application"], too_many=job.facts["too_many"], now=now)
            job.done_at = now
        db.session.commit()


def link(house: Flask, purpose: Purpose = Purpose.APPLICATION) -> str:
    """The address in the newest letter of a kind."""
    with house.app_context():
        half = db.session.scalars(
            sa.select(Token.half)
            .where(Token.purpose == purpose, Token.used_at.is_(None))
            .order_by(Token.subject_id.desc())
        ).first()
        assert half is not None
        return f"/noegle/{reveal(half, purpose, house.config['SECRET_KEY'])}"


def apply(house: Flask, visitor: Visitor, **changes: str) -> None:
    visitor.open(PATH)
    visitor.send("Ansøg", **answers(house, **changes))


def test_from_the_form_to_the_queue(house: Flask, visitor: Visitor, now: datetime) -> None:
    apply(house, visitor)
    assert visitor.path == "/bliv-medlem/sendt" and "Bekræft din e-mailadresse" in visitor.page.main
    work(house, now)
    address = link(house)
    for _ in range(5):  # mail scanners
        scanner = Visitor(house)
        scanner.client.head(address)
        scanner.open(address)
    with house.app_context():
        assert db.session.scalars(sa.select(Application)).one().confirmed_at is None
    visitor.open(address)
    assert visitor.path == "/bliv-medlem/bekraeft" and "Ringsted" in visitor.page.main
    visitor.send("Bekræft og ansøg", 422, password="kort")
    visitor.send("Bekræft og ansøg", password=PASSWORD)
    assert visitor.path == "/min-side" and "nu venter vi på din kommune" in visitor.page.main
    page = visitor.open(PATH)
    assert "Vi venter på svar fra kommunen: Ringsted" in page.main
    visitor.open("/bliv-medlem/fortryd")
    visitor.send("Træk ansøgningen tilbage")
    assert visitor.path == "/min-side"
    with house.app_context():
        assert db.session.scalars(sa.select(Application)).one_or_none() is None
    visitor.open("/bliv-medlem/fortryd")
    assert visitor.path == PATH


def test_a_link_works_once_and_for_a_day(house: Flask, visitor: Visitor, wall: Clock) -> None:
    apply(house, visitor)
    work(house, wall.moment)
    address = link(house)
    visitor.open(address)
    visitor.send("Bekræft og ansøg", password=PASSWORD)
    again = Visitor(house)
    again.open(address, 410)
    assert "24 timer" in again.page.main
    apply(house, again, email="else@ringsted.example", name="Else Bo")
    work(house, wall.moment)
    address = link(house)
    wall.moment += timedelta(hours=24, minutes=1)
    again.open(address, 410)


def test_two_who_confirm_at_once_become_one_person(house: Flask, visitor: Visitor, now: datetime) -> None:
    apply(house, visitor)
    work(house, now)
    address, codes = link(house), []
    tabs = [Visitor(house), Visitor(house)]
    for tab in tabs:
        tab.open(address)
    barrier = threading.Barrier(2)

    def press(tab: Visitor) -> None:
        form = tab.page.form("Bekræft og ansøg")
        barrier.wait()
        codes.append(tab.client.post(form.action, data=form.values() | {"password": PASSWORD}).status_code)

    threads = [threading.Thread(target=press, args=(tab,)) for tab in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [303, 410]
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(Person.email_key == "nina@ringsted.example")) == 1


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("municipality", "", "Vælg den kommune, du er valgt i."),
        ("municipality", "999999", "Vælg en af mulighederne."),
        ("name", "", "Skriv dit navn."),
        ("name", "Me\u200bte", "usynlige tegn"),
        ("name", "М\u0435tte Bo", "flere alfabeter"),
        ("name", "Ｋaren", "kun ligner bogstaver"),
        ("name", "12345", "bogstaver i"),
        ("name", "x" * 5000, "for langt"),
        ("list_text", "", "Skriv den liste"),
        ("list_text", "x" * 200, "120"),
        ("email", "nina", "hel e-mailadresse"),
        ("email", "nina\0@", "hel e-mailadresse"),
    ],
)
def test_bad_input_is_told_beside_the_field(
    house: Flask, visitor: Visitor, now: datetime, field: str, value: str, told: str
) -> None:
    visitor.open(PATH)
    visitor.send("Ansøg", 422, **answers(house, **{field: value}))
    assert told in visitor.page.errors()
    kept = visitor.page.form("Ansøg").values()
    others = {name: text for name, text in answers(house).items() if name != field}
    assert {name: kept[name] for name in others} == others


@pytest.mark.parametrize(
    "name", ["Åse Ærø", "Søren Kierkegård-Ø", "O'Brien", "José", "张伟", "محمد علي", "Nguyễn Thị", "A\u030ase"]
)
def test_names_that_are_only_foreign_come_through(house: Flask, visitor: Visitor, now: datetime, name: str) -> None:
    apply(house, visitor, name=name)
    assert visitor.path == "/bliv-medlem/sendt"


def test_the_answer_tells_nothing_of_who_is_known(house: Flask, now: datetime) -> None:
    """Status, headers, body and statements are the same for everybody."""
    with house.app_context():
        people.karen()
        people.person("Pia Nissen", email="pia@example.dk", joined=False)
        people.person("Ida Krag", email="ida@example.dk")
        people.person("Sten Bak", email="sten@example.dk").suspended_at = now
        people.councillor("Lars Toft", email="lars@example.dk", period=(people.PERIOD[0], now - timedelta(days=1)))
        people.adam()
        db.session.commit()
    seen = set()
    for n, who in enumerate(("karen", "pia", "ida", "sten", "lars", "adam", "ingen")):
        visitor = Visitor(house)
        visitor.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{n}"
        form = visitor.open(PATH).form("Ansøg")
        data = form.values() | answers(house, email=f"{who}@example.dk")
        with counted(house) as sent:
            answer = visitor.client.post(form.action, data=data)
        headers = tuple((k, v) for k, v in answer.headers if k not in {"Date", "Set-Cookie"})
        after = visitor.client.get(answer.headers["Location"]).get_data(as_text=True)
        seen.add((answer.status_code, headers, answer.get_data(), len(sent), re.sub(r"nonce-\w+", "", after)))
    assert len(seen) == 1
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Application)) == 7
        assert db.session.scalar(sa.select(sa.func.count()).where(Job.name == "send_application")) == 7


def test_sent_twice_it_is_one_application(house: Flask, visitor: Visitor, now: datetime) -> None:
    form = visitor.open(PATH).form("Ansøg")
    data = form.values() | answers(house)
    assert [visitor.client.post(PATH, data=data).headers["Location"] for _ in range(2)] == ["/bliv-medlem/sendt"] * 2
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Application)) == 1


def test_a_lapsed_member_applies_with_what_we_know(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        id = people.councillor("Lars Toft", period=(people.PERIOD[0], now - timedelta(days=1))).id
        place = people.municipality("Ringsted").id
        db.session.commit()
    page = visitor.sign_in(id).open(PATH)
    assert "Lars Toft" in page.main
    visitor.send("Ansøg", 422)
    visitor.send("Ansøg", municipality=str(place), list_text="Venstre")
    assert visitor.path == "/min-side"
    with house.app_context():
        one = db.session.scalars(sa.select(Application)).one()
        assert one.person_id == id and one.confirmed_at == now and one.party_id is not None


def test_members_are_told_that_they_are_in(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        id = people.karen().id
        db.session.commit()
    page = visitor.sign_in(id).open(PATH)
    assert "Du har en konto" in page.main and not [f for f in page.forms() if f.action == PATH]
    visitor.post(PATH, 403)
    visitor.open("/bliv-medlem/fortryd", 404)


def invited(house: Flask, now: datetime) -> str:
    with house.app_context():
        somebody = people.person("Pia Nissen", email="pia@example.dk", joined=False)
        actions.invite(somebody, by=people.TESTER, now=now)
        db.session.commit()
    return link(house, Purpose.INVITATION)


def test_no_thank_you(house: Flask, visitor: Visitor, now: datetime) -> None:
    address = invited(house, now)
    visitor.open(f"{address}/nej")
    assert visitor.path == "/nej-tak"
    with house.app_context():
        assert db.session.scalars(sa.select(Person.declined_at)).one() is None
    visitor.send("Nej tak")
    assert "Vi skriver ikke mere" in visitor.page.main
    Visitor(house).open(address, 410)
    with house.app_context():
        assert db.session.scalars(sa.select(Person.declined_at)).one() == now


def test_one_can_still_say_yes_from_the_page_that_says_no(house: Flask, visitor: Visitor, now: datetime) -> None:
    address = invited(house, now)
    page = visitor.open(f"{address}/nej")
    visitor.open(page.link("Ja tak, vælg en adgangskode"))
    visitor.send("Vælg adgangskoden, og log ind", password=PASSWORD)
    with house.app_context():
        assert db.session.scalars(sa.select(Person.joined_at)).one() == now


def test_only_an_invitation_has_a_no(house: Flask, visitor: Visitor, now: datetime) -> None:
    apply(house, visitor)
    work(house, now)
    Visitor(house).open(f"{link(house)}/nej", 404)
    Visitor(house).open("/nej-tak", 404)
    Visitor(house).open("/bliv-medlem/bekraeft", 404)


def test_roles_do_not_apply(house: Flask, visitor: Visitor, now: datetime) -> None:
    with house.app_context():
        id = people.with_role(Role.MODERATOR, "Mona Lund").id
        db.session.commit()
    visitor.sign_in(id).open(PATH)
    visitor.post(PATH, 403)
