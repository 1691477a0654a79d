"""What the organiser's desk needs of events and registrations: series, twins, templates, kinds of participants."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NO, YES = sa.false(), sa.true()
REFERENCES = {"series_id": "series", "twin_of_id": "event"}


def of_event() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("is_template", sa.Boolean(), nullable=False, server_default=NO),
        sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=NO),
        sa.Column("municipality_limit", sa.Integer()),
        sa.Column("confirm_days", sa.Integer()),
        sa.Column("substitute_free", sa.Boolean(), nullable=False, server_default=YES),
        sa.Column("refill_waives", sa.Boolean(), nullable=False, server_default=YES),
    )


def of_registration() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("kind", sa.String(32), nullable=False, server_default="councillor"),
        sa.Column("arrived_at", MOMENT),
        sa.Column("presence_asked_at", MOMENT),
        sa.Column("presence_confirmed_at", MOMENT),
    )


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_series_created_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    # Said in the column itself, which both databases take; SQLite adds no constraint afterwards.
    for column, table in REFERENCES.items():
        rule = f"CONSTRAINT fk_event_{column}_{table} REFERENCES {table} (id)"
        op.execute(f"ALTER TABLE event ADD COLUMN {column} INTEGER {rule}")
    for column in of_event():
        op.add_column("event", column)
    for column in of_registration():
        op.add_column("registration", column)
    op.create_index("ix_event_series", "event", ["series_id"])
    op.create_index("ix_event_twin", "event", ["twin_of_id"])


def downgrade() -> None:
    op.drop_index("ix_event_twin", "event")
    op.drop_index("ix_event_series", "event")
    for column in of_registration():
        op.drop_column("registration", column.name)
    for column in (*(one.name for one in of_event()), *REFERENCES):
        op.drop_column("event", column)
    op.drop_table("series")
