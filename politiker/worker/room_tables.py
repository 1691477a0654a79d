"""Where rooms, files and search meet the worker: their letters, their jobs, and how often each is called for."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from politiker.discussions import letter_facts as room_letters
from politiker.discussions import telling
from politiker.discussions.by_mail import models as by_mail
from politiker.discussions.confidential import drafts as sealed_drafts
from politiker.discussions.moderation import letter_facts as moderation_letters
from politiker.discussions.moderation import reporting as reports
from politiker.discussions.rooms import breadth, event_rooms, membership, standard
from politiker.discussions.threads import attachments
from politiker.discussions.threads import forgetting as drafts_forgotten
from politiker.events import materials
from politiker.files import forgetting as files_forgotten
from politiker.files import storing
from politiker.mail.delivery import Gather
from politiker.policy import Actor
from politiker.registrations.mailings import models as mailings
from politiker.registrations.questions import queries as answers
from politiker.search import words as search_words

Handler = Callable[[dict[str, Any], Actor, datetime], object]

LETTERS: Mapping[str, Gather] = {
    "thread_reply": room_letters.thread_reply,
    "mention": room_letters.mention,
    "event_room": room_letters.event_room,
    "room_invitation": room_letters.room_invitation,
    "room_news": room_letters.room_news,
    "post_hidden": moderation_letters.post_hidden,
    "warned": moderation_letters.warned,
    "room_opened": moderation_letters.room_opened,
}

# The ids of files that something refers to.
FILES_NEEDED = (attachments.NEEDED, materials.NEEDED, answers.NEEDED, mailings.NEEDED)

JOBS: Mapping[str, Handler] = {
    "furnish_rooms": lambda facts, by, now: standard.furnish(now=now),
    "open_event_rooms": lambda facts, by, now: event_rooms.open_rooms(by=by, now=now),
    "rename_event_rooms": lambda facts, by, now: event_rooms.follow_events(),
    "count_breadth": lambda facts, by, now: breadth.count_breadth(now=now),
    "hand_over_networks": lambda facts, by, now: membership.hand_over(by=by, now=now),
    "remove_bytes": lambda facts, by, now: storing.remove_bytes(facts["uid"]),
    "forget_files": lambda facts, by, now: files_forgotten.forget_files(FILES_NEEDED, now=now),
    "sweep_bytes": lambda facts, by, now: files_forgotten.sweep_bytes(now=now),
    "tell_of_post": lambda facts, by, now: telling.tell_of_post(facts["post"], now=now),
    "tell_of_event_room": lambda facts, by, now: telling.tell_of_event_room(facts["room"], now=now),
    "tell_room_news": lambda facts, by, now: telling.tell_room_news(facts["day"], now=now),
    "forget_taken_answers": lambda facts, by, now: by_mail.forget_taken(now=now),
    "forget_moderation": lambda facts, by, now: reports.forget_decided(now=now),
    "gather_words": lambda facts, by, now: search_words.gather(now=now),
    "forget_words": lambda facts, by, now: search_words.forget(now=now),
    "forget_sealed_drafts": lambda facts, by, now: sealed_drafts.forget(now=now),
    "forget_drafts": lambda facts, by, now: drafts_forgotten.forget_drafts(now=now),
}
EVERY_MINUTE: tuple[str, ...] = ()
EVERY_HOUR: tuple[str, ...] = (
    "open_event_rooms",
    "rename_event_rooms",
    "count_breadth",
    "forget_files",
    "sweep_bytes",
    "gather_words",
    "forget_words",
)
EVERY_DAY: tuple[str, ...] = (
    "furnish_rooms",
    "hand_over_networks",
    "forget_drafts",
    "forget_sealed_drafts",
    "forget_moderation",
    "forget_taken_answers",
)


def plan(*, now: datetime) -> None:
    """Put what the clock calls for at an hour of the day in the job table."""
    telling.plan_room_news(now=now)
