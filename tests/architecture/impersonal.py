"""What tells nothing of anybody by itself: keys, and moments and counts of the house's own work."""

IMPERSONAL: dict[str, set[str]] = {
    "person": {"id", "uid", "lock_version", "invited_at", "joined_at", "is_demo", "suspended_until", "declined_at"},
    "mandate": {"id", "person_id", "starts_at", "ends_at", "is_first_period", "lapsed_at"},
    "substitution": {"mandate_id", "stands_in_for_id"},
    "mandate_report": {
        "id", "uid", "lock_version", "mandate_id", "person_id", "starts_at", "ends_at", "party_id", "created_at",
        "decided_at", "decided_by_id", "is_confirmed",
    },
    "application": {
        "id", "uid", "lock_version", "source", "person_id", "party_id", "created_at", "confirmed_at", "vouched_at",
        "vouched_by_id", "invited_by_id", "disowned_at", "disowned_by_id", "declined_at", "papers_checked_at",
        "decided_at", "decided_by_id", "is_approved", "rejection", "secretary_reminded_at",
        "administrator_reminded_at",
    },
    "known_device": {"id", "token_hash", "person_id", "seen_at"},
    "factor": {
        "id", "uid", "person_id", "public_key", "uses", "last_step", "created_at", "confirmed_at", "used_at",
    },
    "recovery_code": {"id", "person_id", "created_at", "used_at"},
    "external_identity": {"id", "person_id", "provider", "created_at"},
    "email_change": {"id", "person_id", "password_mark", "created_at", "done_at"},
    "name_word": {"person_id", "place"},
    "mail_choice": {"person_id", "kind", "chosen_at"},
    "digest_choice": {"person_id"},
    "task": {
        "id", "errand", "registration_id", "event_id", "municipality_id", "created_at", "told_at", "done_at",
        "done_by_id",
    },
    "mandate_duty": {"id", "mandate_id", "starts_at", "ends_at"},
    "role_grant": {"id", "person_id", "municipality_id", "starts_at", "ends_at"},
    "sign_in": {
        "id", "token_hash", "person_id", "seen_at", "sensitive_at", "expires_at", "ended_at", "is_remembered",
        "is_strong", "is_by_password", "awaits_factor", "challenge",
    },
    "event_grant": {"event_id", "right", "granted_at"},
    "registration": {
        "id", "uid", "event_id", "state", "number", "priority", "priority_reason", "group_key", "stays_together",
        "sequence", "offer_ends_at", "holds_until", "refilled_at", "created_at", "nominated_at",
        "awaiting_municipality_at", "awaiting_organiser_at", "confirmed_at", "waiting_at", "offered_at",
        "withdrawal_requested_at", "withdrawn_at", "declined_at", "expired_at", "refused_at", "called_off_at",
        "presence_asked_at",
    },
    "needs": {"registration_id", "stated_at"},
    "outgoing_mail": {
        "id", "intent", "code", "letter", "subject_id", "created_at", "due_at", "leased_until",
        "attempts", "sent_at", "dropped_at", "failed_at", "error",
    },
    "audit_entry": {"id", "at", "job", "happening", "subject", "subject_id", "event_id", "reason"},
    "stored_file": {"id", "uid", "size", "stored_at", "media_type", "digest"},
    "post_file": {"post_id", "file_id", "place"},
    "event_material": {"id", "event_id", "file_id", "title", "place", "opening", "opens_at", "is_for_all"},
    "room_member": {"room_id", "is_facilitator", "invited_at", "invited_by_id", "joined_at", "left_at"},
    "room_choice": {"person_id", "room_id"},
    "thread": {
        "id", "lock_version", "room_id", "kind", "created_at", "post_count", "last_post_at", "useful_post_id",
        "pinned_at", "locked_at", "hidden_at", "merged_into_id", "learning_html", "learning_version",
    },
    "post": {
        "id", "thread_id", "number", "created_at", "edited_at", "deleted_at", "hidden_at", "thanks",
    },
    "post_version": {"post_id", "number", "until"},
    "thanks": {"post_id"},
    "mention": {"post_id"},
    "thread_reader": {"person_id", "thread_id"},
    "draft": {"person_id", "place", "saved_at"},
    "poll": {"id", "post_id", "question", "takes_several", "closes_at", "answered"},
    "poll_choice": {"poll_id", "place", "text", "chosen"},
    "poll_voter": {"poll_id", "mark"},
    "learning_version": {"thread_id", "number", "at"},
    "report": {
        "id", "lock_version", "room_id", "post_id", "sealed_post_id", "reporter_mark", "created_at", "decided_at",
        "decided_by_id", "outcome",
    },
    "removal": {
        "id", "lock_version", "post_id", "asked_by_id", "asked_at", "decided_by_id", "decided_at", "is_confirmed",
    },
    "block": {"person_id", "wished_at", "imposed_at", "imposed_by_id"},
    "opening": {
        "id", "lock_version", "room_id", "asked_by_id", "asked_at", "category", "decided_by_id", "decided_at",
        "is_allowed", "ends_at",
    },
}  # fmt: skip
