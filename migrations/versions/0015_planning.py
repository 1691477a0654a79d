"""What has to be done before an event, and what is done to the dates of a series together."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "preparation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_preparation_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_preparation_done_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preparation")),
    )
    op.create_index("ix_preparation_event", "preparation", ["event_id", "days_before"])
    op.create_table(
        "series_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_act_series_id_series")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_series_act_started_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_act")),
    )
    op.create_index("ix_series_act_series", "series_act", ["series_id"])
    op.create_table(
        "series_act_event",
        sa.Column("series_act_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT),
        sa.Column("done_at", MOMENT),
        sa.Column("refusal", sa.String(32)),
        sa.ForeignKeyConstraint(
            ["series_act_id"],
            ["series_act.id"],
            name=op.f("fk_series_act_event_series_act_id_series_act"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_series_act_event_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("series_act_id", "event_id", name=op.f("pk_series_act_event")),
    )


def downgrade() -> None:
    op.drop_table("series_act_event")
    op.drop_index("ix_series_act_series", "series_act")
    op.drop_table("series_act")
    op.drop_index("ix_preparation_event", "preparation")
    op.drop_table("preparation")
