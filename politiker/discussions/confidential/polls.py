"""Polls in a confidential room: the words are sealed, the answers counted, and who has answered is a mark.

Nobody can see what anybody answered, the house included. The count is shown from five answers on, for before that it
would tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions.confidential.members import is_member
from politiker.discussions.confidential.models import (
    SealedPoll,
    SealedPollChoice,
    SealedPollVoter,
    SealedPost,
)
from politiker.discussions.confidential.seals import Seals, seals_of
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom
from politiker.policy import Actor

SHOWN_FROM = 5  # answers
MOST_CHOICES, LONGEST_QUESTION, LONGEST_CHOICE = 10, 200, 120


class PollNeedsChoices(RuleBroken):
    """A poll has a question and between two and ten different answers."""


class AlreadyAnswered(RuleBroken):
    """One answers once."""


class NoSuchChoice(RuleBroken):
    """The poll has no such answer, or one may choose only one."""


@dataclass(frozen=True)
class Poll:
    """A question with answers to choose from."""

    question: str
    choices: tuple[str, ...]
    takes_several: bool = False

    @classmethod
    def of(cls, question: str, choices: Sequence[str], *, takes_several: bool = False) -> "Poll | None":
        """The poll somebody wrote, or None when the question is empty. Raises PollNeedsChoices."""
        question = " ".join(question.split())[:LONGEST_QUESTION]
        cleaned = [" ".join(choice.split())[:LONGEST_CHOICE] for choice in choices]
        different = tuple(dict.fromkeys(choice for choice in cleaned if choice))
        if not question and not different:
            return None
        if not question or not 2 <= len(different) <= MOST_CHOICES:
            raise PollNeedsChoices
        return cls(question, different, takes_several)


@dataclass(frozen=True)
class ShownPoll:
    """A poll on the page. `counts` is None until enough have answered."""

    poll: Poll
    answered: int
    has_answered: bool
    counts: tuple[int, ...] | None


def add(post: SealedPost, poll: Poll, seals: Seals) -> None:
    """Put a poll on a new post."""
    content = {"question": poll.question, "choices": list(poll.choices), "takes_several": poll.takes_several}
    sealed = seals.seal(SealedPoll.sealed_content, content, post.uid)
    db.session.add(SealedPoll(post_uid=post.uid, room_id=post.room_id, sealed_content=sealed))
    db.session.flush()
    db.session.add_all(SealedPollChoice(post_uid=post.uid, place=place) for place in range(len(poll.choices)))
    db.session.flush()


def answer(post: SealedPost, places: Sequence[int], *, room: SeenRoom, by: Actor) -> None:
    """Answer a poll, once. Raises Forbidden, AlreadyAnswered, NoSuchChoice."""
    if by.person_id is None or not is_member(by, room) or room.archived_at is not None:
        raise Forbidden
    lock_row(Room, room.id)
    seals = seals_of(room)
    row = db.session.get(SealedPoll, post.uid)
    if row is None:
        raise NoSuchChoice
    poll = _poll(row, seals)
    chosen = set(places)
    if not chosen or not chosen <= set(range(len(poll.choices))) or (len(chosen) > 1 and not poll.takes_several):
        raise NoSuchChoice
    mark = seals.mark("poll", post.uid, by.person_id)
    if db.session.get(SealedPollVoter, (post.uid, mark)) is not None:
        raise AlreadyAnswered
    db.session.add(SealedPollVoter(post_uid=post.uid, mark=mark))
    row.answered += 1
    is_chosen = sa.and_(SealedPollChoice.post_uid == post.uid, SealedPollChoice.place.in_(chosen))
    one_more = sa.update(SealedPollChoice).where(is_chosen).values(chosen=SealedPollChoice.chosen + 1)
    db.session.execute(one_more.execution_options(synchronize_session=False))
    db.session.flush()


def on(post_uids: Sequence[str], seals: Seals, person_id: int | None) -> dict[str, ShownPoll]:
    """The polls of some posts, by post. Three statements, however many."""
    rows = list(db.session.scalars(sa.select(SealedPoll).where(SealedPoll.post_uid.in_(post_uids))))
    if not rows:
        return {}
    uids = [row.post_uid for row in rows]
    marks = [seals.mark("poll", uid, person_id or 0) for uid in uids]
    mine = set(db.session.scalars(sa.select(SealedPollVoter.post_uid).where(SealedPollVoter.mark.in_(marks))))
    counts: dict[str, list[int]] = {}
    chosen = sa.select(SealedPollChoice).where(SealedPollChoice.post_uid.in_(uids)).order_by(SealedPollChoice.place)
    for choice in db.session.scalars(chosen):
        counts.setdefault(choice.post_uid, []).append(choice.chosen)
    return {
        row.post_uid: ShownPoll(
            _poll(row, seals),
            row.answered,
            row.post_uid in mine,
            tuple(counts[row.post_uid]) if row.answered >= SHOWN_FROM else None,
        )
        for row in rows
    }


def _poll(row: SealedPoll, seals: Seals) -> Poll:
    content = seals.open(row.sealed_content, SealedPoll.sealed_content, row.post_uid)
    return Poll(content["question"], tuple(content["choices"]), content["takes_several"])
