"""Check-in on the day: the number on each ticket, and who came through which door when."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def upgrade() -> None:
    op.add_column("registration", sa.Column("ticket", sa.String(16)))
    registration = sa.table("registration", sa.column("id", BIG), sa.column("ticket", sa.String))
    number = (
        sa.update(registration)
        .where(registration.c.id == sa.bindparam("known"))
        .values(ticket=sa.bindparam("new_ticket"))
    )
    rows = [
        {"known": id, "new_ticket": "".join(secrets.choice(SIGNS) for _ in range(8))}
        for id in op.get_bind().scalars(sa.select(registration.c.id))
    ]
    if rows:
        op.get_bind().execute(number, rows)
    op.create_table(
        "arrival",
        sa.Column("id", BIG, nullable=False),
        sa.Column("mark", sa.String(36), nullable=False),
        sa.Column("registration_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_arrival_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_arrival_noted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("mark", name=op.f("uq_arrival_mark")),
    )
    op.create_index("ix_arrival_registration", "arrival", ["registration_id"])


def downgrade() -> None:
    op.drop_index("ix_arrival_registration", "arrival")
    op.drop_table("arrival")
    op.drop_column("registration", "ticket")
