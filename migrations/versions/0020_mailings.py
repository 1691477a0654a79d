"""What organisers write to participants: letters to a selection, their files and recipients, and which reminders go."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
IS_REMINDER = sa.text("days_before IS NOT NULL")
HAS_FAILED = sa.text("failed_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32)),
        sa.Column("picked", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("days_before", sa.Integer()),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("sent_by_id", sa.Integer()),
        sa.Column("recipients", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name=op.f("fk_mailing_event_id_event")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_mailing_created_by_id_person")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_mailing_sent_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
    )
    op.create_index("ix_mailing_event", "mailing", ["event_id", "id"])
    op.create_index(
        "uq_mailing_reminder", "mailing", ["event_id"], unique=True, sqlite_where=IS_REMINDER,
        postgresql_where=IS_REMINDER,
    )  # fmt: skip
    op.create_table(
        "mailing_file",
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], ondelete="CASCADE", name=op.f("fk_mailing_file_mailing_id_mailing")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_mailing_file_file_id_stored_file")),
        sa.PrimaryKeyConstraint("mailing_id", "file_id", name=op.f("pk_mailing_file")),
        sa.UniqueConstraint("file_id", name=op.f("uq_mailing_file_file_id")),
    )
    op.create_table(
        "mailing_recipient",
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], ondelete="CASCADE", name=op.f("fk_mailing_recipient_mailing_id_mailing")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            ondelete="CASCADE",
            name=op.f("fk_mailing_recipient_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("mailing_id", "registration_id", name=op.f("pk_mailing_recipient")),
    )
    op.create_index("ix_mailing_recipient_registration", "mailing_recipient", ["registration_id"])
    op.create_table(
        "silent_reminder",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], ondelete="CASCADE", name=op.f("fk_silent_reminder_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", "days", name=op.f("pk_silent_reminder")),
    )
    op.create_index("ix_audit_entry_event", "audit_entry", ["event_id", "id"])
    op.create_index(
        "ix_outgoing_mail_failed", "outgoing_mail", ["failed_at"], sqlite_where=HAS_FAILED, postgresql_where=HAS_FAILED
    )


def downgrade() -> None:
    op.drop_index("ix_outgoing_mail_failed", "outgoing_mail")
    op.drop_index("ix_audit_entry_event", "audit_entry")
    for table in ("silent_reminder", "mailing_recipient", "mailing_file", "mailing"):
        op.drop_table(table)
