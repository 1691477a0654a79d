"""The confidential rooms.

On SQLite the tables are WITHOUT ROWID: a hidden number would tell in which order, and so when, the rows came.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
UID, MARK = sa.String(32), sa.String(43)
TABLES = (
    "sealed_approval",
    "sealed_release",
    "sealed_file",
    "sealed_poll_voter",
    "sealed_poll_choice",
    "sealed_poll",
    "sealed_draft",
    "sealed_reading",
    "sealed_thanks",
    "sealed_voice",
    "sealed_version",
    "sealed_post",
    "sealed_thread",
    "untimed_answer",
)


def _table(name: str, *parts: sa.schema.SchemaItem, key: tuple[str, ...], **links: str) -> None:
    """A table whose rows lie in the order of their names."""
    fastened = [
        sa.ForeignKeyConstraint(
            [column], [f"{of}.{'id' if of == 'room' else column_of(of)}"], name=op.f(f"fk_{name}_{column}_{of}")
        )
        for column, of in links.items()
    ]
    op.create_table(
        name, *parts, *fastened, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")), sqlite_with_rowid=False
    )


def column_of(table: str) -> str:
    return "post_uid" if table == "sealed_poll" else "uid"


def upgrade() -> None:
    _table(
        "untimed_answer",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        key=("key",),
    )
    _table(
        "sealed_thread",
        sa.Column("uid", UID, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("sealed_content", sa.Text(), nullable=False),
        sa.Column("sealed_shown", sa.Text(), nullable=False),
        sa.Column("sealed_learning", sa.Text(), nullable=True),
        sa.Column("learning_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("post_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("useful_number", sa.Integer(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("last_post_at", MOMENT, nullable=False),
        key=("uid",),
        room_id="room",
    )
    op.create_index("uq_sealed_thread_number", "sealed_thread", ["room_id", "number"], unique=True)
    op.create_index("ix_sealed_thread_activity", "sealed_thread", ["room_id", "activity"])
    _table(
        "sealed_post",
        sa.Column("uid", UID, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("thread_uid", UID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_mark", MARK, nullable=False),
        sa.Column("sealed_body", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("edits", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deleted", sa.String(32), nullable=True),
        sa.Column("thanks", sa.Integer(), server_default="0", nullable=False),
        key=("uid",),
        room_id="room",
        thread_uid="sealed_thread",
    )
    op.create_index("ix_sealed_post_room_id", "sealed_post", ["room_id"])
    op.create_index("uq_sealed_post_number", "sealed_post", ["thread_uid", "number"], unique=True)
    op.create_index("ix_sealed_post_author", "sealed_post", ["thread_uid", "author_mark"])
    _table(
        "sealed_version",
        sa.Column("post_uid", UID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("sealed_body", sa.Text(), nullable=False),
        key=("post_uid", "number"),
        post_uid="sealed_post",
        room_id="room",
    )
    op.create_index("ix_sealed_version_room_id", "sealed_version", ["room_id"])
    _table(
        "sealed_voice",
        sa.Column("thread_uid", UID, nullable=False),
        sa.Column("author_mark", MARK, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("sealed_voice", sa.Text(), nullable=False),
        key=("thread_uid", "author_mark"),
        thread_uid="sealed_thread",
        room_id="room",
    )
    op.create_index("ix_sealed_voice_room_id", "sealed_voice", ["room_id"])
    _table(
        "sealed_thanks",
        sa.Column("post_uid", UID, nullable=False),
        sa.Column("mark", MARK, nullable=False),
        key=("post_uid", "mark"),
        post_uid="sealed_post",
    )
    _table(
        "sealed_reading",
        sa.Column("mark", MARK, nullable=False),
        sa.Column("thread_uid", UID, nullable=False),
        sa.Column("read_number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("level", sa.String(32), nullable=True),
        key=("mark",),
        thread_uid="sealed_thread",
    )
    op.create_index("ix_sealed_reading_thread_uid", "sealed_reading", ["thread_uid"])
    _table(
        "sealed_draft",
        sa.Column("mark", MARK, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("sealed_content", sa.Text(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        key=("mark",),
        room_id="room",
    )
    op.create_index("ix_sealed_draft_room_id", "sealed_draft", ["room_id"])
    _table(
        "sealed_poll",
        sa.Column("post_uid", UID, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("sealed_content", sa.Text(), nullable=False),
        sa.Column("answered", sa.Integer(), server_default="0", nullable=False),
        key=("post_uid",),
        post_uid="sealed_post",
        room_id="room",
    )
    op.create_index("ix_sealed_poll_room_id", "sealed_poll", ["room_id"])
    _table(
        "sealed_poll_choice",
        sa.Column("post_uid", UID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Integer(), server_default="0", nullable=False),
        key=("post_uid", "place"),
        post_uid="sealed_poll",
    )
    _table(
        "sealed_poll_voter",
        sa.Column("post_uid", UID, nullable=False),
        sa.Column("mark", MARK, nullable=False),
        key=("post_uid", "mark"),
        post_uid="sealed_poll",
    )
    _table(
        "sealed_file",
        sa.Column("uid", UID, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("post_uid", UID, nullable=False),
        sa.Column("sealed_name", sa.Text(), nullable=False),
        sa.Column("sealed_content", sa.Text(), nullable=False),
        key=("uid",),
        room_id="room",
        post_uid="sealed_post",
    )
    op.create_index("ix_sealed_file_room_id", "sealed_file", ["room_id"])
    op.create_index("ix_sealed_file_post_uid", "sealed_file", ["post_uid"])
    _table(
        "sealed_release",
        sa.Column("uid", UID, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("thread_uid", UID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("proposer_mark", MARK, nullable=False),
        sa.Column("sealed_content", sa.Text(), nullable=False),
        sa.Column("is_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_stopped", sa.Boolean(), server_default=sa.false(), nullable=False),
        key=("uid",),
        room_id="room",
        thread_uid="sealed_thread",
    )
    op.create_index("ix_sealed_release_room_id", "sealed_release", ["room_id"])
    op.create_index("ix_sealed_release_thread_uid", "sealed_release", ["thread_uid"])
    _table(
        "sealed_approval",
        sa.Column("release_uid", UID, nullable=False),
        sa.Column("author_mark", MARK, nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        key=("release_uid", "author_mark"),
        release_uid="sealed_release",
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
