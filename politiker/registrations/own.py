"""One person and one event: as much of the event as the person may see, and why one cannot sign up just now."""

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload, load_only

from politiker.core.database import db
from politiker.events.models import Event
from politiker.events.queries import visible_to
from politiker.policy import Actor
from politiker.registrations.models import OPEN, Registration

PERMITTED_BY = (Event.title, Event.audience, Event.published_at, Event.asks_before, Event.twin_of_id)
LONG_TEXTS = (Event.description, Event.description_html, Event.terms)
_AS_LITTLE_AS_NEEDED = load_only(*PERMITTED_BY, raiseload=True)
# Put together once: what everybody who signs up asks, hundreds of times a second.
_FOR_COUNCILLORS = (
    sa.select(Event)
    .where(Event.id == sa.bindparam("event_id"), visible_to(Actor(councillor_in=frozenset({0}))))
    .options(_AS_LITTLE_AS_NEEDED)
)


def event_to_act_on(event_id: int, actor: Actor) -> Event | None:
    """As much of an event as it takes to permit an act; the act reads it afresh behind its lock.

    None when the actor may not see it.
    """
    if actor.is_councillor and not actor.roles:
        return db.session.scalars(_FOR_COUNCILLORS, {"event_id": event_id}).one_or_none()
    return db.session.scalars(_seen_by(event_id, actor).options(_AS_LITTLE_AS_NEEDED)).one_or_none()


def event_to_show(event_id: int, actor: Actor) -> Event | None:
    """An event with its venue, without its long texts. None when the actor may not see it."""
    long_texts = [defer(text, raiseload=True) for text in LONG_TEXTS]
    statement = _seen_by(event_id, actor).options(joinedload(Event.venue), *long_texts)
    return db.session.scalars(statement).one_or_none()


def _seen_by(event_id: int, actor: Actor) -> sa.Select[Event]:
    """Whoever may no longer see a members' event may still see, and leave, an own registration there."""
    statement = sa.select(Event).where(Event.id == event_id)
    if actor.is_member:
        return statement.where(visible_to(actor))
    mine = sa.exists().where(
        Registration.event_id == Event.id, Registration.person_id == actor.person_id, Registration.state.in_(OPEN)
    )
    return statement.where(sa.or_(visible_to(actor), mine))


def with_event(registration_id: int) -> Registration:
    """A registration with its event and the venue."""
    statement = (
        sa.select(Registration)
        .where(Registration.id == registration_id)
        .options(
            joinedload(Registration.event, innerjoin=True).options(
                joinedload(Event.venue), *[defer(text, raiseload=True) for text in LONG_TEXTS]
            )
        )
    )
    return db.session.scalars(statement).one()
