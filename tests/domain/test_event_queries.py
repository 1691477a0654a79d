"""What is found on the list of events, and by whom."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events import queries
from politiker.events.finding import EventFilter, listed, month
from politiker.events.models import Audience, Event, ForRole, Kind, Topic
from politiker.policy import STRANGER, Actor, Permission, Role, can
from politiker.registrations.queries import OWN_STATE, seen_from, standing_at
from tests import meetings, people
from tests.guests import take


def titles(rows: list[object]) -> list[str]:
    by_id = {id: title for id, title in db.session.execute(sa.select(Event.id, Event.title))}
    return [by_id[row.id] for row in rows]  # type: ignore[attr-defined]


def everybody(now: datetime) -> list[Actor]:
    """Somebody of every kind."""
    people_of_all_kinds = [
        people.karen(), people.birgit(), people.ole(), people.adam(), people.person("Ingen rolle"),
        people.with_role(Role.MODERATOR), people.councillor(period=(people.PERIOD[0], now - timedelta(days=1))),
    ]  # fmt: skip
    return [STRANGER, *[people.actor(one, now) for one in people_of_all_kinds]]


def test_the_list_shows_the_published_events_that_the_policy_lets_one_see(room: Flask, now: datetime) -> None:
    for audience in Audience:
        meetings.seminar(now, title=f"Udgivet {audience}", audience=audience)
        meetings.draft(now, title=f"Kladde {audience}", audience=audience)
    db.session.flush()
    events = list(db.session.scalars(sa.select(Event)))
    for actor in everybody(now):
        may_see = {e.title for e in events if e.is_published and can(actor, Permission.SEE_EVENT, e)}
        assert set(titles(listed(actor, EventFilter(), now=now))) == may_see
        in_month = month(actor, now, now + timedelta(days=60))
        assert {row.title for row in in_month} == may_see


def test_every_combination_of_filters_can_be_asked(room: Flask, now: datetime) -> None:
    """Each shape of question is a statement of its own; none may be broken, on either database."""
    meetings.seminar(now, title="Alt på en gang", topics=(Topic.ECONOMY,), venue_id=meetings.venue().id)
    asked = 0
    for n in range(2**7):
        bits = [bool(n >> bit & 1) for bit in range(7)]
        wanted = EventFilter(
            topic=Topic.ECONOMY if bits[0] else None,
            kind=Kind.SEMINAR if bits[1] else None,
            role=ForRole.MAYOR if bits[2] else None,
            region="Region Syddanmark" if bits[3] else None,
            free_seats=bits[4],
            text="alt gang" if bits[5] else "",
        )
        after = (now, 0) if bits[6] else None
        assert titles(listed(STRANGER, wanted, now=now, after=after)) == ["Alt på en gang"], wanted
        asked += 1
    assert asked == 128
    past = EventFilter(past=True, text="alt")
    late = now + timedelta(days=40)
    assert titles(listed(STRANGER, past, now=late, after=(late, 0))) == ["Alt på en gang"]


@pytest.mark.parametrize("text", ["og", "  ", "\"'", "*", "NEAR(a b)", "a:*", "🙂", "( ) & | !", "x" * 5000])
def test_odd_searches_are_answered(room: Flask, now: datetime, text: str) -> None:
    meetings.seminar(now)
    assert isinstance(listed(STRANGER, EventFilter(text=text), now=now), list)


def test_small_words_alone_find_everything(room: Flask, now: datetime) -> None:
    meetings.seminar(now)
    assert len(listed(STRANGER, EventFilter(text="og i på"), now=now)) == 1


def test_keyset_pages_miss_nothing_and_repeat_nothing(room: Flask, now: datetime) -> None:
    host = people.ole()
    for n in range(7):
        start = now + timedelta(days=1 + n // 3)  # several begin at the same moment
        meetings.seminar(now, organiser=host, title=f"{n}", starts_at=start, ends_at=start + timedelta(hours=1))
    for wanted, moment in ((EventFilter(), now), (EventFilter(past=True), now + timedelta(days=9))):
        seen: list[int] = []
        after = None
        while rows := listed(STRANGER, wanted, now=moment, after=after, most=2):
            seen += [row.id for row in rows[:2]]
            after = (rows[:2][-1].starts_at, rows[:2][-1].id)
        assert len(seen) == len(set(seen)) == 7


def test_free_seats_means_that_one_can_take_one_now(room: Flask, now: datetime) -> None:
    host = people.ole()
    meetings.seminar(now, organiser=host, title="Plads")
    meetings.seminar(now, organiser=host, title="Lukket", closes_at=now - timedelta(hours=1))
    take(meetings.seminar(now, organiser=host, title="Fuld", capacity=1), people.karen(), now)
    assert titles(listed(STRANGER, EventFilter(free_seats=True), now=now)) == ["Plads"]


def test_the_own_state_comes_with_the_list(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    event = meetings.seminar(now, capacity=1)
    meetings.seminar(now, title="En anden")
    take(event, karen, now)
    take(event, mads, now)
    for person, state in ((karen, "confirmed"), (mads, "waiting")):
        actor = people.actor(person, now)
        rows = listed(actor, EventFilter(), now=now, more=(OWN_STATE,), person_id=person.id)
        assert {row.id: row.own_state for row in rows}[event.id] == state
        assert [row.own_state for row in rows if row.id != event.id] == [None]


def test_the_join_link_is_told_to_a_certain_seat_alone(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now, capacity=1, join_link="https://video.example/rum")
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    take(event, karen, now)
    take(event, mads, now)
    with_seat, waits, neither = (standing_at(event.id, person.id) for person in (karen, mads, amina))
    assert with_seat is not None and with_seat.join_link == "https://video.example/rum"
    assert waits is not None and (waits.join_link, waits.place) == (None, 1)
    assert neither is not None and (neither.join_link, neither.state) == (None, None)
    assert standing_at(event.id + 1000, karen.id) is None
    assert not hasattr(queries.told(event.id), "join_link")
    assert seen_from(event.id, mads.id, now=now).shown == ()
