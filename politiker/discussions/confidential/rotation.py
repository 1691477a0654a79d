"""Sealing everything anew with the newest key, in batches that may stop anywhere and go on later.

What is under an old key is found by the name that stands before the seal, so nothing has to be remembered between two
runs. Afterwards the old key opens nothing and can be taken out of ROOM_KEYS.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core import sealing
from politiker.core.database import Base, db
from politiker.discussions.confidential.models import SEALED
from politiker.discussions.confidential.seals import hour, place
from politiker.discussions.rooms.models import Room
from politiker.policy import system

BATCH = 200  # rows


def reseal(*, most: int = BATCH) -> int:
    """Seal so many rows anew that are under an old key. Returns how many; 0 when there are none left.

    Raises NoRoomKeys, KeyIsMissing when something is under a key that is not here.
    """
    newest = sealing.newest_id()
    done = 0
    for table, key, columns in SEALED:
        for row in _old(table, key, columns, newest, most - done):
            _reseal(table, key, columns, row, newest)
            done += 1
        if done >= most:
            break
    return done


def note(*, now: datetime) -> None:
    """Remember that the keys were changed, once for each room that is sealed."""
    for room in db.session.scalars(sa.select(Room).where(Room.is_confidential).order_by(Room.id)):
        audit.record(system("rotate_room_keys"), Happening.ROOM_KEYS_ROTATED, room, hour(now))


def under_each_key() -> dict[str, int]:
    """How many sealed texts need each key, by its id; for `check`, which may take its time."""
    counts: dict[str, int] = {}
    for table, _key, columns in SEALED:
        for name in columns:
            column: Any = getattr(table, name)
            sealed_with = sa.func.substr(column, 1, 17).label("head")
            heads = sa.select(sealed_with, sa.func.count()).where(column.is_not(None))
            for id, texts in _by_key(db.session.execute(heads.group_by(sealed_with))).items():
                counts[id] = counts.get(id, 0) + texts
    return counts


def _by_key(rows: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    for head, texts in rows:
        id = sealing.key_id(head)
        counts[id] = counts.get(id, 0) + texts
    return counts


def _old(table: type[Base], key: tuple[str, ...], columns: tuple[str, ...], newest: str, most: int) -> list[Any]:
    """Rows with something under an old key, and the address of their room; held until the end of the transaction."""
    of: Any = table
    is_old = [getattr(of, name).not_like(f"{newest}.%") for name in columns]
    query = sa.select(*(getattr(of, name) for name in (*key, *columns)), Room.address.label("room_address"))
    if table is not Room:
        query = query.join(Room, Room.id == of.room_id)
    return list(db.session.execute(query.where(sa.or_(*is_old)).limit(most).with_for_update(of=of)))


def _reseal(table: type[Base], key: tuple[str, ...], columns: tuple[str, ...], row: Any, newest: str) -> None:
    of: Any = table
    own, values = [getattr(row, name) for name in key], {}
    for name in columns:
        sealed = getattr(row, name)
        if sealed is not None and sealing.key_id(sealed) != newest:
            where = place(getattr(of, name), *own)
            content = sealing.unseal(sealed, room=row.room_address, place=where)
            values[name] = sealing.seal(content, room=row.room_address, place=where)
    same = [getattr(of, name) == value for name, value in zip(key, own, strict=True)]
    db.session.execute(sa.update(table).where(*same).values(values).execution_options(synchronize_session=False))
