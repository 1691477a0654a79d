"""Work for later: done once, taken over from the dead, tried again, and parked when it never goes well."""

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import jobs
from politiker.core.database import db
from politiker.core.jobs import LEASE, MOST_ATTEMPTS, Job, Tick
from politiker.worker import Worker
from politiker.worker.tables import EVERY_DAY, EVERY_HOUR, EVERY_MINUTE, JOBS, Handler, plan
from tests.conftest import Clock


def put(house: Flask, name: str, *, at: datetime, slot: str | None = None) -> None:
    with house.app_context():
        jobs.put(name, {"n": 1}, due_at=at, slot=slot)
        db.session.commit()


def rows(house: Flask) -> list[Any]:
    with house.app_context():
        return list(
            db.session.execute(
                sa.select(Job.name, Job.attempts, Job.done_at, Job.failed_at, Job.error, Job.due_at).order_by(Job.id)
            )
        )


def worker(house: Flask, handlers: Mapping[str, Handler]) -> Worker:
    return Worker(house, handlers)


def test_a_job_is_done_once_by_the_house_itself(house: Flask, now: datetime) -> None:
    seen = []
    put(house, "sweep", at=now)
    busy = worker(house, {"sweep": lambda facts, by, at: seen.append((facts, by.job, at))})
    assert busy.do_one_job() is True
    assert busy.do_one_job() is False
    assert seen == [({"n": 1}, "sweep", now)]
    assert rows(house)[0].done_at == now


def test_a_job_waits_for_its_time(house: Flask, wall: Clock) -> None:
    put(house, "sweep", at=wall.moment + timedelta(minutes=5))
    busy = worker(house, {"sweep": lambda *_: None})
    assert busy.do_one_job() is False
    wall.moment += timedelta(minutes=5)
    assert busy.do_one_job() is True


def test_a_slot_holds_one_job_even_after_it_is_done(house: Flask, now: datetime) -> None:
    busy = worker(house, {"sweep": lambda *_: None})
    for _ in range(3):
        put(house, "sweep", at=now, slot="sweep:10:00")
        busy.do_jobs()
    assert len(rows(house)) == 1


def test_what_a_job_did_and_that_it_is_done_are_one(house: Flask, now: datetime) -> None:
    def half(*_: Any) -> None:
        db.session.add(Tick(worker="half done", at=now))
        db.session.flush()
        raise ZeroDivisionError

    put(house, "half", at=now)
    assert worker(house, {"half": half}).do_one_job() is True
    with house.app_context():
        assert db.session.get(Tick, "half done") is None
    [row] = rows(house)
    assert (row.done_at, row.error, row.attempts) == (None, "ZeroDivisionError", 1)


def test_a_job_that_fails_is_tried_again_ever_later_and_then_parked(house: Flask, wall: Clock) -> None:
    put(house, "broken", at=wall.moment)
    put(house, "sound", at=wall.moment)
    busy = worker(house, {"broken": lambda *_: 1 / 0, "sound": lambda *_: None})
    waits = []
    for _ in range(MOST_ATTEMPTS):
        busy.do_jobs()
        broken = rows(house)[0]
        waits.append((broken.due_at - wall.moment).total_seconds())
        wall.moment = max(wall.moment, broken.due_at)
    assert waits[:4] == [30, 60, 120, 240]
    assert rows(house)[0].failed_at is not None
    assert rows(house)[1].done_at is not None, "the others were done meanwhile"
    assert busy.do_one_job() is False


def test_a_job_nobody_knows_is_tried_again_by_a_newer_worker(house: Flask, now: datetime) -> None:
    put(house, "from the future", at=now)
    worker(house, {}).do_jobs()
    assert rows(house)[0].error == "KeyError" and rows(house)[0].failed_at is None


def test_the_work_of_a_killed_worker_is_taken_over_when_its_lease_ends(house: Flask, wall: Clock) -> None:
    put(house, "sweep", at=wall.moment)
    with house.app_context():
        assert jobs.claim(now=wall.moment) is not None  # and then it was killed
        db.session.commit()
    busy = worker(house, {"sweep": lambda *_: None})
    wall.moment += LEASE - timedelta(seconds=1)
    assert busy.do_one_job() is False
    wall.moment += timedelta(seconds=1)
    assert busy.do_one_job() is True
    assert rows(house)[0].attempts == 2


def test_a_job_that_kills_every_worker_is_parked(house: Flask, wall: Clock) -> None:
    put(house, "deadly", at=wall.moment)
    put(house, "sound", at=wall.moment + LEASE * (MOST_ATTEMPTS + 1))
    for _ in range(MOST_ATTEMPTS):
        with house.app_context():
            claimed = jobs.claim(now=wall.moment)
            assert claimed is not None and claimed.name == "deadly"
            db.session.commit()
        wall.moment += LEASE
    wall.moment += LEASE
    busy = worker(house, {"sound": lambda *_: None})
    assert busy.do_one_job() is True
    deadly, sound = rows(house)
    assert deadly.failed_at == wall.moment and "no worker lived" in deadly.error
    assert sound.done_at is not None


@pytest.mark.parametrize("years", [-3, 3])
def test_a_lease_from_a_clock_that_was_wrong_holds_nobody_up(house: Flask, wall: Clock, years: int) -> None:
    put(house, "sweep", at=wall.moment - timedelta(days=4000))
    with house.app_context():
        assert jobs.claim(now=wall.moment + timedelta(days=365 * years)) is not None
        db.session.commit()
    assert worker(house, {"sweep": lambda *_: None}).do_one_job() is True


def test_two_workers_never_do_the_same_job(house: Flask, now: datetime) -> None:
    done: Counter[int] = Counter()
    with house.app_context():
        for n in range(60):
            jobs.put("count", {"n": n}, due_at=now)
        db.session.commit()
    handlers: dict[str, Handler] = {"count": lambda facts, by, at: done.update([facts["n"]])}
    crew = [worker(house, handlers) for _ in range(2)]

    def all_of(one: Worker) -> None:
        while one.do_one_job():
            pass

    threads = [threading.Thread(target=all_of, args=(one,)) for one in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done.values()) == [1] * 60


def test_the_sign_of_life_comes_every_ten_seconds_and_after_a_jump(house: Flask, wall: Clock) -> None:
    busy = worker(house, {})

    def last() -> datetime:
        with house.app_context():
            return db.session.scalars(sa.select(Tick.at)).one()

    busy.be_alive()
    first = wall.moment
    wall.moment += timedelta(seconds=9)
    busy.be_alive()
    assert last() == first
    wall.moment += timedelta(seconds=1)
    busy.be_alive()
    assert last() == wall.moment
    wall.moment -= timedelta(days=3)
    busy.be_alive()
    assert last() == wall.moment


def test_the_plan_of_a_minute_is_made_once_however_many_make_it(house: Flask, wall: Clock) -> None:
    for _ in range(3):
        with house.app_context():
            plan(now=wall.moment)
            db.session.commit()
        wall.moment += timedelta(seconds=10)
    at_noon = ("tell_room_news",)
    planned = dict.fromkeys((*EVERY_MINUTE, *EVERY_HOUR, *EVERY_DAY, *at_noon), 1)
    assert Counter(row.name for row in rows(house)) == planned
    wall.moment += timedelta(minutes=1)
    with house.app_context():
        plan(now=wall.moment)
        db.session.commit()
    counts = Counter(row.name for row in rows(house))
    assert {name for name, count in counts.items() if count == 2} == set(EVERY_MINUTE)


def test_every_planned_job_is_known_and_goes_well(house: Flask, now: datetime) -> None:
    assert {*EVERY_MINUTE, *EVERY_HOUR, *EVERY_DAY} < set(JOBS), "the rest are put by acts"
    busy = Worker(house)
    busy.plan()
    while busy.do_jobs():
        pass
    assert [(row.name, row.error) for row in rows(house) if row.error] == []
    assert all(row.done_at for row in rows(house))


def test_done_jobs_are_forgotten_after_a_week(house: Flask, wall: Clock) -> None:
    put(house, "sweep", at=wall.moment, slot="old")
    busy = Worker(house, {"sweep": lambda *_: None, **JOBS})
    busy.do_jobs()
    wall.moment += timedelta(days=7, hours=1)
    busy.plan()
    busy.do_jobs()
    assert "sweep" not in {row.name for row in rows(house)}
