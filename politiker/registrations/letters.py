"""What we write to guests. Each puts a row in the outbox; the facts are read afresh when it is written out."""

from datetime import datetime

from politiker.core.tokens import Token
from politiker.mail import outbox
from politiker.registrations.models import Registration


def _post(letter: str, registration: Registration, now: datetime, *, again: str = "", **facts: object) -> None:
    intent = f"{letter}:{registration.id}{again}"
    outbox.post(letter, registration.person_id, facts, intent=intent, now=now, subject_id=registration.id)


def _next_sequence(registration: Registration) -> int:
    registration.sequence += 1
    return registration.sequence


def registered(registration: Registration, now: datetime) -> None:
    """You have a seat; with a calendar part."""
    _post("registered", registration, now, sequence=registration.sequence)


def awaiting_organiser(registration: Registration, now: datetime) -> None:
    """The organiser decides whether you get a seat."""
    _post("awaiting_organiser", registration, now)


def registration_refused(registration: Registration, reason: str, now: datetime) -> None:
    """The organiser did not approve your registration; `reason` is a word from a list."""
    _post("registration_refused", registration, now, reason=reason)


def waiting(registration: Registration, *, place: int, now: datetime) -> None:
    """You are number `place` in line."""
    _post("waiting", registration, now, place=place)


def offered(registration: Registration, key: Token, now: datetime) -> None:
    """A seat is held for you until a deadline; yes and no."""
    _post("offered", registration, now, key=key.half)


def promoted(registration: Registration, now: datetime) -> None:
    """You came from the line and have a seat; with a calendar part."""
    _post("promoted", registration, now, sequence=registration.sequence)


def way_changed(registration: Registration, now: datetime) -> None:
    """You have a seat in the other way of taking part; the same appointment tells where."""
    sequence = _next_sequence(registration)
    _post("way_changed", registration, now, again=f":{sequence}", sequence=sequence)


def presence(registration: Registration, key: Token, now: datetime) -> None:
    """Do you come? Yes and no; asked once for each time that the event is moved."""
    _post("presence", registration, now, again=f":{key.half}", key=key.half)


def seat_released(registration: Registration, now: datetime) -> None:
    """You did not say that you come, so your seat went to the next; the calendar part cancels."""
    _post("seat_released", registration, now, sequence=_next_sequence(registration))


def offer_expired(registration: Registration, now: datetime) -> None:
    """The offer went to the next in line."""
    _post("offer_expired", registration, now)


def withdrawn(registration: Registration, *, had_seat: bool, now: datetime) -> None:
    """You have left; the calendar part cancels if there was one."""
    sequence = _next_sequence(registration) if had_seat else None
    _post("withdrawn", registration, now, sequence=sequence)


def withdrawal_refused(registration: Registration, now: datetime) -> None:
    """The organiser keeps your seat for you; told once for each time that was asked."""
    asked_at = registration.withdrawal_requested_at or now
    _post("withdrawal_refused", registration, now, again=f":{int(asked_at.timestamp())}")


def reminders(days: int, seats: list[tuple[int, int]], now: datetime) -> None:
    """What you have a seat at in `days` days, to each (person id, registration id), at most once each."""
    for person_id, seat in seats:
        intent = f"{reminder_intent(days)}{seat}"
        outbox.post(f"reminder_{days}", person_id, {}, intent=intent, now=now, subject_id=seat)


def reminder_intent(days: int) -> str:
    """How the intent of such a reminder begins; the registration's id follows."""
    return f"reminder_{days}:"
