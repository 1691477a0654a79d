"""What the letters about rooms tell, and whether their person may still have them: asked when each is written out.

The title of a thread in an open room may stand in a letter, for it is written for all councillors. Nothing else of
what was said does: no text, no other person's name, no title from a closed room, not even in an address.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.discussions.by_mail.addresses import answer_address
from politiker.discussions.members import actor_of
from politiker.discussions.moderation.models import Block
from politiker.discussions.rooms.models import Level
from politiker.discussions.rooms.standing import SeenRoom, knows, reads, seen_by_id, writes
from politiker.discussions.threads.models import Mention, Post, Thread, ThreadReader
from politiker.events.models import Audience, Event
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people import mail_choices
from politiker.people.mail_choices import Kind
from politiker.people.models import Person
from politiker.policy import Actor


@dataclass(frozen=True)
class _Reader:
    """Whom a letter is to, and how they stand towards its room at this moment."""

    person: Person
    actor: Actor
    room: SeenRoom

    def letter(self, kind: Kind, facts: dict[str, Any], answer_to: str = "") -> Letter:
        """To this reader, with the address that switches the kind off."""
        unsubscribe = mail_choices.unsubscribe_address(self.person, kind)
        address = clean_email(self.person.email).address
        return Letter(self.person.name, address, facts, unsubscribe=unsubscribe, answer_to=answer_to)


def thread_reply(mail: OutgoingMail, now: datetime) -> Letter | None:
    """There are new posts in a thread one follows or opened; nothing when one has read them or they are gone."""
    return _about_thread(mail, Kind.REPLIES, now)


def mention(mail: OutgoingMail, now: datetime) -> Letter | None:
    """One is named in a post; nothing when one has read it, or it or the name is gone."""
    return _about_thread(mail, Kind.MENTIONS, now)


def event_room(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The room of an event one takes part in is open."""
    reader = _reader(mail, Kind.ROOMS, now)
    if reader is None or not reader.room.is_in or reader.room.event_id is None or reader.room.archived_at is not None:
        return None
    event = db.session.get_one(Event, reader.room.event_id)
    facts = {
        "title": event.title if event.audience is Audience.PUBLIC else "",
        "when": danish.long_when(event.starts_at, event.ends_at),
        "room_url": room_url(reader.room.address),
    }
    return reader.letter(Kind.ROOMS, facts)


def room_invitation(mail: OutgoingMail, now: datetime) -> Letter | None:
    """One is asked to come into a closed room; nothing once one has answered or was asked no longer."""
    reader = _reader(mail, Kind.ROOMS, now)
    if reader is None or not reader.room.is_invited or reader.room.archived_at is not None:
        return None
    return reader.letter(Kind.ROOMS, {"room_url": room_url(reader.room.address)})


def room_news(mail: OutgoingMail, now: datetime) -> Letter | None:
    """There is something new in a confidential room one is in: that, and nothing more."""
    reader = _reader(mail, Kind.ROOMS, now)
    if reader is None or not reads(reader.actor, reader.room) or reader.room.level is Level.MUTE:
        return None
    return reader.letter(Kind.ROOMS, {"room_url": room_url(reader.room.address)})


def room_url(address: str) -> str:
    """A room, as somebody outside writes it."""
    return addresses.absolute(f"/samtaler/{address}")


def thread_url(room_address: str, thread_id: int, title: str) -> str:
    """A thread at the first post one has not read. Without a title, the address says none either."""
    return f"{room_url(room_address)}/{thread_id}-{danish.slug(title) if title else 'samtale'}"


def answer_url(room_address: str, thread_id: int, title: str) -> str:
    """The same thread, in the field one answers in: the fragment is its id, and browsers put the cursor there."""
    return f"{thread_url(room_address, thread_id, title)}#body"


def _reader(mail: OutgoingMail, kind: Kind, now: datetime) -> _Reader | None:
    """Whoever the letter is to, when the room still exists for them and they still want this kind."""
    person = db.session.get(Person, mail.person_id)
    if person is None or person.joined_at is None or mail.subject_id is None or not mail_choices.wants(person.id, kind):
        return None
    actor, room_id = actor_of(person.id, now=now), mail.subject_id
    if kind in {Kind.REPLIES, Kind.MENTIONS}:
        room_id = db.session.scalars(sa.select(Thread.room_id).where(Thread.id == mail.subject_id)).one_or_none() or 0
    room = seen_by_id(room_id, by=actor, now=now)
    return _Reader(person, actor, room) if room is not None and knows(actor, room) else None


def _about_thread(mail: OutgoingMail, kind: Kind, now: datetime) -> Letter | None:
    reader = _reader(mail, kind, now)
    if reader is None or reader.room.is_confidential or not reads(reader.actor, reader.room):
        return None
    thread = db.session.get_one(Thread, mail.subject_id)
    mine = db.session.get(ThreadReader, (reader.person.id, thread.id))
    level = (mine.level if mine is not None else None) or reader.room.level
    if level is Level.MUTE or thread.hidden_at is not None or thread.merged_into_id is not None:
        return None
    news = _news(thread, reader.person, after=mine.read_number if mine is not None else 0)
    named = sa.select(Mention.post_id).where(Mention.post_id == Post.id, Mention.person_id == reader.person.id).exists()
    told = news.where(Post.number == mail.facts["number"], named) if kind is Kind.MENTIONS else news
    count = db.session.execute(told.where(Post.number >= mail.facts["number"])).scalar_one()
    if not count:
        return None
    return _of_thread(reader, thread, kind, count, mail, now)


def _of_thread(
    reader: _Reader, thread: Thread, kind: Kind, count: int, mail: OutgoingMail, now: datetime
) -> Letter | None:
    room, title = reader.room, thread.title if reader.room.is_open else ""
    may_answer = room.is_open and reader.actor.is_councillor and writes(reader.actor, room, now)
    takes_mail = may_answer and thread.locked_at is None
    facts = {
        "title": title,
        "count": count,
        "is_own": thread.author_id == reader.person.id,
        "thread_url": thread_url(room.address, thread.id, title),
        "answer_url": answer_url(room.address, thread.id, title),
    }
    answer_to = answer_address(reader.person.id, thread.id, written_at=mail.created_at) if takes_mail else ""
    return reader.letter(kind, facts, answer_to)


def _news(thread: Thread, person: Person, *, after: int) -> sa.Select[int]:
    """How many posts of a thread somebody has not read, less their own and those of whom they blocked."""
    blocked = sa.exists().where(Block.person_id == person.id, Block.blocked_id == Post.author_id)
    return sa.select(sa.func.count(Post.id)).where(
        Post.thread_id == thread.id,
        Post.number > after,
        Post.author_id != person.id,
        Post.deleted_at.is_(None),
        Post.hidden_at.is_(None),
        ~blocked,
    )
