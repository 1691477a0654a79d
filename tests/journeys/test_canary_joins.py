"""A dump without the key joins no person to anything said in a confidential room: by what stands in it, by the clock,
by the order of rows, by guessing; nor by what is written at the same stroke as what.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import sealing
from politiker.core.database import db
from tests.conftest import Clock
from tests.houses import Houses
from tests.journeys import joining, looking
from tests.journeys.confided_story import MEMBERS, Story, as_told
from tests.journeys.joining import Dump, all_ways

WRITES = re.compile(r"\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)
MAY_BE_WRITTEN = {
    "room",
    "report",
}  # beside what has no name: the hour of the room's newest post, and that one is reported


@pytest.fixture
def story(houses: Houses, wall: Clock) -> Iterator[Story]:
    wall.moment = wall.moment.replace(minute=23, second=45, microsecond=678)
    before = houses.app.config["SETTINGS"]
    yield as_told(houses, wall)
    houses.app.config["SETTINGS"] = before


def test_nothing_in_a_dump_leads_from_somebody_to_what_they_said(house: Flask, story: Story) -> None:
    dump = looking.rows(house)
    full = {name for name in joining.NAMELESS if dump[name]}
    assert len(full) >= 13, f"control: there is something in {sorted(full)}"
    assert len(dump["person"]) > 15 and len(dump["sealed_post"]) >= 6
    assert all_ways(dump) == []
    members = {story.ids[kind]: kind for kind in MEMBERS}
    likely = joining.in_the_hour(dump, members)
    alone = [names for names in likely.values() if len(names) == 1]
    print(f"joins: {sum(map(len, dump.values()))} rows; {len(alone)} of {len(likely)} authors alone in their hours")


LEAKS: dict[str, tuple[str, Callable[[Dump, Story], None]]] = {
    "a number": ("by_what_stands_there", lambda dump, story: _set(dump, "sealed_post", author_mark=_mads(story))),
    "a public number": (
        "by_what_stands_there", lambda dump, story: _set(dump, "sealed_reading", mark=dump["person"][3]["uid"]),
    ),
    "a name": ("by_what_stands_there", lambda dump, story: _set(dump, "sealed_voice", sealed_voice="Karen Friis")),
    "a thread in a letter": (
        "by_names_of_rows", lambda dump, story: _set(dump, "outgoing_mail", facts={"thread": story.thread}),
    ),
    "a mark in the trail": (
        "by_names_of_rows",
        lambda dump, story: _set(dump, "audit_entry", person_id=1, reason=dump["sealed_post"][0]["author_mark"]),
    ),
    "a minute": (
        "by_the_minute", lambda dump, story: _set(dump, "sealed_post", written_at=dump["sign_in"][0]["created_at"]),
    ),
    "the minute of a room": (
        "by_the_minute", lambda dump, story: _room(dump, last_post_at=dump["sign_in"][0]["created_at"]),
    ),
    "an unkeyed mark": (
        "by_guessing",
        lambda dump, story: _set(
            dump, "sealed_reading", mark=sealing.mark(b"", "reading", story.thread, story.ids["C2"])
        ),
    ),
    "a mark with the room's address as its key": (
        "by_guessing",
        lambda dump, story: _set(
            dump, "report", reporter_mark=sealing.mark(story.room.encode(), "report", story.thread, story.ids["C2"])
        ),
    ),
    "an answer's name": (
        "by_guessing",
        lambda dump, story: _set(dump, "untimed_answer", key=_sha(f"{story.ids['CO']}:confidential.reply:")),
    ),
    "a request to be guessed": (
        "by_guessing",
        lambda dump, story: _set(dump, "untimed_answer", digest=_sha(f"{story.at(1, 'tak')}\n[('is_yes', 'yes')]")),
    ),
}  # fmt: skip


def test_each_way_finds_what_is_planted(house: Flask, story: Story) -> None:
    """The controls: each leak by itself, in a dump that has no other."""
    clean = looking.rows(house)
    for leak, (way, plant) in LEAKS.items():
        dump = dict(clean)
        plant(dump, story)
        assert list(getattr(joining, way)(dump)), leak


def test_rows_that_grow_would_be_noticed(house: Flask, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of order: a table of the open rooms, whose rows have numbers."""
    dump = looking.rows(house)
    monkeypatch.setattr(joining, "NAMELESS", {*joining.NAMELESS, "thread"})
    assert any(found.startswith("by_order: thread") for found in all_ways(dump))


def test_the_rows_lie_scattered(house: Flask, story: Story) -> None:
    """On SQLite a row has a hidden number that grows, unless the table says otherwise; and no sequence counts them."""
    with house.app_context():
        if db.engine.dialect.name != "sqlite":
            counted = db.session.scalars(sa.text("SELECT sequencename FROM pg_sequences")).all()
            assert "post_id_seq" in counted, "control"
            assert not [name for name in counted if name.removesuffix("_id_seq") in joining.NAMELESS]
            return
        made = dict(db.session.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
    for name in joining.NAMELESS:
        assert "WITHOUT ROWID" in made[name].upper(), name
    assert "WITHOUT ROWID" not in made["post"].upper(), "control"


@contextmanager
def footprints(house: Flask) -> Iterator[set[str]]:
    """The tables something was written in meanwhile."""
    tables: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if found := WRITES.match(statement):
            tables.add(found[1])

    with house.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield tables
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_nothing_of_somebody_is_written_with_what_they_write(house: Flask, story: Story, wall: Clock) -> None:
    """Transactions have numbers in a raw copy, and a journal has an order: what is written at one stroke is joined.

    So no page of the room, read or written, touches a row that leads to a person; not even when they were last seen.
    """
    wall.moment += timedelta(minutes=40)
    visitor, others = story.visitor("C2"), story.visitor("AM")
    for tries in range(2):
        wall.moment += timedelta(minutes=10)
        with footprints(house) as tables:
            visitor.open(story.path)
            visitor.open(story.at())
            visitor.open(story.at("svar"))
            visitor.send("Forhåndsvis", preview="1", body="Et udkast")
            visitor.open(story.at("svar"))
            visitor.send("Svar", body=f"Endnu et svar {tries}")
            visitor.open(story.at(1))
            if "Send mit svar" in visitor.page.html:
                visitor.send("Send mit svar", choice="1")
            visitor.send("Fortryd takken" if "Fortryd takken" in visitor.page.main else "Tak")
            visitor.open(story.at(2, "historik"))
            visitor.open(story.at(2, "ret"))
            visitor.send("Gem indlægget", body=f"Med andre ord {tries}")
            visitor.open(story.at("laering"))
            visitor.send("Gem det, vi lærte", body=f"Lært igen {tries}")
            others.open(story.at(2, "rapporter"))
            if not tries:
                others.send("Rapportér indlægget", reason="attack")
            others.open(f"{story.path}/find")
            others.send("Søg", words="svar")
        assert tables >= {"sealed_post", "sealed_version", "sealed_reading", "untimed_answer", "room"}, "control"
        assert tables <= joining.NAMELESS | MAY_BE_WRITTEN, f"written with it: {tables - joining.NAMELESS}"
    wall.moment += timedelta(minutes=10)
    with footprints(house) as tables:
        visitor.open("/kolleger")
    assert tables == {"sign_in"}, "control: another page notes that one was there"


def _mads(story: Story) -> str:
    return str(story.ids["C2"])


def _sha(text: str) -> str:
    return joining.hashlib.sha256(text.encode()).hexdigest()


def _set(dump: Dump, table: str, **values: Any) -> None:
    assert dump[table], table
    dump[table] = [*dump[table], dump[table][0] | values]


def _room(dump: Dump, **values: Any) -> None:
    room = next(row for row in dump["room"] if row["is_confidential"])
    dump["room"] = [*dump["room"], room | values]
