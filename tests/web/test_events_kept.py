"""What is kept for strangers: never somebody's own, never what is old, never for another host, never without end."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event
from politiker.web import cache, fragments
from politiker.web.browser import cookie_name
from politiker.web.cache import KeptAnswers
from politiker.web.fragments import Fragments
from tests import meetings, people
from tests.conftest import Clock
from tests.gatherings import make, somebody
from tests.statements import counted
from tests.visitor import Visitor


@pytest.fixture
def kept(house: Flask) -> Iterator[KeptAnswers]:
    """The keeper of the house's answers, with nothing kept yet."""
    layer: Any = house.wsgi_app
    while not isinstance(layer, KeptAnswers):
        layer = layer.app
    layer.forget()
    yield layer
    layer.forget()


def elsewhere(house: Flask, statement: str, **facts: Any) -> None:
    """A change over a connection of its own, past everything this process could notice."""
    with house.app_context():
        engine = sa.create_engine(db.engine.url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement), facts)
    engine.dispose()


def test_nothing_is_kept_that_was_made_for_somebody(kept: KeptAnswers, house: Flask, now: Any) -> None:
    make(house, now)
    Visitor(house).sign_in(somebody(house)).open("/arrangementer")
    assert not kept.kept
    name = cookie_name(house.config["SETTINGS"])
    for odd in (f"{name}=x", f"{name} =aaaaaaaaaaaaaaaaaaaaaaaa", f'a=b; {name}="aaaaaaaaaaaaaaaaaaaaaaaa"'):
        house.test_client(use_cookies=False).get("/arrangementer", headers={"Cookie": odd})
        assert not kept.kept, odd
    house.test_client(use_cookies=False).get("/arrangementer", headers={"Cookie": "theirs=1"})
    assert len(kept.kept) == 1


def test_a_page_that_gives_a_cookie_is_not_kept(kept: KeptAnswers, house: Flask) -> None:
    Visitor(house).open("/log-ind")
    Visitor(house).open("/arrangementer?besked=gemt")
    Visitor(house).open("/arrangementer?noget=andet")
    assert not kept.kept


def test_another_host_gets_its_own_answer(kept: KeptAnswers, house: Flask, now: Any) -> None:
    make(house, now)
    client = house.test_client()
    client.get("/arrangementer", headers={"Host": "ond.example"})
    with counted(house) as sent:
        ours = client.get("/arrangementer", headers={"Host": "localhost"})
    assert sent and b"ond.example" not in ours.data


def test_a_list_changed_elsewhere_shows_within_a_second(kept: KeptAnswers, house: Flask, wall: Clock) -> None:
    event_id = make(house, wall.moment, capacity=2)
    visitor = Visitor(house)
    visitor.open("/arrangementer")
    elsewhere(house, "UPDATE event SET seats_held = 2, lock_version = lock_version + 1 WHERE id = :id", id=event_id)
    wall.moment += timedelta(seconds=0.9)
    assert "Ingen ledige pladser" in visitor.open("/arrangementer").main


def test_one_question_finds_out_which_kept_pages_are_still_true(kept: KeptAnswers, house: Flask, wall: Clock) -> None:
    ids = [make(house, wall.moment, title=f"Møde {n}") for n in range(5)]
    paths = [f"/arrangementer/{id}-moede-{n}" for n, id in enumerate(ids)]
    visitor = Visitor(house)
    for path in paths:
        visitor.open(path)
    elsewhere(house, "UPDATE event SET seats_held = 9, lock_version = lock_version + 1 WHERE id = :id", id=ids[2])
    wall.moment += timedelta(seconds=1)
    with counted(house) as sent:
        for path in paths[:2] + paths[3:]:
            visitor.open(path)
    assert len(sent) == 1
    assert "16 af 25 pladser tilbage" in visitor.open(paths[2]).main


@pytest.mark.parametrize("path", ["/arrangementer", "/arrangementer/{id}-budgettet-for-begyndere"])
def test_words_that_end_being_true_are_said_anew(kept: KeptAnswers, house: Flask, wall: Clock, path: str) -> None:
    opens = wall.moment + timedelta(seconds=30)
    path = path.format(id=make(house, wall.moment, opens_at=opens))
    visitor = Visitor(house)
    wall.moment = opens - timedelta(seconds=0.5)
    assert "Tilmeldingen åbner" in visitor.open(path).main
    wall.moment = opens + timedelta(seconds=0.1)
    assert "25 af 25 pladser tilbage" in visitor.open(path).main


def test_tomorrow_becomes_today_at_midnight(kept: KeptAnswers, house: Flask, wall: Clock) -> None:
    now = wall.moment  # noon in Denmark
    make(house, now, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=3))
    member = Visitor(house).sign_in(somebody(house))
    for visitor in (Visitor(house), member):
        wall.moment = now + timedelta(hours=11, minutes=59, seconds=59.9)
        assert "i morgen kl. 12" in visitor.open("/arrangementer").main
        wall.moment = now + timedelta(hours=12, seconds=0.1)
        assert "i dag kl. 12" in visitor.open("/arrangementer").main


def test_head_and_not_modified_tell_what_get_would(kept: KeptAnswers, house: Flask, now: Any) -> None:
    make(house, now)
    client = house.test_client()
    first = client.head("/arrangementer", headers={"Accept-Encoding": "gzip"})
    whole = client.get("/arrangementer", headers={"Accept-Encoding": "gzip"})
    assert first.data == b"" and first.headers["Content-Length"] == str(len(whole.data))
    assert first.headers["ETag"] == whole.headers["ETag"] and whole.headers["Content-Encoding"] == "gzip"
    etag = whole.headers["ETag"]
    for known in (etag, f'"x", {etag}', etag.removeprefix("W/"), "*"):
        again = client.get("/arrangementer", headers={"If-None-Match": known})
        assert again.status_code == 304 and again.data == b"", known
        assert again.headers["ETag"] == etag and "Content-Length" not in again.headers
    assert client.get("/arrangementer", headers={"If-None-Match": '"x"'}).status_code == 200
    plain = client.get("/arrangementer", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers and plain.data.startswith(b"<!DOCTYPE")


def test_no_more_is_kept_than_there_is_room_for(
    kept: KeptAnswers, house: Flask, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST_ANSWERS", 5)
    for n in range(12):
        house.test_client().get(f"/arrangementer?text=ord{n}")
    assert len(kept.kept) == 5 and kept.size == sum(one.size for one in kept.kept.values())
    monkeypatch.setattr(cache, "MOST_BYTES", 1)
    house.test_client().get("/arrangementer")
    assert not kept.kept and kept.size == 0


def test_pieces_are_bounded_and_the_wanted_stay(now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "MOST_CHARACTERS", 30)
    pieces = Fragments()
    later = now + timedelta(hours=1)
    for n in range(3):
        pieces.keep(n, 1, f"piece {n}", now=now, until=later, size=10)
    assert pieces.find(0, 1, now) == "piece 0"
    pieces.keep(3, 1, "piece 3", now=now, until=later, size=10)
    assert pieces.find(0, 1, now) == "piece 0" and pieces.find(1, 1, now) is None
    assert pieces.size == 30


def test_a_piece_is_of_its_version_and_its_time(now: Any) -> None:
    pieces = Fragments()
    pieces.keep("x", 4, "four", now=now, until=now + timedelta(minutes=2), size=1)
    assert pieces.find("x", 4, now + timedelta(minutes=1)) == "four"
    assert pieces.find("x", 5, now) is None
    assert pieces.find("x", 4, now + timedelta(minutes=2)) is None
    assert pieces.find("x", 4, now - timedelta(seconds=1)) is None, "the clock was put back"


def test_the_frame_holds_nothing_of_a_person_but_the_name(house: Flask, now: Any) -> None:
    """What is kept of a frame is shown to others who stand alike."""
    with house.app_context():
        karen, mads = people.karen(), people.councillor("<b>Bo</b>", town="Ringsted", letter="V")
        event = meetings.seminar(now)
        db.session.commit()
        ids, path = (karen.id, mads.id), f"/arrangementer/{event.id}-{event.slug}"
    for address in ("/arrangementer", path):
        first = Visitor(house).sign_in(ids[0]).open(address).html
        second = Visitor(house).sign_in(ids[1]).open(address).html
        assert first.count("(Karen Friis)") == 2 and second.count("(&lt;b&gt;Bo&lt;/b&gt;)") == 2
        assert first.replace("Karen Friis", "X") == second.replace("&lt;b&gt;Bo&lt;/b&gt;", "X")
        assert "csrf" not in first
    assert "Karen" not in Visitor(house).open("/arrangementer").html


@pytest.mark.parametrize("many", [10, 1000])
def test_a_thousand_events_cost_as_many_statements_as_ten(house: Flask, now: Any, many: int) -> None:
    with house.app_context():
        one = meetings.seminar(now)
        db.session.flush()
        columns = {c.name: getattr(one, c.name) for c in Event.__table__.columns if c.name != "id"}
        db.session.execute(
            sa.insert(Event),
            [columns | {"title": f"Møde {n}", "starts_at": one.starts_at - timedelta(minutes=n)} for n in range(many)],
        )
        karen = people.karen()
        db.session.commit()
        path, me = f"/arrangementer/{one.id}-{one.slug}", karen.id
    stranger, member = Visitor(house), Visitor(house).sign_in(me)
    for visitor, address, costs in (
        (stranger, "/arrangementer", 2),
        (member, "/arrangementer?kind=seminar", 2),
        (member, "/arrangementer?kind=seminar", 2),
        (stranger, path, 3),
        (member, path, 2),
    ):
        with counted(house) as sent:
            visitor.open(address)
        assert len(sent) == costs, (address, sent)
