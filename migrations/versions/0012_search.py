"""Search of posts and threads, and the words one may have meant."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# A space on both sides of every word, so that a word is found whole by its spaces.
COLUMNS = "INSERT INTO post_search (post_id, thread_id, room_id, terms) SELECT post.id, post.thread_id, room_id,"
FROM = "' ' || post.terms || ' ' FROM post JOIN thread ON thread.id = post.thread_id WHERE"
IS_SEEN = (
    "post.deleted_at IS NULL AND post.hidden_at IS NULL AND thread.hidden_at IS NULL AND thread.merged_into_id IS NULL"
)
ADD = f"{COLUMNS} {FROM} post.id = new.id AND {IS_SEEN}"
ADD_THREAD = f"{COLUMNS} {FROM} thread.id = new.id AND {IS_SEEN}"
REMOVE = "DELETE FROM post_search WHERE post_id = old.id"
REMOVE_THREAD = "DELETE FROM post_search WHERE thread_id = new.id"
ON_POST = "AFTER UPDATE OF terms, thread_id, deleted_at, hidden_at ON post"
ON_THREAD = "AFTER UPDATE OF room_id, hidden_at, merged_into_id ON thread"
VECTOR = "array_to_tsvector(string_to_array({}, ' '))"


def fts(name: str, table: str, key: str) -> list[str]:
    """A text search of SQLite over the terms of a table, and what keeps it true."""
    out = f"INSERT INTO {name}({name}, rowid, terms) VALUES ('delete', old.{key}, old.terms);"
    into = f"INSERT INTO {name}(rowid, terms) VALUES (new.{key}, new.terms);"
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5(terms, content='{table}', content_rowid='{key}',"
        " tokenize='unicode61 remove_diacritics 0')",
        f"CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN {into} END",
        f"CREATE TRIGGER {name}_changed AFTER UPDATE OF terms ON {table} BEGIN {out} {into} END",
        f"CREATE TRIGGER {name}_removed AFTER DELETE ON {table} BEGIN {out} END",
    ]


SEARCH = {
    "sqlite": [
        *fts("post_search_words", "post_search", "post_id"),
        *fts("thread_search", "thread", "id"),
        f"CREATE TRIGGER post_search_added AFTER INSERT ON post BEGIN {ADD}; END",
        f"CREATE TRIGGER post_search_changed {ON_POST} BEGIN {REMOVE}; {ADD}; END",
        f"CREATE TRIGGER post_search_removed AFTER DELETE ON post BEGIN {REMOVE}; END",
        f"CREATE TRIGGER post_search_moved {ON_THREAD} BEGIN {REMOVE_THREAD}; {ADD_THREAD}; END",
    ],
    "postgresql": [
        f"CREATE INDEX ix_post_search_terms ON post_search USING gin ({VECTOR.format('btrim(terms)')})",
        f"CREATE INDEX ix_thread_terms ON thread USING gin ({VECTOR.format('terms')})",
        "CREATE FUNCTION post_search_followed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP <> 'INSERT' THEN {REMOVE}; END IF; IF TG_OP <> 'DELETE' THEN {ADD}; END IF; RETURN NULL; END $$",
        "CREATE TRIGGER post_search_added AFTER INSERT OR DELETE ON post"
        " FOR EACH ROW EXECUTE FUNCTION post_search_followed()",
        f"CREATE TRIGGER post_search_changed {ON_POST} FOR EACH ROW EXECUTE FUNCTION post_search_followed()",
        "CREATE FUNCTION post_search_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" {REMOVE_THREAD}; {ADD_THREAD}; RETURN NULL; END $$",
        f"CREATE TRIGGER post_search_moved {ON_THREAD} FOR EACH ROW EXECUTE FUNCTION post_search_moved()",
    ],
}
GONE = {
    "sqlite": [
        *(f"DROP TRIGGER post_search_{name}" for name in ("moved", "removed", "changed", "added")),
        *(
            f"DROP TRIGGER {table}_{name}"
            for table in ("thread_search", "post_search_words")
            for name in ("removed", "changed", "added")
        ),
        "DROP TABLE thread_search",
        "DROP TABLE post_search_words",
    ],
    "postgresql": [
        "DROP TRIGGER post_search_moved ON thread",
        "DROP FUNCTION post_search_moved",
        "DROP TRIGGER post_search_changed ON post",
        "DROP TRIGGER post_search_added ON post",
        "DROP FUNCTION post_search_followed",
        "DROP INDEX ix_thread_terms",
        "DROP INDEX ix_post_search_terms",
    ],
}


def upgrade() -> None:
    op.add_column("thread", sa.Column("terms", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "post_search",
        sa.Column("post_id", BIG, autoincrement=False, nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_search")),
    )
    op.create_index("ix_post_search_room", "post_search", ["room_id", "post_id"])
    op.create_index("ix_post_search_thread_id", "post_search", ["thread_id"])
    op.create_table(
        "search_mark",
        sa.Column("post_id", BIG, server_default="0", nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_mark")),
    )
    op.create_table(
        "search_word",
        sa.Column("word", sa.String(64), nullable=False),
        sa.Column("stem", sa.String(64), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(40), nullable=False),
        sa.Column("middle", sa.String(40), nullable=False),
        sa.Column("last", sa.String(40), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word")),
    )
    for column in ("stem", "first", "middle", "last", "checked_at"):
        op.create_index(f"ix_search_word_{column}", "search_word", [column])
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(f"{COLUMNS} {FROM} {IS_SEEN}")


def downgrade() -> None:
    for statement in GONE[op.get_bind().dialect.name]:
        op.execute(statement)
    for table in ("search_word", "search_mark", "post_search"):
        op.drop_table(table)
    op.drop_column("thread", "terms")
