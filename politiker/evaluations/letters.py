"""What we write to guests when an event is over. Facts are read afresh when the letter is written out."""

from collections.abc import Iterable
from datetime import datetime

from politiker.mail import outbox

AFTER_EVENT = "after_event"  # how the intent begins; the registration's id follows


def after_event(guests: Iterable[tuple[int, int]], now: datetime) -> None:
    """Thank you, and what there is now: the evaluation, the materials, the certificate. Each (person, registration)."""
    outbox.post_many("after_event", ((person, seat, {}) for person, seat in guests), intent=AFTER_EVENT, now=now)


def takeaways_back(round: int, guests: Iterable[tuple[int, int]], now: datetime) -> None:
    """What you wrote that you would take home: after 30 days (round 1) and after a year (round 2)."""
    outbox.post_many(
        "takeaway_back", ((person, seat, {}) for person, seat in guests), intent=f"takeaway_back:{round}", now=now
    )
