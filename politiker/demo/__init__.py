"""The door through which a demonstration comes in: living Danish data on a first screen, or the whole country."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app

from config import Settings
from politiker.core.database import db
from politiker.demo import (
    accounts,
    afterwards,
    arrivals,
    asking,
    closed_rooms,
    councils,
    country,
    dating,
    listed,
    mailings,
    many_talks,
    planning,
    profiles,
    programmes,
    talking,
    waiting,
    whole_programmes,
    wishing,
)
from politiker.demo.earlier import EARLIER
from politiker.demo.stage import Stage, forget_letters, newest
from politiker.demo.upcoming import UPCOMING
from politiker.discussions.rooms import breadth, event_rooms, standard
from politiker.discussions.threads.models import Thread
from politiker.events.models import Event
from politiker.people.models import Mandate, Person
from politiker.registrations.models import Registration

WHOLE_COUNTRY = 1000  # with more councillors than this the whole country was loaded before


class DemoRefused(Exception):
    """Demonstration data never enters a production database."""


@dataclass(frozen=True)
class Summary:
    """What stands in the demonstration, and whether this loading added anything."""

    persons: int
    councillors: int
    events: int
    registrations: int
    threads: int
    is_new: bool


def load(seed: int = 1, full: bool = False, *, now: datetime) -> Summary:
    """Load the demonstration, all of it or nothing; what is there already is left as it is. Raises DemoRefused."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.env == "production":
        raise DemoRefused
    before = newest()
    is_new = False
    if not accounts.are_here():
        is_new = True
        accounts.open_all(now)
        councils.elect_some(seed, now)
        profiles.say_yes(seed, now)
        waiting.apply(now)
        stage = Stage(seed, now)
        for plan in (*EARLIER, *UPCOMING):
            stage.play(plan)
        programmes.set_up(stage)
        arrivals.let_them_come(seed, now)
        _talk(seed, now)
        asking.ask(now)
        planning.plan_ahead(now)
        dating.find_a_date(now)
        listed.note(now)
        wishing.wish(seed, now)
    is_new = accounts.enrol(now) or is_new
    if full and _councillors() < WHOLE_COUNTRY:
        is_new = True
        councils.elect_the_rest(seed, now)
        profiles.say_yes(seed + 1, now)
        stage = Stage(seed + 1, now)
        for plan in country.more(seed):
            stage.play(plan)
        whole_programmes.fill(stage)
        many_talks.write_many(seed, now)
    is_new = afterwards.evaluate(seed, now) or is_new
    forget_letters(before)
    mailings.write(now)
    summary = _summary(is_new)
    db.session.commit()
    return summary


def _talk(seed: int, now: datetime) -> None:
    """The rooms, and what is said in them."""
    standard.furnish(now=now)
    company = talking.Company(seed)
    talking.talk_in_rooms(company, closed_rooms.network(company, now), seed, now)
    closed_rooms.confidential(company, now)
    event_rooms.open_rooms(by=accounts.DEMO, now=now)
    breadth.count_breadth(now=now)


def _councillors() -> int:
    query = sa.select(sa.func.count()).select_from(Mandate).join(Person, Person.id == Mandate.person_id)
    return db.session.execute(query.where(Person.is_demo)).scalar_one()


def _summary(is_new: bool) -> Summary:
    demo = sa.select(Person.id).where(Person.is_demo)
    persons, events, registrations, threads = (
        db.session.execute(sa.select(sa.func.count()).select_from(table).where(who.in_(demo))).scalar_one()
        for table, who in (
            (Person, Person.id), (Event, Event.created_by_id), (Registration, Registration.person_id),
            (Thread, Thread.author_id),
        )
    )  # fmt: skip
    return Summary(persons, _councillors(), events, registrations, threads, is_new)
