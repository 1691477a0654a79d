"""A thief with a dump and no key, who knows every person, room, thread and post, tries to join the first to the last.

Each way of trying returns what it found; nothing is the answer wanted. What is laid before a thief here is every row of
every table, as a dictionary.
"""

import base64
import hashlib
import hmac
import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from config import DEVELOPMENT_ROOM_KEYS, DEVELOPMENT_SECRET
from politiker.core.database import Base

Dump = dict[str, list[dict[str, Any]]]
NAMELESS = {name for name in Base.metadata.tables if name.startswith("sealed_")} | {"untimed_answer"}
NAMES_OF_ROWS = {"uid", "thread_uid", "post_uid", "release_uid"}
PURPOSES = ("author", "reading", "thanks", "draft", "poll", "report", "alias", "")
ENDPOINTS = ("reply", "start", "edit", "delete", "thank", "vote", "report", "learn", "release", "rules")
ON_PEOPLE = ("person_id", "asked_by_id", "decided_by_id", "invited_by_id", "author_id", "created_by_id")


def all_ways(dump: Dump) -> list[str]:
    """Everything a thief tries."""
    ways = (by_what_stands_there, by_names_of_rows, by_the_minute, by_order, by_guessing)
    return [f"{way.__name__}: {found}" for way in ways for found in way(dump)]


def by_what_stands_there(dump: Dump) -> Iterator[str]:
    """A nameless row that holds what somebody is known by: their number, public number, name or address."""
    known = {
        str(value): person["id"]
        for person in dump["person"]
        for value in (person["id"], person["uid"], person["name"], person["email"])
    }
    for table, row in _nameless(dump):
        for column, value in row.items():
            is_of_person = column in ON_PEOPLE or _leads_to_person(table, column)
            if is_of_person and value is not None:
                yield f"{table}.{column} leads to a person"
            if isinstance(value, str) and value in known:
                yield f"{table}.{column} is what person {known[value]} is known by"


def _leads_to_person(table: str, column: str) -> bool:
    keys = Base.metadata.tables[table].columns
    return column in keys and any(key.column.table.name == "person" for key in keys[column].foreign_keys)


def by_names_of_rows(dump: Dump) -> Iterator[str]:
    """The name of a thread, a post or a mark in a row that leads to a person."""
    names = {
        str(value)
        for _table, row in _nameless(dump)
        for column, value in row.items()
        if value is not None and (column in NAMES_OF_ROWS or column.endswith("mark"))
    }
    for table, row in _of_people(dump):
        told = "\n".join(str(value) for value in row.values())
        for name in names:
            if name in told:
                yield f"{table} tells of {name} beside a person"


def by_the_minute(dump: Dump) -> Iterator[str]:
    """A nameless row timed as finely as a row of somebody's. What is timed to the hour is like all of that hour."""
    minutes = {_minute(moment): table for table, row in _of_people(dump) for moment in _moments(row)}
    for table, row in [*_nameless(dump), *_of_confidential_rooms(dump)]:
        for moment in _moments(row):
            if moment != moment.replace(minute=0, second=0, microsecond=0):
                beside = minutes.get(_minute(moment), "nothing")
                yield f"{table} has {moment.isoformat()}, as {beside} has"


def by_order(dump: Dump) -> Iterator[str]:
    """A number that grows with every row: laid beside the rows of others it tells the moment."""
    for name in NAMELESS:
        for column in Base.metadata.tables[name].primary_key.columns:
            if (isinstance(column.type, sa.Integer) and column.autoincrement is True) or column.name == "id":
                yield f"{name}.{column.name} grows"
    for name in NAMELESS:
        told = dump[name]
        keys = [column.name for column in Base.metadata.tables[name].primary_key.columns]
        numbers = [row[keys[0]] for row in told if len(keys) == 1 and isinstance(row[keys[0]], int)]
        if len(numbers) > 1 and numbers == sorted(numbers):
            yield f"{name} is in the order of writing"


def by_guessing(dump: Dump) -> Iterator[str]:
    """A mark, or the name of an answer, that comes out of a hash over what is known, with a secret anybody may know."""
    wanted = {
        str(value).rstrip("=")
        for table, row in [*_nameless(dump), *(("report", row) for row in dump["report"])]
        for column, value in row.items()
        if value is not None and (column.endswith("mark") or (table, column) == ("untimed_answer", "key"))
    }
    digests = {str(row["digest"]) for row in dump["untimed_answer"]}
    keys = _secrets(dump)
    for text in _texts(dump):
        for digest, how in _hashed(text, keys):
            if digest in wanted:
                yield f"{how} of {text!r}"
    for text in _requests(dump):
        if hashlib.sha256(text.encode()).hexdigest() in digests:
            yield f"the request {text!r}"


def _texts(dump: Dump) -> Iterator[str]:
    """What a mark might be made of: somebody, and where."""
    people = [name for person in dump["person"] for name in (str(person["id"]), person["uid"])]
    uids = {row[column] for _table, row in _nameless(dump) for column in NAMES_OF_ROWS & row.keys()}
    places = ["", *sorted(str(uid) for uid in uids)[:40], *(str(room["id"]) for room in dump["room"])]
    places += [room["address"] for room in dump["room"] if room["is_confidential"]]
    for person, place in itertools.product(people, places):
        for join in (":", "\0", ""):
            yield join.join((person, place))
            yield join.join((place, person))
        for purpose in PURPOSES:
            yield "\0".join((purpose, place, person))
    for person, endpoint in itertools.product(people, ENDPOINTS):
        yield f"{person}:confidential.{endpoint}:"


def _secrets(dump: Dump) -> tuple[bytes, ...]:
    rooms = [room for room in dump["room"] if room["is_confidential"]]
    known = ["", DEVELOPMENT_SECRET, DEVELOPMENT_ROOM_KEYS, DEVELOPMENT_ROOM_KEYS.partition(":")[2]]
    known += [str(room[name]) for room in rooms for name in ("address", "sealed_mark_key")][:8]
    return tuple(dict.fromkeys(text.encode() for text in known))


def _hashed(text: str, keys: tuple[bytes, ...]) -> Iterator[tuple[str, str]]:
    plain = hashlib.sha256(text.encode()).digest()
    for way, digest in [("sha256", plain), *((f"hmac with {key[:12]!r}", _hmac(key, text)) for key in keys)]:
        yield digest.hex(), way
        yield base64.urlsafe_b64encode(digest).decode().rstrip("="), way


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _requests(dump: Dump) -> Iterator[str]:
    """What a short form may have said, for whoever knows the address and guesses the answer."""
    rooms = [room["address"] for room in dump["room"] if room["is_confidential"]]
    for room, thread, number in itertools.product(rooms, dump["sealed_thread"], range(1, 6)):
        path = f"/samtaler/{room}/{thread['uid']}/{number}"
        for act, sent in (
            ("tak", [("is_yes", "yes")]),
            ("stem", [("choice", "0")]),
            ("rapporter", [("reason", "attack")]),
        ):
            yield f"{path}/{act}\n{sent}"


def in_the_hour(dump: Dump, members: dict[int, str]) -> dict[str, set[str]]:
    """What is only probable: for each author of a thread, the members of whom something is timed in all its hours.

    One name alone would be a likely author. It is what remains while hours are kept at all, and is said on the page
    where one agrees to the rules.
    """
    here: dict[str, set[datetime]] = {}
    for _table, row in _of_people(dump):
        for column, value in row.items():
            if column in ON_PEOPLE and value in members:
                here.setdefault(members[value], set()).update(_hour(moment) for moment in _moments(row))
    hours: dict[str, set[datetime]] = {}
    for post in dump["sealed_post"]:
        hours.setdefault(post["author_mark"], set()).add(_hour(post["written_at"]))
    return {mark: {name for name in members.values() if when <= here.get(name, set())} for mark, when in hours.items()}


def _nameless(dump: Dump) -> list[tuple[str, dict[str, Any]]]:
    return [(name, row) for name in sorted(NAMELESS) for row in dump[name]]


def _of_confidential_rooms(dump: Dump) -> list[tuple[str, dict[str, Any]]]:
    rooms = [row for row in dump["room"] if row["is_confidential"]]
    kept = [{name: value for name, value in row.items() if name != "counted_at"} for row in rooms]  # by a job, of all
    reports = [row | {"decided_at": None} for row in dump["report"] if row["sealed_post_id"]]
    return [("room", row) for row in kept] + [("report", row) for row in reports]


def _of_people(dump: Dump) -> list[tuple[str, dict[str, Any]]]:
    return [
        (name, row)
        for name, some in dump.items()
        if name not in NAMELESS
        for row in some
        if name == "person" or any(row.get(column) is not None for column in ON_PEOPLE)
    ]


def _moments(row: dict[str, Any]) -> Iterable[datetime]:
    return [value for value in row.values() if isinstance(value, datetime)]


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _hour(moment: datetime) -> datetime:
    return _minute(moment) - timedelta(minutes=moment.minute)
