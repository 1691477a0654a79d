"""The reference that every figure is held against: bare Flask, one query, no house.

`GET /` makes one indexed SQL query through SQLAlchemy Core to PostgreSQL and renders 20 rows with Jinja.
`POST /sign-up` seats one person in one statement: a conditional update and an insert in one CTE, nothing else.
Served by gunicorn with two sync workers (the definition), or by any other WSGI server for comparison.
"""

import os

import sqlalchemy as sa
from flask import Flask, redirect, render_template, request
from werkzeug.wrappers import Response

ROWS = """<!doctype html><html lang="en"><head><title>Reference</title></head><body><h1>Reference</h1><ul>
{% for row in rows %}<li><a href="/{{ row.id }}">{{ row.title }}</a><p>{{ row.summary }}</p>
<time datetime="{{ row.at }}">{{ row.at }}</time> {{ row.seats }}</li>
{% endfor %}</ul></body></html>"""
SCHEMA = """
CREATE TABLE IF NOT EXISTS reference_item (id serial PRIMARY KEY, at timestamptz, title text, summary text, seats int);
CREATE INDEX IF NOT EXISTS ix_reference_item ON reference_item (at, id);
CREATE TABLE IF NOT EXISTS reference_event (id int PRIMARY KEY, capacity int, taken int, line int);
CREATE TABLE IF NOT EXISTS reference_seat (event_id int, person_id int, number int, seated bool,
  PRIMARY KEY (event_id, person_id));
"""
SEAT = sa.text("""
WITH held AS (UPDATE reference_event SET line = line + 1, taken = taken + CASE WHEN taken < capacity THEN 1 ELSE 0 END
              WHERE id = :event RETURNING line, line <= capacity AS seated)
INSERT INTO reference_seat SELECT :event, :person, line, seated FROM held RETURNING number, seated
""")
LIST = sa.text("SELECT id, at, title, summary, seats FROM reference_item WHERE at > :at ORDER BY at, id LIMIT 20")


def create_app() -> Flask:
    """The whole of it."""
    app = Flask(__name__)
    url = os.environ["REFERENCE_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
    engine = sa.create_engine(url, pool_size=5)
    page = app.jinja_env.from_string(ROWS)

    @app.get("/")
    def index() -> str:
        with engine.connect() as connection:
            rows = connection.execute(LIST, {"at": "2026-01-01"}).all()
        return render_template(page, rows=rows)

    @app.post("/sign-up")
    def sign_up() -> Response:
        facts = {"event": int(request.form["event"]), "person": int(request.form["person"])}
        with engine.begin() as connection:
            connection.execute(SEAT, facts).one()
        return redirect("/", 303)

    return app


def furnish(url: str) -> None:
    """Its tables, with 200 rows."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        connection.execute(sa.text(SCHEMA))
        connection.execute(
            sa.text(
                "INSERT INTO reference_item (at, title, summary, seats) SELECT timestamptz '2026-02-01' +"
                " n * interval '1 day', 'Event number ' || n, repeat('Words about it. ', 6), n FROM"
                " generate_series(1, 200) n"
            )
        )
    engine.dispose()


def new_event(url: str, event: int, capacity: int) -> None:
    """An empty event with so many seats."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO reference_event VALUES (:e, :c, 0, 0)"), {"e": event, "c": capacity})
    engine.dispose()
