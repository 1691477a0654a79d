"""Letters about rooms themselves: one that opened, an invitation, and news of confidential ones at noon."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.discussions import telling
from politiker.discussions.rooms.models import Level, Room, RoomMember
from politiker.mail.outbox import OutgoingMail
from tests import people, talks
from tests.mail import arranged_rooms
from tests.mail.arranged_rooms import karen, mads
from tests.room_letters import letters, level_of_room, who_heard, written

MOMENT = timedelta(seconds=1)


def test_the_room_of_an_event_is_told_to_its_guests_once(room: Flask, now: datetime) -> None:
    arranged_rooms.event_room(now)
    there = db.session.scalars(sa.select(Room)).one()
    assert telling.tell_of_event_room(there.id, now=now) == 1
    assert who_heard("event_room") == [("event_room", karen().id)]
    db.session.execute(sa.text("UPDATE registration SET state = 'withdrawn'"))
    assert written(letters("event_room")[0], now) is None


def test_an_invitation_that_was_answered_is_not_told(room: Flask, now: datetime) -> None:
    arranged_rooms.room_invitation(now)
    [letter] = letters("room_invitation")
    assert written(letter, now) is not None
    there = db.session.scalars(sa.select(RoomMember).where(RoomMember.person_id == karen().id)).one()
    there.joined_at = now
    assert written(letter, now) is None


def test_news_of_a_confidential_room_goes_to_all_alike(room: Flask, now: datetime) -> None:
    """Also to whoever wrote it, for a letter that does not come tells; not to those who muted it or left."""
    reader, writer, muted, gone, lapsed = karen(), mads(), people.councillor(), people.councillor(), people.person()
    there = talks.network(now, reader, writer, muted, gone, lapsed, is_confidential=True)
    level_of_room(muted, there.id, Level.MUTE)
    db.session.get_one(RoomMember, (there.id, gone.id)).left_at = now
    quiet = talks.network(now, reader, is_confidential=True)
    quiet.last_post_at = now - timedelta(hours=25)  # told yesterday
    there.last_post_at = now - timedelta(hours=1)
    db.session.flush()
    assert telling.tell_room_news("2026-09-01", now=now) == 2
    telling.tell_room_news("2026-09-01", now=now)
    assert who_heard("room_news") == sorted([("room_news", reader.id), ("room_news", writer.id)])
    assert [mail.facts for mail in letters("room_news")] == [{}, {}]
    letter = written(letters("room_news")[0], now)
    assert letter is not None and set(letter.facts) == {"room_url"}


def test_each_post_of_a_confidential_room_is_told_of_on_one_day(room: Flask, now: datetime) -> None:
    there = talks.network(now, karen(), is_confidential=True)
    noon = datetime(2026, 9, 1, 10, tzinfo=now.tzinfo)
    found = []
    for hours in (-25, -24, -1, 0, 1):
        there.last_post_at = noon + timedelta(hours=hours)
        db.session.flush()
        db.session.execute(sa.delete(OutgoingMail))
        found.append([telling.tell_room_news(day, now=now) for day in ("2026-08-31", "2026-09-01", "2026-09-02")])
    assert found == [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]]


@pytest.mark.parametrize(
    ("moment", "jobs"),
    [
        (datetime(2026, 9, 1, 9, 59), 0), (datetime(2026, 9, 1, 10), 1), (datetime(2026, 9, 1, 11, 59), 1),
        (datetime(2026, 9, 1, 12), 0), (datetime(2026, 12, 1, 10, 30), 0), (datetime(2026, 12, 1, 11), 1),
    ],
)  # fmt: skip
def test_news_of_confidential_rooms_has_its_hour(room: Flask, now: datetime, moment: datetime, jobs: int) -> None:
    moment = moment.replace(tzinfo=now.tzinfo)
    telling.plan_room_news(now=moment)
    telling.plan_room_news(now=moment + MOMENT)
    count = sa.select(sa.func.count()).select_from(Job).where(Job.name == "tell_room_news")
    assert db.session.execute(count).scalar_one() == jobs
