"""The door without people: delivers letters and does what happens by itself. Any number may run at once.

It commits between taking a thing and doing it, so that a worker that dies leaves one thing to be done again.
"""

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from politiker.core import clock, jobs
from politiker.core.database import db
from politiker.policy import system
from politiker.worker import intake
from politiker.worker.postman import Postman
from politiker.worker.room_tables import Handler
from politiker.worker.tables import JOBS, LETTERS, plan

__all__ = ["JOBS", "LETTERS", "Worker", "run", "start_embedded", "work"]

log = logging.getLogger("politiker.worker")
TICK_SECONDS = 0.5
ALIVE_EVERY = timedelta(seconds=10)
JOBS_A_ROUND = 50
SLOWEST_TICK = 30.0  # seconds between looks while something is badly wrong


class Worker:
    """One worker's life. It asks the wall clock, which may jump either way."""

    def __init__(self, app: Flask, handlers: Mapping[str, Handler] = JOBS) -> None:
        self.app = app
        self.handlers = handlers
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"
        self.postman = Postman(app, LETTERS)
        self.last_alive: datetime | None = None
        self.planned = ""

    def round(self) -> bool:
        """A little of everything; whether there is more to do at once. Raises SQLAlchemyError."""
        self.be_alive()
        self.plan()
        has_more_jobs = self.do_jobs()
        return self.postman.round() or has_more_jobs

    def be_alive(self) -> None:
        """Leave a sign of life every ten seconds."""
        now = clock.now()
        if self.last_alive is not None and timedelta(0) <= now - self.last_alive < ALIVE_EVERY:
            return
        with self.app.app_context():
            jobs.tick(self.name, now=now)
            db.session.commit()
        self.last_alive = now

    def plan(self) -> None:
        """Once in each minute of the clock, see what time calls for."""
        now = clock.now()
        minute = f"{now:%Y-%m-%dT%H:%M}"
        if minute != self.planned:
            with self.app.app_context():
                plan(now=now)
                db.session.commit()
            self.planned = minute

    def do_jobs(self) -> bool:
        """Do what is due, at most so much that letters have their turn; whether there may be more."""
        return all(self.do_one_job() for _ in range(JOBS_A_ROUND))

    def do_one_job(self) -> bool:
        """Do one job, or note why not; False when none is due."""
        with self.app.app_context():
            job = jobs.claim(now=clock.now())
            db.session.commit()
            if job is None:
                return False
            job_id, name = job.id, job.name
            try:
                now = clock.now()
                self.handlers[name](job.facts, system(name), now)
                jobs.finish(job, now=now)
                db.session.commit()
            except Exception as error:  # one job that fails does not stop the others
                db.session.rollback()
                log.exception("job failed", extra={"facts": {"job": job_id, "name": name}})
                jobs.fail(db.session.get_one(jobs.Job, job_id), type(error).__name__, now=clock.now())
                db.session.commit()
        return True


def run(app: Flask, stop: threading.Event) -> None:
    """Work until told to stop. Nothing that goes wrong ends it; while much is wrong it looks less often.

    Answers by mail are taken beside it, where the settings say so.
    """
    intake.start(app, stop)
    worker = Worker(app)
    wait = TICK_SECONDS
    while not stop.is_set():
        try:
            wait = 0.0 if worker.round() else TICK_SECONDS
        except SQLAlchemyError as error:
            wait = min(max(wait, TICK_SECONDS) * 2, SLOWEST_TICK)
            log.warning("database is away", extra={"facts": {"kind": type(error).__name__}})
        except Exception:
            wait = min(max(wait, TICK_SECONDS) * 2, SLOWEST_TICK)
            log.exception("round failed")
        stop.wait(wait)


def work(app: Flask) -> None:
    """A worker's whole life in a process of its own: until SIGTERM or SIGINT, and then the letter in hand."""
    stop = threading.Event()
    for wish in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wish, lambda _number, _frame: stop.set())
    run(app, stop)


_embedded: threading.Thread | None = None
_one_at_a_time = threading.Lock()


def start_embedded(app: Flask) -> None:
    """Let a web process do the work as well when the settings say so: one thread a process, alive after a fork."""
    global _embedded
    settings: Settings = app.config["SETTINGS"]
    if not settings.embedded_worker:
        return
    with _one_at_a_time:
        if _embedded is None or not _embedded.is_alive():
            _embedded = threading.Thread(target=run, args=(app, threading.Event()), name="worker", daemon=True)
            _embedded.start()
