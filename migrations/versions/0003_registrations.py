"""Registrations: who has a seat or waits for one, and what guests need."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OFFERED = sa.text("state = 'offered'")
WAITING = sa.text("state = 'waiting'")
OPEN = sa.text(
    "state IN ('awaiting_municipality', 'awaiting_organiser', 'confirmed', 'nominated', 'offered', 'waiting',"
    " 'withdrawal_requested')"
)


def upgrade() -> None:
    op.create_table(
        "registration",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("priority_reason", sa.String(64), nullable=True),
        sa.Column("group_key", sa.String(32), nullable=True),
        sa.Column("stays_together", sa.Boolean(), nullable=False),
        sa.Column("takes_last_minute", sa.Boolean(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("offer_ends_at", MOMENT, nullable=True),
        sa.Column("holds_until", MOMENT, nullable=True),
        sa.Column("refilled_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("nominated_at", MOMENT, nullable=True),
        sa.Column("awaiting_municipality_at", MOMENT, nullable=True),
        sa.Column("awaiting_organiser_at", MOMENT, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("waiting_at", MOMENT, nullable=True),
        sa.Column("offered_at", MOMENT, nullable=True),
        sa.Column("withdrawal_requested_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.Column("expired_at", MOMENT, nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("called_off_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_registration_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("uid", name=op.f("uq_registration_uid")),
    )
    op.create_index(
        "ix_registration_deadline",
        "registration",
        ["offer_ends_at"],
        sqlite_where=OFFERED,
        postgresql_where=OFFERED,
    )
    op.create_index("ix_registration_event", "registration", ["event_id", "state"])
    op.create_index(
        "ix_registration_line",
        "registration",
        ["event_id", "priority", "number"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index("ix_registration_person", "registration", ["person_id", "event_id"])
    op.create_index(
        "uq_registration_open",
        "registration",
        ["event_id", "person_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "needs",
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("diet", sa.String(32), nullable=False),
        sa.Column("diet_note", sa.String(300), nullable=False),
        sa.Column("access_note", sa.String(600), nullable=False),
        sa.Column("stated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_needs_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_needs")),
    )


def downgrade() -> None:
    for table in ("needs", "registration"):
        op.drop_table(table)
