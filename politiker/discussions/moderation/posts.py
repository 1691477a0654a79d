"""Hiding a post and showing it again. Political campaigning is hidden by two; see `removal`."""

import enum
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, IllegalMove
from politiker.discussions.moderation import letters, removal
from politiker.discussions.moderation.keeping import OnePost, OwnPost, keeps_post
from politiker.discussions.moderation.models import Outcome, Reason, Removal, Undo
from politiker.discussions.moderation.reporting import close_reports
from politiker.discussions.threads.models import Post, Thread
from politiker.discussions.threads.posts import erase
from politiker.policy import Actor, Permission, Role


class Hidden(enum.StrEnum):
    """What came of the wish to hide a post."""

    NOW = "now"
    WHEN_ANOTHER_AGREES = "when_another_agrees"


def hide(one: OnePost, reason: Reason, *, by: Actor, now: datetime) -> Hidden:
    """Hide a post; its author is told why. With the reason political campaigning, ask a moderator to agree instead.

    Raises OwnPost, IllegalMove for a post that is hidden or deleted, AlreadyAsked of `removal`.
    """
    if not keeps_post(by, one.room):
        raise Forbidden(permission=Permission.DELETE_POST)
    if one.post.author_id == by.person_id:
        raise OwnPost
    _hold(one)
    if one.post.hidden_at is not None or one.post.deleted_at is not None:
        raise IllegalMove(post=one.post.id)
    if reason is Reason.POLITICS:
        removal.ask(one.post, by=by, now=now)
        return Hidden.WHEN_ANOTHER_AGREES
    one.post.hidden_at = now
    close_reports(one.post, Outcome.HIDDEN, by=by, now=now)
    audit.record(by, Happening.POST_HIDDEN, one.post, now, reason=reason.value)
    letters.post_hidden(one.post, reason, now)
    return Hidden.NOW


def show(one: OnePost, reason: Undo, *, by: Actor, now: datetime) -> None:
    """Show a hidden post again. What two agreed to hide, only a moderator shows again.

    Raises OwnPost, IllegalMove unless it is hidden.
    """
    if not keeps_post(by, one.room):
        raise Forbidden(permission=Permission.DELETE_POST)
    if one.post.author_id == by.person_id:
        raise OwnPost
    _hold(one)
    if one.post.hidden_at is None or one.post.deleted_at is not None:
        raise IllegalMove(post=one.post.id)
    if was_removed_by_two(one.post) and not by.has(Role.MODERATOR):
        raise Forbidden(permission=Permission.DELETE_POST)
    one.post.hidden_at = None
    audit.record(by, Happening.POST_SHOWN, one.post, now, reason=reason.value)


def delete(one: OnePost, reason: Reason, *, by: Actor, now: datetime) -> None:
    """Delete what a hidden post says, for good: for what must not be kept at all. That a post stood there is seen.

    Raises OwnPost, IllegalMove unless it is hidden; what two agreed to hide is a moderator's to delete.
    """
    if not keeps_post(by, one.room):
        raise Forbidden(permission=Permission.DELETE_POST)
    if one.post.author_id == by.person_id:
        raise OwnPost
    thread = _hold(one)
    if one.post.hidden_at is None or one.post.deleted_at is not None:
        raise IllegalMove(post=one.post.id)
    if was_removed_by_two(one.post) and not by.has(Role.MODERATOR):
        raise Forbidden(permission=Permission.DELETE_POST)
    erase(one.post, thread=thread, now=now)
    audit.record(by, Happening.POST_DELETED, one.post, now, reason=reason.value)


def was_removed_by_two(post: Post) -> bool:
    """Whether it was two moderators who hid a post."""
    agreed = sa.select(Removal.id).where(Removal.post_id == post.id, Removal.decided_at == post.hidden_at)
    return db.session.execute(agreed.limit(1)).first() is not None


def _hold(one: OnePost) -> Thread:
    """Hold the thread, so that its readers see that it has changed, and read the post afresh."""
    thread = lock_row(Thread, one.thread.id)
    db.session.refresh(one.post)
    return thread
