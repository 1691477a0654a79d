"""The letters about rooms as a test asks for them, and what people choose. Call inside an app context."""

from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.discussions.rooms.models import Level, RoomChoice
from politiker.discussions.threads.models import ThreadReader
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people import mail_choices
from politiker.people.mail_choices import Kind
from politiker.people.models import Person
from politiker.worker import LETTERS
from tests import people


def letters(*kinds: str) -> list[OutgoingMail]:
    query = sa.select(OutgoingMail).where(OutgoingMail.letter.in_(kinds or ("thread_reply", "mention")))
    return list(db.session.scalars(query.order_by(OutgoingMail.id)))


def who_heard(*kinds: str) -> list[tuple[str, int]]:
    return sorted((mail.letter, mail.person_id) for mail in letters(*kinds))


def written(mail: OutgoingMail, now: datetime) -> Letter | None:
    db.session.flush()
    db.session.expire_all()
    return LETTERS[mail.letter](mail, now)


def level_of_thread(person: Person, thread_id: int, level: Level | None, read: int = 0) -> None:
    reader = db.session.get(ThreadReader, (person.id, thread_id), populate_existing=True)
    if reader is None:
        reader = ThreadReader(person_id=person.id, thread_id=thread_id, read_number=read)
        db.session.add(reader)
    reader.level, reader.read_number = level, read
    db.session.flush()


def level_of_room(person: Person, room_id: int, level: Level) -> None:
    db.session.add(RoomChoice(person_id=person.id, room_id=room_id, level=level))
    db.session.flush()


def off(person: Person, kind: Kind, now: datetime) -> None:
    mail_choices.choose({kind: False}, by=people.actor(person, now), now=now)
