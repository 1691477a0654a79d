"""What has to happen for each letter about moderation. Call inside a room."""

from collections.abc import Callable
from datetime import datetime

from politiker.core.database import db
from politiker.discussions.moderation import glass, posts
from politiker.discussions.moderation import people as moderated
from politiker.discussions.moderation.keeping import OnePost, post_as_met
from politiker.discussions.moderation.models import Category, Reason
from politiker.policy import Actor, Role
from tests import people, talks


def _karens_post(now: datetime) -> tuple[OnePost, Actor]:
    """Karen has answered in an open room, and a moderator looks at it."""
    room = talks.open_room(now)
    post = talks.answer(talks.thread(room, people.amina(), now), people.karen(), now)
    moderator = people.actor(people.with_role(Role.MODERATOR, "Mona Dam"), now)
    one = post_as_met(post.id, by=moderator, now=now)
    assert one is not None
    return one, moderator


def post_hidden(now: datetime) -> datetime:
    one, moderator = _karens_post(now)
    posts.hide(one, Reason.ATTACK, by=moderator, now=now)
    return now


def warned(now: datetime) -> datetime:
    one, moderator = _karens_post(now)
    moderated.warn(one, Reason.CONFIDENCE, by=moderator, now=now)
    return now


def room_opened(now: datetime) -> datetime:
    room = talks.network(now, people.karen())
    other = people.with_role(Role.ADMINISTRATOR, "Anna By")
    reason = "En borger har ringet."
    opening = glass.ask(room.address, Category.DANGER, reason, by=people.actor(people.adam(), now), now=now)
    assert opening is not None
    db.session.flush()
    glass.allow(opening, by=people.actor(other, now), now=now)
    return now


ARRANGED: dict[str, Callable[[datetime], datetime]] = {
    "post_hidden": post_hidden,
    "warned": warned,
    "room_opened": room_opened,
}
