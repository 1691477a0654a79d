"""Dates that are asked about, council calendars, and points of the programme with seats."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def of_item() -> tuple[sa.Column[str] | sa.Column[int], ...]:
    return (
        sa.Column("kind", sa.String(32), nullable=False, server_default="talk"),
        sa.Column("track", sa.String(60), nullable=False, server_default=""),
        sa.Column("capacity", sa.Integer()),
    )


def upgrade() -> None:
    op.create_table(
        "date_poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("chosen_starts_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_date_poll_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_poll")),
        sa.UniqueConstraint("event_id", name=op.f("uq_date_poll_event_id")),
    )
    op.create_table(
        "date_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["date_poll.id"], name=op.f("fk_date_option_poll_id_date_poll"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_option")),
    )
    op.create_index("ix_date_option_poll", "date_option", ["poll_id", "starts_at"])
    op.create_table(
        "date_invitation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["date_poll.id"], name=op.f("fk_date_invitation_poll_id_date_poll"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_date_invitation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_invitation")),
        sa.UniqueConstraint("poll_id", "person_id", name=op.f("uq_date_invitation_poll_id")),
    )
    op.create_index("ix_date_invitation_person", "date_invitation", ["person_id"])
    op.create_table(
        "date_answer",
        sa.Column("invitation_id", BIG, nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("reply", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["date_invitation.id"],
            name=op.f("fk_date_answer_invitation_id_date_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["date_option.id"], name=op.f("fk_date_answer_option_id_date_option"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invitation_id", "option_id", name=op.f("pk_date_answer")),
    )
    op.create_index("ix_date_answer_option", "date_answer", ["option_id"])
    op.create_table(
        "council_meeting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_council_meeting_municipality_id_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_meeting")),
    )
    op.create_index("ix_council_meeting_municipality", "council_meeting", ["municipality_id", "starts_at"])
    op.create_index("ix_council_meeting_starts", "council_meeting", ["starts_at", "municipality_id"])
    for column in of_item():
        op.add_column("programme_item", column)
    op.create_table(
        "item_seat",
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_item_seat_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["programme_item.id"], name=op.f("fk_item_seat_item_id_programme_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("registration_id", "item_id", name=op.f("pk_item_seat")),
    )
    op.create_index("ix_item_seat_item", "item_seat", ["item_id"])


def downgrade() -> None:
    op.drop_table("item_seat")
    for column in of_item():
        op.drop_column("programme_item", column.name)
    for table in ("council_meeting", "date_answer", "date_invitation", "date_option", "date_poll"):
        op.drop_table(table)
