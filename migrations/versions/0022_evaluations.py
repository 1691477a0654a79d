"""Evaluations, what one takes home, and certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("days_open", sa.Integer(), nullable=False),
        sa.Column("asks_takeaway", sa.Boolean(), nullable=False),
        sa.Column("certificate_for", sa.String(32), nullable=False),
        sa.Column("certificate_hours", sa.String(60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("closes_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], ondelete="CASCADE", name=op.f("fk_evaluation_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("event_id", name=op.f("uq_evaluation_event_id")),
    )
    op.create_table(
        "evaluation_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            ondelete="CASCADE",
            name=op.f("fk_evaluation_question_evaluation_id_evaluation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_question")),
    )
    op.create_index("ix_evaluation_question_evaluation_id", "evaluation_question", ["evaluation_id"])
    op.create_table(
        "ballot",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], ondelete="CASCADE", name=op.f("fk_ballot_evaluation_id_evaluation")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "takeaway",
        sa.Column("registration_id", BIG, autoincrement=False, nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("sent_back", sa.Integer(), nullable=False),
        sa.Column("used_after_month", sa.String(32)),
        sa.Column("used_after_year", sa.String(32)),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            ondelete="CASCADE",
            name=op.f("fk_takeaway_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_takeaway")),
    )
    op.create_table(
        "certificate",
        sa.Column("code", sa.String(22), nullable=False),
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            ondelete="CASCADE",
            name=op.f("fk_certificate_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_certificate")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_certificate_registration_id")),
    )


def downgrade() -> None:
    for table in ("certificate", "takeaway", "ballot", "evaluation_question", "evaluation"):
        op.drop_table(table)
