"""The letters and jobs of the organiser's desk, and when they are due."""

from collections.abc import Mapping
from datetime import datetime

from politiker.core import jobs
from politiker.discussions.members import actor_of
from politiker.evaluations import actions as evaluations
from politiker.evaluations import letter_facts as after_letters
from politiker.evaluations import queries as evaluated
from politiker.evaluations import takeaways
from politiker.events.date_polls import forgetting as dates_forgotten
from politiker.events.date_polls import letters as date_letters
from politiker.mail.delivery import Gather
from politiker.registrations import copying, series_acts
from politiker.registrations import letter_facts as guest_letters
from politiker.registrations.mailings import actions as mailings
from politiker.registrations.mailings import letters as mailing_letters
from politiker.registrations.mailings import reminding
from politiker.registrations.participants import forgetting as participants_forgotten
from politiker.registrations.questions import forgetting as answers_forgotten
from politiker.registrations.terms import blocks, presence
from politiker.registrations.terms import letters as terms_letters
from politiker.wishes import actions as wishes
from politiker.wishes import letters as wish_letters
from politiker.wishes import queries as wished
from politiker.worker.room_tables import Handler

LETTERS: Mapping[str, Gather] = {
    "dates_asked": date_letters.asked_letter,
    "date_chosen": date_letters.chosen_letter,
    "mailing": mailing_letters.mailing,
    "awaiting_organiser": guest_letters.awaiting_organiser,
    "registration_refused": guest_letters.registration_refused,
    "presence": terms_letters.presence,
    "seat_released": terms_letters.seat_released,
    "way_changed": terms_letters.way_changed,
    "after_event": after_letters.after_event,
    "takeaway_back": after_letters.takeaway_back,
    "wish_answered": wish_letters.wish_answered,
    "wish_fulfilled": wish_letters.wish_fulfilled,
}
JOBS: Mapping[str, Handler] = {
    "forget_dates": lambda facts, by, now: dates_forgotten.forget_dates(now=now),
    "forget_participants": lambda facts, by, now: participants_forgotten.forget_participants(now=now),
    "forget_exports": lambda facts, by, now: participants_forgotten.forget_exports(now=now),
    "send_own_reminder": lambda facts, by, now: mailings.send_own_reminder(facts["mailing"], by=by, now=now),
    "copy_materials": lambda facts, by, now: copying.copy_materials(
        facts["event"], facts["copy"], facts["person"], now=now
    ),
    "series_act": lambda facts, by, now: series_acts.carry_out(
        facts["act"], facts["event"], by=actor_of(facts["person"], now=now), now=now
    ),
    "invite_wishers": lambda facts, by, now: wishes.invite_wishers(facts["wish"], now=now),
    "open_evaluation": lambda facts, by, now: evaluations.open_evaluation(facts["evaluation"], by=by, now=now),
    "close_evaluations": lambda facts, by, now: evaluations.close_evaluations(by=by, now=now),
    "write_to_latecomers": lambda facts, by, now: evaluations.write_to_latecomers(now=now),
    "send_takeaways_back": lambda facts, by, now: takeaways.send_back(now=now),
    "forget_takeaways": lambda facts, by, now: takeaways.forget_takeaways(now=now),
    "release_seats": lambda facts, by, now: blocks.release_due(facts["event"], by=by, now=now),
    "ask_presence": lambda facts, by, now: presence.ask(facts["event"], now=now),
    "forget_guest_answers": lambda facts, by, now: answers_forgotten.forget_guest_answers(now=now),
}
EVERY_MINUTE: tuple[str, ...] = ()
EVERY_HOUR: tuple[str, ...] = (
    "write_to_latecomers",
    "forget_guest_answers",
    "close_evaluations",
    "forget_participants",
)
EVERY_DAY: tuple[str, ...] = ("forget_dates", "send_takeaways_back", "forget_takeaways", "forget_exports")


def plan(*, now: datetime) -> None:
    """Put what the clock calls for in the job table, as `worker.tables.plan` does."""
    for wish in wished.to_invite():
        jobs.put("invite_wishers", {"wish": wish}, due_at=now, slot=f"invite_wishers:{wish}:{now:%Y-%m-%dT%H:%M}")
    for evaluation in evaluated.due_to_open(now=now):
        slot = f"open_evaluation:{evaluation}:{now:%Y-%m-%dT%H:%M}"
        jobs.put("open_evaluation", {"evaluation": evaluation}, due_at=now, slot=slot)
    for mailing in reminding.due_reminders(now=now):
        slot = f"send_own_reminder:{mailing}:{now:%Y-%m-%dT%H}"
        jobs.put("send_own_reminder", {"mailing": mailing}, due_at=now, slot=slot)
    for event in blocks.events_with_due_blocks(now=now):
        jobs.put("release_seats", {"event": event}, due_at=now, slot=f"release_seats:{event}:{now:%Y-%m-%dT%H:%M}")
    for event in presence.events_to_ask(now=now):
        jobs.put("ask_presence", {"event": event}, due_at=now, slot=f"ask_presence:{event}:{now:%Y-%m-%dT%H}")
