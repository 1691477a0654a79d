"""What a thief of the database gets of a confidential room: nothing that was said, and nobody who said it.

A lively afternoon through the pages; then every table is walked. Two detectors look: one for any canary in any cell,
one for any way from a person's number to a thread or a post. Each has a control that must find something.
"""

import base64
import itertools
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import sealing
from politiker.core.database import Base, db
from politiker.discussions.confidential import models
from politiker.discussions.confidential.models import SealedPost, SealedThanks
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.people.models import Person
from tests import confided, people, talks
from tests.conftest import Clock
from tests.visitor import Visitor

CANARIES = ("kanarietitel", "kanarierum", "kanarieformål", "kanariepost", "kanarieret", "kanarieudkast",
            "kanarielæring", "kanarieafstemning", "kanariesvar", "kanariesøgning")  # fmt: skip
SEALED_TABLES = [name for name in Base.metadata.tables if name.startswith("sealed_")]


def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {
        table.name: [dict(row._mapping) for row in db.session.execute(sa.select(table))]
        for table in Base.metadata.sorted_tables
    }


def sightings(rows: dict[str, list[dict[str, Any]]], words: tuple[str, ...]) -> list[str]:
    """Cells that hold one of the words, as it is or in base64."""
    wanted = [word.lower() for word in words]
    wanted += [base64.b64encode(word.encode()).decode().rstrip("=")[:-1].lower() for word in words]
    return [
        f"{table}.{column}: {word}"
        for table, some in rows.items()
        for row in some
        for column, value in row.items()
        for word in wanted
        if value is not None and word in str(value).lower()
    ]


def joins(rows: dict[str, list[dict[str, Any]]], person_ids: set[int]) -> list[str]:
    """Ways from a person to a thread or a post: a number, an address or a name in a sealed row; a sealed row's name in
    a row that tells of a person; a mark that one can make from what stands in the dump.
    """
    sealed = {name: rows[name] for name in SEALED_TABLES}
    faults = [str(c) for name in SEALED_TABLES for c in Base.metadata.tables[name].c if "person" in c.name]
    uids = {str(v) for some in sealed.values() for row in some for c, v in row.items() if c in UIDS}
    marks = {str(v) for some in sealed.values() for row in some for c, v in row.items() if c.endswith("mark")}
    for name, some in rows.items():
        if name in SEALED_TABLES:
            continue
        for row in some:
            told = {str(value) for value in row.values()} | set(str(row.get("facts", "")).split('"'))
            if told & (uids | marks) and not (name == "report" and row["person_id"] is None):
                faults.append(f"{name} names a sealed row")
    guesses = {str(person) for person in person_ids}
    known = [room["sealed_mark_key"] or "" for room in rows["room"]] + [room["address"] for room in rows["room"]]
    for key, person, uid in itertools.product(known, person_ids, list(uids)[:50]):
        guesses |= {sealing.mark(key.encode(), purpose, uid, person) for purpose in ("author", "reading", "thanks")}
    faults += [f"the mark {mark} can be made" for mark in marks & guesses]
    return faults


UIDS = {"uid", "thread_uid", "post_uid", "release_uid"}


@pytest.fixture
def lively(house: Flask, wall: Clock) -> dict[str, Any]:
    """An afternoon in a confidential room, through the pages."""
    wall.moment = wall.moment.replace(minute=23, second=45, microsecond=678)
    with house.app_context():
        karen, mads, amina = people.karen(), people.mads(), people.amina()
        open_id = talks.open_room(wall.moment).id
        db.session.commit()
        ids = {"karen": karen.id, "mads": mads.id, "amina": amina.id}
    visitor = Visitor(house).sign_in(ids["karen"])
    visitor.open("/samtaler/nyt-fortroligt-rum")
    visitor.send("Opret rummet", title="kanarierum", purpose="kanarieformål", agrees="y")
    with house.app_context():
        room = db.session.scalars(sa.select(Room).where(Room.is_confidential)).one()
        path = f"/samtaler/{room.address}"
        for name in ("mads", "amina"):
            db.session.add(confided.RoomMember(room_id=room.id, person_id=ids[name], invited_at=room.created_at))
        db.session.commit()
    for name in ("mads", "amina"):
        guest = Visitor(house).sign_in(ids[name])
        guest.open(path)
        guest.send("Gå ind", agrees="y")
    visitor.open(f"{path}/ny-samtale")
    visitor.send(
        "Forhåndsvis", preview=None, title="kanarietitel", body="kanariepost", voice="alias", kind="question",
        poll_question="kanarieafstemning", poll_choices="kanariesvar\nNej",
    )  # fmt: skip
    thread = visitor.path
    mads = Visitor(house).sign_in(ids["mads"])
    mads.open(f"{thread}/svar")
    token = mads.page.form("Forhåndsvis").values()["csrf_token"]
    mads.post(f"{path}/kladde", 204, csrf_token=token, place=thread.rpartition("/")[2], body="kanarieudkast")
    mads.send("Forhåndsvis", preview=None, body="kanariepost fra Mads", voice="name")
    mads.open(thread)
    mads.send("Markér som læst") if "Markér som læst" in mads.page.main else None
    mads.send("Tak")
    mads.send("Send mit svar", choice="0")
    mads.open(f"{thread}/2/ret")
    mads.send("Forhåndsvis", preview=None, body="kanarieret")
    mads.open(f"{thread}/laering")
    mads.send("Forhåndsvis", preview=None, body="kanarielæring")
    mads.open(f"{thread}/del")
    mads.send("Forhåndsvis", preview=None, title="kanarietitel", body="kanarielæring", posts=["1"], room=str(open_id))
    mads.open(f"{thread}/1/rapporter")
    mads.send("Rapportér indlægget", reason="attack")
    amina = Visitor(house).sign_in(ids["amina"])
    amina.open(path)
    amina.send("Søg", words="kanariesøgning")
    amina.open(thread)
    amina.send("Markér som læst")
    amina.open(f"{path}/ny-samtale")
    token = amina.page.form("Forhåndsvis").values()["csrf_token"]
    amina.post(f"{path}/kladde", 204, csrf_token=token, place="new", title="kanarieudkast", body="kanarieudkast")
    return ids | {"room": path, "thread": thread}


def test_a_dump_tells_neither_what_was_said_nor_by_whom(house: Flask, lively: dict[str, Any]) -> None:
    with house.app_context():
        rows = dump()
        ids = set(db.session.scalars(sa.select(Person.id)))
    full = {name for name in SEALED_TABLES if rows[name]}
    assert full >= {
        "sealed_thread", "sealed_post", "sealed_version", "sealed_voice", "sealed_thanks", "sealed_reading",
        "sealed_draft", "sealed_poll", "sealed_poll_voter", "sealed_release", "sealed_approval",
    }  # fmt: skip
    cells = sum(len(row) for some in rows.values() for row in some)
    print(f"confidential dump: {len(rows)} tables, {cells} cells, {len(full)} sealed tables with something in them")
    assert cells > 300
    assert sightings(rows, CANARIES) == []
    assert joins(rows, ids) == []
    assert rows["untimed_answer"] and rows["report"]


def test_no_moment_is_finer_than_the_hour(house: Flask, lively: dict[str, Any]) -> None:
    with house.app_context():
        rows = dump()
    confidential = [row for row in rows["room"] if row["is_confidential"]]
    about = [
        row for row in rows["audit_entry"] if row["subject"] == "room" and row["subject_id"] == confidential[0]["id"]
    ]
    of_room = [row for row in rows["room_member"] if row["room_id"] == confidential[0]["id"]]
    reports = [row for row in rows["report"] if row["sealed_post_id"]]
    sealed = [row for name in (*SEALED_TABLES, "untimed_answer") for row in rows[name]]
    moments = [
        value
        for row in (*confidential, *about, *of_room, *reports, *sealed)
        for column, value in row.items()
        if isinstance(value, datetime) and column != "counted_at"
    ]
    assert len(moments) > 15
    assert [moment for moment in moments if (moment.minute, moment.second, moment.microsecond) != (0, 0, 0)] == []


def test_writing_reading_and_thanking_leave_no_line_in_the_trail(house: Flask, lively: dict[str, Any]) -> None:
    with house.app_context():
        happened = sorted(row["happening"].value for row in dump()["audit_entry"] if row["subject"] == "room")
    assert happened == ["room_created", "room_joined", "room_joined"]


def test_the_detectors_see(house: Flask, lively: dict[str, Any]) -> None:
    """The controls: with the key the words are there; a plain text, a number and an unkeyed mark are noticed."""
    inside = Visitor(house).sign_in(lively["karen"]).open(lively["thread"])
    for word in ("kanarietitel", "kanariepost", "kanarieret", "kanarielæring", "kanarieafstemning", "kanariesvar"):
        assert word in inside.main, word
    with house.app_context():
        rows, ids = dump(), set(db.session.scalars(sa.select(Person.id)))
        address = next(row["address"] for row in rows["room"] if row["is_confidential"])
        post = rows["sealed_post"][0]
        plain = {"sealed_post": [post | {"sealed_body": base64.b64encode(b"kanariepost").decode()}]}
        assert sightings(plain, CANARIES) and sightings({"x": [{"y": "en Kanarietitel"}]}, CANARIES)
        as_number = rows | {"sealed_post": [post | {"author_mark": str(lively["karen"])}]}
        assert joins(as_number, ids)
        unkeyed = sealing.mark(address.encode(), "author", post["thread_uid"], lively["karen"])
        assert joins(rows | {"sealed_post": [post | {"author_mark": unkeyed}]}, ids)
        named = rows | {"outgoing_mail": [{"person_id": lively["karen"], "facts": f'{{"post": "{post["uid"]}"}}'}]}
        assert joins(named, ids)
        assert models.SealedThanks is SealedThanks and SealedPost.__tablename__ in SEALED_TABLES
        assert RoomKind.NETWORK in {row["kind"] for row in rows["room"]}
