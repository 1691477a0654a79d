"""Tags, notes, kinds and saved views: what organisers keep about a list so that it need not be kept elsewhere."""

from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require
from politiker.registrations.models import Participant, Registration
from politiker.registrations.needs import tidy_note
from politiker.registrations.participants.errors import NameIsTaken, TextIsTooLong, TooManyHere
from politiker.registrations.participants.models import ParticipantNote, ParticipantTag, SavedView, Tagging

LONGEST_TAG, LONGEST_VIEW, LONGEST_NOTE = 40, 60, 1000  # characters
MOST_TAGS, MOST_VIEWS = 30, 30  # of one event


def write_note(event: Event, registration: Registration, text: str, *, by: Actor, now: datetime) -> None:
    """Remember something about a participant, for the event's organisers alone; an empty note is deleted.

    Raises TextIsTooLong. The trail tells that it was done and not what it says.
    """
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, event)
    text = tidy_note(text)
    if len(text) > LONGEST_NOTE:
        raise TextIsTooLong(longest=LONGEST_NOTE)
    note = db.session.get(ParticipantNote, registration.id)
    if (note.text if note is not None else "") == text:
        return
    if not text and note is not None:
        db.session.delete(note)
    elif note is not None:
        note.text, note.written_at, note.written_by_id = text, now, by.person_id or 0
    else:
        assert by.person_id is not None
        db.session.add(
            ParticipantNote(registration_id=registration.id, text=text, written_at=now, written_by_id=by.person_id)
        )
    audit.record(by, Happening.PARTICIPANT_NOTED, registration, now, event_id=event.id, reason="note")


def note_of(registration: Registration) -> str:
    """What the organisers remember about a participant."""
    note = db.session.get(ParticipantNote, registration.id)
    return note.text if note is not None else ""


def tag_named(event: Event, name: str, *, by: Actor) -> ParticipantTag:
    """The event's tag of this name, made when there is none. Raises TextIsTooLong, TooManyHere."""
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, event)
    name = " ".join(tidy_note(name).split())
    if not name or len(name) > LONGEST_TAG:
        raise TextIsTooLong(longest=LONGEST_TAG)
    event = lock(event)
    here = list(db.session.scalars(sa.select(ParticipantTag).where(ParticipantTag.event_id == event.id)))
    for tag in here:
        if tag.name.casefold() == name.casefold():
            return tag
    if len(here) >= MOST_TAGS:
        raise TooManyHere(most=MOST_TAGS)
    tag = ParticipantTag(event_id=event.id, name=name)
    db.session.add(tag)
    db.session.flush()
    return tag


def set_tags(event: Event, registration: Registration, tag_ids: set[int], *, by: Actor, now: datetime) -> None:
    """Let a participant have these of the event's tags, and no others."""
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, event)
    lock(event)
    known = set(db.session.scalars(sa.select(ParticipantTag.id).where(ParticipantTag.event_id == event.id)))
    had = set(db.session.scalars(sa.select(Tagging.tag_id).where(Tagging.registration_id == registration.id)))
    wanted = tag_ids & known
    if wanted == had:
        return
    for tag_id in sorted(wanted - had):
        tag([registration.id], tag_id)
    for tag_id in sorted(had - wanted):
        untag([registration.id], tag_id)
    audit.record(by, Happening.PARTICIPANT_NOTED, registration, now, event_id=event.id, reason="tags")


def tag(registration_ids: list[int], tag_id: int) -> None:
    """Give a tag to those who do not have it. The event is held."""
    if registration_ids:
        rows = [{"registration_id": id, "tag_id": tag_id} for id in registration_ids]
        db.session.execute(sa.insert(Tagging), rows)


def untag(registration_ids: list[int], tag_id: int) -> None:
    """Take a tag from those who have it; a tag that nobody has any more is gone. The event is held."""
    db.session.execute(
        sa.delete(Tagging)
        .where(Tagging.tag_id == tag_id, Tagging.registration_id.in_(registration_ids))
        .execution_options(synchronize_session=False)
    )
    is_used = sa.exists().where(Tagging.tag_id == tag_id)
    db.session.execute(
        sa.delete(ParticipantTag)
        .where(ParticipantTag.id == tag_id, ~is_used)
        .execution_options(synchronize_session="fetch")
    )


def mark_kind(event: Event, registration: Registration, kind: Participant, *, by: Actor, now: datetime) -> None:
    """Say what kind of participant somebody is; the price goes by it."""
    require(by, Permission.DECIDE_EVENT_REGISTRATIONS, event)
    if registration.kind is kind:
        return
    registration.kind = kind
    audit.record(by, Happening.PARTICIPANT_NOTED, registration, now, event_id=event.id, reason=f"kind:{kind.value}")


def save_view(event: Event, name: str, query: str, *, by: Actor) -> SavedView:
    """Keep a way of looking at the list for all its organisers; `query` never holds a name that was searched for.

    Raises TextIsTooLong, NameIsTaken, TooManyHere.
    """
    require(by, Permission.SEE_REGISTRATIONS, event)
    name = " ".join(tidy_note(name).split())
    if not name or len(name) > LONGEST_VIEW:
        raise TextIsTooLong(longest=LONGEST_VIEW)
    event = lock(event)
    taken = list(db.session.scalars(sa.select(SavedView.name).where(SavedView.event_id == event.id)))
    if name in taken:
        raise NameIsTaken(name=name)
    if len(taken) >= MOST_VIEWS:
        raise TooManyHere(most=MOST_VIEWS)
    view = SavedView(event_id=event.id, name=name, query=query)
    db.session.add(view)
    db.session.flush()
    return view


def remove_view(event: Event, view_id: int, *, by: Actor) -> bool:
    """Forget a saved view. Returns whether there was one."""
    require(by, Permission.SEE_REGISTRATIONS, event)
    done = db.session.execute(
        sa.delete(SavedView)
        .where(SavedView.id == view_id, SavedView.event_id == event.id)
        .execution_options(synchronize_session="fetch")
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
