"""Keeping files: each under a random name in a folder of our own, whole or not at all."""

import contextlib
import errno
import hashlib
import logging
import os
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa

from politiker.core import jobs
from politiker.core.addresses import settings
from politiker.core.database import db
from politiker.files.errors import FileCannotBeKept, FileIsGone
from politiker.files.models import StoredFile
from politiker.files.taking import Clean
from politiker.policy import Actor

log = logging.getLogger("politiker.files")
UID = re.compile("[0-9a-f]{32}")


def keep(file: Clean, *, by: Actor, now: datetime) -> StoredFile:
    """Keep a file that was taken in, until it is dropped. Should the transaction end in nothing, it is swept away.

    Raises FileCannotBeKept.
    """
    stored = StoredFile(
        uid=secrets.token_hex(16), name=file.name, media_type=file.media_type, size=len(file.content),
        digest=hashlib.sha256(file.content).hexdigest(), person_id=by.person_id, stored_at=now,
    )  # fmt: skip
    try:
        _write(path_of(stored.uid), file.content, now)
    except OSError as fault:
        log.error("a file cannot be kept", extra={"facts": {"why": errno.errorcode.get(fault.errno or 0, "")}})
        raise FileCannotBeKept from fault
    db.session.add(stored)
    db.session.flush()
    return stored


def read(uid: str) -> bytes:
    """The bytes of a file. Raises FileIsGone."""
    try:
        return path_of(uid).read_bytes()
    except OSError as fault:
        raise FileIsGone from fault


def drop(uid: str, *, now: datetime) -> None:
    """Keep a file no more: its row goes with this transaction, its bytes as soon as that has ended well."""
    db.session.execute(sa.delete(StoredFile).where(StoredFile.uid == uid))
    jobs.put("remove_bytes", {"uid": uid}, due_at=now, slot=f"remove_bytes:{uid}")


def remove_bytes(uid: str) -> None:
    """Take the bytes of a file away for good, unless a row still tells of them."""
    is_kept = db.session.execute(sa.select(StoredFile.id).where(StoredFile.uid == uid)).first()
    if is_kept is None:
        path_of(uid).unlink(missing_ok=True)


def folder() -> Path:
    """Where files lie: FILES_URL (`file:///path`), or `files` in DATA_DIR."""
    path = unquote(urlsplit(settings().files_url).path)
    return Path(path) if path else settings().data_dir / "files"


def path_of(uid: str) -> Path:
    """Where the bytes of a file lie. Raises FileIsGone for what is no uid."""
    if not UID.fullmatch(uid):
        raise FileIsGone
    return folder() / uid[:2] / uid


def every_path() -> Iterator[Path]:
    """All that lies in the folder: files, and what was left of one half written."""
    yield from (path for path in folder().glob("[0-9a-f][0-9a-f]/*") if path.is_file())


def _write(path: Path, content: bytes, now: datetime) -> None:
    """Whole or not at all, readable by this house alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{path.name}.half")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.utime(half, (now.timestamp(), now.timestamp()))
        half.rename(path)
    except OSError:
        half.unlink(missing_ok=True)
        raise
    with contextlib.closing(_Folder(path.parent)) as parent:
        os.fsync(parent.number)


class _Folder:
    """A folder held open, to have its list of names written to the disk."""

    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDONLY)

    def close(self) -> None:
        os.close(self.number)
