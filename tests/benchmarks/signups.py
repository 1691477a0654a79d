"""Ten thousand sign-ups for two hundred seats, through HTTP with the real form; and sign-up against one bare statement.

`python -m tests.benchmarks.signups`
"""

import asyncio
import contextlib
import itertools
import random
import statistics
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.registrations.models import Registration, State
from tests.benchmarks import furnishing, reference
from tests.benchmarks.ground import Ground, Running, grounds, leave, postgres, reference_server, running, say, title
from tests.benchmarks.guests import JOIN, Tally, forms, rush
from tests.benchmarks.load import ROUNDS, all_at_once, percentile
from tests.benchmarks.wire import request

PERSONS, REPEATS, SEATS, AT_A_TIME = 9_500, 500, 200, 64
ROUND = 400  # sign-ups of one round against the bare statement
ROUND_SEATS = 50


def main() -> None:
    """The great rush on both databases with two workers and with eight, the ratio, and the peers' small rush."""
    with postgres() as server_url:
        for workers in (2, 8):
            for url in (None, server_url):
                with grounds(url) as ground:
                    great_rush(ground, workers)
        with grounds(server_url) as ground:
            against_one_statement(ground)
        for url in (None, server_url):
            with grounds(url) as ground:
                small_rush(ground)


def great_rush(ground: Ground, workers: int) -> None:
    """10,000 sign-ups, 64 at a time. Raises AssertionError unless every seat and every place in line is right."""
    title(
        f"Sign-ups: {ground.kind}, {workers} workers, 10,000 (9,500 persons, 500 repeats) for 200 seats, 64 at a time"
    )
    house = ground.house()
    cookies = furnishing.cookies(house, PERSONS)
    event = furnishing.seminar(house, capacity=SEATS)
    everybody = cookies + random.sample(cookies, REPEATS)
    random.shuffle(everybody)
    held = ground.data_dir / "held"
    ground.more["BENCH_HELD"] = str(held)
    web = ground.web(workers, "tests.benchmarks.measured:app")
    with running(web):
        tally = asyncio.run(rush(web.port, f"{furnishing.address(event)}/tilmelding", everybody, AT_A_TIME))
    report(tally, len(everybody))
    say(f"  held from lock to commit: {_times(_held(held))}")
    exactly(house, event, PERSONS, SEATS)
    assert tally.failures == 0, f"{tally.failures} answers of 5xx or none: {tally.statuses}"
    assert tally.outcomes["registered already"] == REPEATS, tally.outcomes
    say(f"  exact: {SEATS} seats, {PERSONS - SEATS} in line at 1…{PERSONS - SEATS}, each repeat without effect")


def report(tally: Tally, number: int) -> None:
    """Rates and times."""
    say(f"  {number / tally.seconds:.0f} sign-ups a second (page and form), {tally.seconds:.1f} s in all;"
        f" {dict(tally.outcomes)}")  # fmt: skip
    say(f"  the page: {_times(tally.gets)}")
    say(f"  the form: {_times(tally.posts)}")


def exactly(house: Flask, event_id: int, persons: int, seats: int) -> None:
    """Seats and places are exact, in the rows, in the event's counts, and in what each was told."""
    with house.app_context():
        rows = list(
            db.session.execute(
                sa.select(Registration.id, Registration.person_id, Registration.state, Registration.number)
                .where(Registration.event_id == event_id)
                .order_by(Registration.number)
            )
        )
        event = db.session.get_one(Event, event_id)
        told = dict(
            db.session.execute(
                sa.select(OutgoingMail.subject_id, OutgoingMail.facts).where(OutgoingMail.letter == "waiting")
            ).all()
        )
        letters = db.session.execute(sa.select(sa.func.count()).select_from(OutgoingMail)).scalar_one()
        counts = (event.seats_held, event.waiting)
        leave()
    assert len(rows) == len({row.person_id for row in rows}) == letters == persons, (len(rows), letters)
    assert [row.number for row in rows] == list(range(1, persons + 1)), "numbers have a gap or a tie"
    assert [row.state for row in rows] == [State.CONFIRMED] * seats + [State.WAITING] * (persons - seats)
    assert counts == (seats, persons - seats), counts
    assert [told[row.id]["place"] for row in rows[seats:]] == list(range(1, persons - seats + 1))


def against_one_statement(ground: Ground) -> None:
    """The form's POST through the whole house, beside one bare statement under the same kind of server."""
    title(f"Sign-up POST, {ground.kind}, 2 workers, 32 at a time, forms fetched beforehand, {ROUNDS} rounds of {ROUND}")
    house = ground.house()
    cookies = furnishing.cookies(house, ROUND)
    reference.furnish(ground.database_url)
    gunicorn = reference_server(ground.database_url)
    granian = reference_server(ground.database_url, under="granian")
    web = ground.web()
    rates: dict[str, list[float]] = {"whole": [], "gunicorn": [], "granian": []}
    slow: list[float] = []
    numbers = itertools.count(1)
    with running(web, gunicorn, granian):
        for _ in range(ROUNDS):
            event = furnishing.seminar(house, capacity=ROUND_SEATS)
            raws = asyncio.run(forms(web.port, f"{furnishing.address(event)}/tilmelding", cookies, JOIN))
            seconds, took, statuses = asyncio.run(all_at_once(web.port, raws, 32))
            assert set(statuses) == {303}, statuses
            rates["whole"].append(ROUND / seconds)
            slow += took
            for name, server in (("gunicorn", gunicorn), ("granian", granian)):
                rates[name].append(_bare(ground.database_url, server, next(numbers)))
    whole, bare, twin = (statistics.median(rates[name]) for name in ("whole", "gunicorn", "granian"))
    say(f"  whole path under granian                  {whole:7.0f}/s   {_times(slow)}")
    say(f"  bare one statement under gunicorn sync    {bare:7.0f}/s   ratio {whole / bare:.2f}   (goal ≥ 0.25)")
    say(f"  bare one statement under granian          {twin:7.0f}/s   ratio {whole / twin:.2f}")


def _bare(url: str, server: Running, event: int) -> float:
    reference.new_event(url, event, ROUND_SEATS)
    raws = [
        request("POST", "/sign-up", host="localhost", fields={"event": str(event), "person": str(person)})
        for person in range(ROUND)
    ]
    seconds, _took, statuses = asyncio.run(all_at_once(server.port, raws, 32))
    assert set(statuses) == {303}, statuses
    return ROUND / seconds


def small_rush(ground: Ground) -> None:
    """200 people at once for 50 seats, 32 at a time: what the peers need 8 to 130 seconds for."""
    title(f"The peers' rush: {ground.kind}, 200 people for 50 seats, 32 at a time, page and form, 2 workers")
    house = ground.house()
    cookies = furnishing.cookies(house, 200)
    event = furnishing.seminar(house, capacity=50)
    web = ground.web()
    with running(web):
        tally = asyncio.run(rush(web.port, f"{furnishing.address(event)}/tilmelding", cookies, 32))
    report(tally, 200)
    exactly(house, event, 200, 50)
    assert tally.failures == 0
    say("  exact: 50 seats, 150 in line   (goal ≤ 2 s in all)")


def _held(held: Path) -> list[float]:
    found: list[float] = []
    for paper in held.parent.glob(f"{held.name}.*"):
        with contextlib.suppress(ValueError):
            found += [float(line) / 1000 for line in paper.read_text().split()]
    return found


def _times(seconds: list[float]) -> str:
    p50, p95, p99, most = (percentile(seconds, p) for p in (50, 95, 99, 100))
    return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms, most {most:.0f} ms"


if __name__ == "__main__":
    main()
