"""Searching inside one confidential room: the words are looked for in memory, and neither stored nor sent anywhere.

There is no index, for an index of a sealed text is the text. So the newest thousand posts are opened and read, which
takes as long for a room of a hundred thousand as for one of a thousand; older ones are not found.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from politiker.core import markdown
from politiker.core.analyser import Query, search_terms, terms
from politiker.core.database import db
from politiker.discussions.confidential import reading
from politiker.discussions.confidential.models import SealedPost, SealedThread, SealedVoice
from politiker.discussions.confidential.seals import Seals

MOST_READ, MOST_FOUND, EXCERPT = 1000, 30, 200


@dataclass(frozen=True)
class Hit:
    """A post in which all the words are, or its thread's title has them with it."""

    thread_uid: str
    title: str
    number: int
    voice: dict[str, Any] | None
    excerpt: str


@dataclass(frozen=True)
class Found:
    """What was found, and whether there were posts too old to be looked at."""

    hits: list[Hit]
    is_whole: bool


def search(text: str, seals: Seals) -> Found:
    """The posts of a room with all these words, in the threads last written in first. One statement."""
    wanted = search_terms(text)
    if wanted.is_empty:
        return Found([], is_whole=True)
    same_voice = sa.and_(
        SealedVoice.thread_uid == SealedPost.thread_uid, SealedVoice.author_mark == SealedPost.author_mark
    )
    query = (
        sa.select(SealedPost, SealedVoice.sealed_voice, SealedThread.sealed_content, sa.literal(None).label("thanked"))
        .join(SealedThread, SealedThread.uid == SealedPost.thread_uid)
        .outerjoin(SealedVoice, same_voice)
        .where(SealedPost.room_id == seals.room_id, SealedPost.deleted.is_(None))
        .order_by(SealedThread.activity.desc(), SealedPost.number.desc())
        .limit(MOST_READ + 1)
    )
    rows = db.session.execute(query).all()
    hits = []
    for row in rows[:MOST_READ]:
        hit = _hit(row, seals, wanted)
        if hit is not None:
            hits.append(hit)
        if len(hits) == MOST_FOUND:
            break
    return Found(hits, is_whole=len(rows) <= MOST_READ)


def _hit(row: Any, seals: Seals, wanted: Query) -> Hit | None:
    post = reading.shown(row, seals)
    uid = row.SealedPost.thread_uid
    title = str(seals.open(row.sealed_content, SealedThread.sealed_content, uid)["title"])
    words = terms(f"{title}\n{post.body}" if post.number == 1 else post.body)
    has_prefix = wanted.prefix is None or any(word.startswith(wanted.prefix) for word in words)
    if not has_prefix or not set(wanted.whole) <= set(words):
        return None
    return Hit(uid, title, post.number, post.voice, markdown.summary(post.body, EXCERPT))
