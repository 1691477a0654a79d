"""Polls: one answer each, kept by nobody's name, and no result of fewer than five."""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import sqlalchemy.exc
from flask import Flask

from politiker.core.database import db, lock
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads import polls
from politiker.discussions.threads.models import Poll, PollChoice, PollVoter, Post, Thread
from politiker.discussions.threads.polls import NewPoll, SeenPoll
from politiker.discussions.threads.writing import ThreadIsLocked
from politiker.people.models import Person
from politiker.policy import Role
from tests import people, talks

SECRET = "the server's own"
ASKED = NewPoll("Svarer du om søndagen?", ("Ja", "Nej", "Kun borgmesteren"))


def ask(now: datetime, author: Person, new: NewPoll = ASKED, room: Room | None = None) -> tuple[Room, Thread, Poll]:
    room = room or talks.open_room(now)
    thread = talks.thread(room, author, now)
    post = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)).one()
    return room, thread, polls.add_poll(post, new, by=people.actor(author, now), now=now)


def answer(poll: Poll, person: Person, *places: int, now: datetime) -> None:
    post = db.session.get_one(Post, poll.post_id)
    thread = db.session.get_one(Thread, post.thread_id)
    met = talks.met(db.session.get_one(Room, thread.room_id), person, now)
    by = people.actor(person, now)
    polls.answer_poll(poll, places, thread=thread, room=met, by=by, now=now, secret=SECRET)


def seen(poll: Poll, person: Person, now: datetime) -> SeenPoll:
    by = people.actor(person, now)
    return polls.seen_polls([poll.post_id], by=by, now=now, secret=SECRET)[poll.post_id]


def test_nobody_sees_a_result_of_fewer_than_five(room: Flask, now: datetime) -> None:
    karen = people.karen()
    _room, _thread, poll = ask(now, karen)
    voters = [people.councillor() for _ in range(5)]
    for n, voter in enumerate(voters):
        answer(poll, voter, 1 + n % 2, now=now)
        met = seen(poll, voter, now)
        assert met.has_answered and met.answered == n + 1
        assert met.shows_result == (n == 4)
        assert [choice.chosen for choice in met.choices] == ([3, 2, 0] if n == 4 else [None] * 3)
    before = seen(poll, karen, now)
    assert not before.has_answered and not before.shows_result, "who has not answered is not led by the others"


def test_a_closed_poll_shows_everybody_what_five_have_said_and_takes_no_more(room: Flask, now: datetime) -> None:
    karen = people.karen()
    _room, _thread, poll = ask(now, karen, NewPoll("Hvad?", ("A", "B"), closes_at=now + timedelta(hours=1)))
    for _ in range(4):
        answer(poll, people.councillor(), 2, now=now)
    later = now + timedelta(hours=1)
    assert seen(poll, karen, later).is_closed and not seen(poll, karen, later).shows_result
    answer(poll, people.councillor(), 1, now=now)
    assert [choice.chosen for choice in seen(poll, karen, later).choices] == [1, 4]
    with pytest.raises(polls.PollIsClosed):
        answer(poll, karen, 1, now=later)


def test_everybody_answers_once_and_one_of_what_is_asked(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    _room, thread, poll = ask(now, karen)
    for places in ((), (4,), (1, 2)):
        with pytest.raises(polls.ChooseOne):
            answer(poll, mads, *places, now=now)
    answer(poll, mads, 1, now=now)
    with pytest.raises(polls.AnsweredAlready):
        answer(poll, mads, 2, now=now)
    assert (poll.answered, db.session.scalar(sa.select(sa.func.sum(PollChoice.chosen)))) == (1, 1)
    _room, _thread, several = ask(now, karen, NewPoll("Hvad?", ("A", "B"), takes_several=True))
    answer(several, mads, 1, 2, now=now)
    assert several.answered == 1
    thread.locked_at = now
    with pytest.raises(ThreadIsLocked):
        answer(poll, karen, 1, now=now)


def test_only_who_may_write_answers(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    _room, _thread, poll = ask(now, karen, room=talks.network(now, facilitator=karen))
    for person in (mads, people.with_role(Role.MODERATOR), people.person()):
        with pytest.raises(Forbidden):
            answer(poll, person, 1, now=now)


def test_no_table_tells_who_answered_what(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    _room, _thread, poll = ask(now, karen)
    answer(poll, mads, 2, now=now)
    [row] = db.session.execute(sa.select(*PollVoter.__table__.columns)).all()
    assert tuple(row) == (poll.id, polls.mark_of(poll.post_id, mads.id, SECRET)) and len(row.mark) == 64
    marks = {polls.mark_of(poll.post_id, mads.id, SECRET), polls.mark_of(poll.post_id + 1, mads.id, SECRET)}
    marks |= {polls.mark_of(poll.post_id, mads.id, "another"), polls.mark_of(poll.post_id, karen.id, SECRET)}
    assert len(marks) == 4


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        (NewPoll(" ", ("A", "B")), polls.QuestionIsMissing),
        (NewPoll("?", ("A",)), polls.WrongNumberOfChoices),
        (NewPoll("?", tuple("ABCDEFGHI")), polls.WrongNumberOfChoices),
        (NewPoll("?", ("A", "a ")), polls.WrongNumberOfChoices),
        (NewPoll("?", ("A", " ")), polls.WrongNumberOfChoices),
        (NewPoll("?", ("A", "b" * 121)), polls.ChoiceIsTooLong),
        (NewPoll("?" * 201, ("A", "B")), polls.ChoiceIsTooLong),
    ],
)
def test_a_poll_that_cannot_be_asked(now: datetime, new: NewPoll, refused: type[RuleBroken]) -> None:
    with pytest.raises(refused):
        polls.require_sound(new, now=now)


def test_a_poll_closes_later_and_stands_on_ones_own_post(room: Flask, now: datetime) -> None:
    with pytest.raises(polls.PollClosesTooEarly):
        polls.require_sound(NewPoll("?", ("A", "B"), closes_at=now), now=now)
    karen, mads = people.karen(), people.mads()
    thread = talks.thread(talks.open_room(now), karen, now)
    post = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)).one()
    with pytest.raises(Forbidden):
        polls.add_poll(post, ASKED, by=people.actor(mads, now), now=now)


@pytest.mark.parametrize("is_held", [True, False])
def test_twice_at_the_same_moment_counts_once(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch, is_held: bool
) -> None:
    """Two windows, one person: the thread is held, so the second is told so. Control: unheld, both have looked."""
    one_at_a_time = house.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    if one_at_a_time and not is_held:
        pytest.skip("SQLite lets one write at a time, so both cannot have looked")
    with house.app_context():
        karen = people.karen()
        _room, _thread, poll = ask(now, karen)
        db.session.commit()
        poll_id, karen_id = poll.id, karen.id
    ends: list[str] = []
    looked = threading.Barrier(2, timeout=20)

    def unheld(thing: Thread) -> Thread:
        looked.wait()
        return thing

    def held(thing: Thread) -> Thread:
        if not one_at_a_time:
            looked.wait()
        return lock(thing)

    real_mark = polls.mark_of

    def mark(*facts: object) -> str:
        found = real_mark(*facts)  # type: ignore[arg-type]
        if not is_held:
            looked.wait()
        return found

    monkeypatch.setattr(polls, "lock", held if is_held else unheld)
    monkeypatch.setattr(polls, "mark_of", mark)

    def one() -> None:
        with house.app_context():
            try:
                answer(db.session.get_one(Poll, poll_id), db.session.get_one(Person, karen_id), 1, now=now)
                db.session.commit()
                ends.append("counted")
            except polls.AnsweredAlready:
                db.session.rollback()
                ends.append("told")
            except sqlalchemy.exc.IntegrityError:
                db.session.rollback()
                ends.append("broken")

    both = [threading.Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(ends) == (["counted", "told"] if is_held else ["broken", "counted"])
    with house.app_context():
        assert db.session.get_one(Poll, poll_id).answered == 1
