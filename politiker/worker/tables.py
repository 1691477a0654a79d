"""Where the rooms meet the worker: which letter is written by whom, and which job does what and when."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from politiker import audit
from politiker.core import idempotency, jobs, tokens
from politiker.mail import delivery
from politiker.mail.delivery import Gather
from politiker.notifications import digest, invitations
from politiker.notifications import letter_facts as weekly_letters
from politiker.people import forgetting as people_forgotten
from politiker.people import letter_facts as account_letters
from politiker.people.councils import letter_facts as mandate_letters
from politiker.people.credentials import actions as credentials
from politiker.people.credentials import letter_facts as credential_letters
from politiker.people.directory import letter_facts as directory_letters
from politiker.people.factors import letter_facts as factor_letters
from politiker.people.federation import actions as federation
from politiker.people.federation import letters as federation_letters
from politiker.people.joining import applying, inviting, reminding
from politiker.people.joining import forgetting as applications_forgotten
from politiker.people.joining import letter_facts as joining_letters
from politiker.people.sign_ins import attempts, devices, links, resets, sessions, suspensions
from politiker.people.sign_ins import letter_facts as sign_in_letters
from politiker.registrations import actions, lapse, needs, reminders
from politiker.registrations import forgetting as guests_forgotten
from politiker.registrations import letter_facts as guest_letters
from politiker.worker import desk_tables, room_tables
from politiker.worker.room_tables import Handler

DAY = timedelta(days=1)

# Each letter, and what finds out whether its person may still receive it, and with which facts.
LETTERS: Mapping[str, Gather] = {
    "invitation": invitations.invitation,
    "invitation_reminder": invitations.invitation,
    "application_confirm": joining_letters.application_confirm,
    "already_member": joining_letters.already_member,
    "approved": joining_letters.approved,
    "rejected": joining_letters.rejected,
    "queue_secretary": joining_letters.queue_secretary,
    "queue_administrator": joining_letters.queue_administrator,
    "reset": account_letters.reset,
    "password_changed": credential_letters.notice,
    "email_changing": credential_letters.notice,
    "email_change": credential_letters.email_change,
    "email_taken": credential_letters.notice,
    "email_changed": credential_letters.notice,
    "identity_linked": federation_letters.identity_linked_letter,
    "factor_changed": factor_letters.about_factors,
    "recovery_code_used": factor_letters.about_factors,
    "log_in_link": sign_in_letters.log_in_link,
    "new_device": sign_in_letters.new_device,
    "suspended": sign_in_letters.suspended,
    "mandate_ended": mandate_letters.mandate_ended,
    "change_confirmed": mandate_letters.change_answered,
    "change_refused": mandate_letters.change_answered,
    "alarm_profiles": directory_letters.alarm_profiles,
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
    "digest": weekly_letters.digest,
    **room_tables.LETTERS,
    **desk_tables.LETTERS,
}

JOBS: Mapping[str, Handler] = {
    "expire_offers": lambda facts, by, now: actions.expire_offers(facts["event"], by=by, now=now),
    "digest": lambda facts, by, now: digest.send(facts["day"], facts["batch"], now=now),
    "remind": lambda facts, by, now: reminders.remind(facts["event"], facts["days"], now=now),
    "send_reset": lambda facts, by, now: resets.send_reset(facts["person"], now=now),
    "send_log_in_link": lambda facts, by, now: links.send_log_in_link(facts["person"], now=now),
    "end_suspensions": lambda facts, by, now: suspensions.end_suspensions(now=now),
    "forget_devices": lambda facts, by, now: devices.forget_devices(now=now),
    "lapse": lambda facts, by, now: lapse.lapse(by=by, now=now),
    "lapse_event": lambda facts, by, now: lapse.see_to_event(facts["event"], by=by, now=now),
    "send_email_change": lambda facts, by, now: credentials.send_email_change(facts["change"], now=now),
    "forget_email_changes": lambda facts, by, now: credentials.forget_email_changes(now=now),
    "forget_federation": lambda facts, by, now: federation.forget_attempts(now=now),
    "send_application": lambda facts, by, now: applying.send_application(
        facts["application"], too_many=facts["too_many"], now=now
    ),
    "send_invitations": lambda facts, by, now: inviting.send_invitations(facts["applications"], now=now),
    "remind_queue": lambda facts, by, now: reminding.remind_queue(now=now),
    "remind_invited": lambda facts, by, now: inviting.remind_invited(now=now),
    "forget_applications": lambda facts, by, now: applications_forgotten.forget_applications(now=now),
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
    **room_tables.JOBS,
    **desk_tables.JOBS,
}
EVERY_MINUTE = (
    "lapse", "close_keys", "close_sign_ins", "end_suspensions", *room_tables.EVERY_MINUTE, *desk_tables.EVERY_MINUTE,
)  # fmt: skip
EVERY_HOUR = (
    "remind_queue", "remind_invited",
    "forget_needs", "forget_last_minute", "forget_letters", "forget_answers", "forget_keys", "forget_attempts",
    "forget_jobs", "forget_email_changes", "forget_federation", *room_tables.EVERY_HOUR, *desk_tables.EVERY_HOUR,
)  # fmt: skip
EVERY_DAY = (
    "forget_applications", "forget_registrations", "forget_mandates", "forget_roles", "forget_trail", "forget_devices",
    *room_tables.EVERY_DAY, *desk_tables.EVERY_DAY,
)  # fmt: skip


def plan(*, now: datetime) -> None:
    """Put what the clock calls for in the job table; a slot holds one job, however many workers plan it."""
    minute, hour, day = f"{now:%Y-%m-%dT%H:%M}", f"{now:%Y-%m-%dT%H}", f"{now:%Y-%m-%d}"
    for event in reminders.events_with_overdue_offers(now=now):
        jobs.put("expire_offers", {"event": event}, due_at=now, slot=f"expire_offers:{event}:{minute}")
    for days in reminders.REMINDERS:
        for event in reminders.events_to_remind_of(days, now=now):
            slot = f"remind_{days}:{event}:{hour}"
            jobs.put("remind", {"event": event, "days": days}, due_at=now, slot=slot)
    digest.plan(now=now)
    room_tables.plan(now=now)
    desk_tables.plan(now=now)
    for names, slot in ((EVERY_MINUTE, minute), (EVERY_HOUR, hour), (EVERY_DAY, day)):
        for name in names:
            jobs.put(name, {}, due_at=now, slot=f"{name}:{slot}")
