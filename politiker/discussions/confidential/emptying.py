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
    SealedVersion,
)
from politiker.discussions.confidential.seals import Seals


def empty(post: SealedPost, seals: Seals, deleted: Deleted) -> None:
    """Delete words, versions, thanks, poll and files, and make the author's mark one of nobody. The room is held."""
    uid = post.uid
    for table in (SealedPollVoter, SealedPollChoice, SealedPoll, SealedVersion, SealedThanks, SealedFile):
        db.session.execute(sa.delete(table).where(table.post_uid == uid).execution_options(synchronize_session=False))
    post.deleted, post.thanks, post.edits = deleted, 0, 0
    post.sealed_body = seals.seal(SealedPost.sealed_body, {"body": "", "html": ""}, uid)
    post.author_mark = sealing.mark(sealing.new_mark_key(), "nobody")
    db.session.flush()
