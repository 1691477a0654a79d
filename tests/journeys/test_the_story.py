"""The story the house was built for, from the organiser's draft to the guest who took the seat that became free.

Real pages, real forms, a real mail server, and keys taken from the letters that came over the wire.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from politiker.worker import Worker
from tests import people
from tests.conftest import Clock
from tests.mail.post_office import PostOffice, post_office, settings
from tests.visitor import Visitor
from tests.web.desk import ANSWERS, made


@pytest.fixture
def office(house: Flask) -> Iterator[PostOffice]:
    with post_office() as open_office, settings(house, mail_url=open_office.url):
        yield open_office


def deliver(house: Flask, office: PostOffice) -> list[tuple[str, str]]:
    """Let the worker work; what came since, as (who, which letter)."""
    before = len(office.taken)
    worker = Worker(house)
    while worker.round():
        pass
    return [(taken.to[0], str(taken.message["X-Intent"])) for taken in office.taken[before:]]


def key_in(office: PostOffice) -> str:
    """The address with a key in the newest letter that has one."""
    for taken in reversed(office.taken):
        body = taken.message.get_body(("plain",))
        found = re.search(r"http://localhost(/noegle/\S+)", body.get_content() if body else "")
        if found:
            return found[1]
    raise AssertionError("no letter has a key")


def calendar_of(office: PostOffice) -> str:
    """The calendar part of the newest letter, unfolded."""
    part = next(p for p in office.taken[-1].message.walk() if p.get_content_type() == "text/calendar")
    return str(part.get_content()).replace("\r\n ", "")


def test_a_seat_from_hand_to_hand(house: Flask, wall: Clock, office: PostOffice) -> None:
    ole, karen, mads = (Visitor(house).sign_in(made(house, who)) for who in (people.ole, people.karen, people.mads))

    # Ole drafts, looks, and publishes.
    ole.open("/arrangoer/nyt")
    answers = ANSWERS | {"capacity": "1", "join_link": "https://video.example/moede", "audience": "public"}
    ole.send("Gem", **answers)
    karen.open("/arrangementer")
    assert "politikerdøgn" not in karen.page.main, "a draft is seen by nobody else"
    ole.send("Udgiv")

    # Karen, from another town and another party, finds it and signs up.
    karen.open("/arrangementer?text=politikerdøgnet")
    karen.open(karen.page.link("politikerdøgn"))
    address = karen.path
    karen.open(karen.page.link("Tilmeld mig"))
    karen.send("Tilmeld mig")
    assert "Du er tilmeldt" in karen.page.heading
    assert deliver(house, office) == [("karen@example.dk", "registered")]
    calendar = calendar_of(office)
    assert "METHOD:REQUEST" in calendar and "mailto:karen@example.dk" in calendar and "SEQUENCE:0" in calendar
    assert calendar.count("ATTENDEE") == 1

    # Mads comes when the only seat is taken.
    mads.open(f"{address}/tilmelding")
    mads.send("Tilmeld mig")
    assert "nr. 1 på ventelisten" in mads.page.heading
    assert deliver(house, office) == [("mads@example.dk", "waiting")]

    # Karen leaves; her calendar forgets it; the seat is offered to Mads.
    karen.open("/mine-tilmeldinger")
    karen.open(karen.page.link("politikerdøgn") if "politikerdøgn" in karen.page.words else address)
    karen.open(f"{address}/tilmelding")
    karen.send("Afmeld mig")
    assert set(deliver(house, office)) == {("karen@example.dk", "withdrawn"), ("mads@example.dk", "offered")}

    # Mads answers from the letter, on a phone where he is not logged in. A mail scanner has been there first.
    key = key_in(office)
    scanner = Visitor(house)
    for _ in range(3):
        assert scanner.client.get(key).status_code == 303
        assert scanner.client.head(key).status_code == 303
    phone = Visitor(house)
    phone.open(key)
    assert phone.path == "/tilbud" and "politikerdøgn" in phone.page.main
    phone.send("Ja")
    assert deliver(house, office) == [("mads@example.dk", "promoted")]
    assert "Du er tilmeldt" in mads.open(f"{address}/tilmelding").heading
    late = Visitor(house)
    late.open(key, 410)

    # Ole calls it off, and everybody who has a seat hears why.
    ole.open(address)
    event_id = re.search(r"/arrangementer/(\d+)", address)
    assert event_id is not None
    ole.open(f"/arrangoer/{event_id[1]}/aflys")
    ole.send("Aflys", reason="Oplægsholderen er syg.")
    assert deliver(house, office) == [("mads@example.dk", "called_off")]
    assert "METHOD:CANCEL" in calendar_of(office)
    assert "aflyst" in Visitor(house).open(address).main
