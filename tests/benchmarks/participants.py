"""The organiser's list with 2,000 people, and a file of 5,000 rows with 20 columns, beside the reference of the run.

`python -m tests.benchmarks.participants`
"""

import itertools
import statistics
import time
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from politiker.core import clock
from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Mandate
from politiker.people.sign_ins import sessions
from politiker.registrations.models import Registration, State
from politiker.registrations.participants import exports
from tests.benchmarks import furnishing, reference
from tests.benchmarks.ground import grounds, leave, postgres, reference_server, running, say, title
from tests.benchmarks.searching import told
from tests.statements import counted

PEOPLE, ROWS, COLUMNS = 2_000, 5_000, 20
ASKED = 60  # of each kind
GOAL = 200.0  # milliseconds, the 95th of a hundred
MOST_STATEMENTS = 10
FILE_GOAL = 2.0  # seconds


def main() -> None:
    """The list on PostgreSQL with two workers, then the file in this process."""
    with postgres() as server_url, grounds(server_url) as ground:
        title(f"The list of participants: PostgreSQL, {PEOPLE:,} people at one event, 2 workers, one after the other")
        house = ground.house()
        furnishing.country(house, 5)
        event_id, cookie = furnish(house)
        say(f"  load {Path('/proc/loadavg').read_text().split()[0]}")
        reference.furnish(ground.database_url)
        web, bare = ground.web(), reference_server(ground.database_url)
        with running(web, bare):
            base = told("reference: 20 rows", bare.port, ["/"] * ASKED, itertools.repeat(""), None)
            slow = [
                name
                for name, path in addresses(event_id).items()
                if told(name, web.port, [path] * ASKED, itertools.repeat(cookie), base) > GOAL
            ]
            say(f"  goal: p95 ≤ {GOAL:.0f} ms: {'missed by ' + ', '.join(slow) if slow else 'kept'}")
        statements(house, event_id, cookie)
    spreadsheet()


def furnish(house: Flask) -> tuple[int, str]:
    """An event with so many on its list, every tenth waiting, and the organiser's cookie."""
    event_id = furnishing.seminar(house, capacity=PEOPLE)
    now = clock.now()
    with house.app_context():
        people = list(db.session.scalars(sa.select(Mandate.person_id).distinct().order_by(Mandate.person_id)))[:PEOPLE]
        states = [State.WAITING if n % 10 == 9 else State.CONFIRMED for n in range(len(people))]
        db.session.execute(
            sa.insert(Registration),
            [
                {
                    "uid": f"{n:024}", "event_id": event_id, "person_id": person, "number": n + 1, "created_at": now,
                    "state": state, "confirmed_at": now if state is State.CONFIRMED else None,
                    "waiting_at": now if state is State.WAITING else None,
                }
                for n, (person, state) in enumerate(zip(people, states, strict=True))
            ],
        )  # fmt: skip
        event = db.session.get_one(Event, event_id)
        event.seats_held, event.waiting = states.count(State.CONFIRMED), states.count(State.WAITING)
        event.last_number = len(people)
        token = sessions.sign_in(furnishing.organiser(), now=now, is_strong=True, is_remembered=True)
        db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        leave()
    return event_id, f"politiker={token}"


def addresses(event_id: int) -> dict[str, str]:
    """What an organiser asks for, by what it is."""
    there = f"/arrangoer/{event_id}/tilmeldinger"
    return {
        "the first page": there,
        "by name": f"{there}?order=name",
        "by municipality, page 20": f"{there}?order=municipality&page=20",
        "those who wait, with a part of a name": f"{there}?state=waiting&text=an",
        "one region, every column": f"{there}?region=Region+Midtjylland&column=number&column=kind&column=organisation",
        "who is coming, in numbers": f"/arrangoer/{event_id}/balance",
    }


def statements(house: Flask, event_id: int, cookie: str) -> None:
    """How many statements each of them costs."""
    browser = house.test_client()
    browser.set_cookie("politiker", cookie.partition("=")[2], domain="localhost")
    for name, path in addresses(event_id).items():
        with counted(house) as sent:
            answer = browser.get(path)
        assert answer.status_code == 200 and len(sent) <= MOST_STATEMENTS, (answer.status, len(sent))
        say(f"    {name:<52} {len(sent)} statements   {len(answer.data) / 1024:6.0f} KB")


def spreadsheet() -> None:
    """A file of many rows, written five times."""
    title(f"XLSX of {ROWS:,} rows with {COLUMNS} columns, in this process")
    rows: list[list[str | int]] = [[n, *(f"Åse Ørsted {n} {c}" for c in range(COLUMNS - 1))] for n in range(ROWS)]
    spent, size = [], 0
    for _turn in range(5):
        began = time.perf_counter()
        size = len(exports.as_xlsx(rows))
        spent.append(time.perf_counter() - began)
    say(f"    median {statistics.median(spent):.2f} s, slowest {max(spent):.2f} s, {size / 1024:.0f} KB")
    say(f"  goal: ≤ {FILE_GOAL} s: {'kept' if max(spent) <= FILE_GOAL else 'missed'}")


if __name__ == "__main__":
    main()
