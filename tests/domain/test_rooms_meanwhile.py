"""What somebody acts on in the rooms, and somebody else has changed a moment before."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.moderation import glass
from politiker.discussions.moderation.models import Category, Opening
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads import polls, posts
from politiker.discussions.threads.models import Poll, PollVoter, Post, Thread
from tests import people, talks
from tests.journeys.crowds import all_at_once

SECRET = "hemmelig"


def asked(now: datetime) -> tuple[Room, Thread, Post, Poll]:
    karen = people.karen()
    room = talks.open_room(now)
    thread = talks.thread(room, karen, now)
    post = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)).one()
    new = polls.NewPoll("Svarer du om søndagen?", ("Ja", "Nej"))
    return room, thread, post, polls.add_poll(post, new, by=people.actor(karen, now), now=now)


def answer(room: Room, thread: Thread, poll: Poll, now: datetime) -> None:
    mads = people.mads()
    facts = {"thread": thread, "room": talks.met(room, mads, now), "by": people.actor(mads, now), "now": now}
    polls.answer_poll(poll, [1], secret=SECRET, **facts)


def test_nobody_answers_a_poll_that_was_hidden_with_its_post(room: Flask, now: datetime) -> None:
    there, thread, post, poll = asked(now)
    post.hidden_at = now
    db.session.flush()
    with pytest.raises(polls.PollIsClosed):
        answer(there, thread, poll, now)
    assert not db.session.scalars(sa.select(PollVoter)).all()


def test_a_poll_that_was_deleted_while_one_chose_is_closed(room: Flask, now: datetime) -> None:
    there, thread, post, poll = asked(now)
    karen = db.session.get_one(people.Person, post.author_id)
    facts = {"thread": thread, "room": talks.met(there, karen, now), "by": people.actor(karen, now), "now": now}
    posts.delete(post, **facts)
    with pytest.raises(polls.PollIsClosed):
        answer(there, thread, poll, now)


def test_an_administrator_who_asks_twice_at_once_has_asked_once(house: Flask, now: datetime) -> None:
    """The index alone made the second press an error of ours."""
    with house.app_context():
        adam = people.actor(people.adam(), now)
        address = talks.network(now, facilitator=people.mads()).address
        db.session.commit()

    def ask() -> None:
        glass.ask(address, Category.DANGER, "Fare for liv", by=adam, now=now)

    outcome = all_at_once(house, [ask] * 4, at_once=4)
    with house.app_context():
        assert (outcome.refused, len(db.session.scalars(sa.select(Opening)).all())) == ([], 1)
