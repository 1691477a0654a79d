"""What is left of files that nobody needs: rows nothing refers to, and bytes no row tells of."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.files.models import StoredFile
from politiker.files.storing import drop, every_path

GRACE = timedelta(hours=24)
MOST_AT_A_TIME = 500


def forget_files(referred: Collection[sa.Select[Any]], *, now: datetime) -> int:
    """Drop files older than a day that nothing refers to. Returns how many, at most 500.

    `referred` are the statements that tell which ids are needed.
    """
    needed = [StoredFile.id.not_in(ids) for ids in referred]
    query = sa.select(StoredFile.uid).where(StoredFile.stored_at < now - GRACE, *needed)
    uids = list(db.session.scalars(query.limit(MOST_AT_A_TIME)))
    for uid in uids:
        drop(uid, now=now)
    return len(uids)


def sweep_bytes(*, now: datetime) -> int:
    """Take away bytes older than a day that no row tells of: what a refused transaction left. Returns how many."""
    before = (now - GRACE).timestamp()
    old = [path for path in every_path() if path.stat().st_mtime < before]
    swept = 0
    for start in range(0, len(old), MOST_AT_A_TIME):
        some = {path.name: path for path in old[start : start + MOST_AT_A_TIME]}
        known = set(db.session.scalars(sa.select(StoredFile.uid).where(StoredFile.uid.in_(some))))
        for name, path in some.items():
            if name not in known:
                path.unlink(missing_ok=True)
                swept += 1
    return swept
