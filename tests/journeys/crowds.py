"""Many people at once, each with a connection and a transaction of their own."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations import actions
from politiker.registrations.models import Registration
from politiker.web.browser import actor_of
from tests import people

AT_ONCE = 16


@dataclass
class Outcome:
    """What became of everybody: how many got through, and the refusals by name."""

    done: int = 0
    refused: list[str] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, error: Exception | None) -> None:
        with self.guard:
            if error is None:
                self.done += 1
            else:
                self.refused.append(f"{type(error).__name__}: {error}")


def crowd(house: Flask, size: int) -> list[int]:
    """So many councillors, committed; their ids."""
    with house.app_context():
        guests = [people.councillor() for _ in range(size)]
        db.session.commit()
        return [guest.id for guest in guests]


def all_at_once(house: Flask, acts: Iterable[Callable[[], None]], *, at_once: int = AT_ONCE) -> Outcome:
    """Let everybody act, so many at a time, each committed on its own."""
    outcome = Outcome()

    def one(act: Callable[[], None]) -> None:
        with house.app_context():
            try:
                act()
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                outcome.note(error)
            else:
                outcome.note(None)

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, acts))
    return outcome


def sign_up(event_id: int, person_id: int, now: datetime) -> None:
    """One person signs up."""
    event = db.session.get_one(Event, event_id)
    actions.register(event, by=actor_of(person_id, now), now=now)


def leave(event_id: int, person_id: int, now: datetime) -> None:
    """One person gives the seat back."""
    mine = sa.select(Registration).where(Registration.event_id == event_id, Registration.person_id == person_id)
    actions.withdraw(db.session.scalars(mine).one(), by=actor_of(person_id, now), now=now)


def by_state(event_id: int) -> dict[str, list[Registration]]:
    """Everybody's registration, in order of coming, by state."""
    found: dict[str, list[Registration]] = {}
    query = sa.select(Registration).where(Registration.event_id == event_id).order_by(Registration.number)
    for registration in db.session.scalars(query):
        found.setdefault(registration.state.value, []).append(registration)
    return found


def names(person_ids: Iterable[int]) -> list[str]:
    """Who they are, for a failing test to show."""
    return list(db.session.scalars(sa.select(Person.name).where(Person.id.in_(list(person_ids)))))
