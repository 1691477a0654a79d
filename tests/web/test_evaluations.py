"""The pages after an event: set up, answered, seen, and closed to everybody else."""

import io
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.idempotency import UntimedAnswer
from politiker.evaluations import actions, takeaways
from politiker.evaluations.models import Ballot, EvaluationQuestion, Takeaway, Used
from politiker.policy import Right
from tests import people
from tests.afterwards import JOB, Afterwards
from tests.conftest import Clock
from tests.guests import letters
from tests.visitor import Visitor

CANARIES = ("Socialdemokrat", "Venstre")


class Told:
    """What the pages are about, by number: nothing that holds an app context open."""

    def __init__(self, house: Flask, wall: Clock, many: int, *, is_open: bool = True, **plan: Any) -> None:
        with house.app_context():
            after = Afterwards(wall.moment, many)
            evaluation = after.open(**plan) if is_open else after.ask(**plan)
            db.session.commit()
            self.evaluation_id = evaluation.id
            self.event_id, self.ole = after.event.id, after.ole.id
            self.guests = [person.id for person in after.people]
            self.seats = [seat.id for seat in after.seats]
            self.names = [person.name for person in after.people]
            self.page = f"/arrangementer/{self.event_id}-{after.event.slug}/bagefter"
            wall.moment = after.over
        self.desk = f"/arrangoer/{self.event_id}/evaluering"

    def questions(self, house: Flask) -> list[str]:
        with house.app_context():
            query = sa.select(EvaluationQuestion.id).order_by(EvaluationQuestion.place)
            return [f"question_{id}" for id in db.session.scalars(query)]


def close(house: Flask, wall: Clock) -> None:
    wall.moment += timedelta(days=15)
    with house.app_context():
        actions.close_evaluations(by=JOB, now=wall.moment)
        db.session.commit()


def test_the_organiser_sets_it_up_with_the_usual_questions(house: Flask, wall: Clock, visitor: Visitor) -> None:
    told = Told(house, wall, 1, is_open=False)
    with house.app_context():
        db.session.execute(sa.text("DELETE FROM evaluation_question"))
        db.session.execute(sa.text("DELETE FROM evaluation"))
        db.session.commit()
    wall.moment -= timedelta(days=32)
    page = visitor.sign_in(told.ole).open(told.desk)
    assert "Nothing" not in page.words and "intet brev" in page.words
    fields = page.form("Gem").values()
    assert fields["questions-0-text"] == "Hvor godt var arrangementet alt i alt?"
    refused = visitor.send("Gem", status=422, **{"questions-1-kind": "choice", "questions-1-options": "Kun ét svar"})
    assert "2 til 10 forskellige svar" in refused.errors()
    visitor.send("Gem", days_open="7", **{"questions-1-kind": "choice", "questions-1-options": "Meget\nLidt"})
    assert "gemt" in visitor.page.words
    assert visitor.page.form("Gem").values()["questions-1-options"].split() == ["Meget", "Lidt"]


@pytest.mark.parametrize(
    "fields",
    [
        {"days_open": "0"}, {"days_open": "x"}, {"certificate_for": "everybody"}, {"questions-0-kind": "song"},
        {"questions-0-text": "x" * 301}, {"questions-0-text": "", "questions-0-options": "a\nb"},
        {"questions-0-kind": "choice", "questions-0-options": "a\na"}, {"certificate_hours": "x" * 61},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(house: Flask, wall: Clock, visitor: Visitor, fields: dict[str, str]) -> None:
    told = Told(house, wall, 1, is_open=False)
    wall.moment -= timedelta(days=32)
    visitor.sign_in(told.ole).open(told.desk)
    assert visitor.send("Gem", status=422, **fields).errors()


def test_a_guest_answers_once_and_is_thanked(house: Flask, wall: Clock, visitor: Visitor) -> None:
    told = Told(house, wall, 2)
    scale, choice, text = told.questions(house)
    visitor.sign_in(told.guests[0]).open("/mine-tilmeldinger")
    assert told.page in visitor.answer.get_data(as_text=True)
    page = visitor.open(told.page)
    form = page.form("Send mine svar")
    given = form.values() | {scale: "4", choice: "Bordene", text: "Maden"}
    refused = visitor.send("Send mine svar", status=422)
    assert "mindst ét spørgsmål" in refused.errors()
    visitor.send("Send mine svar", status=422, **{text: "x" * 1001, choice: "Oplæggene"})
    assert visitor.page.form("Send mine svar").values()[choice] == "Oplæggene", "what was chosen is kept"
    visitor.open(told.page)
    visitor.send("Send mine svar", **{scale: "4", choice: "Bordene", text: "Maden"})
    assert "ingen kan se" in visitor.page.words
    again = visitor.client.post(form.action, data=given, follow_redirects=True)
    assert again.status_code == 422 and "allerede svaret" in again.get_data(as_text=True)
    with house.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1
        assert {row.at.minute for row in db.session.scalars(sa.select(UntimedAnswer))} == {0}


def test_a_double_click_is_one_answer(house: Flask, wall: Clock, visitor: Visitor) -> None:
    told = Told(house, wall, 1)
    scale = told.questions(house)[0]
    form = visitor.sign_in(told.guests[0]).open(told.page).form("Send mine svar")
    for _click in range(2):
        answer = visitor.client.post(form.action, data=form.values() | {scale: "5"})
        assert answer.status_code == 303 and "evalueret" in answer.location
    with house.app_context():
        question = db.session.get_one(EvaluationQuestion, int(scale.removeprefix("question_")))
        assert question.counts["all"]["all"]["5"] == 1


def test_what_one_takes_home_is_ones_own(house: Flask, wall: Clock, visitor: Visitor) -> None:
    told = Told(house, wall, 6)
    visitor.sign_in(told.guests[0]).open(told.page)
    assert "Skriv den ene ting" in visitor.send("Gem", status=422, text=" ").errors()
    assert visitor.send("Gem", status=422, text="y" * 501).errors()
    visitor.send("Gem", text="Ring til naboen")
    assert visitor.page.form("Gem").values()["text"] == "Ring til naboen"
    with house.app_context():
        takeaways.send_back(now=wall.moment + timedelta(days=30))
        db.session.commit()
    assert letters(house, told.guests[0])[-1] == "takeaway_back"
    visitor.open(told.page)
    assert "Vælg et svar" in visitor.send("Gem mit svar", status=422).errors()
    visitor.send("Gem mit svar", used="partly")
    with house.app_context():
        assert db.session.scalars(sa.select(Takeaway.used_after_month)).one() is Used.PARTLY
    for other in (told.guests[1], told.ole):
        page = Visitor(house).sign_in(other)
        page.open(told.page, status=200 if other in told.guests else 404)
        assert "naboen" not in page.answer.get_data(as_text=True)
    close(house, wall)
    assert "naboen" not in Visitor(house).sign_in(told.ole).open(f"{told.desk}/resultater").words
    visitor.sign_in(told.guests[0]).open(told.page)
    visitor.send("Slet det, jeg skrev")
    with house.app_context():
        assert db.session.scalars(sa.select(Takeaway)).all() == []


def test_the_results_are_seen_when_it_has_closed_and_fetched_as_files(
    house: Flask, wall: Clock, visitor: Visitor
) -> None:
    told = Told(house, wall, 6)
    questions = told.questions(house)
    for number, guest in enumerate(told.guests):
        one = Visitor(house).sign_in(guest)
        one.open(told.page)
        one.send("Send mine svar", **dict(zip(questions, ("4", "Bordene", f"=cmd{number}"), strict=True)))
    visitor.sign_in(told.ole)
    assert "når evalueringen er lukket" in visitor.open(f"{told.desk}/resultater").words
    assert "cmd" not in visitor.client.get(f"{told.desk}/resultater.csv").get_data(as_text=True)
    close(house, wall)
    page = visitor.sign_in(told.ole).open(f"{told.desk}/resultater").words
    assert "6 deltagere har svaret" in page and "Gennemsnit 4,0 af 5" in page and "=cmd3" in page
    assert not [name for name in told.names if name in page]
    csv = visitor.client.get(f"{told.desk}/resultater.csv").get_data(as_text=True)
    assert "Bordene;6" in csv and "'=cmd5" in csv and "\n=cmd" not in csv
    book = openpyxl.load_workbook(io.BytesIO(visitor.client.get(f"{told.desk}/resultater.xlsx").data))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert 6 in cells and not [cell for cell in cells if isinstance(cell, str) and cell.startswith("=")]
    for party in CANARIES:
        assert party not in page + csv


def test_fewer_than_five_are_never_shown(house: Flask, wall: Clock, visitor: Visitor) -> None:
    told = Told(house, wall, 6)
    scale = told.questions(house)[0]
    for guest in told.guests[:4]:
        one = Visitor(house).sign_in(guest)
        one.open(told.page)
        one.send("Send mine svar", **{scale: "1"})
    close(house, wall)
    page = visitor.sign_in(told.ole).open(f"{told.desk}/resultater").words
    assert "Færre end fem har svaret" in page and "Gennemsnit" not in page


def test_who_may_come_to_the_pages(house: Flask, wall: Clock) -> None:
    told = Told(house, wall, 1)
    with house.app_context():
        inga = people.with_role(people.Role.ORGANISER, "Inga Ny")
        helper = people.with_role(people.Role.ORGANISER, "Hans Hjælper")
        adam, karen, birgit = people.adam(), people.karen(), people.birgit()
        db.session.flush()
        db.session.execute(
            sa.text('INSERT INTO event_grant (event_id, person_id, "right", granted_at) VALUES (:e, :p, :r, :n)'),
            {"e": told.event_id, "p": helper.id, "r": Right.REGISTRATIONS.value, "n": "2026-09-01 10:00:00+00:00"},
        )
        ids = {
            name: who.id
            for name, who in {"inga": inga, "helper": helper, "adam": adam, "karen": karen, "birgit": birgit}.items()
        }
        db.session.commit()
    desk, results, year = told.desk, f"{told.desk}/resultater", "/arrangoer/aaret"
    expected = {
        told.ole: (200, 200, 200, 404), ids["inga"]: (404, 404, 200, 404), ids["helper"]: (404, 200, 200, 404),
        ids["adam"]: (200, 200, 200, 404), ids["karen"]: (404, 404, 404, 404), ids["birgit"]: (404, 404, 404, 404),
        told.guests[0]: (404, 404, 404, 200),
    }  # fmt: skip
    for who, statuses in expected.items():
        one = Visitor(house).sign_in(who)
        for path, status in zip((desk, results, year, told.page), statuses, strict=True):
            one.open(path, status=status)
    for path in (desk, results, year, told.page):
        Visitor(house).open(path)  # strangers are sent to log in


def test_before_the_event_is_over_there_is_no_such_page(house: Flask, wall: Clock, visitor: Visitor) -> None:
    told = Told(house, wall, 1, is_open=False)
    wall.moment -= timedelta(days=20)
    visitor.sign_in(told.guests[0]).open(told.page, status=404)


def test_the_certificate_is_made_printed_and_seen_to_be_true(house: Flask, wall: Clock, visitor: Visitor) -> None:
    told = Told(house, wall, 2)
    visitor.sign_in(told.guests[0]).open(told.page)
    mine = told.page.replace("bagefter", "dokumentation")
    assert visitor.client.get(mine).status_code == 303
    visitor.open(told.page)
    page = visitor.send("Lav dokumentationen")
    assert visitor.path == mine and told.names[0] in page.words
    address = next(a.get("href") for a in page.all("a") if "/dokumentation/" in (a.get("href") or ""))
    pdf = visitor.client.get(f"{mine}.pdf")
    assert pdf.status_code in {200, 404} and (pdf.status_code == 404 or pdf.data.startswith(b"%PDF"))
    stranger = Visitor(house)
    assert told.names[0] in stranger.open(address).words and "er ægte" in stranger.page.words
    assert "@example.dk" not in stranger.answer.get_data(as_text=True)
    for party in CANARIES:
        assert party not in page.words + stranger.page.words


def test_whoever_guesses_codes_learns_nothing_and_is_slowed_down(house: Flask, wall: Clock) -> None:
    told = Told(house, wall, 1)
    one = Visitor(house).sign_in(told.guests[0])
    one.open(told.page)
    page = one.send("Lav dokumentationen")
    address = next(a.get("href") for a in page.all("a") if "/dokumentation/" in (a.get("href") or ""))
    stranger = house.test_client()
    answers = [stranger.get(f"/dokumentation/{n:022d}") for n in range(20)]
    assert {answer.status_code for answer in answers} == {404}
    assert stranger.get(f"/dokumentation/{'x' * 22}").status_code == 429
    assert stranger.get(address).status_code == 429, "nor does a right code tell itself from a wrong one meanwhile"
    wall.moment += timedelta(minutes=6)
    assert stranger.get(address).status_code == 200


def test_the_year_for_an_organiser(house: Flask, wall: Clock, visitor: Visitor) -> None:
    told = Told(house, wall, 6)
    page = visitor.sign_in(told.ole).open("/arrangoer/aaret").words
    assert "6 af 2.432" in page and "Venstre" not in page
    for year in ("2019", "99999", "x", "-1", "2100"):
        visitor.open(f"/arrangoer/aaret?aar={year}")


def test_strange_input_is_never_a_fault_of_ours(house: Flask, wall: Clock, visitor: Visitor) -> None:
    told = Told(house, wall, 1)
    scale = told.questions(house)[0]
    visitor.sign_in(told.guests[0]).open(told.page)
    assert visitor.send("Send mine svar", status=422, **{scale: "6"}).errors()
    for act in ("svar", "tager-med-hjem", "slet", "brugt", "dokumentation"):
        visitor.post(f"{told.page}/{act}", 400)


def test_nobody_is_asked_before_it_is_over(house: Flask, now: datetime, wall: Clock) -> None:
    told = Told(house, wall, 1, is_open=False)
    assert letters(house, told.guests[0]) == ["registered"]
