"""Thanks in a confidential room: one reaction, counted; who gave it is a mark of that one post."""

import sqlalchemy as sa

from politiker.core.database import db, lock_row
from politiker.core.errors import Forbidden, IllegalMove
from politiker.discussions.confidential.members import is_member
from politiker.discussions.confidential.models import SealedPost, SealedThanks
from politiker.discussions.confidential.seals import seals_of
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom
from politiker.policy import Actor


def thank(post: SealedPost, *, room: SeenRoom, by: Actor, is_thanking: bool) -> None:
    """Thank for a post, or take it back; doing either twice is doing it once.

    Raises Forbidden for one's own post and for who is not a member, IllegalMove for a post that is gone.
    """
    if by.person_id is None or not is_member(by, room) or room.archived_at is not None:
        raise Forbidden
    lock_row(Room, room.id)
    db.session.refresh(post)
    seals = seals_of(room)
    if post.deleted is not None:
        raise IllegalMove(post=post.uid)
    if post.author_mark == seals.author(post.thread_uid, by.person_id):
        raise Forbidden
    mark = seals.mark("thanks", post.thread_uid, post.number, by.person_id)
    row = db.session.get(SealedThanks, (post.uid, mark))
    if is_thanking and row is None:
        db.session.add(SealedThanks(post_uid=post.uid, mark=mark))
    elif not is_thanking and row is not None:
        db.session.delete(row)
    db.session.flush()
    count = sa.select(sa.func.count()).where(SealedThanks.post_uid == post.uid)
    post.thanks = db.session.execute(count).scalar_one()
