"""What is left of a post that was taken away: its number, and who took it."""

import sqlalchemy as sa

from politiker.core import sealing
from politiker.core.database import db
from politiker.discussions.confidential.models import (
    Deleted,
    SealedFile,
    SealedPoll,
    SealedPollChoice,
    SealedPollVoter,
    SealedPost,
    SealedThanks,
    SealedThread,
    SealedVersion,
)
from politiker.discussions.confidential.seals import Seals
from politiker.discussions.threads.posts import TITLE_IS_GONE


def empty(post: SealedPost, seals: Seals, deleted: Deleted) -> None:
    """Delete words, versions, thanks, poll and files, and make the author's mark one of nobody. The room is held.

    With the first post goes the title of the thread, which its author wrote with it.
    """
    uid = post.uid
    for table in (SealedPollVoter, SealedPollChoice, SealedPoll, SealedVersion, SealedThanks, SealedFile):
        db.session.execute(sa.delete(table).where(table.post_uid == uid).execution_options(synchronize_session=False))
    post.deleted, post.thanks, post.edits = deleted, 0, 0
    post.sealed_body = seals.seal(SealedPost.sealed_body, {"body": "", "html": ""}, uid)
    post.author_mark = sealing.mark(sealing.new_mark_key(), "nobody")
    if post.number == 1:
        thread = db.session.get_one(SealedThread, post.thread_uid)
        content = seals.open(thread.sealed_content, SealedThread.sealed_content, thread.uid)
        thread.sealed_content = seals.seal(SealedThread.sealed_content, {**content, "title": TITLE_IS_GONE}, thread.uid)
    db.session.flush()
