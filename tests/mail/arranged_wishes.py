"""What has to happen for the letters about wishes. Call inside a room. Karen wishes, Ole answers."""

from collections.abc import Callable
from datetime import datetime

from politiker.events import actions as events
from politiker.events.models import ForRole, Topic
from politiker.wishes import actions
from tests import meetings, people


def wish_answered(now: datetime) -> datetime:
    karen, ole = people.karen(), people.ole()
    wish = actions.propose(
        "Når budgettet skrider", "", Topic.ECONOMY, ForRole.ALL, by=people.actor(karen, now), now=now
    )
    actions.answer(wish, "Vi holder et seminar om det i foråret.", by=people.actor(ole, now), now=now)
    return now


def wish_fulfilled(now: datetime) -> datetime:
    karen, ole = people.karen(), people.ole()
    wish = actions.propose(
        "Når budgettet skrider", "", Topic.ECONOMY, ForRole.ALL, by=people.actor(karen, now), now=now
    )
    event = actions.make_event(wish, meetings.details(now), by=people.actor(ole, now), now=now)
    events.publish(event, by=people.actor(ole, now), now=now)
    actions.invite_wishers(wish.id, now=now)
    return now


ARRANGED: dict[str, Callable[[datetime], datetime]] = {
    "wish_answered": wish_answered, "wish_fulfilled": wish_fulfilled,
}  # fmt: skip
