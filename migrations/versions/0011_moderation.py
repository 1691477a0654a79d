"""Reports, and what moderators do."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HIDDEN = {"sqlite_where": sa.text("hidden_at IS NOT NULL"), "postgresql_where": sa.text("hidden_at IS NOT NULL")}
OPEN = {"sqlite_where": sa.text("decided_at IS NULL"), "postgresql_where": sa.text("decided_at IS NULL")}


def upgrade() -> None:
    op.create_table(
        "block",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("wished_at", MOMENT, nullable=True),
        sa.Column("imposed_at", MOMENT, nullable=True),
        sa.Column("imposed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["blocked_id"], ["person.id"], name=op.f("fk_block_blocked_id_person")),
        sa.ForeignKeyConstraint(["imposed_by_id"], ["person.id"], name=op.f("fk_block_imposed_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_block_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "blocked_id", name=op.f("pk_block")),
    )
    op.create_index("ix_block_blocked", "block", ["blocked_id"])
    op.create_table(
        "opening",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("is_allowed", sa.Boolean(), nullable=True),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_opening_asked_by_id_person")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_opening_decided_by_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_opening_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    op.create_index("ix_opening_room", "opening", ["room_id", "ends_at"])
    op.create_index("uq_opening_waiting", "opening", ["room_id", "asked_by_id"], unique=True, **OPEN)
    op.create_table(
        "removal",
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_removal_asked_by_id_person")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_removal_decided_by_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_removal_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
    )
    op.create_index("ix_removal_post_id", "removal", ["post_id"])
    op.create_index("uq_removal_open", "removal", ["post_id"], unique=True, **OPEN)
    op.create_table(
        "report",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("post_id", BIG, nullable=True),
        sa.Column("sealed_post_id", sa.String(32), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reporter_mark", sa.String(64), nullable=True),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_report_decided_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_report_post_id_post")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_report_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index("ix_report_decided_at", "report", ["decided_at"])
    op.create_index("ix_report_person_id", "report", ["person_id"])
    op.create_index("uq_report_open", "report", ["post_id", "person_id"], unique=True, **OPEN)
    op.create_index("uq_report_open_sealed", "report", ["sealed_post_id", "reporter_mark"], unique=True, **OPEN)
    op.create_index("ix_post_hidden", "post", ["hidden_at"], **HIDDEN)


def downgrade() -> None:
    op.drop_index("ix_post_hidden", "post")
    for table in ("report", "removal", "opening", "block"):
        op.drop_table(table)
