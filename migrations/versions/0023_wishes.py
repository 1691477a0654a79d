"""Wishes for events."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "wish",
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("why", sa.String(600), nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(1000), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", MOMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_wish_author_id_person")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_wish_event_id_event")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["wish.id"], name=op.f("fk_wish_merged_into_id_wish")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("uid", name=op.f("uq_wish_uid")),
    )
    op.create_index("ix_wish_author", "wish", ["author_id", "created_at"])
    op.create_index("ix_wish_event", "wish", ["event_id"])
    op.create_table(
        "wish_support",
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("supported_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wish_support_person_id_person")),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("fk_wish_support_wish_id_wish")),
        sa.PrimaryKeyConstraint("wish_id", "person_id", name=op.f("pk_wish_support")),
    )
    op.create_index("ix_wish_support_person", "wish_support", ["person_id"])


def downgrade() -> None:
    op.drop_table("wish_support")
    op.drop_table("wish")
