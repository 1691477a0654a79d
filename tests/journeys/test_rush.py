"""Three hundred people want twenty seats at the same moment, through the real pages and the real form.

The large form of it, ten thousand people, is in the benchmarks.
"""

import re
import secrets
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from politiker.core import database
from politiker.core.database import db
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.people.sign_ins import sessions
from politiker.registrations import queries, waiting_list
from politiker.registrations.terms import twins
from politiker.web.browser import cookie_name
from tests import meetings
from tests.journeys.crowds import by_state, crowd

AT_ONCE = 8  # as many as the pool of one process has connections for
HIDDEN = re.compile(r'name="(csrf_token|idempotency_key)"[^>]*value="([^"]+)"')


def arrange(house: Flask, now: datetime, *, guests: int, seats: int) -> tuple[int, str, list[str]]:
    """An event, its address for signing up, and a cookie for each guest."""
    ids = crowd(house, guests)
    with house.app_context():
        event = meetings.seminar(now, capacity=seats)
        tokens = [secrets.token_urlsafe(32) for _ in ids]
        db.session.add_all(
            sessions.begun_sign_in(person_id, token, now=now) for person_id, token in zip(ids, tokens, strict=True)
        )
        db.session.commit()
        return event.id, f"/arrangementer/{event.id}-{event.slug}/tilmelding", tokens


def browser(house: Flask, token: str) -> FlaskClient:
    client = house.test_client()
    client.set_cookie(cookie_name(house.config["SETTINGS"]), token, domain="localhost")
    return client


def fill_in(client: FlaskClient, address: str) -> dict[str, str]:
    """Open the page and take what its form would send."""
    page = client.get(address)
    assert page.status_code == 200, page.status
    fields = dict(HIDDEN.findall(page.get_data(as_text=True)))
    assert set(fields) == {"csrf_token", "idempotency_key"}
    return fields


def rush(house: Flask, address: str, tokens: list[str], *, times: int = 1, at_once: int = AT_ONCE) -> Counter[int]:
    """Everybody opens the form and presses the button, `times` times with the same form; the status codes."""

    def one(token: str) -> list[int]:
        client = browser(house, token)
        fields = fill_in(client, address)
        return [client.post(address, data=fields).status_code for _ in range(times)]

    with ThreadPoolExecutor(at_once) as pool:
        return Counter(code for codes in pool.map(one, tokens) for code in codes)


def test_three_hundred_for_twenty_seats(house: Flask, now: datetime) -> None:
    event_id, address, tokens = arrange(house, now, guests=300, seats=20)
    assert rush(house, address, tokens) == {303: 300}
    with house.app_context():
        found = by_state(event_id)
        assert {state: len(rows) for state, rows in found.items()} == {"confirmed": 20, "waiting": 280}
        assert len({r.person_id for rows in found.values() for r in rows}) == 300
        assert [waiting_list.place_in_line(r) for r in found["waiting"]] == list(range(1, 281))
        assert queries.miscounted() == []
        told = Counter(db.session.scalars(sa.select(OutgoingMail.letter)))
        assert told == {"registered": 20, "waiting": 280}


def test_pressing_the_button_three_times_is_pressing_it_once(house: Flask, now: datetime) -> None:
    event_id, address, tokens = arrange(house, now, guests=12, seats=5)
    assert rush(house, address, tokens, times=3) == {303: 36}
    with house.app_context():
        assert {state: len(rows) for state, rows in by_state(event_id).items()} == {"confirmed": 5, "waiting": 7}


CONTENDERS, SEATS = 6, 2


def test_control_the_same_rush_without_the_lock_goes_wrong(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All contenders are held between counting and inserting: PostgreSQL oversells, SQLite is locked."""
    event_id, address, tokens = arrange(house, now, guests=CONTENDERS, seats=SEATS)
    barrier = threading.Barrier(CONTENDERS, timeout=20)

    def no_lock(event: Event) -> Event:
        afresh = sa.select(Event).where(Event.id == event.id).execution_options(populate_existing=True)
        db.session.scalars(afresh).one()
        barrier.wait()
        return event

    with house.app_context():
        is_sqlite = db.engine.dialect.name == "sqlite"
    monkeypatch.setattr(twins, "hold", no_lock)
    if is_sqlite:
        # The contenders must meet at the barrier, so the key that is written first may not hold the others up.
        monkeypatch.setattr(database, "sqlite_begin_statement", lambda: "BEGIN")
        monkeypatch.setattr("politiker.core.idempotency.insert_once", lambda *_: True)
    codes = rush(house, address, tokens, at_once=CONTENDERS)
    with house.app_context():
        seated = len(by_state(event_id).get("confirmed", []))
    if is_sqlite:
        assert codes[503] >= 1, f"a plain BEGIN must be locked out: {codes}"
    else:
        assert seated == CONTENDERS > SEATS, f"the control must oversell, or the rush proves nothing: {codes}"
