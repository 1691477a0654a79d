"""Questions of an event and what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
COUNTS = ("asks_before", "asks_after")


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("event", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("registration", sa.Column("answered_at", MOMENT))
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("asked", sa.String(32), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("help", sa.String(600), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.CheckConstraint("kept_days BETWEEN 0 AND 365", name=op.f("ck_question_kept_at_most_a_year")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_question_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index("ix_question_event", "question", ["event_id", "place"])
    op.create_table(
        "question_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(120), nullable=False),
        sa.Column("most", sa.Integer()),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_question_choice_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_choice_question_id_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_choice")),
    )
    op.create_index("ix_question_choice_question", "question_choice", ["question_id", "place"])
    op.create_table(
        "question_condition",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("choice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_condition_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["choice_id"], ["question_choice.id"], name=op.f("fk_question_condition_choice_id_question_choice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_condition")),
    )  # fmt: skip
    op.create_index("ix_question_condition_choice", "question_condition", ["choice_id"])
    op.create_table(
        "guest_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("choice_id", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_guest_answer_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_guest_answer_question_id_question"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["choice_id"], ["question_choice.id"], name=op.f("fk_guest_answer_choice_id_question_choice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_guest_answer_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_answer")),
        sa.UniqueConstraint("file_id", name=op.f("uq_guest_answer_file_id")),
    )  # fmt: skip
    op.create_index("ix_guest_answer_registration", "guest_answer", ["registration_id", "question_id"])
    op.create_index("ix_guest_answer_question", "guest_answer", ["question_id"])
    op.create_index("ix_guest_answer_choice", "guest_answer", ["choice_id"])


def downgrade() -> None:
    for table in ("guest_answer", "question_condition", "question_choice", "question"):
        op.drop_table(table)
    op.drop_column("registration", "answered_at")
    for name in COUNTS:
        op.drop_column("event", name)
