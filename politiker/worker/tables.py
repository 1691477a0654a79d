"""Where the rooms meet the worker: which letter is written by whom, and which job does what and when."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from politiker import audit
from politiker.core import idempotency, jobs, tokens
from politiker.mail import delivery
from politiker.mail.delivery import Gather
from politiker.people import forgetting as people_forgotten
from politiker.people import letter_facts as account_letters
from politiker.people.sign_ins import attempts, resets, sessions
from politiker.policy import Actor
from politiker.registrations import actions, needs, reminders
from politiker.registrations import forgetting as guests_forgotten
from politiker.registrations import letter_facts as guest_letters

DAY = timedelta(days=1)

# Each letter, and what finds out whether its person may still receive it, and with which facts.
LETTERS: Mapping[str, Gather] = {
    "invitation": account_letters.invitation,
    "reset": account_letters.reset,
    "registered": guest_letters.seat_letter,
    "promoted": guest_letters.seat_letter,
    "waiting": guest_letters.waiting,
    "offered": guest_letters.offered,
    "offer_expired": guest_letters.offer_expired,
    "withdrawn": guest_letters.withdrawn,
    "withdrawal_refused": guest_letters.withdrawal_refused,
    "event_changed": guest_letters.event_changed,
    "called_off": guest_letters.called_off,
    "reminder_14": guest_letters.reminder,
    "reminder_2": guest_letters.reminder,
}

Handler = Callable[[dict[str, Any], Actor, datetime], object]

JOBS: Mapping[str, Handler] = {
    "expire_offers": lambda facts, by, now: actions.expire_offers(facts["event"], by=by, now=now),
    "remind": lambda facts, by, now: reminders.remind(facts["event"], facts["days"], now=now),
    "send_reset": lambda facts, by, now: resets.send_reset(facts["person"], now=now),
    "close_keys": lambda facts, by, now: tokens.close_expired(now=now),
    "close_sign_ins": lambda facts, by, now: sessions.close_expired_sign_ins(now=now),
    "forget_needs": lambda facts, by, now: needs.forget_needs(now=now),
    "forget_last_minute": lambda facts, by, now: guests_forgotten.forget_last_minute(now=now),
    "forget_registrations": lambda facts, by, now: guests_forgotten.forget_registrations(now=now),
    "forget_mandates": lambda facts, by, now: people_forgotten.forget_mandates(now=now),
    "forget_roles": lambda facts, by, now: people_forgotten.forget_roles(now=now),
    "forget_trail": lambda facts, by, now: audit.forget_old(now),
    "forget_letters": lambda facts, by, now: delivery.forget_old(now=now),
    "forget_answers": lambda facts, by, now: idempotency.forget_old(before=now - 2 * DAY),
    "forget_keys": lambda facts, by, now: tokens.forget_old(before=now - 30 * DAY),
    "forget_attempts": lambda facts, by, now: attempts.forget_old_attempts(now=now),
    "forget_jobs": lambda facts, by, now: jobs.forget_done(before=now - 7 * DAY),
}
EVERY_MINUTE = ("close_keys", "close_sign_ins")
EVERY_HOUR = (
    "forget_needs", "forget_last_minute", "forget_letters", "forget_answers", "forget_keys", "forget_attempts",
    "forget_jobs",
)  # fmt: skip
EVERY_DAY = ("forget_registrations", "forget_mandates", "forget_roles", "forget_trail")


def plan(*, now: datetime) -> None:
    """Put what the clock calls for in the job table; a slot holds one job, however many workers plan it."""
    minute, hour, day = f"{now:%Y-%m-%dT%H:%M}", f"{now:%Y-%m-%dT%H}", f"{now:%Y-%m-%d}"
    for event in reminders.events_with_overdue_offers(now=now):
        jobs.put("expire_offers", {"event": event}, due_at=now, slot=f"expire_offers:{event}:{minute}")
    for days in reminders.REMINDERS:
        for event in reminders.events_to_remind_of(days, now=now):
            slot = f"remind_{days}:{event}:{hour}"
            jobs.put("remind", {"event": event, "days": days}, due_at=now, slot=slot)
    for names, slot in ((EVERY_MINUTE, minute), (EVERY_HOUR, hour), (EVERY_DAY, day)):
        for name in names:
            jobs.put(name, {}, due_at=now, slot=f"{name}:{slot}")
