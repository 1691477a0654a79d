"""A file as an answer, and approval by hand: who may fetch it, and who decides."""

import io
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event
from politiker.files.models import StoredFile
from politiker.registrations.models import State
from politiker.registrations.questions.forgetting import forget_guest_answers
from politiker.worker.room_tables import JOBS
from tests import files, guests, people
from tests.conftest import Clock
from tests.guests import letters, states
from tests.visitor import Visitor
from tests.web.test_questions import ask, asked, said, town

__all__ = ["town"]


def test_a_file_is_fetched_by_its_owner_and_the_organiser_alone(
    house: Flask, town: dict[str, Any], wall: Clock
) -> None:
    ask(house, town, text="Send dit billede", kind="file", is_required="y")
    [picture] = asked(house, town)
    with house.app_context():
        for name in ("karen", "mads"):
            person = db.session.get_one(people.Person, town[name])
            guests.take(db.session.get_one(Event, town["event"]), person, wall.moment)
        db.session.commit()
    karen = Visitor(house).sign_in(town["karen"])
    karen.open(f"{town['page']}/svar")
    assert "Vælg en fil." in karen.send("Gem", 422).errors()
    page = karen.send("Gem", 422, **{f"q{picture.id}": (io.BytesIO(b"MZ programme"), "mig.jpg")})
    assert "ikke en PDF" in page.errors()
    karen.send("Gem", **{f"q{picture.id}": (io.BytesIO(files.picture()), "mig.jpg")})
    with house.app_context():
        address = f"/filer/{db.session.scalars(sa.select(StoredFile.uid)).one()}"
        JOBS["forget_files"]({}, people.TESTER, wall.moment + timedelta(days=2))
        db.session.commit()
    for name in ("mads", "birgit", "adam", "mo", "other"):
        assert files.fetch(Visitor(house).sign_in(town[name]), address).status_code == 404, name
    for name in ("karen", "ole"):
        assert files.fetch(Visitor(house).sign_in(town[name]), address).status_code == 200, name
    assert "mig.jpg" in Visitor(house).sign_in(town["ole"]).open(f"{town['desk']}/svar").links()
    page = karen.open(f"{town['page']}/svar")
    assert "Du har sendt mig.jpg." in page.main
    karen.send("Gem")
    assert said(house, town, "karen") == {picture.id: "mig.jpg"}, "it stands when nothing else is sent"
    karen.open(f"{town['page']}/svar")
    assert "Vælg en fil." in karen.send("Gem", 422, **{f"k{picture.id}": "y"}).errors()
    with house.app_context():
        forget_guest_answers(now=wall.moment + timedelta(days=62))
        db.session.commit()
        assert db.session.scalars(sa.select(StoredFile)).all() == []


def test_approval_by_hand(house: Flask, town: dict[str, Any]) -> None:
    ole = Visitor(house).sign_in(town["ole"])
    page = ole.open(f"{town['desk']}/godkendelse")
    assert "Ingen venter på dit svar" in page.main
    page = ole.send("Godkend hver tilmelding")
    assert "Fra nu af godkender du hver tilmelding." in page.main
    ask(house, town, text="Hvorfor vil du med?", asked="before")
    [why] = asked(house, town)
    for name in ("karen", "mads"):
        visitor = Visitor(house).sign_in(town[name])
        page = visitor.open(f"{town['page']}/tilmelding")
        assert "Arrangøren godkender hver tilmelding" in page.main
        page = visitor.send("Tilmeld mig", **{f"q{why.id}": f"Jeg er {name}"})
        assert page.heading == "Vent på arrangørens godkendelse"
        assert letters(house, town[name]) == ["awaiting_organiser"]
    assert "2 deltagere venter på din godkendelse." in ole.open("/arrangoer").main
    page = ole.open(f"{town['desk']}/tilmeldinger")
    page = ole.open(page.link("Svar dem, der venter på din godkendelse"))
    assert "Karen Friis , Aarhus" in page.main and "Hvorfor vil du med? Jeg er karen" in page.main
    first = page.form("Godkend").values()
    page = ole.send("Godkend")
    assert "Tilmeldingen er godkendt" in page.main and "Karen Friis" not in page.main
    assert states(house, town["karen"]) == [State.CONFIRMED]
    page = ole.open(page.link("Afvis"))
    assert "Vælg, hvorfor" in ole.send("Afvis tilmeldingen", 422, reason=None).errors()
    form = ole.page.form("Afvis tilmeldingen")
    ole.send("Afvis tilmeldingen", reason="too_many")
    assert states(house, town["mads"]) == [State.REFUSED]
    assert letters(house, town["mads"]) == ["awaiting_organiser", "registration_refused"]
    again = form.values() | {"reason": "others", "idempotency_key": "en-anden-noegle"}
    ole._look(ole.client.post(form.action, data=again), 422)
    assert "En anden har allerede svaret" in ole.page.errors()
    ole._look(ole.client.post(form.action.replace("afvis", "godkend"), data=first | {"idempotency_key": "x"}), 422)
    assert "En anden har allerede svaret" in ole.page.errors()
