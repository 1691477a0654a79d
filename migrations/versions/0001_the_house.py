"""The first schema: people, events, registrations, letters, the trail, and the 98 municipalities."""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# What the municipality, region and list were when this was written; later changes come in later migrations.
REFERENCE = Path(__file__).parent / "0001_reference"
ELECTION = 2025

# The text search: a table of its own in SQLite, an index in PostgreSQL, fed by the same terms.
SEARCH = {
    "sqlite": [
        "CREATE VIRTUAL TABLE event_search USING fts5(terms, content='event', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 0')",
        "CREATE TRIGGER event_search_added AFTER INSERT ON event BEGIN"
        " INSERT INTO event_search(rowid, terms) VALUES (new.id, new.terms); END",
        "CREATE TRIGGER event_search_changed AFTER UPDATE OF terms ON event BEGIN"
        " INSERT INTO event_search(event_search, rowid, terms) VALUES ('delete', old.id, old.terms);"
        " INSERT INTO event_search(rowid, terms) VALUES (new.id, new.terms); END",
        "CREATE TRIGGER event_search_removed AFTER DELETE ON event BEGIN"
        " INSERT INTO event_search(event_search, rowid, terms) VALUES ('delete', old.id, old.terms); END",
    ],
    "postgresql": ["CREATE INDEX ix_event_terms ON event USING gin (to_tsvector('simple'::regconfig, terms))"],
}

# The trail is only ever added to. What is more than a year older than its newest line may be forgotten.
TRAIL = {
    "sqlite": [
        "CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry BEGIN"
        " SELECT RAISE(ABORT, 'the trail is only added to'); END",
        "CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry"
        " WHEN old.at > (SELECT datetime(max(at), '-12 months') FROM audit_entry) BEGIN"
        " SELECT RAISE(ABORT, 'the trail is kept for a year'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'DELETE' AND OLD.at <= (SELECT max(at) - interval '12 months' FROM audit_entry)"
        " THEN RETURN OLD; END IF;"
        " RAISE EXCEPTION 'the trail is only added to'; END $$",
        "CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION audit_entry_kept()",
    ],
}
GONE = {
    "sqlite": [
        "DROP TRIGGER audit_entry_stays", "DROP TRIGGER audit_entry_kept", "DROP TRIGGER event_search_removed",
        "DROP TRIGGER event_search_changed", "DROP TRIGGER event_search_added", "DROP TABLE event_search",
    ],
    "postgresql": [
        "DROP TRIGGER audit_entry_kept ON audit_entry", "DROP FUNCTION audit_entry_kept", "DROP INDEX ix_event_terms",
    ],
}  # fmt: skip


def _reference_data() -> None:
    """The 98 municipalities, the region of each with its dates, and the national lists in every municipality."""
    municipality = sa.table("municipality", *map(sa.column, ("id", "code", "name", "council_word")))
    region = sa.table("region_membership", sa.column("municipality_id"), sa.column("region"),
                      sa.column("starts_on", sa.Date), sa.column("ends_on", sa.Date))  # fmt: skip
    party = sa.table("party", *map(sa.column, ("municipality_id", "election", "letter", "name")),
                     sa.column("is_local", sa.Boolean))  # fmt: skip
    rows = list(csv.DictReader((REFERENCE / "kommuner.csv").read_text("utf-8").splitlines()))
    lists = list(csv.DictReader((REFERENCE / "partier_kv2025.csv").read_text("utf-8").splitlines()))
    op.bulk_insert(
        municipality,
        [
            {"id": n, "code": row["kode"], "name": row["navn"], "council_word": COUNCIL_WORDS.get(row["navn"], USUAL)}
            for n, row in enumerate(rows, 1)
        ],
    )
    merged = date(2027, 1, 1)
    regions = []
    for n, row in enumerate(rows, 1):
        stays = row["region_2026"] == row["region_2027"]
        first = {"municipality_id": n, "region": row["region_2026"], "starts_on": date(2007, 1, 1)}
        regions.append(first | {"ends_on": None if stays else date(2026, 12, 31)})
        if not stays:
            regions.append({"municipality_id": n, "region": row["region_2027"], "starts_on": merged, "ends_on": None})
    op.bulk_insert(region, regions)
    op.bulk_insert(
        party,
        [
            {
                "municipality_id": n,
                "election": ELECTION,
                "letter": row["bogstav"],
                "name": row["navn"],
                "is_local": False,
            }
            for n in range(1, len(rows) + 1)
            for row in lists
            if row["bogstav"]
        ],
    )


# Each council chooses what it calls itself; these call themselves something else than most.
USUAL = "kommunalbestyrelse"
COUNCIL_WORDS = {"København": "borgerrepræsentation"} | dict.fromkeys(
    ("Aarhus", "Aalborg", "Odense", "Ringsted"), "byråd"
)


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answer")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("job", sa.Text(), nullable=True),
        sa.Column(
            "happening",
            sa.Enum(
                "invited",
                "accepted",
                "signed_in",
                "password_set",
                "role_granted",
                "drafted",
                "edited",
                "published",
                "called_off",
                "right_granted",
                "registered",
                "offered",
                "accepted_offer",
                "declined_offer",
                "offer_expired",
                "promoted",
                "withdrawal_requested",
                "withdrawal_refused",
                "withdrawn",
                "needs_read",
                "registrations_read",
                "feed_made",
                "feed_ended",
                name="happening",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_entry_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "failed_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_in")),
    )
    with op.batch_alter_table("failed_sign_in", schema=None) as batch_op:
        batch_op.create_index("ix_failed_sign_in_bucket", ["bucket", "at"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("slot", name=op.f("uq_job_slot")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "ix_job_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "municipality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("council_word", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("code", name=op.f("uq_municipality_code")),
        sa.UniqueConstraint("name", name=op.f("uq_municipality_name")),
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("intent", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("letter", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("intent", name=op.f("uq_outgoing_mail_intent")),
    )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outgoing_mail_created_at"), ["created_at"], unique=False)
        batch_op.create_index(
            "ix_outgoing_mail_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_outgoing_mail_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("feed_hash", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_key", name=op.f("uq_person_email_key")),
        sa.UniqueConstraint("feed_hash", name=op.f("uq_person_feed_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
    )
    op.create_table(
        "tick",
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_tick")),
    )
    op.create_table(
        "token",
        sa.Column("half", sa.String(length=32), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("invitation", "reset", "offer", name="purpose", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("half", name=op.f("pk_token")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("election", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_local", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_party_municipality_id_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("municipality_id", "election", "letter", name=op.f("uq_party_municipality_id")),
    )
    op.create_table(
        "region_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_region_membership_municipality_id_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_membership")),
        sa.UniqueConstraint("municipality_id", "starts_on", name=op.f("uq_region_membership_municipality_id")),
    )
    with op.batch_alter_table("region_membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_membership_region"), ["region"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("organiser", "moderator", "administrator", "secretary", name="role", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_role_grant_municipality_id_municipality")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index("ix_role_grant_person", ["person_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_person", ["person_id"], unique=False)

    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("postcode", sa.String(length=4), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("accessibility", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_venue_municipality_id_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    op.create_table(
        "event",
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("seminar", "meeting", "webinar", "course", name="kind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_html", sa.Text(), nullable=False),
        sa.Column(
            "audience", sa.Enum("public", "members", name="audience", native_enum=False, length=32), nullable=False
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("join_link", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("binding_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("price_text", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_reason", sa.String(length=400), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seats_held", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_event_capacity_positive")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_ends_after_start")),
        sa.CheckConstraint("seats_held >= 0", name=op.f("ck_event_seats_not_negative")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_event_created_by_id_person")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_event_venue_id_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_creator", ["created_by_id"], unique=False)
        batch_op.create_index("ix_event_upcoming", ["ends_at", "starts_at", "id"], unique=False)

    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_first_period", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_mandate_municipality_id_municipality")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_mandate_party_id_party")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mandate_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandate_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("ix_mandate_person", ["person_id", "ends_at"], unique=False)

    op.create_table(
        "event_grant",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "right",
            sa.Enum("edit", "registrations", "needs", "check_in", "money", name="right", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_grant_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_grant_person_id_person")),
        sa.PrimaryKeyConstraint("event_id", "person_id", "right", name=op.f("pk_event_grant")),
    )
    with op.batch_alter_table("event_grant", schema=None) as batch_op:
        batch_op.create_index("ix_event_grant_person", ["person_id"], unique=False)

    op.create_table(
        "event_tag",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("topic", "role", name="tagkind", native_enum=False, length=32), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_tag_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "kind", "value", name=op.f("pk_event_tag")),
    )
    with op.batch_alter_table("event_tag", schema=None) as batch_op:
        batch_op.create_index("ix_event_tag_value", ["kind", "value", "event_id"], unique=False)

    op.create_table(
        "mandate_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(
                "mayor",
                "deputy_mayor",
                "committee_chair",
                "member",
                "substitute",
                "leave",
                name="duty",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("committee", sa.String(length=120), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_duty_mandate_id_mandate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_duty")),
    )
    with op.batch_alter_table("mandate_duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandate_duty_mandate_id"), ["mandate_id"], unique=False)

    op.create_table(
        "programme_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("speakers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_programme_item_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_item")),
    )
    with op.batch_alter_table("programme_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_item_event_id"), ["event_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "nominated",
                "awaiting_municipality",
                "awaiting_organiser",
                "confirmed",
                "waiting",
                "offered",
                "withdrawal_requested",
                "withdrawn",
                "declined",
                "expired",
                "refused",
                "called_off",
                name="state",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("priority_reason", sa.String(length=64), nullable=True),
        sa.Column("group_key", sa.String(length=32), nullable=True),
        sa.Column("stays_together", sa.Boolean(), nullable=False),
        sa.Column("takes_last_minute", sa.Boolean(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("offer_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holds_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refilled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awaiting_municipality_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awaiting_organiser_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_registration_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("uid", name=op.f("uq_registration_uid")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(
            "ix_registration_deadline",
            ["offer_ends_at"],
            unique=False,
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        )
        batch_op.create_index("ix_registration_event", ["event_id", "state"], unique=False)
        batch_op.create_index(
            "ix_registration_line",
            ["event_id", "priority", "number"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index("ix_registration_person", ["person_id", "event_id"], unique=False)
        batch_op.create_index(
            "uq_registration_open",
            ["event_id", "person_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('awaiting_municipality', 'awaiting_organiser', 'confirmed', 'nominated', 'offered', 'waiting', 'withdrawal_requested')"
            ),
            postgresql_where=sa.text(
                "state IN ('awaiting_municipality', 'awaiting_organiser', 'confirmed', 'nominated', 'offered', 'waiting', 'withdrawal_requested')"
            ),
        )

    op.create_table(
        "needs",
        sa.Column("registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "diet",
            sa.Enum(
                "none",
                "vegetarian",
                "vegan",
                "halal",
                "gluten_free",
                "lactose_free",
                "other",
                name="diet",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("diet_note", sa.String(length=300), nullable=False),
        sa.Column("access_note", sa.String(length=600), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_needs_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_needs")),
    )

    for statement in SEARCH[op.get_bind().dialect.name] + TRAIL[op.get_bind().dialect.name]:
        op.execute(statement)
    _reference_data()


def downgrade() -> None:
    for statement in GONE[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("needs")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_open",
            sqlite_where=sa.text(
                "state IN ('awaiting_municipality', 'awaiting_organiser', 'confirmed', 'nominated', 'offered', 'waiting', 'withdrawal_requested')"
            ),
            postgresql_where=sa.text(
                "state IN ('awaiting_municipality', 'awaiting_organiser', 'confirmed', 'nominated', 'offered', 'waiting', 'withdrawal_requested')"
            ),
        )
        batch_op.drop_index("ix_registration_person")
        batch_op.drop_index(
            "ix_registration_line",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_registration_event")
        batch_op.drop_index(
            "ix_registration_deadline",
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        )

    op.drop_table("registration")
    with op.batch_alter_table("programme_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_item_event_id"))

    op.drop_table("programme_item")
    with op.batch_alter_table("mandate_duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandate_duty_mandate_id"))

    op.drop_table("mandate_duty")
    with op.batch_alter_table("event_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_event_tag_value")

    op.drop_table("event_tag")
    with op.batch_alter_table("event_grant", schema=None) as batch_op:
        batch_op.drop_index("ix_event_grant_person")

    op.drop_table("event_grant")
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index("ix_mandate_person")
        batch_op.drop_index(batch_op.f("ix_mandate_municipality_id"))

    op.drop_table("mandate")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_upcoming")
        batch_op.drop_index("ix_event_creator")

    op.drop_table("event")
    op.drop_table("venue")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_person")

    op.drop_table("sign_in")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index("ix_role_grant_person")

    op.drop_table("role_grant")
    with op.batch_alter_table("region_membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_membership_region"))

    op.drop_table("region_membership")
    op.drop_table("party")
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_token_subject_id"))

    op.drop_table("token")
    op.drop_table("tick")
    op.drop_table("person")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_person_id"))
        batch_op.drop_index(
            "ix_outgoing_mail_due",
            sqlite_where=sa.text("sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_created_at"))

    op.drop_table("outgoing_mail")
    op.drop_table("municipality")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_job_due", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )

    op.drop_table("job")
    with op.batch_alter_table("failed_sign_in", schema=None) as batch_op:
        batch_op.drop_index("ix_failed_sign_in_bucket")

    op.drop_table("failed_sign_in")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject")
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    op.drop_table("answer")
