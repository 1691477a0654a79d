"""One's own words in confidential rooms: for one's own dossier, and to be taken away when the account goes.

They are found by working out one's mark in every thread of one's rooms, which takes the keys. So nobody with the
database alone, and nobody at a page of ours, can ask for somebody else's.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db, lock_row
from politiker.discussions.confidential import reading, titles
from politiker.discussions.confidential.emptying import empty
from politiker.discussions.confidential.models import (
    Deleted,
    SealedDraft,
    SealedPost,
    SealedReading,
    SealedThread,
    SealedVoice,
)
from politiker.discussions.confidential.seals import Seals, seals_of
from politiker.discussions.rooms.models import Room, RoomMember

AT_ONCE = 500  # marks asked for in one statement


def written(person_id: int) -> list[dict[str, Any]]:
    """All one has written in rooms one is or was in: the room's title, the thread's, number, text and alias."""
    found = []
    for room, seals in _rooms(person_id):
        for post, sealed_content, sealed_voice in _posts(seals, person_id):
            line = reading.shown(_Row(post, sealed_voice), seals)
            title = seals.open(sealed_content, SealedThread.sealed_content, post.thread_uid)["title"]
            voice = line.voice or {}
            found.append(
                {
                    "rum": titles.title_of(room), "samtale": title, "nummer": post.number, "tekst": line.body,
                    "som": voice.get("alias") or voice.get("name"), "time": post.written_at.isoformat(),
                    "tidligere": reading.versions(post, seals) if post.edits else [],
                }
            )  # fmt: skip
    return found


def forget(person_id: int, *, now: datetime) -> int:
    """Take away all somebody has written in confidential rooms, with what marks them. Returns how many posts.

    The posts leave their numbers and no words. Call before the person's memberships are gone.
    """
    gone = 0
    for room, seals in _rooms(person_id):
        lock_row(Room, room.id)
        for post, _content, _voice in list(_posts(seals, person_id)):
            empty(post, seals, Deleted.AUTHOR)
            gone += 1
        uids = list(db.session.scalars(sa.select(SealedThread.uid).where(SealedThread.room_id == room.id)))
        for start in range(0, len(uids), AT_ONCE):
            some = uids[start : start + AT_ONCE]
            _delete(SealedVoice, SealedVoice.author_mark.in_([seals.author(uid, person_id) for uid in some]))
            _delete(SealedReading, SealedReading.mark.in_([seals.mark("reading", uid, person_id) for uid in some]))
            places = ["new", *some]
            _delete(SealedDraft, SealedDraft.mark.in_([seals.mark("draft", place, person_id) for place in places]))
    return gone


class _Row:
    """A post with its sealed voice, as the page of a thread has it."""

    thanked = None

    def __init__(self, post: SealedPost, sealed_voice: str | None) -> None:
        self.SealedPost, self.sealed_voice = post, sealed_voice


def _rooms(person_id: int) -> Iterator[tuple[Room, Seals]]:
    """The confidential rooms somebody is or was let into, of which the key is here."""
    mine = sa.exists().where(RoomMember.room_id == Room.id, RoomMember.person_id == person_id)
    rooms = sa.select(Room).where(Room.is_confidential, mine).order_by(Room.id)
    for room in list(db.session.scalars(rooms)):
        if titles.is_here(room):
            yield room, seals_of(room)


def _posts(seals: Seals, person_id: int) -> Iterator[tuple[SealedPost, str, str | None]]:
    uids = list(db.session.scalars(sa.select(SealedThread.uid).where(SealedThread.room_id == seals.room_id)))
    same_voice = sa.and_(
        SealedVoice.thread_uid == SealedPost.thread_uid, SealedVoice.author_mark == SealedPost.author_mark
    )
    for start in range(0, len(uids), AT_ONCE):
        marks = [seals.author(uid, person_id) for uid in uids[start : start + AT_ONCE]]
        query = (
            sa.select(SealedPost, SealedThread.sealed_content, SealedVoice.sealed_voice)
            .join(SealedThread, SealedThread.uid == SealedPost.thread_uid)
            .outerjoin(SealedVoice, same_voice)
            .where(SealedPost.author_mark.in_(marks))
            .order_by(SealedThread.number, SealedPost.number)
        )
        for post, content, voice in db.session.execute(query):  # noqa: UP028  # a row is no tuple to a type checker
            yield post, content, voice


def _delete(table: Any, which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.delete(table).where(which).execution_options(synchronize_session=False))
