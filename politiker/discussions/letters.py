"""What councillors are written about rooms: an answer, a mention, a room that opened, an invitation, news.

Whoever posts, opens or invites calls one of these. Who is written to is found by a job (`telling`), and whether they
still may have the letter is asked once more when it is written out (`letter_facts`).
"""

from datetime import datetime

from politiker.core import jobs
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads.models import Post, Thread
from politiker.mail import outbox
from politiker.policy import Actor


def told_of(post: Post, thread: Thread, room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """A post was written: those who follow the thread, opened it or are named in the post are to know.

    Call it when the mentions of the post are noted. Nothing for a confidential room: its news has hours of its own.
    """
    if not room.is_confidential:
        jobs.put("tell_of_post", {"post": post.id}, due_at=now, slot=f"tell_of_post:{post.id}")


def event_room_opened(room: Room | SeenRoom, *, now: datetime) -> None:
    """The room of an event opened: its participants are to know, once."""
    jobs.put("tell_of_event_room", {"room": room.id}, due_at=now, slot=f"tell_of_event_room:{room.id}")


def room_invited(room: Room | SeenRoom, person_id: int, *, by: Actor, now: datetime) -> None:
    """Somebody was asked to come into a closed room. The letter names neither the room nor who asked."""
    intent = f"room_invitation:{room.id}:{person_id}:{now:%Y-%m-%dT%H}"
    outbox.post("room_invitation", person_id, {}, intent=intent, now=now, subject_id=room.id)
