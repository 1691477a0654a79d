"""Many workers, and workers that are killed: every letter arrives, and none more often than a worker died over it."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import clock
from politiker.core.database import db
from politiker.core.jobs import Tick
from politiker.mail import outbox
from politiker.mail.outbox import OutgoingMail
from politiker.people import actions
from politiker.worker import LETTERS, run
from politiker.worker.postman import Postman
from tests.mail.post_office import PostOffice, post_office, settings
from tests.people import TESTER, person

LETTERS_OUT = 200
KILLS = 5
ROOT = Path(__file__).parents[2]
# A worker as the command runs it, but its leases are short, so that the test need not wait a minute for each.
A_WORKER = """
import signal, threading
from datetime import timedelta
from politiker.core import jobs
jobs.LEASE = timedelta(seconds=1.5)
from config import Settings
from politiker import worker
from politiker.house import create_app
worker.work(create_app(Settings.from_environment()))
"""


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened:
        yield opened


def invited(house: Flask, number: int) -> None:
    """Letters that anybody may receive at any time of the wall clock: invitations, with true keys."""
    with house.app_context():
        for n in range(number):
            somebody = person("Karen Friis", email=f"guest{n}@example.dk", joined=False)
            actions.invite(somebody, by=TESTER, now=clock.now())
        db.session.commit()


def ids(house: Flask) -> set[str]:
    with house.app_context():
        codes = db.session.scalars(sa.select(OutgoingMail.code))
        return {f"<invitation.{code}@localhost>" for code in codes}


def test_two_workers_over_two_hundred_letters_send_each_once(house: Flask, office: PostOffice) -> None:
    invited(house, LETTERS_OUT)
    with settings(house, mail_url=office.url):
        postmen = [Postman(house, LETTERS) for _ in range(2)]
    delivered = [0, 0]

    def deliver(which: int) -> None:
        while postmen[which].round():
            delivered[which] += 1

    threads = [threading.Thread(target=deliver, args=(which,)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(office.copies()) == ids(house)
    assert sorted(office.copies().values()) == [1] * LETTERS_OUT
    assert all(delivered), "both had their part"


class Killed:
    """A worker in a process of its own, that is killed and put back."""

    def __init__(self, house: Flask, office: PostOffice) -> None:
        given = house.config["SETTINGS"]
        self.environment = os.environ | {
            "POLITIKER_ENV": "test",
            "POLITIKER_BASE_URL": "http://localhost",
            "POLITIKER_DATABASE_URL": given.database_url,
            "POLITIKER_DATA_DIR": str(given.data_dir),
            "POLITIKER_MAIL_URL": office.url,
            "POLITIKER_MAIL_RETRY_BASE_SECONDS": "0.2",
        }
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", A_WORKER], cwd=ROOT, env=self.environment)

    def kill_and_restart(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process = self.start()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def test_a_worker_killed_at_random_loses_nothing(house: Flask, office: PostOffice) -> None:
    """Extra copies are at most one for each kill, never two of one letter, and carry the same Message-ID."""
    invited(house, LETTERS_OUT)
    chance = random.Random(20251118)
    killed = Killed(house, office)
    kills = 0
    try:
        for round_number in range(KILLS):
            share = LETTERS_OUT * (round_number + 1) // (KILLS + 1)
            _until(lambda share=share: len(office.taken) >= share)  # type: ignore[misc]
            time.sleep(chance.random() * 0.05)
            killed.kill_and_restart()
            kills += 1
        _until(lambda: _waiting(house) == 0)
        assert killed.stop() == 0, "a worker that is asked to stop, stops"
    finally:
        killed.process.kill()
        killed.process.wait()
    copies = office.copies()
    assert set(copies) == ids(house)
    extra = sum(copies.values()) - LETTERS_OUT
    print(f"{kills} kills, {extra} extra copies of {LETTERS_OUT} letters")
    assert kills == KILLS and extra <= kills
    assert max(copies.values()) <= 2


def _waiting(house: Flask) -> int:
    with house.app_context():
        return outbox.counts()["queued"]


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


def test_stopping_and_the_sign_of_life(house: Flask, office: PostOffice, now: datetime) -> None:
    stop = threading.Event()
    with settings(house, mail_url=office.url):
        thread = threading.Thread(target=run, args=(house, stop))
        thread.start()

        def alive() -> bool:
            with house.app_context():
                return bool(db.session.scalar(sa.select(sa.func.count()).select_from(Tick)))

        _until(alive)
        stop.set()
        thread.join(5)
        assert not thread.is_alive()
