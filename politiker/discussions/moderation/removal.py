"""Removing political campaigning takes two: one asks, and a moderator who is another agrees or refuses.

Until then the post stands as it stood. Were it folded away meanwhile, one person alone could take somebody's political
words out of sight for as long as nobody else had time to look, and that is what asking two is to prevent.
"""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock, lock_row
from politiker.core.errors import RuleBroken
from politiker.discussions.moderation import letters
from politiker.discussions.moderation.keeping import OwnPost
from politiker.discussions.moderation.models import Outcome, Reason, Removal
from politiker.discussions.moderation.reporting import AlreadyDecided, close_reports
from politiker.discussions.threads.models import Post, Thread
from politiker.policy import Actor, Permission, require


class AlreadyAsked(RuleBroken):
    """Somebody has asked for it, and it waits for another moderator."""


class SamePersonTwice(RuleBroken):
    """Whoever asked does not answer too."""


def ask(post: Post, *, by: Actor, now: datetime) -> Removal:
    """Ask a second moderator to agree. The thread of the post is held, and the right to hide it was asked for.

    Raises AlreadyAsked.
    """
    if open_removal(post.id) is not None:
        raise AlreadyAsked
    wish = Removal(post_id=post.id, asked_by_id=by.person_id, asked_at=now)
    db.session.add(wish)
    db.session.flush()
    audit.record(by, Happening.REMOVAL_ASKED, wish, now, reason=Reason.POLITICS.value)
    return wish


def confirm(wish: Removal, *, by: Actor, now: datetime) -> None:
    """The second moderator agrees: the post is hidden, and its author is told.

    Raises SamePersonTwice, OwnPost, AlreadyDecided.
    """
    post = _hold(wish, by)
    wish.decided_by_id, wish.decided_at, wish.is_confirmed = by.person_id, now, True
    if post.hidden_at is None and post.deleted_at is None:
        post.hidden_at = now
        close_reports(post, Outcome.HIDDEN, by=by, now=now)
        letters.post_hidden(post, Reason.POLITICS, now)
    audit.record(by, Happening.REMOVAL_CONFIRMED, wish, now, reason=Reason.POLITICS.value)


def refuse(wish: Removal, *, by: Actor, now: datetime) -> None:
    """The second moderator does not agree: the post stands, and the reports of it are answered.

    Raises SamePersonTwice, OwnPost, AlreadyDecided.
    """
    post = _hold(wish, by)
    wish.decided_by_id, wish.decided_at, wish.is_confirmed = by.person_id, now, False
    close_reports(post, Outcome.KEPT, by=by, now=now)
    audit.record(by, Happening.REMOVAL_REFUSED, wish, now, reason=Reason.POLITICS.value)


def open_removal(post_id: int) -> Removal | None:
    """The wish to remove a post that waits for an answer."""
    waiting = sa.select(Removal).where(Removal.post_id == post_id, Removal.decided_at.is_(None))
    return db.session.scalars(waiting).one_or_none()


def _hold(wish: Removal, by: Actor) -> Post:
    """The post, its thread held first and then the wish, once it is certain that this person may answer."""
    require(by, Permission.SEE_REPORTS)
    post = db.session.get_one(Post, wish.post_id)
    if by.person_id is None or by.person_id == wish.asked_by_id:
        raise SamePersonTwice
    if by.person_id == post.author_id:
        raise OwnPost
    lock_row(Thread, post.thread_id)
    lock(wish)
    db.session.refresh(post)
    if wish.decided_at is not None:
        raise AlreadyDecided
    return post
