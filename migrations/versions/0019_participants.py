"""Tags, notes, saved views and exports of the organiser's list of participants, and people without an account."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "outsider",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer()),
        sa.Column("organisation", sa.String(120), server_default="", nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outsider_person_id_person")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_outsider_municipality_id_municipality")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_outsider")),
    )
    op.create_table(
        "participant_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], ondelete="CASCADE", name=op.f("fk_participant_tag_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_tag")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_participant_tag_event_id")),
    )
    op.create_table(
        "tagging",
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            ondelete="CASCADE",
            name=op.f("fk_tagging_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["participant_tag.id"], ondelete="CASCADE", name=op.f("fk_tagging_tag_id_participant_tag")
        ),
        sa.PrimaryKeyConstraint("registration_id", "tag_id", name=op.f("pk_tagging")),
    )
    op.create_index("ix_tagging_tag_id", "tagging", ["tag_id"])
    op.create_table(
        "participant_note",
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            ondelete="CASCADE",
            name=op.f("fk_participant_note_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_participant_note_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_participant_note")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], ondelete="CASCADE", name=op.f("fk_saved_view_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_saved_view_event_id")),
    )
    op.create_table(
        "participant_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("format", sa.String(32), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], ondelete="CASCADE", name=op.f("fk_participant_export_event_id_event")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_participant_export_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_export")),
    )
    op.create_index("ix_participant_export_event_id", "participant_export", ["event_id"])


def downgrade() -> None:
    for table in ("participant_export", "saved_view", "participant_note", "tagging", "participant_tag", "outsider"):
        op.drop_table(table)
