"""The secretary's desk: vouching for one and for all, saying no, and what others do not see."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people.joining import deciding
from politiker.people.joining.models import Application, Rejection
from politiker.people.models import Mandate
from politiker.policy import Role
from tests import people
from tests.domain.test_joining import in_queue
from tests.statements import counted
from tests.visitor import Visitor

PATH = "/sekretariat"
NAMES = ("Nina Bro", "Else Bo", "Åse Ærø")


def arranged(house: Flask, now: datetime, *names: str, town: str = "Ringsted") -> tuple[Visitor, list[str]]:
    """Birgit at her desk, and the uids of those who wait for her."""
    with house.app_context():
        birgit = people.birgit().id
        uids = [
            in_queue(now + timedelta(hours=2 * n), name=name, email=f"n{n}@ringsted.example", town=town).uid
            for n, name in enumerate(names)
        ]
        db.session.commit()
    return Visitor(house).sign_in(birgit), uids


def stored(house: Flask) -> dict[str, Application]:
    with house.app_context():
        return {one.name: one for one in db.session.scalars(sa.select(Application))}


def test_she_clears_her_queue_on_one_page(house: Flask, now: datetime) -> None:
    birgit, _uids = arranged(house, now, "Nina Bro")
    page = birgit.open("/")
    birgit.open(page.link("Sekretariat"))
    assert "Nina Bro" in birgit.page.main and "n0@ringsted.example" in birgit.page.main
    birgit.send("Jeg står inde for ansøgeren")
    assert "Tak." in birgit.page.main and "Ingen venter på dig" in birgit.page.main
    assert stored(house)["Nina Bro"].is_vouched


def test_all_at_once_after_a_look(house: Flask, now: datetime) -> None:
    birgit, _uids = arranged(house, now, *NAMES)
    page = birgit.open(PATH)
    birgit.open(page.link("Jeg står inde for alle 3"))
    assert all(name in birgit.page.main for name in NAMES)
    with house.app_context():
        in_queue(now, name="Kim Ny", email="kim@ringsted.example")  # came while she looked
        db.session.commit()
    birgit.send("Jeg står inde for alle 3")
    found = stored(house)
    assert all(found[name].is_vouched for name in NAMES) and not found["Kim Ny"].is_vouched
    assert "Kim Ny" in birgit.page.main


def test_no_with_a_reason(house: Flask, now: datetime) -> None:
    birgit, _uids = arranged(house, now, "Nina Bro")
    birgit.open(PATH)
    birgit.send("Det er ikke en af vores", 422, reason="")
    assert "Vælg en grund." in birgit.page.errors()
    birgit.send("Det er ikke en af vores", reason=Rejection.NOT_ELECTED.value)
    one = stored(house)["Nina Bro"]
    assert one.disowned_at is not None and one.decided_at is None
    assert "Ingen venter på dig" in birgit.page.main


def test_a_list_that_cannot_be_read_has_to_be_chosen(house: Flask, now: datetime) -> None:
    birgit, _uids = arranged(house, now, "Nina Bro")
    with house.app_context():
        db.session.execute(sa.update(Application).values(list_text="ved ikke", party_id=None))
        db.session.commit()
    page = birgit.open(PATH)
    assert "alle" not in page.links()
    birgit.send("Jeg står inde for ansøgeren", 422)
    assert "Vælg den liste" in birgit.page.errors()


def test_a_double_press_vouches_once_and_a_late_one_is_told(house: Flask, now: datetime) -> None:
    birgit, _uids = arranged(house, now, "Nina Bro")
    form = birgit.open(PATH).form("Jeg står inde for ansøgeren")
    assert [birgit.client.post(form.action, data=form.values()).status_code for _ in range(2)] == [303, 303]
    late = form.values() | {"idempotency_key": "another-key-of-another-tab"}
    assert "allerede besvaret" in birgit.client.post(form.action, data=late).get_data(as_text=True)


def test_unusual_addresses_and_look_alikes_are_marked(house: Flask, now: datetime) -> None:
    with house.app_context():
        people.councillor("Pop Hop", town="Ringsted", email="pop@ringsted.example")
        db.session.commit()
    birgit, _uids = arranged(house, now, "Nina Bro")
    assert "Ikke den sædvanlige" not in birgit.open(PATH).main
    with house.app_context():
        in_queue(now, name="Рор Нор", email="pop@gmail.com")
        db.session.commit()
    page = birgit.open(PATH)
    assert "Ikke den sædvanlige" in page.main and "Pop Hop" in page.main


def test_her_own_application_is_not_hers(house: Flask, now: datetime) -> None:
    with house.app_context():
        one = in_queue(now)
        people.actions.give_role(
            db.session.get_one(people.Person, one.person_id), Role.SECRETARY,
            by=people.TESTER, now=now, municipality_id=one.municipality_id,
        )  # fmt: skip
        id, uid = one.person_id, one.uid
        db.session.commit()
    assert id is not None
    visitor = Visitor(house).sign_in(id)
    assert "Nina Bro" not in visitor.open(PATH).main.replace("(Nina Bro)", "")
    visitor.post(f"{PATH}/ansoegninger/{uid}/staa-inde", 403)


def test_for_everybody_else_there_is_no_such_page(house: Flask, visitor: Visitor, now: datetime) -> None:
    _birgit, [uid] = arranged(house, now, "Nina Bro")
    with house.app_context():
        others = [people.karen().id, people.ole().id, people.adam().id, people.person().id]
        elsewhere = people.with_role(Role.SECRETARY, "Sanne Friis", town="Odense").id
        db.session.commit()
    paths = (f"{PATH}/ansoegninger/{uid}/staa-inde", f"{PATH}/ansoegninger/{uid}/ikke-en-af-vores")
    for id in others:
        other = Visitor(house).sign_in(id)
        for path in (PATH, f"{PATH}/alle"):
            other.open(path, 404)
        for path in (*paths, f"{PATH}/alle"):
            other.post(path, 404)
    sanne = Visitor(house).sign_in(elsewhere)
    assert "Nina Bro" not in sanne.open(PATH).main
    for path in paths:
        mine, random = sanne.post(path, 404), sanne.post(path.replace(uid, "0" * 24), 404)
        assert mine.get_data() == random.get_data()
    visitor.open(PATH)
    assert visitor.path == "/log-ind"


def test_the_desk_costs_the_same_for_one_and_for_twenty(house: Flask, now: datetime) -> None:
    birgit, _uids = arranged(house, now, "Nina Bro")
    with counted(house) as few:
        birgit.open(PATH)
    with house.app_context():
        for n in range(20):
            at = now + timedelta(hours=2 * n + 2)
            in_queue(at, name=f"Person {chr(65 + n)}", email=f"m{n}@ringsted.example")
        db.session.commit()
    with counted(house) as many:
        birgit.open(PATH)
    assert len(few) == len(many)


def test_nothing_follows_before_the_administrator(house: Flask, now: datetime) -> None:
    birgit, _uids = arranged(house, now, "Nina Bro")
    birgit.open(PATH)
    birgit.send("Jeg står inde for ansøgeren")
    with house.app_context():
        assert db.session.scalars(sa.select(Mandate)).first() is None
        one = db.session.scalars(sa.select(Application)).one()
        deciding.approve(one, by=people.actor(people.adam(), now), now=now)
        assert db.session.scalars(sa.select(Mandate)).one().person_id == one.person_id
