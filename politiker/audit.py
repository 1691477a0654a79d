"""The trail: who did what to which thing, when. Ids and reasons chosen from a list, no free text about others."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, db, words
from politiker.core.register import LEGITIMATE, personal, years_before
from politiker.policy import Actor


class Happening(enum.StrEnum):
    """What can be remembered, in the past participle."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    SIGNED_IN = "signed_in"
    PASSWORD_SET = "password_set"
    ROLE_GRANTED = "role_granted"
    DRAFTED = "drafted"
    EDITED = "edited"
    PUBLISHED = "published"
    CALLED_OFF = "called_off"
    RIGHT_GRANTED = "right_granted"
    REGISTERED = "registered"
    OFFERED = "offered"
    ACCEPTED_OFFER = "accepted_offer"
    DECLINED_OFFER = "declined_offer"
    OFFER_EXPIRED = "offer_expired"
    PROMOTED = "promoted"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    WITHDRAWAL_REFUSED = "withdrawal_refused"
    WITHDRAWN = "withdrawn"
    NEEDS_READ = "needs_read"
    REGISTRATIONS_READ = "registrations_read"
    FEED_MADE = "feed_made"
    FEED_ENDED = "feed_ended"
    ROLE_ENDED = "role_ended"
    SUSPENDED = "suspended"
    SUSPENSION_ENDED = "suspension_ended"
    SIGNED_OUT_ELSEWHERE = "signed_out_elsewhere"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    EMAIL_CHANGED = "email_changed"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_UNLINKED = "identity_unlinked"
    APPLIED = "applied"
    ADDRESS_CONFIRMED = "address_confirmed"
    VOUCHED = "vouched"
    APPROVED = "approved"
    REJECTED = "rejected"
    DECLINED_INVITATION = "declined_invitation"
    MANDATE_GIVEN = "mandate_given"
    MANDATE_CHANGED = "mandate_changed"
    MANDATE_ENDED = "mandate_ended"
    MANDATE_LAPSED = "mandate_lapsed"
    CHANGE_REPORTED = "change_reported"
    PROLONGATION_ASKED = "prolongation_asked"
    PROLONGED = "prolonged"
    COUNCIL_IMPORTED = "council_imported"
    PROFILE_EDITED = "profile_edited"
    PROFILE_READ = "profile_read"
    TOO_MANY_PROFILES = "too_many_profiles"
    LIST_SHOWN = "list_shown"
    LIST_HIDDEN = "list_hidden"
    DATA_EXPORTED = "data_exported"
    TASK_DONE = "task_done"
    ROOM_CREATED = "room_created"
    ROOM_OPENED = "room_opened"
    ROOM_EDITED = "room_edited"
    ROOM_INVITED = "room_invited"
    ROOM_JOINED = "room_joined"
    ROOM_LEFT = "room_left"
    ROOM_REMOVED = "room_removed"
    FACILITATOR_MADE = "facilitator_made"
    FACILITATOR_ENDED = "facilitator_ended"
    ROOM_LOCKED = "room_locked"
    ROOM_UNLOCKED = "room_unlocked"
    ROOM_ARCHIVED = "room_archived"
    POST_HIDDEN = "post_hidden"
    POST_SHOWN = "post_shown"
    POST_DELETED = "post_deleted"
    THREAD_LOCKED = "thread_locked"
    THREAD_UNLOCKED = "thread_unlocked"
    THREAD_PINNED = "thread_pinned"
    THREAD_UNPINNED = "thread_unpinned"
    THREAD_HIDDEN = "thread_hidden"
    THREAD_SHOWN = "thread_shown"
    THREADS_MERGED = "threads_merged"
    THREAD_SPLIT = "thread_split"
    THREAD_MOVED = "thread_moved"
    PERSON_WARNED = "person_warned"
    PERSON_SILENCED = "person_silenced"
    SILENCE_ENDED = "silence_ended"
    BLOCKED = "blocked"
    BLOCK_ENDED = "block_ended"
    REPORT_READ = "report_read"
    REPORT_DECIDED = "report_decided"
    REMOVAL_ASKED = "removal_asked"
    REMOVAL_CONFIRMED = "removal_confirmed"
    REMOVAL_REFUSED = "removal_refused"
    GLASS_ASKED = "glass_asked"
    GLASS_BROKEN = "glass_broken"
    GLASS_REFUSED = "glass_refused"
    GLASS_READ = "glass_read"
    ROOM_KEYS_ROTATED = "room_keys_rotated"
    FILE_REMOVED = "file_removed"
    MATERIAL_ADDED = "material_added"
    MATERIAL_REMOVED = "material_removed"
    RIGHT_TAKEN = "right_taken"
    SERIES_MADE = "series_made"
    EVENT_COPIED = "event_copied"
    DATES_ASKED = "dates_asked"
    DATE_CHOSEN = "date_chosen"
    CALENDAR_IMPORTED = "calendar_imported"
    QUESTIONS_CHANGED = "questions_changed"
    REGISTRATION_APPROVED = "registration_approved"
    REGISTRATION_REFUSED = "registration_refused"
    TERMS_CHANGED = "terms_changed"
    SEATS_RESERVED = "seats_reserved"
    SEATS_RELEASED = "seats_released"
    ADDED_BY_STAFF = "added_by_staff"
    SUBSTITUTED = "substituted"
    MOVED_TO_EVENT = "moved_to_event"
    SEATED_OUT_OF_TURN = "seated_out_of_turn"
    PARTICIPANT_NOTED = "participant_noted"
    PARTICIPANTS_EXPORTED = "participants_exported"
    ANSWERS_READ = "answers_read"
    PARTICIPANTS_MAILED = "participants_mailed"
    MAIL_SENT_AGAIN = "mail_sent_again"
    CHECKED_IN = "checked_in"
    CHECK_IN_UNDONE = "check_in_undone"
    PRESENCE_CONFIRMED = "presence_confirmed"
    PRINTED = "printed"
    CERTIFICATE_ISSUED = "certificate_issued"
    EVALUATION_OPENED = "evaluation_opened"
    EVALUATION_CLOSED = "evaluation_closed"
    WISH_PROPOSED = "wish_proposed"
    WISH_ANSWERED = "wish_answered"
    WISHES_MERGED = "wishes_merged"


class Entry(Base):
    """One line of the trail. The database refuses to change or delete it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_subject", "subject", "subject_id"),
        sa.Index("ix_audit_entry_event", "event_id", "id"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(
        info=personal("Hvem der gjorde hvad", "Sporbarhed i tilmeldinger og opslag", LEGITIMATE, "12 måneder efter")
    )
    job: Mapped[str | None]
    happening: Mapped[Happening] = mapped_column(words(Happening))
    subject: Mapped[str] = mapped_column(sa.String(32))
    subject_id: Mapped[int]
    event_id: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(sa.String(64))


ADD = sa.insert(Entry.__table__)  # type: ignore[arg-type]  # a table; one statement for every line


def record(
    by: Actor,
    happening: Happening,
    thing: Base,
    now: datetime,
    *,
    event_id: int | None = None,
    reason: str | None = None,
) -> None:
    """Write one line in the trail, in the transaction of the act itself. The thing has to be known to the database."""
    db.session.execute(
        ADD,
        {
            "at": now,
            "person_id": by.person_id,
            "job": by.job,
            "happening": happening,
            "subject": thing.__tablename__,
            "subject_id": thing.id,  # type: ignore[attr-defined]  # whatever is audited has an id
            "event_id": event_id,
            "reason": reason,
        },
    )


def forget_old(now: datetime) -> int:
    """Delete lines older than 12 months, reckoned from the newest line at the latest. Returns how many.

    The database refuses more than that; so a clock that runs ahead cannot empty the trail.
    """
    newest = db.session.execute(sa.select(sa.func.max(Entry.at))).scalar_one()
    if newest is None:
        return 0
    before = years_before(min(now, newest).replace(microsecond=0), 1)  # SQLite reckons the limit in whole seconds
    done = db.session.execute(sa.delete(Entry).where(Entry.at < before).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]
