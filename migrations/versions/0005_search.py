"""Searching events by words."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The text search: a table of its own in SQLite, an index in PostgreSQL, fed by the same terms.
SEARCH = {
    "sqlite": [
        "CREATE VIRTUAL TABLE event_search USING fts5(terms, content='event', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 0')",
        "CREATE TRIGGER event_search_added AFTER INSERT ON event BEGIN"
        " INSERT INTO event_search(rowid, terms) VALUES (new.id, new.terms); END",
        "CREATE TRIGGER event_search_changed AFTER UPDATE OF terms ON event BEGIN"
        " INSERT INTO event_search(event_search, rowid, terms) VALUES ('delete', old.id, old.terms);"
        " INSERT INTO event_search(rowid, terms) VALUES (new.id, new.terms); END",
        "CREATE TRIGGER event_search_removed AFTER DELETE ON event BEGIN"
        " INSERT INTO event_search(event_search, rowid, terms) VALUES ('delete', old.id, old.terms); END",
    ],
    "postgresql": ["CREATE INDEX ix_event_terms ON event USING gin (to_tsvector('simple'::regconfig, terms))"],
}
GONE = {
    "sqlite": [
        "DROP TRIGGER event_search_removed",
        "DROP TRIGGER event_search_changed",
        "DROP TRIGGER event_search_added",
        "DROP TABLE event_search",
    ],
    "postgresql": ["DROP INDEX ix_event_terms"],
}


def upgrade() -> None:
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in GONE[op.get_bind().dialect.name]:
        op.execute(statement)
