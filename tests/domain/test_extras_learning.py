"""What we learned, written together without losing anything; and the most useful answer."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.discussions.threads import learning, useful
from politiker.discussions.threads.learning import LearningHasChanged, LearningIsTooLong
from politiker.discussions.threads.models import Post, Thread, ThreadKind
from politiker.discussions.threads.useful import NotAnAnswer
from politiker.discussions.threads.writing import NothingWritten, ThreadIsLocked
from politiker.people.models import Person
from tests import people, talks


def save(thread: Thread, person: Person, body: str, based_on: int, now: datetime) -> None:
    room = db.session.get_one(talks.Room, thread.room_id)
    met, by = talks.met(room, person, now), people.actor(person, now)
    learning.save(thread, body, based_on=based_on, room=met, by=by, now=now)


def test_it_is_written_together_and_every_version_is_kept(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    thread = talks.thread(talks.open_room(now), karen, now)
    assert learning.last_writer(thread.id) is None
    save(thread, karen, "Tal **først**.", 0, now)
    save(thread, mads, "Tal **først**. Skriv så.", 1, now)
    assert thread.learning_version == 2 and "<strong>først</strong>. Skriv så." in thread.learning_html
    told = [(row.number, row.name, row.body) for row in learning.versions(thread.id)]
    assert told == [(2, "Mads Holm", "Tal **først**. Skriv så."), (1, "Karen Friis", "Tal **først**.")]
    assert [row.number for row in learning.versions(thread.id, before=2)] == [1]
    save(thread, mads, "", 2, now)
    assert (thread.learning_html, thread.learning_version, learning.last_writer(thread.id)) == ("", 3, "Mads Holm")


def test_nobody_writes_over_what_somebody_else_just_saved(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    thread = talks.thread(talks.open_room(now), karen, now)
    save(thread, karen, "Karens", 0, now)
    with pytest.raises(LearningHasChanged):
        save(thread, mads, "Mads'", 0, now)
    assert thread.learning == "Karens" and len(learning.versions(thread.id)) == 1
    save(thread, mads, "Karens", 0, now)
    assert thread.learning_version == 1, "the same text again changes nothing"


def test_what_is_refused(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    thread = talks.thread(talks.network(now, facilitator=karen), karen, now)
    with pytest.raises(Forbidden):
        save(thread, mads, "Hej", 0, now)
    with pytest.raises(NothingWritten):
        save(thread, karen, " ", 0, now)
    save(thread, karen, "x" * 4000, 0, now)
    with pytest.raises(LearningIsTooLong):
        save(thread, karen, "x" * 4001, 1, now)
    thread.locked_at = now
    with pytest.raises(ThreadIsLocked):
        save(thread, karen, "Mere", 1, now)


def mark(thread: Thread, post: Post, person: Person, now: datetime) -> None:
    met = talks.met(db.session.get_one(talks.Room, thread.room_id), person, now)
    useful.mark(thread, post, room=met, by=people.actor(person, now), now=now)


def test_who_asked_and_the_facilitator_say_which_answer_was_the_most_useful(room: Flask, now: datetime) -> None:
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    thread = talks.thread(talks.network(now, mads, amina, facilitator=karen), mads, now)
    first, second = talks.answer(thread, amina, now), talks.answer(thread, karen, now)
    version = thread.lock_version
    mark(thread, first, mads, now)
    assert thread.useful_post_id == first.id and thread.lock_version > version
    mark(thread, second, karen, now)
    assert thread.useful_post_id == second.id
    with pytest.raises(Forbidden):
        mark(thread, first, amina, now)
    met, by = talks.met(db.session.get_one(talks.Room, thread.room_id), mads, now), people.actor(mads, now)
    useful.unmark(thread, room=met, by=by, now=now)
    assert thread.useful_post_id is None


def test_only_an_answer_that_is_there_to_a_question_can_be_it(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    rum = talks.open_room(now)
    thread, other = talks.thread(rum, karen, now), talks.thread(rum, karen, now, kind=ThreadKind.EXPERIENCE)
    answer, elsewhere = talks.answer(thread, mads, now), talks.answer(other, mads, now)
    question = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id, Post.number == 1)).one()
    for post in (question, elsewhere):
        with pytest.raises(NotAnAnswer):
            mark(thread, post, karen, now)
    with pytest.raises(NotAnAnswer):
        mark(other, elsewhere, karen, now)
    answer.deleted_at = now
    db.session.flush()
    with pytest.raises(NotAnAnswer):
        mark(thread, answer, karen, now)
    thread.locked_at = now
    with pytest.raises(ThreadIsLocked):
        mark(thread, answer, karen, now)
