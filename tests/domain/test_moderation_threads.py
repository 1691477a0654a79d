"""Locking, pinning, hiding, moving, merging and splitting threads."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry
from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.discussions.moderation import merging, splitting, threads
from politiker.discussions.moderation.threads import Act, OnlyOpenRooms, ThreadReason
from politiker.discussions.rooms.models import Level, Room
from politiker.discussions.threads.models import Draft, LearningVersion, Post, Thread, ThreadReader
from politiker.people.models import Person
from politiker.policy import Actor, Role
from tests import people, talks
from tests.statements import counted

WHY = ThreadReason.DOUBLE


class Town:
    """Two open rooms and a network; Mona moderates, Karen leads the network."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.karen, self.mads, self.amina = people.councillor("Karen"), people.councillor("Mads"), people.councillor()
        self.mona = people.with_role(Role.MODERATOR, "Mona Dam")
        self.room, self.other = talks.open_room(now), talks.open_room(now, "Økonomi")
        self.network = talks.network(now, self.mads, facilitator=self.karen)

    def by(self, somebody: Person) -> Actor:
        return people.actor(somebody, self.now)

    def met(self, room: Room, somebody: Person) -> Any:
        return talks.met(room, somebody, self.now)

    def thread(self, room: Room, answers: int = 0, later: int = 0) -> Thread:
        """A thread of Karen's that Mads answers so many times; `later` is minutes."""
        at = self.now + timedelta(minutes=later)
        made = talks.thread(room, self.karen, at)
        for n in range(answers):
            talks.answer(made, self.mads, at, body=f"Svar {n + 1} fra minut {later}")
        return made


@pytest.fixture
def town(room: Flask, now: datetime) -> Iterator[Town]:
    yield Town(now)


def trail() -> list[tuple[str, str, str | None]]:
    query = sa.select(Entry.happening, Entry.subject, Entry.reason).where(Entry.person_id.is_not(None))
    return [(row[0].value, row[1], row[2]) for row in db.session.execute(query.order_by(Entry.id))]


def numbered(thread: Thread) -> list[tuple[int, str]]:
    query = sa.select(Post.number, Post.body).where(Post.thread_id == thread.id).order_by(Post.number)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def reads_to(thread: Thread, person: Person) -> int | None:
    db.session.expire_all()
    row = db.session.get(ThreadReader, (person.id, thread.id))
    return row.read_number if row is not None else None


def test_each_act_has_its_opposite_and_one_line_in_the_trail(town: Town, now: datetime) -> None:
    thread, room = town.thread(town.room), town.met(town.room, town.mona)
    pairs = ((Act.LOCK, Act.UNLOCK), (Act.PIN, Act.UNPIN), (Act.HIDE, Act.SHOW))
    for first, second in pairs:
        with pytest.raises(IllegalMove):
            threads.do(second, thread, room, WHY, by=town.by(town.mona), now=now)
        threads.do(first, thread, room, WHY, by=town.by(town.mona), now=now)
        assert threads.may(second, thread) and not threads.may(first, thread)
        with pytest.raises(IllegalMove):
            threads.do(first, thread, room, WHY, by=town.by(town.mona), now=now)
        threads.do(second, thread, room, WHY, by=town.by(town.mona), now=now)
    mine = [line for line in trail() if line[0].startswith("thread_")]
    assert [(line[1], line[2]) for line in mine] == [("thread", "double")] * 6
    assert len({line[0] for line in mine}) == 6


def test_a_councillor_does_nothing_in_an_open_room_and_a_facilitator_in_the_own(town: Town, now: datetime) -> None:
    thread = town.thread(town.room)
    with pytest.raises(Forbidden):
        threads.do(Act.LOCK, thread, town.met(town.room, town.karen), WHY, by=town.by(town.karen), now=now)
    inside = town.thread(town.network)
    threads.do(Act.PIN, inside, town.met(town.network, town.karen), WHY, by=town.by(town.karen), now=now)
    for who in (town.mads, town.mona):
        with pytest.raises(Forbidden):
            threads.do(Act.LOCK, inside, town.met(town.network, who), WHY, by=town.by(who), now=now)


def test_a_thread_moves_only_between_open_rooms(town: Town, now: datetime) -> None:
    thread, by = town.thread(town.room, later=5), town.by(town.mona)
    here, there = town.met(town.room, town.mona), town.met(town.other, town.mona)
    threads.move(thread, here, there, ThreadReason.WRONG_ROOM, by=by, now=now)
    assert thread.room_id == town.other.id
    db.session.expire_all()
    assert town.other.last_post_at == now + timedelta(minutes=5) and town.room.last_post_at is None
    with pytest.raises(IllegalMove):
        threads.move(thread, there, there, ThreadReason.WRONG_ROOM, by=by, now=now)
    inside = town.thread(town.network)
    leader = people.actor(town.karen, now)
    town_room, network = town.met(town.room, town.karen), town.met(town.network, town.karen)
    for a, b in ((network, town_room), (town_room, network), (network, network)):
        with pytest.raises((Forbidden, OnlyOpenRooms)):
            threads.move(inside, a, b, ThreadReason.WRONG_ROOM, by=leader, now=now)


def test_merged_posts_stand_after_the_others_and_marks_stay_true(town: Town, now: datetime) -> None:
    target, source = town.thread(town.room, 2), town.thread(town.other, 1, later=9)
    old = town.thread(town.room)
    links = {post.id: post.body for post in db.session.scalars(sa.select(Post))}
    by, here, there = town.by(town.mona), town.met(town.other, town.mona), town.met(town.room, town.mona)
    merging.merge(old, there, source, here, WHY, by=by, now=now)
    # Amina has read one of the target and all of the source; Mads wrote last in both; a stranger only knows the source.
    db.session.add(ThreadReader(person_id=town.amina.id, thread_id=target.id, read_number=1))
    db.session.add(ThreadReader(person_id=town.amina.id, thread_id=source.id, read_number=3, level=Level.MUTE))
    new = people.councillor("Nina Ny")
    db.session.add(ThreadReader(person_id=new.id, thread_id=source.id, read_number=2, level=Level.FOLLOW))
    db.session.add(Draft(person_id=new.id, place=f"thread:{source.id}", content="{}", saved_at=now))
    db.session.flush()
    merging.merge(source, here, target, there, WHY, by=by, now=now)
    assert [number for number, _ in numbered(target)] == [1, 2, 3, 4, 5, 6]
    assert numbered(target)[4] == (5, "Svar 1 fra minut 9"), "what stood there keeps its number"
    assert (target.post_count, target.last_post_at) == (6, now + timedelta(minutes=9))
    assert (source.post_count, source.merged_into_id, old.merged_into_id) == (0, target.id, target.id)
    assert reads_to(target, town.amina) == 1 and reads_to(target, new) == 0
    assert reads_to(target, town.mads) == 3 + 2, "he had read all there was, and two of the other"
    levels = {row.person_id: row.level for row in db.session.scalars(sa.select(ThreadReader))}
    assert levels[town.amina.id] is Level.MUTE and levels[new.id] is Level.FOLLOW
    assert reads_to(source, new) is None
    assert db.session.scalars(sa.select(Draft.place)).all() == [f"thread:{target.id}"]
    assert {post.id: post.body for post in db.session.scalars(sa.select(Post))} == links, "links to posts stay"
    assert [line for line in trail() if line[0] == "threads_merged"] == [("threads_merged", "thread", "double")] * 2
    with pytest.raises(IllegalMove):
        merging.merge(source, here, target, there, WHY, by=by, now=now)
    with pytest.raises(IllegalMove):
        merging.merge(target, there, target, there, WHY, by=by, now=now)


def test_what_was_learned_in_both_stands_in_both(town: Town, now: datetime) -> None:
    target, source = town.thread(town.room), town.thread(town.room)
    for thread, text in ((target, "Sov på det."), (source, "Ring først.")):
        thread.learning, thread.learning_version = text, 1
        db.session.add(LearningVersion(thread_id=thread.id, number=1, person_id=town.karen.id, body=text, at=now))
    db.session.flush()
    room = town.met(town.room, town.mona)
    merging.merge(source, room, target, room, WHY, by=town.by(town.mona), now=now)
    assert target.learning == "Sov på det.\n\nRing først." and "Ring først" in target.learning_html
    versions = db.session.scalars(sa.select(LearningVersion).where(LearningVersion.thread_id == target.id)).all()
    assert sorted(version.number for version in versions) == [1, 2, 3] and target.learning_version == 3


def test_nothing_is_merged_into_or_out_of_a_closed_room(town: Town, now: datetime) -> None:
    outside, inside = town.thread(town.room), town.thread(town.network)
    with pytest.raises((Forbidden, OnlyOpenRooms)):
        merging.merge(
            inside, town.met(town.network, town.karen), outside, town.met(town.room, town.karen), WHY,
            by=town.by(town.karen), now=now,
        )  # fmt: skip
    both = people.councillor("Ida Begge")
    with pytest.raises(Forbidden):
        merging.merge(
            outside, town.met(town.room, both), outside, town.met(town.room, both), WHY, by=town.by(both), now=now
        )
    second = town.thread(town.network)
    room = town.met(town.network, town.karen)
    with pytest.raises(OnlyOpenRooms):
        merging.merge(second, room, inside, room, WHY, by=town.by(town.karen), now=now)


@pytest.mark.parametrize(
    ("numbers", "and_following", "moved", "left", "amina"),
    [([3], True, ["Svar 2", "Svar 3", "Svar 4"], 2, (1, 2)), ([2, 4], False, ["Svar 1", "Svar 3"], 3, (1, 2))],
)
def test_a_split_renumbers_both_and_marks_stay_true(
    town: Town, now: datetime, numbers: list[int], and_following: bool, moved: list[str], left: int,
    amina: tuple[int, int],
) -> None:  # fmt: skip
    thread = town.thread(town.room, 4)
    last = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id).order_by(Post.number.desc())).first()
    second = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id, Post.number == 2)).one()
    assert last is not None
    thread.useful_post_id = last.id if and_following else second.id
    db.session.add(ThreadReader(person_id=town.amina.id, thread_id=thread.id, read_number=3, level=Level.FOLLOW))
    db.session.flush()
    room = town.met(town.room, town.mona)
    new = splitting.split(
        thread, room, numbers, "  Noget   helt andet ", ThreadReason.TWO_SUBJECTS, and_following=and_following,
        by=town.by(town.mona), now=now,
    )  # fmt: skip
    assert [body.split(" fra")[0] for _, body in numbered(new)] == moved
    assert [number for number, _ in numbered(new)] == list(range(1, len(moved) + 1))
    assert [number for number, _ in numbered(thread)] == list(range(1, left + 1))
    assert (thread.post_count, new.post_count, new.title) == (left, len(moved), "Noget helt andet")
    assert thread.useful_post_id is None and new.author_id == town.mads.id
    assert (reads_to(new, town.amina), reads_to(thread, town.amina)) == amina
    assert (reads_to(new, town.mads), reads_to(thread, town.mads)) == (len(moved), left)
    assert [line for line in trail() if line[0] == "thread_split"] == [("thread_split", "thread", "two_subjects")]


def test_the_first_post_stays_and_something_goes(town: Town, now: datetime) -> None:
    thread, room = town.thread(town.room, 2), town.met(town.room, town.mona)
    for numbers in ([], [1], [1, 2], [4], [0], list(range(2, 300))):
        with pytest.raises(splitting.NoSuchPosts):
            splitting.split(thread, room, numbers, "Nyt", WHY, and_following=False, by=town.by(town.mona), now=now)
    with pytest.raises(splitting.NothingWritten):
        splitting.split(thread, room, [2], " ", WHY, and_following=True, by=town.by(town.mona), now=now)


def test_five_thousand_posts_cost_as_many_statements_as_five(house: Flask, now: datetime) -> None:
    """Merged and split; the second time of each, when every statement is known."""
    costs = []
    for many in (5, 5, 5000):
        with house.app_context():
            town = Town(now)
            source, target = town.thread(town.room), town.thread(town.room)
            for thread in (source, target):
                values = [
                    {"thread_id": thread.id, "number": n, "author_id": town.mads.id, "body": "x", "html": "x",
                     "created_at": now}
                    for n in range(2, many + 1)
                ]  # fmt: skip
                db.session.execute(sa.insert(Post), values)
                thread.post_count = many
            db.session.commit()
            mona, room, ids = town.by(town.mona), town.met(town.room, town.mona), (source.id, target.id)
        with house.app_context():
            db.session.execute(sa.text("ANALYZE"))  # as the database does by itself once tables have grown
            db.session.commit()
        with house.app_context():
            source, target = (db.session.get_one(Thread, id) for id in ids)
            with counted(house) as sent:
                merging.merge(source, room, target, room, WHY, by=mona, now=now)
                db.session.commit()
                merged = len(sent)
                splitting.split(target, room, [3], "Nyt", WHY, and_following=True, by=mona, now=now)
                db.session.commit()
            costs.append((merged, len(sent) - merged))
            assert target.post_count == 2
    assert costs[1] == costs[2], costs
    assert max(costs[2]) <= 22, costs
