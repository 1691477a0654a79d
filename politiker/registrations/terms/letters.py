"""What the letters about presence and ways of taking part tell, read afresh when they are written out."""

from datetime import datetime

from politiker.core import addresses
from politiker.core.database import db
from politiker.core.tokens import Purpose, Token
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.registrations.letter_facts import in_state, with_seat
from politiker.registrations.models import State


def presence(mail: OutgoingMail, now: datetime) -> Letter | None:
    """Will you come, only while one has the seat, has not answered, and it has not begun."""
    guest = with_seat(mail, now, even_lapsed=True)
    key = db.session.get(Token, mail.facts["key"])
    if guest is None or key is None or key.used_at is not None or guest.event.has_begun(now):
        return None
    if guest.seat.presence_confirmed_at is not None or guest.seat.state is not State.CONFIRMED:
        return None
    return guest.letter(now, key_url=addresses.key(key.half, Purpose.PRESENCE))


def seat_released(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The seat went to the next because one did not answer; the calendar strikes it out."""
    guest = in_state(mail, now, State.WITHDRAWN, even_lapsed=True)
    return guest.letter(now, calendar="CANCEL") if guest is not None else None


def way_changed(mail: OutgoingMail, now: datetime) -> Letter | None:
    """One takes part in the other way, only while it is so."""
    guest = with_seat(mail, now)
    return guest.letter(now, calendar="REQUEST") if guest is not None else None
