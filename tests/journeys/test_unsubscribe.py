"""From the letter to no more letters: one press, no log-in, and a scanner that opens every address changes nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.people import mail_choices
from politiker.people.mail_choices import Kind
from politiker.people.models import Person
from politiker.people.queries import by_email
from politiker.worker import Worker
from tests import meetings, people
from tests.conftest import Clock
from tests.guests import take
from tests.mail.post_office import PostOffice, Taken, post_office, settings
from tests.visitor import Visitor

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
ELSEWHERE = {"Origin": "https://post.example", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def office(house: Flask) -> Iterator[PostOffice]:
    with post_office() as open_office, settings(house, mail_url=open_office.url):
        yield open_office


def deliver(house: Flask, office: PostOffice) -> list[Taken]:
    """Let the worker work; what came since."""
    before = len(office.taken)
    worker = Worker(house)
    while worker.round():
        pass
    return office.taken[before:]


def reminded(house: Flask, wall: Clock, office: PostOffice) -> Taken:
    """Karen has seats at two events; she is reminded of the first."""
    with house.app_context():
        for days in (20, 40):
            starts = wall.moment + timedelta(days=days)
            event = meetings.seminar(wall.moment, starts_at=starts, ends_at=starts + timedelta(hours=4))
            take(event, people.councillor("Karen Friis", email=f"karen{days}@example.dk"), wall.moment)
            take(event, karen_of(), wall.moment)
        db.session.commit()
    deliver(house, office)
    wall.moment += timedelta(days=7)
    return next(one for one in deliver(house, office) if one.to == ["karen@example.dk"])


def karen_of() -> Person:
    return by_email("karen@example.dk") or people.karen()


def address_in(taken: Taken) -> str:
    """What stands in the header, as a mail program reads it."""
    assert taken.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://localhost(/afmeld-breve/[0-9a-z.]+)>", str(taken.message["List-Unsubscribe"]))
    assert found is not None, taken.message["List-Unsubscribe"]
    return found[1]


def wanted(house: Flask) -> dict[Kind, bool]:
    with house.app_context():
        return mail_choices.choices_of(karen_of().id)


def test_one_press_in_the_mail_program_is_enough(house: Flask, wall: Clock, office: PostOffice) -> None:
    letter = reminded(house, wall, office)
    address = address_in(letter)
    body = letter.message.get_body(("plain",))
    assert body is not None and address in body.get_content(), "the same address for those who read"
    assert "karen" not in address and "@" not in address
    assert b"=?" not in letter.raw.split(b"List-Unsubscribe:")[1].split(b"List-Unsubscribe-Post")[0]

    # A scanner opens what it finds: nothing happens.
    stranger = house.test_client()
    for method in ("GET", "HEAD", "OPTIONS"):
        assert stranger.open(address, method=method).status_code == 200
    assert wanted(house) == dict.fromkeys(Kind, True)

    # The mail provider posts for its reader, without cookies, and perhaps from a page of its own.
    answer = house.test_client(use_cookies=False).post(address, data=ONE_CLICK, headers=ELSEWHERE)
    assert answer.status_code == 200, "and no redirect"
    assert wanted(house) == {**dict.fromkeys(Kind, True), Kind.REMINDERS: False}, "this kind alone"
    assert house.test_client(use_cookies=False).post(address, data=ONE_CLICK).status_code == 200, "twice is once"

    # Others are reminded of the next event, Karen is not; what is about her own seat still comes.
    wall.moment += timedelta(days=20)
    came = [(one.to[0], str(one.message["X-Intent"])) for one in deliver(house, office)]
    assert ("karen40@example.dk", "reminder_14") in came
    assert "karen@example.dk" not in [to for to, letter in came if letter.startswith("reminder")]
    with house.app_context():
        event = meetings.seminar(wall.moment)
        take(event, karen_of(), wall.moment)
        db.session.commit()
    assert ["karen@example.dk"] in [one.to for one in deliver(house, office)]


def test_a_reader_presses_the_link_and_then_one_button(house: Flask, wall: Clock, office: PostOffice) -> None:
    address = address_in(reminded(house, wall, office))
    reader = Visitor(house)
    reader.open(address)
    assert reader.page.heading == "Vil du undvære påmindelser?"
    assert reader.answer.headers["Referrer-Policy"] == "no-referrer"
    reader.send("Slå fra")
    assert reader.page.heading == "Du får ikke flere påmindelser"
    assert wanted(house)[Kind.REMINDERS] is False

    # She regrets it, logged in.
    reader.sign_in(person_id(house))
    reader.open(reader.page.link("Vælg dine breve"))
    reader.send("Gem dit valg", reminders="y")
    assert wanted(house)[Kind.REMINDERS] is True


def person_id(house: Flask) -> int:
    with house.app_context():
        return karen_of().id


def test_a_text_that_was_never_ours_is_not_there(house: Flask, wall: Clock, office: PostOffice) -> None:
    address = address_in(reminded(house, wall, office))
    before, seal = address.rsplit(".", 1)
    other_kind = address.replace("reminders", "digest")
    no_kind = address.replace("reminders", "everything")
    wrong = [
        f"{before}.{'0' * 32}",
        other_kind,
        no_kind,
        before,
        f"{address}x",
        "/afmeld-breve/x",
        f"{before}.{seal.upper()}",
    ]
    client = house.test_client(use_cookies=False)
    for text in wrong:
        if text == address:
            continue
        for answer in (client.get(text), client.post(text, data=ONE_CLICK)):
            assert answer.status_code == 404, text
    assert client.post(address).status_code == 400, "a POST has to say what it is for"
    assert client.post(address, data={"List-Unsubscribe": "yes"}).status_code == 400
    assert wanted(house) == dict.fromkeys(Kind, True)


def test_elsewhere_a_form_from_another_site_is_still_refused(house: Flask, now: Clock) -> None:
    """Control: this one address takes it, and no other does."""
    assert house.test_client().post("/log-ind", headers=ELSEWHERE).status_code == 400
