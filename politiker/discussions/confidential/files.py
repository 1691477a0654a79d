"""Files in a confidential room: name and content sealed, in a table of their own.

They do not lie in the folder of other files: there every file has a row that counts upwards among rows with a moment,
and by its neighbours it would have one too. Twenty megabytes in a row are a price the databases pay without trouble.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.discussions.confidential.models import SealedFile, SealedPost
from politiker.discussions.confidential.seals import Seals, new_uid
from politiker.files.taking import MOST_FILES, Clean


class TooManyFiles(RuleBroken):
    """At most five files on one post."""


@dataclass(frozen=True)
class ShownFile:
    """A file as it is offered under its post."""

    uid: str
    name: str
    size: int


def attach(post: SealedPost, files: Iterable[Clean], seals: Seals) -> None:
    """Put files that were taken in and cleaned on a new post. Raises TooManyFiles."""
    files = list(files)
    if len(files) > MOST_FILES:
        raise TooManyFiles
    for file in files:
        uid = new_uid()
        name = {"name": file.name, "type": file.media_type, "size": len(file.content)}
        content = base64.b64encode(file.content).decode()
        db.session.add(
            SealedFile(
                uid=uid,
                room_id=post.room_id,
                post_uid=post.uid,
                sealed_name=seals.seal(SealedFile.sealed_name, name, uid),
                sealed_content=seals.seal(SealedFile.sealed_content, content, uid),
            )
        )
    db.session.flush()


def on(post_uids: Sequence[str], seals: Seals) -> dict[str, list[ShownFile]]:
    """The files of some posts, by post, without their contents. One statement."""
    query = sa.select(SealedFile).where(SealedFile.post_uid.in_(post_uids))
    found: dict[str, list[ShownFile]] = {}
    for row in db.session.scalars(query):
        name = seals.open(row.sealed_name, SealedFile.sealed_name, row.uid)
        found.setdefault(row.post_uid, []).append(ShownFile(row.uid, name["name"], name["size"]))
    return {uid: sorted(files, key=lambda file: file.name) for uid, files in found.items()}


def fetch(uid: str, thread_uid: str, seals: Seals) -> Clean | None:
    """A file of this thread with its content, or None."""
    row = db.session.get(SealedFile, uid)
    if row is None or row.room_id != seals.room_id:
        return None
    post = db.session.get(SealedPost, row.post_uid)
    if post is None or post.thread_uid != thread_uid or post.deleted is not None:
        return None
    name = seals.open(row.sealed_name, SealedFile.sealed_name, uid)
    content = seals.open(row.sealed_content, SealedFile.sealed_content, uid)
    return Clean(base64.b64decode(content), name["name"], name["type"])
