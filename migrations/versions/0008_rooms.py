"""Rooms, threads and posts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "place", name=op.f("pk_draft")),
    )
    op.create_table(
        "room",
        sa.Column("address", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("title", sa.String(120), server_default="", nullable=False),
        sa.Column("purpose", sa.String(500), server_default="", nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("duty", sa.String(32), nullable=True),
        sa.Column("committee", sa.String(120), nullable=True),
        sa.Column("newly_elected", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("sealed_title", sa.Text(), nullable=True),
        sa.Column("sealed_purpose", sa.Text(), nullable=True),
        sa.Column("sealed_mark_key", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_post_at", MOMENT, nullable=True),
        sa.Column("locked_at", MOMENT, nullable=True),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("municipalities", sa.Integer(), server_default="0", nullable=False),
        sa.Column("parties", sa.Integer(), server_default="0", nullable=False),
        sa.Column("counted_at", MOMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_room_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("address", name=op.f("uq_room_address")),
        sa.UniqueConstraint("event_id", name=op.f("uq_room_event_id")),
    )
    op.create_index("ix_room_kind", "room", ["kind"])
    op.create_table(
        "room_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(32), server_default="normal", nullable=False),
        sa.Column("silenced_until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_choice_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_choice_room_id_room")),
        sa.PrimaryKeyConstraint("person_id", "room_id", name=op.f("pk_room_choice")),
    )
    op.create_index("ix_room_choice_room_id", "room_choice", ["room_id"])
    op.create_table(
        "room_member",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_facilitator", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("joined_at", MOMENT, nullable=True),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_room_member_invited_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_member_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_member_room_id_room")),
        sa.PrimaryKeyConstraint("room_id", "person_id", name=op.f("pk_room_member")),
    )
    op.create_index("ix_room_member_person", "room_member", ["person_id"])
    op.create_table(
        "thread",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("post_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_post_at", MOMENT, nullable=False),
        sa.Column("useful_post_id", BIG, nullable=True),
        sa.Column("pinned_at", MOMENT, nullable=True),
        sa.Column("locked_at", MOMENT, nullable=True),
        sa.Column("hidden_at", MOMENT, nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("learning", sa.Text(), server_default="", nullable=False),
        sa.Column("learning_html", sa.Text(), server_default="", nullable=False),
        sa.Column("learning_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_thread_author_id_person")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["thread.id"], name=op.f("fk_thread_merged_into_id_thread")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_thread_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
    )
    op.create_index("ix_thread_author", "thread", ["author_id"])
    op.create_index(
        "ix_thread_pinned",
        "thread",
        ["room_id", "last_post_at", "id"],
        sqlite_where=sa.text("pinned_at IS NOT NULL"),
        postgresql_where=sa.text("pinned_at IS NOT NULL"),
    )
    op.create_index("ix_thread_room", "thread", ["room_id", "last_post_at", "id"])
    op.create_table(
        "learning_version",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_learning_version_person_id_person")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_learning_version_thread_id_thread")),
        sa.PrimaryKeyConstraint("thread_id", "number", name=op.f("pk_learning_version")),
    )
    op.create_table(
        "post",
        sa.Column("id", BIG, nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("duty", sa.String(32), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("hidden_at", MOMENT, nullable=True),
        sa.Column("thanks", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_post_author_id_person")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_post_municipality_id_municipality")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_post_thread_id_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index("ix_post_author", "post", ["author_id"])
    op.create_index("uq_post_thread_number", "post", ["thread_id", "number"], unique=True)
    op.create_table(
        "thread_reader",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("read_number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("level", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thread_reader_person_id_person")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_reader_thread_id_thread")),
        sa.PrimaryKeyConstraint("person_id", "thread_id", name=op.f("pk_thread_reader")),
    )
    op.create_index("ix_thread_reader_thread", "thread_reader", ["thread_id", "level"])
    op.create_table(
        "mention",
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mention_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_mention_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_mention")),
    )
    op.create_index("ix_mention_person", "mention", ["person_id"])
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("takes_several", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("closes_at", MOMENT, nullable=True),
        sa.Column("answered", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_poll_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("post_id", name=op.f("uq_poll_post_id")),
    )
    op.create_table(
        "post_version",
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_version_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_post_version")),
    )
    op.create_table(
        "thanks",
        sa.Column("post_id", BIG, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thanks_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_thanks_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_thanks")),
    )
    op.create_index("ix_thanks_person", "thanks", ["person_id"])
    op.create_table(
        "poll_choice",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(120), nullable=False),
        sa.Column("chosen", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_choice_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "place", name=op.f("pk_poll_choice")),
    )
    op.create_table(
        "poll_voter",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_voter_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "mark", name=op.f("pk_poll_voter")),
    )


def downgrade() -> None:
    for table in (
        "poll_voter",
        "poll_choice",
        "thanks",
        "post_version",
        "poll",
        "mention",
        "thread_reader",
        "post",
        "learning_version",
        "thread",
        "room_member",
        "room_choice",
        "room",
        "draft",
    ):
        op.drop_table(table)
