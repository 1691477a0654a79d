"""Many who answer one thread at the same moment: the posts are numbered from 1 without gaps, and nobody's is lost.

Each race has a control: the same crowd with the lock taken away. If the control did not go wrong, the race would
prove nothing.
"""

import threading
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import database
from politiker.core.database import db
from politiker.discussions.rooms.standing import seen_by_id
from politiker.discussions.threads import following, posts, writing
from politiker.discussions.threads.models import Post, Thanks, Thread, ThreadReader
from politiker.web.browser import actor_of
from tests import people, talks
from tests.journeys.crowds import Outcome, all_at_once, crowd

MANY, CONTENDERS = 20, 8


def start(house: Flask, now: datetime) -> int:
    """A thread with its first post, committed."""
    with house.app_context():
        thread = talks.thread(talks.open_room(now), people.karen(), now)
        db.session.commit()
        return thread.id


def answer(thread_id: int, person_id: int, now: datetime) -> None:
    thread, by = db.session.get_one(Thread, thread_id), actor_of(person_id, now)
    room = seen_by_id(thread.room_id, by=by, now=now)
    assert room is not None
    writing.reply(thread, f"Svar fra {person_id}", room=room, by=by, now=now)


def crowd_answers(house: Flask, now: datetime, size: int) -> tuple[Outcome, list[int], int]:
    """Everybody answers at once: what became of them, the numbers of the posts, and what the thread counted."""
    thread_id, guests = start(house, now), crowd(house, size)
    acts = [lambda who=guest: answer(thread_id, who, now) for guest in guests]
    outcome = all_at_once(house, acts, at_once=size)
    with house.app_context():
        numbers = db.session.scalars(sa.select(Post.number).where(Post.thread_id == thread_id).order_by(Post.number))
        return outcome, list(numbers), db.session.get_one(Thread, thread_id).post_count


def test_twenty_who_answer_at_once_are_numbered_without_gaps(house: Flask, now: datetime) -> None:
    outcome, numbers, counted = crowd_answers(house, now, MANY)
    assert (outcome.done, outcome.refused) == (MANY, [])
    assert numbers == list(range(1, MANY + 2)) and counted == MANY + 1


class NoLock:
    """In the lock's place: reads the thread afresh, and lets nobody go on before all have read."""

    def __init__(self, contenders: int) -> None:
        self.barrier = threading.Barrier(contenders, timeout=20)

    def __call__(self, thread: Thread) -> Thread:
        db.session.refresh(thread)
        self.barrier.wait()
        return thread


def test_control_without_the_lock_answers_are_lost(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL finds the same number taken. SQLite, which BEGIN IMMEDIATE alone would save, says it is locked."""
    with house.app_context():
        dialect = db.engine.dialect.name
    monkeypatch.setattr(writing, "lock", NoLock(CONTENDERS))
    if dialect == "sqlite":
        monkeypatch.setattr(database, "sqlite_begin_statement", lambda: "BEGIN")
    outcome, numbers, _counted = crowd_answers(house, now, CONTENDERS)
    assert outcome.done < CONTENDERS and len(numbers) < CONTENDERS + 1, "or the race proves nothing"
    sign = "database is locked" if dialect == "sqlite" else "uq_post_thread_number"
    assert any(sign in refusal for refusal in outcome.refused), outcome.refused


def thank(post_id: int, person_id: int, now: datetime) -> None:
    post, by = db.session.get_one(Post, post_id), actor_of(person_id, now)
    thread = db.session.get_one(Thread, post.thread_id)
    room = seen_by_id(thread.room_id, by=by, now=now)
    assert room is not None
    posts.thank(post, thread=thread, room=room, by=by)


def crowd_thanks(house: Flask, now: datetime, size: int) -> tuple[Outcome, int, int]:
    """Everybody thanks for one post at once: what became of them, the count on the post, and the rows."""
    thread_id, guests = start(house, now), crowd(house, size)
    with house.app_context():
        post_id = db.session.scalars(sa.select(Post.id).where(Post.thread_id == thread_id)).one()
    outcome = all_at_once(house, [lambda who=guest: thank(post_id, who, now) for guest in guests], at_once=size)
    with house.app_context():
        rows = db.session.scalar(sa.select(sa.func.count()).select_from(Thanks).where(Thanks.post_id == post_id))
        return outcome, db.session.get_one(Post, post_id).thanks, rows or 0


def test_everybody_who_thanks_at_once_is_counted(house: Flask, now: datetime) -> None:
    outcome, counted, rows = crowd_thanks(house, now, MANY)
    assert (outcome.refused, counted, rows) == ([], MANY, MANY)


def test_control_without_the_lock_thanks_are_miscounted(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.app_context():
        dialect = db.engine.dialect.name
    lockless = NoLock(CONTENDERS)

    def hold(post: Post, thread: Thread) -> None:
        db.session.refresh(post)
        lockless(thread)

    monkeypatch.setattr(posts, "_hold", hold)
    if dialect == "sqlite":
        monkeypatch.setattr(database, "sqlite_begin_statement", lambda: "BEGIN")
    outcome, counted, rows = crowd_thanks(house, now, CONTENDERS)
    if dialect == "sqlite":
        assert any("database is locked" in refusal for refusal in outcome.refused)
    else:
        assert counted < rows == CONTENDERS, "or the race proves nothing"


def test_a_page_and_an_answer_mark_read_at_the_same_moment(house: Flask, now: datetime) -> None:
    """The script of one tab, the form of another, and no row yet: one row with the furthest number, and no error."""
    thread_id, [who] = start(house, now), crowd(house, 1)
    acts = [lambda n=number: following.note_read(who, thread_id, n, follows=n == 7) for number in range(1, 13)]
    outcome = all_at_once(house, acts, at_once=12)
    with house.app_context():
        reader = db.session.get_one(ThreadReader, (who, thread_id))
        assert (outcome.refused, reader.read_number, reader.level) == ([], 12, "follow")
