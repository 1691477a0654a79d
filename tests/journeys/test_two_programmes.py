"""One course of Kattegat from the template to the certificate, by the forms of the pages and nothing else."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.evaluations.models import EvaluationQuestion, QuestionKind
from politiker.worker import Worker
from politiker.worker.tables import JOBS
from tests import meetings, people
from tests.afterwards import LETTERS, TOWNS
from tests.conftest import Clock
from tests.visitor import Visitor
from tests.web.desk import ANSWERS, stored
from tests.web.planning import Sender, committed, do_jobs

SEATS, STAYED_AWAY, ANSWERED = 25, 2, 9
COURSE = ANSWERS | {
    "title": "Kattegat", "kind": "course", "capacity": str(SEATS), "audience": "public", "opens_on": "",
    "closes_on": "", "binding_on": "", "binding_time": "", "starts_on": "2027-01-12",
    "starts_time": "11", "ends_on": "2027-01-14", "ends_time": "14", "programme-0-starts": "11:00",
    "programme-0-ends": "12:00", "programme-2-title": "", "programme-2-day": "",
    "programme-2-starts": "", "programme-2-ends": "",
}  # fmt: skip


def people_of(house: Flask) -> tuple[int, dict[int, str]]:
    """Ole, and one councillor more than there are seats, by number and name."""

    def make() -> tuple[int, dict[int, str]]:
        meetings.venue()
        crowd = [
            people.councillor(f"{chr(65 + n)}lma Nyvalgt", town=TOWNS[n % 6], letter=LETTERS[n % 2], newly_elected=True)
            for n in range(SEATS + 1)
        ]
        return people.ole().id, {one.id: one.name for one in crowd}

    return committed(house, make)


def pass_a_day(house: Flask, wall: Clock, days: int) -> None:
    """The worker's periodic work on a later day."""
    wall.moment += timedelta(days=days)
    worker = Worker(house, JOBS)
    worker.plan()
    do_jobs(house)


def evaluate(house: Flask, guest: Visitor, page: str, number: int) -> None:
    """Answer all that is asked, as the number says."""
    with house.app_context():
        asked = list(db.session.execute(sa.select(EvaluationQuestion.id, EvaluationQuestion.kind)))
    given = {
        f"question_{id}": f"Mere tid til spillet {number}" if kind is QuestionKind.TEXT else str(3 + number % 3)
        for id, kind in asked
    }
    guest.open(f"{page}/bagefter")
    guest.send("Send mine svar", **given)
    assert "ingen kan se" in guest.page.words


def test_a_course_from_template_to_certificate(house: Flask, wall: Clock) -> None:
    ole_id, crowd = people_of(house)
    desk = Sender(house).sign_in(ole_id)
    desk.open("/arrangoer/nyt")
    desk.send("Gem udkastet", **COURSE)
    desk.open(f"/arrangoer/{stored(house)['id']}/kopier")
    desk.send("Gem som skabelon")
    desk.open(desk.page.link("Lav en række"))
    desk.send("Se datoerne efter", title="Kattegat 2027", dates="18-1-2027; 25; Hotel Nyborg Strand")
    desk.send("Lav 1 udkast")
    desk.send("Udgiv")
    do_jobs(house)
    course = stored(house)
    assert course["published_at"] is not None and course["capacity"] == SEATS
    page = f"/arrangementer/{course['id']}-kattegat-2027"

    guests: dict[int, Visitor] = {}
    for person_id in crowd:
        guests[person_id] = Visitor(house).sign_in(person_id)
        guests[person_id].open(f"{page}/tilmelding")
        guests[person_id].send("Tilmeld mig")
    *seated, late = crowd
    assert all(guests[one].page.heading == "Du er tilmeldt" for one in seated)
    assert guests[late].page.heading == "Du er nr. 1 på ventelisten"

    desk.open(f"/arrangoer/{course['id']}/evaluering")
    desk.send("Gem", certificate_hours="20 timer")
    assert desk.sent == 6 <= 15

    wall.moment = course["starts_at"]
    came = seated[STAYED_AWAY:]
    desk.sign_in(ole_id)
    for person_id in came:
        desk.open(f"/arrangoer/{course['id']}/tjek-ind?navn={crowd[person_id]}")
        desk.send("Tjek ind")
    assert f"{len(came)} af {SEATS} er kommet" in desk.page.main

    pass_a_day(house, wall, 3)
    for number, person_id in enumerate(came[:ANSWERED]):
        evaluate(house, guests[person_id].sign_in(person_id), page, number)
    results = f"/arrangoer/{course['id']}/evaluering/resultater"
    assert "Mere tid til spillet" not in desk.sign_in(ole_id).open(results).words, "not before it has closed"
    pass_a_day(house, wall, 15)
    assert "Mere tid til spillet 3" in desk.sign_in(ole_id).open(results).words

    stayed_away = guests[seated[0]].sign_in(seated[0])
    assert "ikke noteret som mødt op" in stayed_away.open(f"{page}/bagefter").main
    assert "Lav dokumentationen" not in stayed_away.page.main
    one = guests[came[0]].sign_in(came[0])
    one.open(f"{page}/bagefter")
    certificate = one.send("Lav dokumentationen")
    address = next(a.get("href") for a in certificate.all("a") if "/dokumentation/" in (a.get("href") or ""))
    shown = Visitor(house).open(address)
    assert crowd[came[0]] in shown.main and "20 timer" in shown.main and "Kattegat 2027" in shown.main
