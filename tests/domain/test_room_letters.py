"""Whom a post, a room or an invitation is told to, and what makes a letter fall away before it leaves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.discussions import letter_facts, telling
from politiker.discussions.moderation.models import Block
from politiker.discussions.rooms.models import Level, Room, RoomMember
from politiker.discussions.threads.models import Mention, Post, Thread
from politiker.mail import delivery
from politiker.people.mail_choices import Kind
from politiker.policy import Role
from tests import people, talks
from tests.mail import arranged_rooms
from tests.mail.arranged_rooms import answered, karen, mads, told
from tests.room_letters import letters, level_of_room, level_of_thread, off, who_heard, written
from tests.statements import counted

MOMENT = timedelta(seconds=1)


def test_an_answer_is_told_to_the_author_and_those_who_follow(room: Flask, now: datetime) -> None:
    place = talks.open_room(now)
    thread = arranged_rooms.asked(now, place)
    follows, follows_room, normal, muted, neither = (people.councillor() for _ in range(5))
    level_of_thread(follows, thread.id, Level.FOLLOW)
    level_of_room(follows_room, place.id, Level.FOLLOW)
    level_of_thread(normal, thread.id, Level.NORMAL)
    level_of_room(normal, place.id, Level.FOLLOW)  # but not of this thread
    level_of_thread(muted, thread.id, Level.MUTE)
    level_of_room(muted, place.id, Level.FOLLOW)
    level_of_room(neither, place.id, Level.NORMAL)
    told(talks.answer(thread, mads(), now), now)
    assert who_heard() == sorted(("thread_reply", one.id) for one in (karen(), follows, follows_room))


def test_it_is_left_to_a_job_however_it_was_written(room: Flask, now: datetime) -> None:
    post = talks.answer(arranged_rooms.asked(now), mads(), now)
    jobs = db.session.scalars(sa.select(Job.facts).where(Job.name == "tell_of_post"))
    assert {"post": post.id} in list(jobs)
    assert not letters(), "nobody waits for it"


def test_nothing_goes_to_the_writer_the_muted_or_one_who_blocked_the_writer(room: Flask, now: datetime) -> None:
    place = talks.open_room(now)
    thread = arranged_rooms.asked(now, place)
    told(talks.answer(thread, karen(), now), now)
    assert who_heard() == [], "Karen answers herself"
    blocker = people.councillor()
    level_of_thread(blocker, thread.id, Level.FOLLOW)
    db.session.add(Block(person_id=blocker.id, blocked_id=mads().id, wished_at=now))
    level_of_thread(karen(), thread.id, Level.MUTE)
    told(talks.answer(thread, mads(), now), now)
    assert who_heard() == []


def test_a_mention_is_told_to_whoever_is_named_and_only_as_that(room: Flask, now: datetime) -> None:
    post = arranged_rooms.mentioned(now)
    level_of_thread(karen(), post.thread_id, Level.FOLLOW)
    assert who_heard() == [("mention", karen().id)]


def test_whoever_opened_the_thread_and_is_named_hears_once(room: Flask, now: datetime) -> None:
    post = talks.answer(arranged_rooms.asked(now), mads(), now)
    db.session.add(Mention(post_id=post.id, person_id=karen().id))
    told(post, now)
    assert who_heard() == [("mention", karen().id)]


def test_mentions_off_and_replies_on_is_still_told_as_an_answer(room: Flask, now: datetime) -> None:
    post = talks.answer(arranged_rooms.asked(now), mads(), now)
    db.session.add(Mention(post_id=post.id, person_id=karen().id))
    off(karen(), Kind.MENTIONS, now)
    told(post, now)
    assert who_heard() == [("thread_reply", karen().id)]


def test_mentions_and_replies_off_is_nothing(room: Flask, now: datetime) -> None:
    post = talks.answer(arranged_rooms.asked(now), mads(), now)
    db.session.add(Mention(post_id=post.id, person_id=karen().id))
    off(karen(), Kind.MENTIONS, now)
    off(karen(), Kind.REPLIES, now)
    told(post, now)
    assert who_heard() == []


def test_once_in_ten_minutes_of_one_thread(room: Flask, now: datetime) -> None:
    """D10: a hundred posts in ten minutes are one letter; after it has left and ten minutes passed, the next."""
    first = answered(now)
    thread = db.session.get_one(Thread, first.thread_id)
    for seconds in range(100):
        at = now + timedelta(seconds=seconds)
        told(talks.answer(thread, mads(), at), at)
    [letter] = letters()
    delivery.sent(letter, now=now + timedelta(minutes=2))
    for minutes, expected in ((3, 1), (11, 1), (12, 2), (13, 2)):
        at = now + timedelta(minutes=minutes)
        told(talks.answer(thread, mads(), at), at)
        assert len(letters()) == expected, minutes


def test_a_letter_that_fell_away_was_no_letter(room: Flask, now: datetime) -> None:
    post = answered(now)
    delivery.dropped(letters()[0], now=now)
    told(talks.answer(db.session.get_one(Thread, post.thread_id), mads(), now + MOMENT), now + MOMENT)
    assert len(letters()) == 2


def test_of_another_thread_one_hears_as_well(room: Flask, now: datetime) -> None:
    answered(now)
    answered(now)
    assert len(letters()) == 2


def test_two_workers_that_see_the_same_moment_write_one_letter(
    room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second found the same recipients before the first had written; the intent is the same, so it is one.

    Control: with intents that differ, both are written.
    """
    post = talks.answer(arranged_rooms.asked(now), mads(), now)
    rows = db.session.execute(telling._to_be_told(post, db.session.get_one(Thread, post.thread_id), now)).all()
    intents = telling._intents(post.thread_id, rows)
    for _worker in range(2):
        telling.outbox.post_to_all("thread_reply", intents, {"number": 2}, subject_id=post.thread_id, now=now)
    assert len(letters()) == 1
    other = [(person, f"{intent}:other") for person, intent in intents]
    telling.outbox.post_to_all("thread_reply", other, {"number": 2}, subject_id=post.thread_id, now=now)
    assert len(letters()) == 2


def forget_mention(post: Post, now: datetime) -> None:
    db.session.execute(sa.delete(Mention).where(Mention.post_id == post.id))


REASONS: dict[str, Callable[[Post, datetime], Any]] = {
    "she has read it": lambda post, now: level_of_thread(karen(), post.thread_id, None, read=post.number),
    "she muted the thread": lambda post, now: level_of_thread(karen(), post.thread_id, Level.MUTE),
    "she muted the room": lambda post, now: mute_room(post),
    "she blocked the writer": lambda post, now: db.session.add(
        Block(person_id=karen().id, blocked_id=mads().id, wished_at=now)
    ),
    "her mandate ended": lambda post, now: db.session.execute(
        sa.text("UPDATE mandate SET ends_at = starts_at WHERE person_id = :id"), {"id": karen().id}
    ),
    "she is suspended": lambda post, now: setattr(karen(), "suspended_at", now),
    "the post is deleted": lambda post, now: setattr(post, "deleted_at", now),
    "the post is hidden": lambda post, now: setattr(post, "hidden_at", now),
    "the thread is hidden": lambda post, now: setattr(thread_of(post), "hidden_at", now),
    "the thread was merged": lambda post, now: setattr(thread_of(post), "merged_into_id", post.thread_id),
    "the room became confidential": lambda post, now: setattr(room_of(post), "is_confidential", True),
}


def mute_room(post: Post) -> None:
    """And has chosen nothing for the thread itself, which would stand above the room."""
    level_of_thread(karen(), post.thread_id, None)
    level_of_room(karen(), thread_of(post).room_id, Level.MUTE)


def thread_of(post: Post) -> Thread:
    return db.session.get_one(Thread, post.thread_id)


def room_of(post: Post) -> Room:
    return db.session.get_one(Room, thread_of(post).room_id)


@pytest.mark.parametrize("arrange", [answered, arranged_rooms.mentioned])
@pytest.mark.parametrize("reason", REASONS)
def test_the_right_to_it_is_asked_again(
    reason: str, arrange: Callable[[datetime], Post], room: Flask, now: datetime
) -> None:
    post = arrange(now)
    [letter] = letters()
    assert written(letter, now) is not None
    REASONS[reason](post, now)
    assert written(letter, now) is None, reason


@pytest.mark.parametrize(
    ("arrange", "kind"),
    [
        (arranged_rooms.thread_reply, Kind.REPLIES),
        (arranged_rooms.mention, Kind.MENTIONS),
        (arranged_rooms.event_room, Kind.ROOMS),
        (arranged_rooms.room_invitation, Kind.ROOMS),
        (arranged_rooms.room_news, Kind.ROOMS),
    ],
)
def test_off_means_off(arrange: Callable[[datetime], datetime], kind: Kind, room: Flask, now: datetime) -> None:
    """Switched off after it was posted and before it left; every other kind leaves it as it is."""
    arrange(now)
    [letter] = [mail for mail in letters(*arranged_rooms.ARRANGED) if mail.person_id == karen().id]
    for other in set(Kind) - {kind}:
        off(karen(), other, now)
    assert written(letter, now) is not None
    off(karen(), kind, now)
    assert written(letter, now) is None


def test_off_before_it_is_posted_is_no_letter(room: Flask, now: datetime) -> None:
    reader = karen()
    for kind in (Kind.REPLIES, Kind.MENTIONS, Kind.ROOMS):
        off(reader, kind, now)
    answered(now)
    arranged_rooms.mentioned(now)
    arranged_rooms.event_room(now)
    with pytest.raises(AssertionError):
        arranged_rooms.room_news(now)
    assert {mail.person_id for mail in letters(*arranged_rooms.ARRANGED)} == {mads().id}, "who hears of the news"


def test_a_mention_that_was_taken_out_is_not_told(room: Flask, now: datetime) -> None:
    post = arranged_rooms.mentioned(now)
    forget_mention(post, now)
    assert written(letters()[0], now) is None


def test_what_came_after_the_letter_was_posted_is_counted(room: Flask, now: datetime) -> None:
    """And a letter about a deleted answer still tells of the one after it."""
    post = answered(now)
    talks.answer(thread_of(post), mads(), now)
    letter = written(letters()[0], now)
    assert letter is not None and letter.facts["count"] == 2
    db.session.get_one(Post, post.id).deleted_at = now
    letter = written(letters()[0], now)
    assert letter is not None and letter.facts["count"] == 1


def test_a_closed_room_says_nothing_in_a_letter(room: Flask, now: datetime) -> None:
    closed = talks.network(now, karen(), mads(), title="Skjult netværk")
    for arrange in (answered, arranged_rooms.mentioned):
        arrange(now, closed)
    for mail in letters():
        letter = written(mail, now)
        assert letter is not None and letter.answer_to == ""
        assert "borgmester" not in str(letter.facts) and "netv" not in str(letter.facts).lower()
        assert letter.facts["thread_url"].endswith("-samtale")
    assert len(letters()) == 2


def test_whoever_left_a_closed_room_hears_no_more(room: Flask, now: datetime) -> None:
    closed = talks.network(now, karen(), mads())
    answered(now, closed)
    assert written(letters()[0], now) is not None
    db.session.get_one(RoomMember, (closed.id, karen().id)).left_at = now
    assert written(letters()[0], now) is None


def test_a_moderator_without_a_mandate_hears_of_an_answer_but_does_not_answer_by_mail(
    room: Flask, now: datetime
) -> None:
    mona = people.with_role(Role.MODERATOR, "Mona Bech")
    thread = talks.thread(talks.open_room(now), mona, now)
    told(talks.answer(thread, mads(), now), now)
    letter = written(letters()[0], now)
    assert letter is not None and letter.answer_to == ""


def test_many_followers_cost_what_one_costs(house: Flask, now: datetime) -> None:
    costs = []
    for followers in (1, 60):
        with house.app_context():
            place = talks.open_room(now)
            thread = talks.thread(place, people.councillor(), now)
            for _ in range(followers):
                level_of_room(people.councillor(), place.id, Level.FOLLOW)
            post = talks.answer(thread, people.councillor(), now)
            db.session.commit()
            number = post.id
        with counted(house) as sent, house.app_context():
            assert telling.tell_of_post(number, now=now) == followers + 1
            db.session.commit()
        costs.append(len(sent))
    assert costs[0] == costs[1], costs


def test_an_address_says_where_the_unread_begin(room: Flask, now: datetime) -> None:
    assert letter_facts.thread_url("rum", 7, "Æ og ø?").endswith("/samtaler/rum/7-ae-og-oe")
    assert letter_facts.answer_url("rum", 7, "").endswith("/samtaler/rum/7-samtale#body")
