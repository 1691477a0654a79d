"""What one does with a post: say it in other words, take it away, thank for it; and what is left of it then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.jobs import Job
from politiker.core.markdown import TextTooLong
from politiker.discussions.rooms.models import Level, Room, RoomChoice
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads import following, posts, reading, writing
from politiker.discussions.threads.models import (
    Mention,
    Poll,
    PollChoice,
    Post,
    PostVersion,
    Thanks,
    Thread,
    ThreadReader,
)
from politiker.discussions.threads.posts import OwnPost, PostIsGone
from politiker.discussions.threads.writing import NothingWritten, RoomIsLocked, ThreadIsLocked
from politiker.people.models import Duty, Mandate, Person
from politiker.policy import Actor, Role
from tests import meetings, people, talks


@dataclass
class Talk:
    """Karen asked, Mads answered; Amina reads along."""

    room: Room
    thread: Thread
    answer: Post
    karen: Person
    mads: Person
    amina: Person
    now: datetime

    def met(self, who: Person) -> SeenRoom:
        return talks.met(self.room, who, self.now)

    def by(self, who: Person) -> Actor:
        return people.actor(who, self.now)

    def edit(self, body: str, *, who: Person | None = None) -> None:
        who = who or self.mads
        posts.edit(self.answer, body, thread=self.thread, room=self.met(who), by=self.by(who), now=self.now)

    def delete(self, *, who: Person | None = None) -> None:
        who = who or self.mads
        posts.delete(self.answer, thread=self.thread, room=self.met(who), by=self.by(who), now=self.now)

    def thank(self, *, who: Person | None = None) -> None:
        who = who or self.karen
        posts.thank(self.answer, thread=self.thread, room=self.met(who), by=self.by(who))


@pytest.fixture
def talk(room: Flask, now: datetime) -> Iterator[Talk]:
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    there = talks.open_room(now)
    thread = talks.thread(there, karen, now)
    yield Talk(there, thread, talks.answer(thread, mads, now, "Ring til ham."), karen, mads, amina, now)


def level(who: Person, thread: Thread) -> Level | None:
    query = sa.select(ThreadReader.level).where(ThreadReader.person_id == who.id, ThreadReader.thread_id == thread.id)
    return db.session.execute(query).scalar_one_or_none()


def test_a_post_remembers_who_spoke_as_they_were_then(talk: Talk) -> None:
    assert (talk.answer.number, talk.answer.duty) == (2, Duty.COMMITTEE_CHAIR)
    db.session.execute(
        sa.update(Mandate).where(Mandate.person_id == talk.mads.id).values(ends_at=talk.now - timedelta(days=1))
    )
    [_first, said] = reading.posts_of(talk.thread.id, 1)
    assert (said.name, said.municipality, said.duty) == ("Mads Holm", "Ringsted", Duty.COMMITTEE_CHAIR)


def test_opening_and_answering_follow_unless_one_has_chosen(talk: Talk) -> None:
    assert level(talk.karen, talk.thread) is level(talk.mads, talk.thread) is Level.FOLLOW
    assert level(talk.amina, talk.thread) is None
    following.choose_level(talk.thread, Level.MUTE, room=talk.met(talk.amina), by=talk.by(talk.amina))
    talks.answer(talk.thread, talk.amina, talk.now)
    assert level(talk.amina, talk.thread) is Level.MUTE
    following.choose_level(talk.thread, Level.NORMAL, room=talk.met(talk.mads), by=talk.by(talk.mads))
    talks.answer(talk.thread, talk.mads, talk.now)
    assert level(talk.mads, talk.thread) is Level.NORMAL


def test_reading_never_goes_backwards(talk: Talk) -> None:
    for number, then in ((1, 1), (2, 2), (1, 2), (99, 2), (-5, 2)):
        following.mark_read(talk.thread, number, room=talk.met(talk.amina), by=talk.by(talk.amina))
        found = reading.seen_thread(talk.room.address, talk.thread.id, None, by=talk.by(talk.amina), now=talk.now)
        assert found is not None and found[1].read_number == then
    stranger = people.person("Per Uden")
    with pytest.raises(Forbidden):
        following.mark_read(talk.thread, 1, room=talk.met(stranger), by=talk.by(stranger))
    with pytest.raises(Forbidden):
        following.choose_level(talk.thread, Level.FOLLOW, room=talk.met(stranger), by=talk.by(stranger))


def test_what_a_post_said_before_is_kept(talk: Talk) -> None:
    version = talk.thread.lock_version
    talk.edit("Skriv til **ham**.")
    assert (talk.answer.body, talk.answer.edited_at) == ("Skriv til **ham**.", talk.now)
    assert "<strong>ham</strong>" in talk.answer.html and "skriv" in talk.answer.terms
    talk.edit("Skriv til **ham**.")
    talk.edit("Gå ind til ham.")
    assert [(v.number, v.body) for v in reading.versions(talk.answer.id, 9)] == [
        (2, "Skriv til **ham**."), (1, "Ring til ham."),
    ]  # fmt: skip
    assert talk.thread.lock_version > version, "or readers would go on seeing the old words"


def test_only_ones_own_and_only_where_one_writes(talk: Talk) -> None:
    mona = people.with_role(Role.MODERATOR, "Mona Bech")
    for who in (talk.karen, mona, people.person("Per Uden")):
        with pytest.raises(Forbidden):
            talk.edit("Ikke mit.", who=who)
        with pytest.raises(Forbidden):
            talk.delete(who=who)
    for body, refusal in (("  \n ", NothingWritten), ("x" * 20_001, TextTooLong)):
        with pytest.raises(refusal):
            talk.edit(body)
    silenced = RoomChoice(person_id=talk.mads.id, room_id=talk.room.id, silenced_until=talk.now + timedelta(days=1))
    db.session.add(silenced)
    with pytest.raises(Forbidden):
        talk.edit("Jeg tier ikke.")
    db.session.delete(silenced)
    talk.thread.locked_at = talk.now
    db.session.flush()
    with pytest.raises(ThreadIsLocked):
        talk.edit("Alligevel.")
    talk.thread.locked_at, talk.room.locked_at = None, talk.now
    db.session.flush()
    with pytest.raises(RoomIsLocked):
        talk.edit("Alligevel.")
    assert talk.answer.body == "Ring til ham."
    talk.delete()
    assert talk.answer.deleted_at == talk.now, "one may take back one's words in a locked room too"


def test_who_left_the_council_neither_edits_nor_deletes(talk: Talk) -> None:
    db.session.execute(sa.update(Mandate).where(Mandate.person_id == talk.mads.id).values(ends_at=talk.now))
    for act in (lambda: talk.edit("Nu"), talk.delete):
        with pytest.raises(Forbidden):
            act()


def test_what_is_deleted_is_gone_from_the_tables_and_leaves_a_mark(talk: Talk) -> None:
    talk.edit("Ring til @Karen Friis.")
    talk.thank()
    poll = Poll(post_id=talk.answer.id, question="Ringer du?")
    db.session.add(poll)
    db.session.flush()
    db.session.add(PollChoice(poll_id=poll.id, place=1, text="Ja"))
    talk.thread.useful_post_id = talk.answer.id
    db.session.flush()
    assert db.session.get(Mention, (talk.answer.id, talk.karen.id)) is not None
    talk.delete()
    kept = db.session.execute(sa.select(Post.body, Post.html, Post.terms, Post.thanks, Post.number).where(
        Post.id == talk.answer.id)).one()  # fmt: skip
    assert tuple(kept) == ("", "", "", 0, 2) and talk.thread.post_count == 2
    for table in (PostVersion, Thanks, Mention, Poll):
        assert db.session.scalars(sa.select(table).where(table.post_id == talk.answer.id)).all() == []
    assert db.session.scalars(sa.select(PollChoice)).all() == [] and talk.thread.useful_post_id is None
    for act in (lambda: talk.edit("Nu"), talk.delete, talk.thank):
        with pytest.raises(PostIsGone):
            act()


def test_thanks_are_counted_once_and_never_ones_own(talk: Talk) -> None:
    version = talk.thread.lock_version
    talk.thank()
    talk.thank()
    talk.thank(who=talk.amina)
    assert talk.answer.thanks == 2 and talk.thread.lock_version > version
    assert reading.who_thanked(talk.answer.id, 9) == ["Amina Yusuf", "Karen Friis"]
    facts = {"thread": talk.thread, "room": talk.met(talk.karen), "by": talk.by(talk.karen)}
    posts.take_thanks_back(talk.answer, **facts)
    posts.take_thanks_back(talk.answer, **facts)
    assert talk.answer.thanks == 1
    with pytest.raises(OwnPost):
        talk.thank(who=talk.mads)
    with pytest.raises(Forbidden):
        talk.thank(who=people.person("Per Uden"))
    talk.answer.hidden_at = talk.now
    db.session.flush()
    with pytest.raises(PostIsGone):
        talk.thank()


def test_an_answer_is_told_of_once(talk: Talk) -> None:
    told = db.session.scalars(sa.select(Job.facts).where(Job.name == "tell_of_post")).all()
    assert {"post": talk.answer.id} in told and len(told) == 2
    with pytest.raises(NothingWritten):
        writing.reply(talk.thread, " ", room=talk.met(talk.karen), by=talk.by(talk.karen), now=talk.now)


def test_an_organiser_writes_and_edits_in_the_room_of_their_event(room: Flask, now: datetime) -> None:
    ole = people.ole()
    there = talks.event_room(now, meetings.seminar(now, organiser=ole))
    thread = talks.thread(there, ole, now)
    post = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)).one()
    assert (post.municipality_id, post.duty) == (None, None)
    facts = {"thread": thread, "room": talks.met(there, ole, now), "by": people.actor(ole, now), "now": now}
    posts.edit(post, "Husk at tage kaffe med.", **facts)
    posts.delete(post, **facts)
    assert post.deleted_at == now
