"""What one does with a post that is there: edit or delete one's own, and thank for another's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import markdown
from politiker.core.analyser import terms
from politiker.core.database import db, lock
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions.rooms.standing import SeenRoom, reads, writes
from politiker.discussions.threads import attachments, mentions
from politiker.discussions.threads.models import (
    Mention,
    Poll,
    PollChoice,
    PollVoter,
    Post,
    PostVersion,
    Thanks,
    Thread,
)
from politiker.discussions.threads.writing import LONGEST_TITLE, NothingWritten, RoomIsLocked, ThreadIsLocked
from politiker.files.taking import Clean
from politiker.policy import Actor, Permission, can, require

TITLE_IS_GONE = "Slettet samtale"  # what a thread is called whose first post is deleted
MOST_VERSIONS = 50  # on a page of the history of one post


class PostIsGone(RuleBroken):
    """Its author deleted it, or it was hidden."""


class OwnPost(RuleBroken):
    """Nobody thanks for a post of their own."""


@dataclass(frozen=True)
class _Written:
    """As much of a post as the rule about one's own posts needs to see."""

    person_id: int


def is_own(post: Any, *, by: Actor) -> bool:
    """Whether somebody may edit and delete a post as its author (anything with an `author_id` will do)."""
    return can(by, Permission.EDIT_OWN_POST, _Written(post.author_id))


def may_edit(post: Post, thread: Thread, room: SeenRoom, *, by: Actor, now: datetime) -> bool:
    """Whether somebody may say a post in other words now."""
    is_over = post.deleted_at or post.hidden_at or thread.locked_at or thread.hidden_at or thread.merged_into_id
    return not is_over and is_own(post, by=by) and writes(by, room, now)


def edit(
    post: Post, body: str, *, thread: Thread, room: SeenRoom, by: Actor, now: datetime,
    title: str | None = None, files: Iterable[Clean] = (), take_off: Collection[str] = (),
) -> None:  # fmt: skip
    """Say it in other words. What it said before is kept, and everybody who reads the post can see it.

    With the first post the whole thread may get another `title`; that the post was edited is seen then too. `take_off`
    are the uids of files that are to hang there no longer. Raises Forbidden, RoomIsLocked, ThreadIsLocked,
    PostIsGone, NothingWritten, TooManyFiles, and TextTooLong of `core.markdown`.
    """
    _require_own(post, room, by)
    if room.locked_at is not None or room.archived_at is not None:
        raise RoomIsLocked
    if not writes(by, room, now):
        raise Forbidden
    _hold(post, thread)
    if thread.locked_at is not None or thread.hidden_at is not None or thread.merged_into_id is not None:
        raise ThreadIsLocked
    body, title = body.strip(), " ".join((title or "").split())[:LONGEST_TITLE] or thread.title
    if not body:
        raise NothingWritten
    if take_off:
        attachments.take_off(post.id, now=now, uids=take_off)
    attachments.attach(post, files, room=room, by=by, now=now)
    if post.number == 1 and title != thread.title:
        thread.title, post.edited_at = title, now
        post.terms = " ".join(terms(f"{title}\n{body}"))
    if body == post.body:
        db.session.flush()
        return
    html = markdown.render(body)
    number = db.session.execute(
        sa.select(sa.func.coalesce(sa.func.max(PostVersion.number), 0) + 1).where(PostVersion.post_id == post.id)
    ).scalar_one()
    db.session.add(PostVersion(post_id=post.id, number=number, body=post.body, until=now))
    post.body, post.html, post.edited_at = body, html, now
    post.terms = " ".join(terms(f"{thread.title}\n{body}" if post.number == 1 else body))
    db.session.flush()
    mentions.note(post, room, by=by, now=now)


def delete(post: Post, *, thread: Thread, room: SeenRoom, by: Actor, now: datetime) -> None:
    """Take one's own post away. That a post stood there is still seen, and nothing of what it said is kept.

    One may take back one's words wherever one may read them, in a locked room too. Raises Forbidden, PostIsGone.
    """
    _require_own(post, room, by)
    _hold(post, thread)
    erase(post, thread=thread, now=now)


def erase(post: Post, *, thread: Thread, now: datetime) -> None:
    """What a post said, its earlier versions, its files and poll, who was named and who thanked: gone from the tables.

    With the first post goes the title of the thread, which its author wrote with it. The thread is held already, and
    who may do it is asked already.
    """
    attachments.take_off(post.id, now=now)
    polls = sa.select(Poll.id).where(Poll.post_id == post.id)
    for kind in (PollVoter, PollChoice):
        db.session.execute(sa.delete(kind).where(kind.poll_id.in_(polls)))
    for table in (Poll, PostVersion, Mention, Thanks):
        db.session.execute(sa.delete(table).where(table.post_id == post.id))
    post.body, post.html, post.terms, post.thanks, post.deleted_at = "", "", "", 0, now
    if post.number == 1:
        thread.title = TITLE_IS_GONE
        thread.terms = ""  # nobody looks for that
    if thread.useful_post_id == post.id:
        thread.useful_post_id = None
    db.session.flush()


def thank(post: Post, *, thread: Thread, room: SeenRoom, by: Actor) -> None:
    """Thank for a post, once; a second time changes nothing. Raises Forbidden, OwnPost, PostIsGone."""
    _hold_to_thank(post, thread, room, by)
    if db.session.get(Thanks, (post.id, by.person_id)) is None:
        db.session.add(Thanks(post_id=post.id, person_id=by.person_id))
        post.thanks += 1
        db.session.flush()


def take_thanks_back(post: Post, *, thread: Thread, room: SeenRoom, by: Actor) -> None:
    """Think better of it. Raises Forbidden, OwnPost, PostIsGone."""
    _hold_to_thank(post, thread, room, by)
    mine = db.session.get(Thanks, (post.id, by.person_id))
    if mine is not None:
        db.session.delete(mine)
        post.thanks -= 1
        db.session.flush()


def _hold_to_thank(post: Post, thread: Thread, room: SeenRoom, by: Actor) -> None:
    """Once the thread is held nobody else counts thanks in it."""
    if by.person_id is None or not reads(by, room):
        raise Forbidden
    if post.author_id == by.person_id:
        raise OwnPost
    _hold(post, thread)


def _require_own(post: Post, room: SeenRoom, by: Actor) -> None:
    if not reads(by, room):
        raise Forbidden
    require(by, Permission.EDIT_OWN_POST, _Written(post.author_id))


def _hold(post: Post, thread: Thread) -> None:
    """Hold the thread, so that its version moves and everybody sees the change; then look at the post afresh."""
    lock(thread)
    db.session.refresh(post)
    if post.deleted_at is not None or post.hidden_at is not None or post.thread_id != thread.id:
        raise PostIsGone
