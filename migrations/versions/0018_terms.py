"""Seats held for some, prices and terms of withdrawal."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NO = sa.false()
FLAGS = ("has_twin", "has_terms")


def upgrade() -> None:
    op.create_table(
        "seat_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("municipality_id", sa.Integer()),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("released_at", MOMENT),
        sa.CheckConstraint("seats > 0", name=op.f("ck_seat_block_seats_positive")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_seat_block_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_seat_block_municipality_id_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_block")),
    )
    op.create_index("ix_seat_block_event", "seat_block", ["event_id"])
    op.create_index("ix_seat_block_until", "seat_block", ["until"])
    op.create_table(
        "block_member",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["seat_block.id"], name=op.f("fk_block_member_block_id_seat_block"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_block_member_person_id_person")),
        sa.PrimaryKeyConstraint("block_id", "person_id", name=op.f("pk_block_member")),
    )
    op.create_index("ix_block_member_person", "block_member", ["person_id"])
    op.create_table(
        "event_price",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("ore", sa.Integer(), nullable=False),
        sa.CheckConstraint("ore >= 0", name=op.f("ck_event_price_ore_not_negative")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_price_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "kind", name=op.f("pk_event_price")),
    )
    op.create_table(
        "withdrawal_term",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer()),
        sa.Column("ore", sa.Integer()),
        sa.CheckConstraint("(percent IS NULL) <> (ore IS NULL)", name=op.f("ck_withdrawal_term_percent_or_ore")),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name=op.f("ck_withdrawal_term_percent_of_all")),
        sa.CheckConstraint("ore > 0", name=op.f("ck_withdrawal_term_ore_positive")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_withdrawal_term_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "days_before", name=op.f("pk_withdrawal_term")),
    )
    op.add_column("event", sa.Column("seats_reserved", sa.Integer(), nullable=False, server_default="0"))
    for name in FLAGS:
        op.add_column("event", sa.Column(name, sa.Boolean(), nullable=False, server_default=NO))
    rule = "CONSTRAINT fk_registration_block_id_seat_block REFERENCES seat_block (id)"
    op.execute(f"ALTER TABLE registration ADD COLUMN block_id INTEGER {rule}")
    op.create_index("ix_registration_block", "registration", ["block_id"])


def downgrade() -> None:
    op.drop_index("ix_registration_block", "registration")
    op.drop_column("registration", "block_id")
    for column in (*FLAGS, "seats_reserved"):
        op.drop_column("event", column)
    for table in ("withdrawal_term", "event_price", "block_member", "seat_block"):
        op.drop_table(table)
