"""Fifty leave and fifty come at the same moment, at a full event with a hundred in line.

`python -m tests.benchmarks.storm`
"""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from politiker.core import clock
from politiker.core.database import db
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.registrations.actions import register
from politiker.registrations.models import Registration, State
from tests import people
from tests.benchmarks import furnishing
from tests.benchmarks.furnishing import Guest
from tests.benchmarks.ground import Ground, grounds, leave, postgres, running, say, title
from tests.benchmarks.guests import JOIN, LEAVE, forms
from tests.benchmarks.load import all_at_once, percentile

SEATS, LINE, LEAVING, COMING = 200, 100, 50, 50
FAR, NEAR = timedelta(days=40), timedelta(hours=20)


def main() -> None:
    """On both databases, far from the event and less than a day before it."""
    with postgres() as server_url:
        for url in (None, server_url):
            with grounds(url) as ground:
                for starts_in in (FAR, NEAR):
                    storm(ground, starts_in)


def storm(ground: Ground, starts_in: timedelta) -> None:
    """Raises AssertionError unless exactly the first fifty in line get the fifty seats, with one letter each."""
    is_near = starts_in == NEAR
    where = "inside the direct window" if is_near else "far from the event"
    title(f"50 withdrawals and 50 sign-ups at once: {ground.kind}, {where}, 2 workers, 100 connections")
    house = ground.house()
    guests = furnishing.guests(house, SEATS + LINE + COMING)
    event = furnishing.seminar(house, capacity=SEATS, starts_in=starts_in)
    _fill(house, event, guests[: SEATS + LINE])
    path = f"{furnishing.address(event)}/tilmelding"
    leaving = random.sample(guests[:SEATS], LEAVING)
    coming = guests[SEATS + LINE :]
    web = ground.web()
    with running(web):
        raws = asyncio.run(forms(web.port, path, [guest.cookie for guest in leaving], LEAVE))
        raws += asyncio.run(forms(web.port, path, [guest.cookie for guest in coming], JOIN))
        random.shuffle(raws)
        seconds, took, statuses = asyncio.run(all_at_once(web.port, raws, len(raws)))
    assert set(statuses) == {303}, Counter(statuses)
    _exactly(house, event, guests, leaving, State.CONFIRMED if is_near else State.OFFERED)
    say(f"  {len(raws)} acts in {seconds:.2f} s, p95 {percentile(took, 95):.0f} ms")
    say(f"  exact: the first 50 in line are {'confirmed' if is_near else 'offered'} with one letter each; the 50 new"
        " ones stand last")  # fmt: skip


def _fill(house: Flask, event_id: int, guests: list[Guest]) -> None:
    now = clock.now()
    with house.app_context():
        event = db.session.get_one(Event, event_id)
        for guest in guests:
            who = people.actor_of(guest.person_id, now)
            register(event, by=who, now=now, takes_last_minute=True)
        db.session.commit()
        leave()


def _exactly(house: Flask, event_id: int, guests: list[Guest], leaving: list[Guest], lucky: State) -> None:
    with house.app_context():
        rows = db.session.execute(
            sa.select(Registration.person_id, Registration.state, Registration.number, Registration.id).where(
                Registration.event_id == event_id
            )
        )
        by_person = {row.person_id: row for row in rows}
        event = db.session.get_one(Event, event_id)
        letter = "promoted" if lucky is State.CONFIRMED else "offered"
        told = list(
            db.session.scalars(
                sa.select(OutgoingMail.subject_id)
                .join(Registration, Registration.id == OutgoingMail.subject_id)
                .where(OutgoingMail.letter == letter, Registration.event_id == event_id)
            )
        )
        counts = (event.seats_held, event.waiting)
        leave()
    left = {guest.person_id for guest in leaving}
    for place, guest in enumerate(guests):
        row = by_person[guest.person_id]
        if place < SEATS:
            expected = State.WITHDRAWN if guest.person_id in left else State.CONFIRMED
        else:
            expected = lucky if place < SEATS + LEAVING else State.WAITING
        assert row.state is expected, (place, row.state, expected)
        assert (row.number > SEATS + LINE) == (place >= SEATS + LINE), "a newcomer stands before somebody in line"
    assert counts == (SEATS, LINE - LEAVING + COMING), counts
    assert sorted(told) == sorted(by_person[guest.person_id].id for guest in guests[SEATS : SEATS + LEAVING])


if __name__ == "__main__":
    main()
