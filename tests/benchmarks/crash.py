"""`kill -9` of web and worker at random moments while five hundred sign up: nothing acknowledged is lost.

`python -m tests.benchmarks.crash [kills]`
"""

import asyncio
import random
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from politiker.core import clock
from politiker.core.database import db
from politiker.core.jobs import LEASE
from politiker.mail.outbox import OutgoingMail, counts
from politiker.registrations.models import OPEN, Registration
from politiker.registrations.queries import miscounted
from tests.benchmarks import furnishing
from tests.benchmarks.furnishing import Guest
from tests.benchmarks.ground import Ground, Running, grounds, leave, postgres, running, say, title
from tests.benchmarks.guests import HOST, JOIN, sent
from tests.benchmarks.wire import NoForm, Wire, form_on, plain, request
from tests.postgres import free_port

PERSONS, SEATS, WRITERS = 500, 200, 8
KILLS = 20  # of the web, and as many of the worker; the nightly run takes more
DELIVERED_WITHIN = LEASE.total_seconds() * 2 + 60


class Sink:
    """A mail server that takes everything and remembers to whom and under which Message-ID."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, str]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        heads: dict[str, str] = {}
        for line in (
            envelope.content.decode("utf-8", "replace").split("\r\n\r\n")[0].replace("\r\n ", " ").split("\r\n")
        ):
            name, _, value = line.partition(":")
            heads[name.lower()] = value.strip()
        self.letters += [(to, heads["message-id"], heads["x-intent"]) for to in envelope.rcpt_tos]
        return "250 taken"


@dataclass
class Story:
    """What the writers were answered, and what was killed under them."""

    kills: int
    acknowledged: set[int] = field(default_factory=set)
    web_killed: int = 0
    worker_killed: int = 0
    under_way: int = 0
    interrupted: int = 0
    ready: list[float] = field(default_factory=list)

    @property
    def allowed(self) -> int:
        """How many may have begun by now, so that there are sign-ups under way at every kill."""
        return PERSONS * (self.web_killed + 1) // (self.kills + 1)


def main(kills: int = KILLS) -> None:
    """On both databases."""
    with postgres() as server_url:
        for url in (None, server_url):
            port = free_port()
            with grounds(url, MAIL_URL=f"smtp://127.0.0.1:{port}", MAIL_RETRY_BASE_SECONDS="1") as ground:
                crash(ground, port, kills)


def crash(ground: Ground, smtp_port: int, kills: int) -> None:
    """Raises AssertionError if anything acknowledged is lost, doubled, or not told."""
    title(f"kill -9: {ground.kind}, web and worker {kills} times each, while 500 sign up, 8 at a time")
    house = ground.house()
    guests = furnishing.guests(house, PERSONS)
    event = furnishing.seminar(house, capacity=SEATS)
    sink = Sink()
    post_office = Controller(sink, hostname="127.0.0.1", port=smtp_port)
    post_office.start()
    web, worker = ground.web(), ground.worker()
    try:
        with running(web, worker):
            story = asyncio.run(_live(web, worker, guests, f"{furnishing.address(event)}/tilmelding", kills))
            waited = _until_told(house)
    finally:
        post_office.stop()
    _nothing_lost(house, event, guests, story)
    extra, twice = _told(house, sink, story)
    say(f"  {story.web_killed} + {story.worker_killed} kills, {story.interrupted} of them with a sign-up under way;"
        f" ready again in {max(story.ready):.1f} s at most")  # fmt: skip
    say(f"  {len(story.acknowledged)} acknowledged: 0 lost, 0 doubled; counts and numbers exact")
    say(f"  {len(sink.letters)} letters: each of {PERSONS} at least once under one Message-ID; {extra} extra copies to"
        f" {twice} people; all out {waited:.0f} s after the last sign-up")  # fmt: skip


async def _live(web: Running, worker: Running, guests: list[Guest], path: str, kills: int) -> Story:
    story = Story(kills)
    line = iter(guests)
    begun = 0

    async def writer() -> None:
        nonlocal begun
        wire = Wire(web.port)
        for guest in line:
            begun += 1
            while begun > story.allowed:
                await asyncio.sleep(0.005)
            await asyncio.sleep(random.uniform(0, 0.05))
            story.under_way += 1
            await _until_acknowledged(wire, path, guest, story)
            story.under_way -= 1
        wire.close()

    async def kill_web() -> None:
        while story.web_killed < kills:
            await asyncio.sleep(random.uniform(0.02, 0.25))
            story.interrupted += story.under_way > 0
            await asyncio.to_thread(web.kill)
            story.web_killed += 1
            story.ready.append(await asyncio.to_thread(web.start))

    async def kill_worker() -> None:
        while story.worker_killed < kills:
            await asyncio.sleep(random.uniform(0.5, 2.5))
            await asyncio.to_thread(worker.kill)
            story.worker_killed += 1
            await asyncio.to_thread(worker.start)

    await asyncio.gather(kill_web(), kill_worker(), *(writer() for _ in range(WRITERS)))
    return story


async def _until_acknowledged(wire: Wire, path: str, guest: Guest, story: Story) -> None:
    """Sign up, and after a lost answer send the very same form again, as a patient browser would."""
    form: bytes | None = None
    while guest.person_id not in story.acknowledged:
        try:
            if form is None:
                page = await wire.ask(plain(request("GET", path, host=HOST, cookie=guest.cookie)))
                if page.status != 200:
                    continue
                form = sent(form_on(page.text, path, JOIN), guest.cookie)
            answer = await wire.ask(form)
            if answer.status == 303:
                story.acknowledged.add(guest.person_id)
            else:
                assert answer.status >= 500, f"a retry was answered {answer.status}"
        except (OSError, TimeoutError):
            wire.close()
            await asyncio.sleep(0.02)
        except NoForm as surprise:
            raise AssertionError("registered without ever having sent the form") from surprise


def _until_told(house: Flask) -> float:
    began = time.perf_counter()
    while time.perf_counter() - began < DELIVERED_WITHIN:
        with house.app_context():
            waiting = counts()["queued"]
            leave()
        if not waiting:
            break
        time.sleep(0.5)
    return time.perf_counter() - began


def _nothing_lost(house: Flask, event_id: int, guests: list[Guest], story: Story) -> None:
    with house.app_context():
        rows = list(
            db.session.execute(
                sa.select(Registration.person_id, Registration.number).where(
                    Registration.event_id == event_id, Registration.state.in_(OPEN)
                )
            )
        )
        wrong = miscounted()
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
        leave()
    per_person = Counter(row.person_id for row in rows)
    assert set(per_person) == story.acknowledged == {guest.person_id for guest in guests}, "an acknowledged one is lost"
    assert set(per_person.values()) == {1}, "somebody is registered twice"
    assert sorted(row.number for row in rows) == list(range(1, PERSONS + 1)), "a number was lost or given twice"
    assert wrong == [], "the event's counts differ from its rows"


def _told(house: Flask, sink: Sink, story: Story) -> tuple[int, int]:
    ids: dict[str, set[str]] = defaultdict(set)
    copies: Counter[str] = Counter()
    for to, message_id, intent in sink.letters:
        assert intent in {"registered", "waiting"}, intent
        ids[to].add(message_id)
        copies[to] += 1
    with house.app_context():
        unsent: Any = db.session.execute(
            sa.select(sa.func.count()).select_from(OutgoingMail).where(OutgoingMail.sent_at.is_(None))
        ).scalar_one()
        leave()
    assert unsent == 0, f"{unsent} letters never went out ({clock.now():%H:%M})"
    assert len(ids) == PERSONS, f"{PERSONS - len(ids)} were never told"
    assert all(len(found) == 1 for found in ids.values()), "one letter under two Message-IDs"
    extra = sum(copies.values()) - PERSONS
    assert extra <= story.worker_killed, f"{extra} extra copies after {story.worker_killed} kills"
    return extra, sum(n > 1 for n in copies.values())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
