"""What has to happen for the letters about rooms. Call inside a room. Mads writes, Karen is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from politiker.core.database import db
from politiker.discussions import letters, telling
from politiker.discussions.rooms.models import Room, RoomMember
from politiker.discussions.threads.models import Mention, Post, Thread
from politiker.events.models import Audience
from politiker.people.models import Person
from politiker.people.queries import by_email
from tests import meetings, people, talks
from tests.guests import take

TITLE = "Hvordan siger man nej til sin borgmester?"
SECRETS = ("kaninhul", "Skjult netværk", "Fortroligt hjørne", "Lukket drøftelse")  # of texts, rooms and events


def told(post: Post, now: datetime) -> None:
    """The job of a post, done."""
    db.session.flush()
    telling.tell_of_post(post.id, now=now)


def karen() -> Person:
    """Karen, who may be there already."""
    return by_email("karen@example.dk") or people.karen()


def mads() -> Person:
    """Mads, who may be there already."""
    return by_email("mads@example.dk") or people.mads()


def asked(now: datetime, room: Room | None = None) -> Thread:
    """Karen has asked something, in an open room unless another is given."""
    return talks.thread(room or talks.open_room(now, "Politikerrollen"), karen(), now, title=TITLE)


def answered(now: datetime, room: Room | None = None) -> Post:
    """And Mads has answered."""
    post = talks.answer(asked(now, room), mads(), now, "Gå ned i et kaninhul.")
    told(post, now)
    return post


def thread_reply(now: datetime) -> datetime:
    answered(now)
    return now


def mentioned(now: datetime, room: Room | None = None) -> Post:
    """Mads has opened a thread and names Karen in it."""
    reader = karen()
    there = talks.thread(room or talks.open_room(now, "Politikerrollen"), mads(), now, title=TITLE)
    post = talks.answer(there, mads(), now, "Det ved Karen, i sit kaninhul.")
    if db.session.get(Mention, (post.id, reader.id)) is None:
        db.session.add(Mention(post_id=post.id, person_id=reader.id))
    told(post, now)
    return post


def mention(now: datetime) -> datetime:
    mentioned(now)
    return now


def event_room(now: datetime, audience: Audience = Audience.PUBLIC) -> datetime:
    title = "Budgettet for begyndere" if audience is Audience.PUBLIC else "Lukket drøftelse"
    event = meetings.seminar(now, title=title, audience=audience)
    take(event, karen(), now)
    telling.tell_of_event_room(talks.event_room(now, event).id, now=now)
    return now


def room_invitation(now: datetime) -> datetime:
    room = talks.network(now, facilitator=mads(), title="Skjult netværk")
    db.session.add(RoomMember(room_id=room.id, person_id=karen().id, invited_at=now, invited_by_id=mads().id))
    db.session.flush()
    letters.room_invited(room, karen().id, by=people.actor(mads(), now), now=now)
    return now


def room_news(now: datetime) -> datetime:
    """Something was written at 10, and at noon all are told."""
    room = talks.network(now, karen(), mads(), is_confidential=True, title="Fortroligt hjørne")
    room.last_post_at = now - timedelta(hours=2)
    db.session.flush()
    assert telling.tell_room_news(now.date().isoformat(), now=now) == 2
    return now


def digest_talk(monday: datetime) -> None:
    """In the week before a Monday: an open room with two new posts, and two closed rooms with something new."""
    sunday = monday - timedelta(days=1)
    answered(sunday)
    closed = talks.network(sunday, karen(), mads(), title="Skjult netværk")
    talks.answer(talks.thread(closed, mads(), sunday, title="Et kaninhul"), mads(), sunday)
    sealed = talks.network(sunday, karen(), is_confidential=True, title="Fortroligt hjørne")
    sealed.last_post_at = datetime(2026, 9, 6, 9, tzinfo=UTC)
    db.session.flush()


ARRANGED: dict[str, Callable[[datetime], datetime]] = {
    "thread_reply": thread_reply,
    "mention": mention,
    "event_room": event_room,
    "room_invitation": room_invitation,
    "room_news": room_news,
}
