"""Answers are forgotten so many days after the event as stands at the question, and at once when one has left."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.events.models import Event
from politiker.files import storing
from politiker.files.models import StoredFile
from politiker.registrations.models import ENDED, Registration
from politiker.registrations.questions.models import GuestAnswer, Question

MOST_FILES_AT_A_TIME = 500


def forget_guest_answers(*, now: datetime) -> int:
    """Delete what is not needed any more, files with it. Returns how many answers."""
    past: list[int] = []
    periods = sa.select(Question.kept_days).distinct()
    for days in db.session.scalars(periods):
        query = (
            sa.select(GuestAnswer.id)
            .join(Question, Question.id == GuestAnswer.question_id)
            .join(Event, Event.id == Question.event_id)
            .where(Question.kept_days == days, Event.ends_at < now - timedelta(days=days))
        )
        past += _forget(query, now)
    left = (
        sa.select(GuestAnswer.id)
        .join(Registration, Registration.id == GuestAnswer.registration_id)
        .where(Registration.state.in_(ENDED))
    )
    return len(past) + len(_forget(left, now))


def _forget(answers: sa.Select[int], now: datetime) -> list[int]:
    files = (
        sa.select(StoredFile.uid)
        .join(GuestAnswer, GuestAnswer.file_id == StoredFile.id)
        .where(GuestAnswer.id.in_(answers))
        .limit(MOST_FILES_AT_A_TIME)
    )
    uids = list(db.session.scalars(files))
    gone = sa.delete(GuestAnswer).where(GuestAnswer.id.in_(answers)).returning(GuestAnswer.id)
    ids = list(db.session.scalars(gone.execution_options(synchronize_session=False)))
    for uid in uids:
        storing.drop(uid, now=now)
    return ids
