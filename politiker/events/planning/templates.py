"""Templates: drafts that others are copied from. They stand on the list of templates alone."""

from datetime import datetime

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import lock
from politiker.core.errors import IllegalMove
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require


def retire_template(event: Event, *, by: Actor, now: datetime) -> None:
    """Take a template off the list for good; what was made of it stays. Raises IllegalMove for what is none."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    if not event.is_template:
        raise IllegalMove(event=event.id)
    if event.called_off_at is None:
        event.called_off_at = now
        audit.record(by, Happening.CALLED_OFF, event, now, event_id=event.id)
