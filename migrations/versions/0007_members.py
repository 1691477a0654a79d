"""Members: applications, second factors, known devices, changes of mandate, colleagues, choices of mail, errands."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def by_bytes(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


ADDED = {
    "mandate": ("ending", "lapsed_at"),
    "person": ("suspended_until", "declined_at", "shown_at", "list_shown_at", "about"),
    "sign_in": (
        "sensitive_at", "is_remembered", "is_strong", "is_by_password", "awaits_factor", "challenge", "browser"),
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "federation_attempt",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("next", sa.Text(), nullable=True),
        sa.Column("is_linking", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_federation_attempt")),
    )
    op.create_table(
        "email_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("password_mark", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_email_change_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_change")),
    )
    op.create_index("ix_email_change_person", "email_change", ["person_id"])
    op.create_table(
        "external_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_external_identity_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identity")),
        sa.UniqueConstraint("provider", "subject", name=op.f("uq_external_identity_provider")),
    )
    op.create_index("ix_external_identity_person", "external_identity", ["person_id"])
    op.create_table(
        "factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("credential", sa.String(400), nullable=True),
        sa.Column("public_key", sa.Text(), nullable=True),
        sa.Column("uses", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_factor_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor")),
        sa.UniqueConstraint("credential", name=op.f("uq_factor_credential")),
        sa.UniqueConstraint("uid", name=op.f("uq_factor_uid")),
    )
    op.create_index("ix_factor_person", "factor", ["person_id"])
    op.create_table(
        "known_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_known_device_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
        sa.UniqueConstraint("token_hash", "person_id", name=op.f("uq_known_device_token_hash")),
    )
    op.create_index("ix_known_device_person", "known_device", ["person_id"])
    op.create_table(
        "mail_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_mail_choice")),
    )
    op.create_table(
        "name_word",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("word", by_bytes(120), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sort", by_bytes(255), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_name_word_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "word", name=op.f("pk_name_word")),
    )
    op.create_index("ix_name_word_word", "name_word", ["word"])
    op.create_index("ix_name_word_sort", "name_word", ["place", "sort"])
    op.create_table(
        "prolongation",
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_prolongation_asked_by_id_person")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_prolongation_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_prolongation_municipality_id_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prolongation")),
        sa.UniqueConstraint("uid", name=op.f("uq_prolongation_uid")),
    )
    op.create_index(op.f("ix_prolongation_municipality_id"), "prolongation", ["municipality_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index("ix_recovery_code_person", "recovery_code", ["person_id"])
    op.create_table(
        "application",
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("list_text", sa.String(120), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("looks_like", sa.String(120), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("vouched_at", MOMENT, nullable=True),
        sa.Column("vouched_by_id", sa.Integer(), nullable=True),
        sa.Column("disowned_at", MOMENT, nullable=True),
        sa.Column("disowned_by_id", sa.Integer(), nullable=True),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.Column("papers_checked_at", MOMENT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("rejection", sa.String(32), nullable=True),
        sa.Column("secretary_reminded_at", MOMENT, nullable=True),
        sa.Column("administrator_reminded_at", MOMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_application_decided_by_id_person")),
        sa.ForeignKeyConstraint(["disowned_by_id"], ["person.id"], name=op.f("fk_application_disowned_by_id_person")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_application_invited_by_id_person")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_application_municipality_id_municipality")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_application_party_id_party")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_application_person_id_person")),
        sa.ForeignKeyConstraint(["vouched_by_id"], ["person.id"], name=op.f("fk_application_vouched_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("uid", name=op.f("uq_application_uid")),
    )
    op.create_index("ix_application_email", "application", ["email_key"])
    op.create_index("ix_application_person", "application", ["person_id"])
    op.create_index("ix_application_queue", "application", ["municipality_id", "decided_at"])
    op.create_table(
        "mandate_report",
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(32), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_mandate_report_decided_by_id_person")),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_report_mandate_id_mandate"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_mandate_report_party_id_party")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mandate_report_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_report")),
        sa.UniqueConstraint("uid", name=op.f("uq_mandate_report_uid")),
    )
    op.create_index("ix_mandate_report_mandate", "mandate_report", ["mandate_id"])
    op.create_table(
        "substitution",
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("stands_in_for_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_substitution_mandate_id_mandate"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stands_in_for_id"],
            ["mandate.id"],
            name=op.f("fk_substitution_stands_in_for_id_mandate"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mandate_id", name=op.f("pk_substitution")),
    )
    op.create_index(op.f("ix_substitution_stands_in_for_id"), "substitution", ["stands_in_for_id"])
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("errand", sa.String(32), nullable=False),
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_task_done_by_id_person")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_task_event_id_event")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_task_municipality_id_municipality")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_task_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("registration_id", "errand", name=op.f("uq_task_registration_id")),
    )
    op.create_index("ix_task_event", "task", ["event_id", "done_at"])
    op.create_index("ix_task_municipality", "task", ["municipality_id", "done_at"])
    op.add_column("mandate", sa.Column("ending", sa.String(32), nullable=True))
    op.add_column("mandate", sa.Column("lapsed_at", MOMENT, nullable=True))
    op.add_column("person", sa.Column("suspended_until", MOMENT, nullable=True))
    op.add_column("person", sa.Column("declined_at", MOMENT, nullable=True))
    op.add_column("person", sa.Column("shown_at", MOMENT, nullable=True))
    op.add_column("person", sa.Column("list_shown_at", MOMENT, nullable=True))
    op.add_column("person", sa.Column("about", sa.String(500), server_default="", nullable=False))
    op.add_column("sign_in", sa.Column("sensitive_at", MOMENT, nullable=True))
    for claim in ("is_remembered", "is_strong", "is_by_password", "awaits_factor"):
        op.add_column("sign_in", sa.Column(claim, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("sign_in", sa.Column("challenge", sa.String(120), nullable=True))
    op.add_column("sign_in", sa.Column("browser", sa.String(60), server_default="", nullable=False))


def downgrade() -> None:
    for table, columns in ADDED.items():
        for column in columns:
            # Not in batch: that would copy the table, and with it every row that points there.
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in (
        "task",
        "substitution",
        "mandate_report",
        "application",
        "recovery_code",
        "prolongation",
        "name_word",
        "mail_choice",
        "known_device",
        "factor",
        "external_identity",
        "email_change",
        "federation_attempt",
    ):
        op.drop_table(table)
