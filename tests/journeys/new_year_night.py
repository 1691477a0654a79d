"""New Year's night 2030 in real processes, whose clock libfaketime moves, and what can be seen of it from outside."""

import contextlib
import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.core.tokens import Purpose, Token
from politiker.events.models import Audience
from politiker.mail.outbox import OutgoingMail
from politiker.people import actions
from politiker.people.councils import prolonging
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.people.sign_ins.models import SignIn
from politiker.policy import Role
from politiker.registrations import actions as seats
from politiker.registrations.models import Registration, State
from politiker.registrations.tasks import Task
from politiker.web.browser import cookie_name
from tests import meetings, people
from tests.guests import take
from tests.journeys.new_year import AUTUMN, CAST, EVENING, LATE, MIDNIGHT, SPRING, Town, follow, sitting
from tests.postgres import free_port

ROOT = Path(__file__).parents[2]
# The worker as the command runs it, but that libfaketime moves the monotonic clock too and not the calls that wait
# for it: under a moved clock `Event.wait` and `time.sleep` would wait for years, and `select` does not.
WORKER = """
import select, threading
from config import Settings
from politiker import worker
from politiker.house import create_app
from politiker.worker import tables

class Sleeper(threading.Event):
    def wait(self, timeout=None):
        select.select([], [], [], timeout or 0)
        return self.is_set()

tables.JOBS.update({name: lambda facts, by, now: None for name in WITHOUT})
worker.run(create_app(Settings.from_environment()), Sleeper())
"""
SECONDS_TO_START = 90


def furnish(house: Flask) -> Town:
    """The town as it is two minutes before midnight. Call with no app context open."""
    with house.app_context():
        host = people.ole()
        later = {"starts_at": SPRING + timedelta(days=9), "ends_at": SPRING + timedelta(days=10), "organiser": host}
        later |= {"audience": Audience.MEMBERS}
        events = [
            meetings.seminar(AUTUMN, capacity=capacity, title=title, **later)
            for title, capacity in (("Åben", 90), ("Fuld", 3), ("Stor", 90))
        ]
        town = Town(house, host, *events, f"/arrangementer/{events[0].id}-{events[0].slug}")
        fillers = [follow(sitting(f"Fylder {'abc'[n]}")) for n in range(3)]
        for filler in fillers:
            take(town.full, filler, AUTUMN)
        made = {row.name: row.make(town, row.name) for row in CAST}
        _prolong_odense()
        for begin in town.once_prolonged:  # a leave lasts beyond the period only when the mandate does
            begin()
        for filler in fillers:
            mine = sa.select(Registration).where(Registration.person_id == filler.id)
            seats.withdraw(db.session.scalars(mine).one(), by=people.actor(filler, LATE), now=LATE)
        for name, person in made.items():
            town.ids[name] = person.id
            if person.joined_at is None or person.suspended_at is not None:
                continue
            town.cookies[name] = _sign_in(person, EVENING)
            if "F" in next(row.before for row in CAST if row.name == name):
                town.feeds[name] = actions.open_feed(person, by=people.actor(person, EVENING), now=EVENING)
        _sign_in(made["Gerda Gået"], EVENING), _sign_in(made["Gerda Gået"], EVENING)
        _queue_until_after_midnight(town)
        db.session.commit()
        db.session.expunge_all()
    return town


def _prolong_odense() -> None:
    place = people.municipality("Odense")
    adams = [people.actor(people.with_role(Role.ADMINISTRATOR), AUTUMN) for _ in range(2)]
    asked = prolonging.ask_prolongation(place, SPRING, by=adams[0], now=AUTUMN)
    prolonging.confirm_prolongation(asked, by=adams[1], now=AUTUMN)


def _sign_in(person: Person, now: datetime) -> str:
    return sessions.sign_in(person, now=now, is_strong=True)


def _queue_until_after_midnight(town: Town) -> None:
    """What was written before is sent; but two letters to people who will sit no longer are still in the outbox."""
    db.session.flush()
    kept = sa.or_(
        sa.and_(OutgoingMail.letter == "offered", OutgoingMail.person_id == town.ids["Odd Tilbud"]),
        sa.and_(OutgoingMail.letter == "registered", OutgoingMail.person_id == town.ids["Grete Gået"]),
        OutgoingMail.letter == "offered",
    )
    db.session.execute(sa.update(OutgoingMail).where(~kept).values(sent_at=LATE))
    db.session.execute(sa.update(OutgoingMail).where(kept).values(due_at=MIDNIGHT + timedelta(seconds=8)))


class Night:
    """A server and a worker whose clock is ours, seen from outside."""

    def __init__(self, town: Town, folder: Path, *, without: str = "") -> None:
        self.town, self.folder, self.port = town, folder, free_port()
        self.clock = folder / "clock"
        settings = town.house.config["SETTINGS"]
        found = importlib.util.find_spec("libfaketime")
        assert found is not None and found.origin is not None
        library = Path(found.origin).parent / "vendor/libfaketime/src/libfaketime.so.1"
        self.environment = os.environ | {
            "POLITIKER_ENV": "test",
            "POLITIKER_DATABASE_URL": settings.database_url,
            "POLITIKER_DATA_DIR": str(folder),
            "POLITIKER_BASE_URL": f"http://localhost:{self.port}",
            "POLITIKER_SECRET_KEY": town.house.config["SECRET_KEY"],
            "POLITIKER_MAIL_URL": "file:",
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "FAKETIME_NO_CACHE": "1",
        }
        self.set_clock(EVENING)
        words = f"-m granian --interface wsgi --host 127.0.0.1 --port {self.port} --blocking-threads 1 --no-ws wsgi:app"
        work = f"WITHOUT = {[without] if without else []}{WORKER}"
        self.processes = [self._start("server", words.split()), self._start("worker", ["-c", work])]
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        ends = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < ends:
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        self.close()
        raise AssertionError((self.folder / "server.log").read_text()[-3000:])

    def _start(self, name: str, words: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def set_clock(self, moment: datetime) -> None:
        """Let every process see this moment now, and time go on from there."""
        self.ahead = moment.timestamp() - time.time()
        new = self.clock.with_suffix(".new")
        new.write_text(f"{self.ahead:+.3f}\n")
        new.replace(self.clock)

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.ahead, UTC)

    def wait_until(self, moment: datetime) -> None:
        time.sleep(max(0.0, (moment - self.now).total_seconds()))

    def close(self) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # a group of its own: the server and its worker
            process.wait()

    def get(self, path: str, cookie: str = "") -> tuple[int, str]:
        """What comes, without following where it leads."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Host": f"localhost:{self.port}"}
        )
        if cookie:
            request.add_header("Cookie", f"{cookie_name(self.town.house.config['SETTINGS'])}={cookie}")
        try:
            with _no_redirects.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode(errors="replace")

    def may(self, name: str, cookie: str, key: str) -> str:
        """What one person can do at this moment, in the letters of `Row`."""
        found, page = "", self.town.page
        if cookie:
            status, form = self.get(f"{page}/tilmelding", cookie)
            found += "S" if status == 200 and re.search(r'name="idempotency_key"', form) else ""
            found += "M" if self.get(page, cookie)[0] == 200 else ""
            found += "L" if "Log ud" in self.get("/", cookie)[1] else ""
        if name in self.town.feeds:
            found += "F" if self.get(f"/kalender/{self.town.feeds[name]}.ics")[0] == 200 else ""
        if key:
            found += "K" if self.get(f"/noegle/{key}")[0] == 303 else ""
        return found

    def everybody(self, cookies: dict[str, str]) -> dict[str, str]:
        """What each of the forty can do."""
        keys = self._keys()
        return {row.name: self.may(row.name, cookies.get(row.name, ""), keys.get(row.name, "")) for row in CAST}

    def sign_in_again(self) -> dict[str, str]:
        """Everybody who has an account logs in once more."""
        with self.town.house.app_context():
            cookies = {}
            for row in CAST:
                person = db.session.get_one(Person, self.town.ids[row.name])
                if person.joined_at is not None and person.suspended_at is None:
                    cookies[row.name] = _sign_in(person, self.now)
            db.session.commit()
        return cookies

    def _keys(self) -> dict[str, str]:
        secret = self.town.house.config["SECRET_KEY"]
        with self.town.house.app_context():
            query = (
                sa.select(Person.name, Token.half)
                .join(Registration, Registration.person_id == Person.id)
                .join(Token, Token.subject_id == Registration.id)
                .where(Token.purpose == Purpose.OFFER)
            )
            return {name: tokens.reveal(half, Purpose.OFFER, secret) for name, half in db.session.execute(query)}


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_no_redirects = urllib.request.build_opener(_StayHere)


def tasks(house: Flask) -> set[str]:
    """Whose places somebody is asked about."""
    with house.app_context():
        query = (
            sa.select(Person.name)
            .join(Registration, Registration.person_id == Person.id)
            .join(Task, Task.registration_id == Registration.id)
            .where(Task.done_at.is_(None))
        )
        return set(db.session.scalars(query))


def letters(house: Flask) -> dict[str, tuple[list[str], list[str]]]:
    """What each person was sent since midnight, and what was written to them and not sent."""
    found: dict[str, tuple[list[str], list[str]]] = {row.name: ([], []) for row in CAST}
    with house.app_context():
        query = (
            sa.select(Person.name, OutgoingMail.letter, OutgoingMail.sent_at)
            .join(Person, Person.id == OutgoingMail.person_id)
            .where(sa.or_(OutgoingMail.sent_at.is_(None), OutgoingMail.sent_at >= MIDNIGHT))
            .where(OutgoingMail.letter != "digest")
            .order_by(OutgoingMail.id)
        )
        for name, letter, sent_at in db.session.execute(query):
            if name in found:
                found[name][0 if sent_at is not None else 1].append(letter)
    return found


def live_sessions(house: Flask, person_id: int) -> int:
    with house.app_context():
        query = sa.select(sa.func.count()).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        return int(db.session.scalar(query) or 0)


def jobs_done(house: Flask) -> int:
    """How many of the minute's jobs were done after midnight."""
    with house.app_context():
        query = sa.select(sa.func.count()).where(Job.done_at >= MIDNIGHT)
        return int(db.session.scalar(query) or 0)


def states(house: Flask, name: str) -> list[State]:
    with house.app_context():
        query = sa.select(Registration.state).join(Person).where(Person.name == name)
        return list(db.session.scalars(query))
