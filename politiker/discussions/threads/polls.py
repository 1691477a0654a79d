"""A question on a post, with answers to choose from. Who has answered is a mark; what they chose is only counted."""

import hashlib
import hmac
import itertools
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db, lock
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions.rooms.standing import SeenRoom, reads, writes
from politiker.discussions.threads.models import Poll, PollChoice, PollVoter, Post, Thread
from politiker.discussions.threads.writing import ThreadIsLocked
from politiker.policy import Actor

LONGEST_QUESTION, LONGEST_CHOICE = 200, 120  # characters
FEWEST_CHOICES, MOST_CHOICES = 2, 8
FEWEST_SHOWN = 5  # under so many answers nobody sees how they fell


class QuestionIsMissing(RuleBroken):
    """A poll asks something."""


class WrongNumberOfChoices(RuleBroken):
    """A poll has from `fewest` to `most` answers, each another."""


class ChoiceIsTooLong(RuleBroken):
    """A question has at most 200 characters, and an answer at most `longest`."""


class PollClosesTooEarly(RuleBroken):
    """A poll cannot close before it is asked."""


class PollIsClosed(RuleBroken):
    """Nobody answers any more: it is over, or its post is gone."""


class AnsweredAlready(RuleBroken):
    """Everybody answers once, and the answer stands."""


class ChooseOne(RuleBroken):
    """An answer chooses one, or at least one, of what stands there."""


@dataclass(frozen=True)
class NewPoll:
    """A poll that somebody wants to ask."""

    question: str
    choices: tuple[str, ...]
    takes_several: bool = False
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Choice:
    """One answer one may give; how many chose it only where that is shown."""

    place: int
    text: str
    chosen: int | None


@dataclass(frozen=True)
class SeenPoll:
    """A poll as one person meets it."""

    id: int
    post_id: int
    question: str
    takes_several: bool
    closes_at: datetime | None
    answered: int
    choices: tuple[Choice, ...]
    has_answered: bool
    is_closed: bool

    @property
    def shows_result(self) -> bool:
        """To those who have answered, and to everybody once it is closed; never of fewer than five."""
        return (self.has_answered or self.is_closed) and self.answered >= FEWEST_SHOWN


def require_sound(new: NewPoll, *, now: datetime) -> None:
    """Raises QuestionIsMissing, WrongNumberOfChoices, ChoiceIsTooLong, PollClosesTooEarly."""
    if not new.question.strip():
        raise QuestionIsMissing
    texts = {text.strip().casefold() for text in new.choices}
    if not FEWEST_CHOICES <= len(new.choices) <= MOST_CHOICES or len(texts) < len(new.choices) or "" in texts:
        raise WrongNumberOfChoices(fewest=FEWEST_CHOICES, most=MOST_CHOICES)
    if len(new.question) > LONGEST_QUESTION or any(len(text) > LONGEST_CHOICE for text in new.choices):
        raise ChoiceIsTooLong(longest=LONGEST_CHOICE)
    if new.closes_at is not None and new.closes_at <= now:
        raise PollClosesTooEarly


def add_poll(post: Post, new: NewPoll, *, by: Actor, now: datetime) -> Poll:
    """Ask something with a post one has just written. Raises Forbidden, and what `require_sound` raises."""
    if by.person_id is None or post.author_id != by.person_id:
        raise Forbidden
    require_sound(new, now=now)
    poll = Poll(
        post_id=post.id, question=new.question.strip(), takes_several=new.takes_several, closes_at=new.closes_at
    )
    db.session.add(poll)
    db.session.flush()
    texts = enumerate((text.strip() for text in new.choices), 1)
    db.session.add_all(PollChoice(poll_id=poll.id, place=place, text=text) for place, text in texts)
    db.session.flush()
    return poll


def answer_poll(
    poll: Poll, places: Collection[int], *, thread: Thread, room: SeenRoom, by: Actor, now: datetime, secret: str
) -> None:
    """Answer a poll, once and for good. Nothing tells later who chose what, and nothing is audited.

    Raises Forbidden where one may not write, ThreadIsLocked, PollIsClosed, ChooseOne, AnsweredAlready.
    """
    if by.person_id is None or not reads(by, room) or not writes(by, room, now):
        raise Forbidden
    thread = lock(thread)
    if thread.locked_at is not None or thread.hidden_at is not None:
        raise ThreadIsLocked
    post = db.session.get_one(Post, poll.post_id, populate_existing=True)
    if post.deleted_at is not None or post.hidden_at is not None or post.thread_id != thread.id:
        raise PollIsClosed  # deleted meanwhile, the poll is there no longer
    db.session.refresh(poll)
    if poll.closes_at is not None and poll.closes_at <= now:
        raise PollIsClosed
    known = set(db.session.scalars(sa.select(PollChoice.place).where(PollChoice.poll_id == poll.id)))
    chosen = set(places)
    if not chosen or not chosen <= known or (len(chosen) > 1 and not poll.takes_several):
        raise ChooseOne
    mark = mark_of(poll.post_id, by.person_id, secret)
    if db.session.get(PollVoter, (poll.id, mark)) is not None:
        raise AnsweredAlready
    db.session.execute(sa.insert(PollVoter).values(poll_id=poll.id, mark=mark))
    one_more = sa.update(PollChoice).where(PollChoice.poll_id == poll.id, PollChoice.place.in_(chosen))
    db.session.execute(one_more.values(chosen=PollChoice.chosen + 1).execution_options(synchronize_session=False))
    poll.answered += 1
    db.session.flush()


def mark_of(post_id: int, person_id: int, secret: str) -> str:
    """What tells that somebody has answered; nobody can make it, or read it back, without the server's secret."""
    return hmac.new(secret.encode(), f"poll:{post_id}:{person_id}".encode(), hashlib.sha256).hexdigest()


def seen_polls(post_ids: Collection[int], *, by: Actor, now: datetime, secret: str) -> dict[int, SeenPoll]:
    """The polls of some posts as somebody meets them, by post id. One statement, however many there are.

    Ask only for posts that whoever is looking may read.
    """
    marks = [mark_of(post_id, by.person_id or 0, secret) for post_id in post_ids]
    query = (
        sa.select(
            Poll.id, Poll.post_id, Poll.question, Poll.takes_several, Poll.closes_at, Poll.answered,
            PollChoice.place, PollChoice.text, PollChoice.chosen, PollVoter.mark,
        )
        .join(PollChoice, PollChoice.poll_id == Poll.id)
        .outerjoin(PollVoter, sa.and_(PollVoter.poll_id == Poll.id, PollVoter.mark.in_(marks)))
        .where(Poll.post_id.in_(post_ids))
        .order_by(Poll.id, PollChoice.place)
    )  # fmt: skip
    rows = db.session.connection().execute(query)
    return {post_id: _seen(list(own), now) for post_id, own in itertools.groupby(rows, key=lambda row: row.post_id)}


def _seen(rows: list[Any], now: datetime) -> SeenPoll:
    poll = rows[0]
    seen = SeenPoll(
        id=poll.id, post_id=poll.post_id, question=poll.question, takes_several=poll.takes_several,
        closes_at=poll.closes_at, answered=poll.answered, choices=(), has_answered=poll.mark is not None,
        is_closed=poll.closes_at is not None and poll.closes_at <= now,
    )  # fmt: skip
    shown = seen.shows_result
    return replace(seen, choices=tuple(Choice(r.place, r.text, r.chosen if shown else None) for r in rows))
