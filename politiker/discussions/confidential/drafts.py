"""What somebody has begun to write in a confidential room: sealed, theirs alone, and kept here and in no browser."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db, insert_once
from politiker.core.markdown import LONGEST_TEXT
from politiker.discussions.confidential.models import SealedDraft
from politiker.discussions.confidential.seals import Seals
from politiker.discussions.threads.forgetting import DRAFTS_LAST

FIELDS = ("title", "body")
NEW_THREAD = "new"  # the place of a thread that is not there yet; any other place is a thread


def save(place: str, content: dict[str, str], *, seals: Seals, me: int, now: datetime) -> None:
    """Keep what somebody has written so far; an empty text keeps nothing. It is dated with the day alone."""
    kept = {name: content.get(name, "")[: LONGEST_TEXT + 1000] for name in FIELDS}
    if not any(text.strip() for text in kept.values()):
        drop(place, seals=seals, me=me)
        return
    mark = seals.mark("draft", place, me)
    values: dict[str, Any] = {
        "room_id": seals.room_id,
        "sealed_content": seals.seal(SealedDraft.sealed_content, kept, mark),
        "saved_on": danish.local(now).date(),
    }
    if not insert_once(SealedDraft, {"mark": mark} | values, "mark"):
        db.session.execute(sa.update(SealedDraft).where(SealedDraft.mark == mark).values(values))


def find(place: str, *, seals: Seals, me: int) -> dict[str, str]:
    """What one had begun to write at a place, by field; empty when there is nothing."""
    mark = seals.mark("draft", place, me)
    row = db.session.get(SealedDraft, mark)
    found: dict[str, str] = seals.open(row.sealed_content, SealedDraft.sealed_content, mark) if row is not None else {}
    return found


def drop(place: str, *, seals: Seals, me: int) -> None:
    """It was sent, or is not wanted any more."""
    mark = seals.mark("draft", place, me)
    gone = sa.delete(SealedDraft).where(SealedDraft.mark == mark)
    db.session.execute(gone.execution_options(synchronize_session=False))


def forget(*, now: datetime) -> int:
    """Delete what nobody has touched for 30 whole days after its own. Returns how many."""
    before = danish.local(now - DRAFTS_LAST - timedelta(days=1)).date()
    done = db.session.execute(sa.delete(SealedDraft).where(SealedDraft.saved_on <= before))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DML result has it
