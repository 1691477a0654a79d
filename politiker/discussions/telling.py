"""The jobs that find out whom a post or an opened room is told to, and leave one letter for each.

Nobody hears of one thread more than once in ten minutes: while a letter about it waits, or has just left, there is no
other. Each letter's intent names the one before it, so that two workers that see the same moment write the same
letter, and the outbox takes it once.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core import danish, jobs
from politiker.core.database import db
from politiker.discussions.moderation.models import Block
from politiker.discussions.rooms.models import Level, Room, RoomChoice, RoomKind
from politiker.discussions.rooms.standing import belongs
from politiker.discussions.threads.models import Mention, Post, Thread, ThreadReader
from politiker.mail import outbox
from politiker.mail.outbox import OutgoingMail
from politiker.people.councils.queries import sits
from politiker.people.mail_choices import Kind, said_no
from politiker.people.models import Person
from politiker.registrations.models import CERTAIN, Registration

ONCE_IN = timedelta(minutes=10)
NEWS_AT, NEWS_UNTIL = 12, 14  # Danish hours of a day in which news of confidential rooms is told


def tell_of_post(post_id: int, *, now: datetime) -> int:
    """Leave a letter for each who follows the thread of a post, opened it, or is named in the post. Returns how many.

    Not for its author, nor for whoever muted it, switched the letter off, or heard of the thread just now.
    """
    post = db.session.get(Post, post_id)
    if post is None or post.deleted_at is not None or post.hidden_at is not None:
        return 0
    thread = db.session.get_one(Thread, post.thread_id)
    found = db.session.execute(_to_be_told(post, thread, now)).all()
    named, others = ([row for row in found if bool(row.is_named) is is_this] for is_this in (True, False))
    facts = {"number": post.number}
    outbox.post_to_all("mention", _intents(thread.id, named), facts, subject_id=thread.id, now=now)
    outbox.post_to_all("thread_reply", _intents(thread.id, others), facts, subject_id=thread.id, now=now)
    return len(found)


def _intents(thread_id: int, found: Iterable[Any]) -> list[tuple[int, str]]:
    """Each person with what makes this letter one: the thread, the person, and the letter before it."""
    return [(row.id, f"thread:{thread_id}:{row.id}:{row.before or 0}") for row in found]


def _to_be_told(post: Post, thread: Thread, now: datetime) -> sa.Select[Any]:
    reader, choice, mention = ThreadReader, RoomChoice, Mention
    level = sa.func.coalesce(sa.cast(reader.level, sa.String), sa.cast(choice.level, sa.String), Level.NORMAL.value)
    is_named = sa.and_(mention.person_id.is_not(None), ~said_no(Kind.MENTIONS))
    concerns = sa.or_(Person.id == thread.author_id, level == Level.FOLLOW.value)
    interested = sa.union(
        sa.select(sa.literal(thread.author_id, sa.Integer()).label("id")),
        sa.select(mention.person_id).where(mention.post_id == post.id),
        sa.select(reader.person_id).where(reader.thread_id == thread.id, reader.level == Level.FOLLOW),
        sa.select(choice.person_id).where(choice.room_id == thread.room_id, choice.level == Level.FOLLOW),
    ).subquery()
    about = (OutgoingMail.letter.in_(("mention", "thread_reply")), OutgoingMail.subject_id == thread.id)
    of_person = sa.and_(OutgoingMail.person_id == Person.id, *about)
    waits = sa.and_(
        *(gone.is_(None) for gone in (OutgoingMail.sent_at, OutgoingMail.failed_at, OutgoingMail.dropped_at))
    )
    heard = sa.exists().where(of_person, sa.or_(waits, OutgoingMail.sent_at > now - ONCE_IN))
    before = sa.select(sa.func.max(OutgoingMail.id)).where(of_person).correlate(Person).scalar_subquery()
    return (
        sa.select(Person.id, is_named.label("is_named"), before.label("before"))
        .join(interested, interested.c.id == Person.id)
        .outerjoin(reader, sa.and_(reader.person_id == Person.id, reader.thread_id == thread.id))
        .outerjoin(choice, sa.and_(choice.person_id == Person.id, choice.room_id == thread.room_id))
        .outerjoin(mention, sa.and_(mention.person_id == Person.id, mention.post_id == post.id))
        .where(
            Person.id != post.author_id,
            Person.joined_at.is_not(None),
            Person.suspended_at.is_(None),
            level != Level.MUTE.value,
            sa.or_(is_named, sa.and_(concerns, ~said_no(Kind.REPLIES))),
            ~sa.exists().where(Block.person_id == Person.id, Block.blocked_id == post.author_id),
            sa.func.coalesce(reader.read_number, 0) < post.number,
            ~heard,
        )
        .order_by(Person.id)
    )


def tell_of_event_room(room_id: int, *, now: datetime) -> int:
    """Leave a letter for each participant of the event whose room opened. Returns how many."""
    query = (
        sa.select(Registration.person_id)
        .join(Room, Room.event_id == Registration.event_id)
        .join(Person, Person.id == Registration.person_id)
        .where(Room.id == room_id, Registration.state.in_(CERTAIN), ~said_no(Kind.ROOMS))
        .distinct()
        .order_by(Registration.person_id)
    )
    people = [(person, f"event_room:{room_id}:{person}") for person in db.session.scalars(query)]
    outbox.post_to_all("event_room", people, {}, subject_id=room_id, now=now)
    return len(people)


def plan_room_news(*, now: datetime) -> None:
    """At noon, put the job that tells of news in confidential rooms; one a day, however many workers plan it."""
    here = danish.local(now)
    if NEWS_AT <= here.hour < NEWS_UNTIL:
        day = here.date().isoformat()
        jobs.put("tell_room_news", {"day": day}, due_at=now, slot=f"tell_room_news:{day}")


def tell_room_news(day: str, *, now: datetime) -> int:
    """Leave a letter for every member of each confidential room something was written in since noon the day before.

    For all alike, also whoever wrote it: a letter that did not come would tell. Returns how many.
    """
    noon = datetime.fromisoformat(day).date()
    since, until = (danish.from_local(noon - timedelta(days=ago), time(NEWS_AT)) for ago in (1, 0))
    choice = sa.and_(RoomChoice.room_id == Room.id, RoomChoice.person_id == Person.id)
    query = (
        sa.select(Room.id, Person.id)
        .join(Person, belongs(Person.id, now))
        .outerjoin(RoomChoice, choice)
        .where(
            Room.is_confidential,
            Room.kind != RoomKind.OPEN,
            Room.last_post_at >= since,
            Room.last_post_at < until,
            Person.joined_at.is_not(None),
            Person.suspended_at.is_(None),
            sits(Person.id, now),
            sa.or_(RoomChoice.level.is_(None), RoomChoice.level != Level.MUTE),
            ~said_no(Kind.ROOMS),
        )
        .order_by(Room.id, Person.id)
    )
    told: dict[int, list[int]] = {}
    for room, person in db.session.execute(query):
        told.setdefault(room, []).append(person)
    for room, people in told.items():
        intents = [(person, f"room_news:{day}:{room}:{person}") for person in people]
        outbox.post_to_all("room_news", intents, {}, subject_id=room, now=now)
    return sum(len(people) for people in told.values())
