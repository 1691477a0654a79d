"""What the house is filled with before it is measured: councillors, their sign-ins, and events."""

import itertools
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from politiker import demo
from politiker.cli import testkit
from politiker.core import clock, danish
from politiker.core.database import db
from politiker.demo.country import HOURS, THEME_DAYS
from politiker.events.details import EventDetails, ProgrammePoint
from politiker.events.models import Audience, Event, ForRole, Kind, Topic, Venue
from politiker.events.queries import whole
from politiker.people.models import Mandate, Person
from politiker.people.queries import by_email
from politiker.people.sign_ins.models import SignIn
from politiker.people.sign_ins.sessions import token_digest
from politiker.registrations.actions import register
from politiker.registrations.event_changes import change_event
from tests import meetings, people
from tests.benchmarks.ground import leave

TEXT = Path(demo.__file__).parent / "descriptions"
TOWNS = ("Nyborg", "Middelfart", "Odense", "Ringsted", "Vejle", "Lemvig", "Aarhus", "Aalborg", "Roskilde", "Viborg")


def cookies(house: Flask, number: int) -> list[str]:
    """So many different councillors signed in, each as the cookie of a browser."""
    with house.app_context():
        tokens = testkit.mint(number, now=clock.now())
        db.session.commit()
        leave()
    return [f"politiker={token}" for token in tokens]


@dataclass(frozen=True)
class Guest:
    """A councillor, and the cookie of the browser."""

    person_id: int
    email: str
    cookie: str


def guests(house: Flask, number: int) -> list[Guest]:
    """So many different councillors signed in, with who each of them is."""
    given = cookies(house, number)
    with house.app_context():
        rows = db.session.execute(
            sa.select(SignIn.token_hash, Person.id, Person.email).join(Person, Person.id == SignIn.person_id)
        )
        who = {row.token_hash: (row.id, row.email) for row in rows}
        leave()
    return [Guest(*who[token_digest(cookie.partition("=")[2])], cookie) for cookie in given]


def organiser() -> Person:
    """The one who makes every event here."""
    return by_email("maaler@example.dk") or people.with_role(
        people.Role.ORGANISER, "Mia Maaler", email="maaler@example.dk"
    )


def seminar(house: Flask, *, capacity: int, starts_in: timedelta = timedelta(days=40), title: str = "Rush") -> int:
    """A published event with so many seats; its number."""
    now = clock.now()
    with house.app_context():
        starts = now + starts_in
        event = meetings.seminar(
            now,
            organiser=organiser(),
            title=title,
            capacity=capacity,
            starts_at=starts,
            ends_at=starts + timedelta(hours=5),
        )
        number = event.id
        db.session.commit()
        leave()
    return number


def address(event_id: int, title: str = "Rush") -> str:
    """Where an event is found."""
    return f"/arrangementer/{event_id}-{danish.slug(title)}"


def country(house: Flask, events: int) -> None:
    """The whole country's councillors, and so many coming public events of every sort."""
    now = clock.now()
    with house.app_context():
        demo.load(full=True, now=now)
        places = [meetings.venue(f"Mødehuset i {town}", town) for town in TOWNS]
        host = organiser()
        for number in itertools.count():
            if _coming(now) >= events:
                break
            _event(number, host, places, now)
        db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        leave()


def _event(number: int, host: Person, places: list[Venue], now: datetime) -> None:
    subjects = (*THEME_DAYS, *HOURS)
    title, topic = subjects[number % len(subjects)]
    starts = now + timedelta(days=3 + number % 300, hours=number % 5)
    text = sorted(TEXT.glob("*.md"))[number % len(list(TEXT.glob("*.md")))].read_text(encoding="utf-8")
    points = tuple(
        ProgrammePoint(
            starts_at=starts + timedelta(hours=n), title=f"Punkt {n + 1}: {title}"[:150], speakers="Anne Skov, hydrolog"
        )
        for n in range(5)
    )
    meetings.seminar(
        now, organiser=host, title=f"{title} {number}", kind=list(Kind)[number % 4], starts_at=starts,
        ends_at=starts + timedelta(hours=6), capacity=20 + number % 60, description=text, programme=points,
        venue_id=places[number % len(places)].id, topics=(topic, list(Topic)[number % 10]),
        roles=(list(ForRole)[number % 4],), audience=Audience.PUBLIC,
    )  # fmt: skip


def _coming(now: datetime) -> int:
    coming = sa.select(sa.func.count()).select_from(Event)
    return db.session.execute(
        coming.where(Event.starts_at > now, Event.published_at.is_not(None), Event.audience == Audience.PUBLIC)
    ).scalar_one()


def addresses(house: Flask, most: int) -> list[str]:
    """Where the coming public events are found, the nearest first."""
    query = sa.select(Event.id, Event.title).where(
        Event.starts_at > clock.now(), Event.published_at.is_not(None), Event.audience == Audience.PUBLIC
    )
    with house.app_context():
        rows = list(db.session.execute(query.order_by(Event.starts_at, Event.id).limit(most)))
        leave()
    return [address(row.id, row.title) for row in rows]


def a_hundredfold(house: Flask, times: int = 100) -> int:
    """Copy every event with its tags and programme so many times, further into the future; how many there are."""
    with house.app_context():
        connection = db.session.connection()
        per = connection.execute(sa.text("SELECT max(id) FROM event")).scalar_one()
        for table in ("event", "event_tag", "programme_item"):
            _copy(connection, table, per, times)
        db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        count = db.session.execute(sa.select(sa.func.count()).select_from(Event)).scalar_one()
        leave()
    return count


def _copy(connection: sa.Connection, table: str, per: int, times: int) -> None:
    columns = [column["name"] for column in sa.inspect(connection).get_columns(table)]
    moved = {
        "event": {"id": f"id + k * {per}", "starts_at": "starts_at + k * interval '40 days'",
                  "ends_at": "ends_at + k * interval '40 days'"},
        "event_tag": {"event_id": f"event_id + k * {per}"},
        "programme_item": {"event_id": f"event_id + k * {per}", "starts_at": "starts_at + k * interval '40 days'"},
    }[table]  # fmt: skip
    taken = [name for name in columns if not (table == "programme_item" and name == "id")]
    values = ", ".join(moved.get(name, f'"{name}"') for name in taken)
    names = ", ".join(f'"{name}"' for name in taken)
    connection.execute(
        sa.text(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, generate_series(1, {times - 1}) k")
    )


def edit(house: Flask, event_id: int, number: int) -> None:
    """An organiser changes the summary of an event."""
    now = clock.now()
    with house.app_context():
        event = whole(event_id)
        details = replace(EventDetails.of(event), summary=f"Rettet for {number}. gang.")
        change_event(event, details, by=people.actor_of(event.created_by_id, now), now=now)
        db.session.commit()
        db.session.remove()


def sign_up(house: Flask, event_id: int, person_id: int) -> None:
    """A councillor signs up."""
    now = clock.now()
    with house.app_context():
        person = db.session.get_one(Person, person_id)
        register(db.session.get_one(Event, event_id), by=people.actor(person, now), now=now)
        db.session.commit()
        db.session.remove()


def councillors(house: Flask, most: int) -> list[int]:
    """The numbers of so many councillors."""
    with house.app_context():
        found = list(db.session.scalars(sa.select(Mandate.person_id).order_by(Mandate.id.desc()).limit(most)))
        leave()
    return found
