"""Looking for words: in what goes over the wire, in letters, in log lines, and in everything a disk or a dump holds."""

import base64
import functools
import gzip
import logging
import shutil
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import psycopg
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from politiker.core.database import Base, db
from politiker.core.logs import JsonLine
from politiker.discussions.rooms.models import RoomMember
from tests import people
from tests.journeys.confided_story import Story
from tests.policy.town import blanks

MOST_THINGS = 2  # of the rest of the town, for each address; the room itself is tried at all of them


@functools.cache
def disguises(word: str) -> frozenset[bytes]:
    """A word in every dress it could go about in: encodings, base64 at each of its three beginnings, hex, percent."""
    found = {word.encode(form) for form in ("utf-8", "latin-1", "utf-16-le", "utf-16-be") if _fits(word, form)}
    found |= {quote(word).encode(), word.encode().hex().encode(), word.encode("unicode_escape")}
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + word.encode())
        inner = whole[(shift * 8 + 5) // 6 : len(whole) - 4]
        found |= {inner, inner.translate(bytes.maketrans(b"+/", b"-_"))}
    return frozenset(one.lower() for one in found if len(one) >= 6)


def _fits(word: str, form: str) -> bool:
    with suppress(UnicodeEncodeError):
        return bool(word.encode(form))
    return False


def sighted(told: bytes, words: dict[str, str]) -> set[str]:
    """The places whose words stand somewhere in these bytes, packed or not, in capitals or not."""
    texts = [told.lower()]
    for unpack in (gzip.decompress, zlib.decompress):
        with suppress(OSError, EOFError, zlib.error):
            texts.append(unpack(told).lower())
    return {place for place, word in words.items() for dress in disguises(word) for text in texts if dress in text}


def wire(answer: TestResponse) -> bytes:
    """All of an answer: status, headers, body; less what was asked for, which is no news to whoever asked."""
    path = answer.request.path
    told = answer.status.encode() + str(answer.headers).encode() + answer.get_data()
    for echo in (path, quote(path), quote(path, safe="")):
        told = told.replace(echo.encode(), b"")
    return told


def addresses(story: Story) -> list[str]:
    """Every address of the house that can be opened: with the room in each blank, and with some of the town."""
    found = ["/soeg?q=samtale", f"{story.at('svar')}?citat=1", f"{story.at()}?side=1", f"{story.path}?side=1"]
    for rule in story.town.house.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            found += [story.town.path(rule, thing) for thing in _things(story, rule)]
    return list(dict.fromkeys(found))


def _things(story: Story, rule: Rule) -> Iterator[str]:
    others = story.town.things_for(rule)
    yield from others[:MOST_THINGS]
    mine = story.town.things["canary"]
    if blanks(rule) & mine.keys():
        yield from ("canary", "canary 2", "canary 3") if "number" in blanks(rule) else ("canary",)


def walk(story: Story, kinds: Iterable[str], paths: list[str]) -> tuple[list[str], set[tuple[str, str]], int]:
    """Open everything as everybody. What was seen by whom may not, who saw what, and how many answers there were."""
    faults, seen, asked = [], set(), 0
    for kind in kinds:
        browser = story.town.browser(kind)
        for path in paths:
            if path == "/readyz":
                continue  # it says whether letters are late, and nothing else
            answer = browser.get(path)
            asked += 1
            for place in sighted(wire(answer), story.words):
                seen.add((place, kind))
                if not story.may(kind, place):
                    faults.append(f"{kind} {path} ({answer.status_code}) tells the {place}")
            if answer.status_code >= 500:
                faults.append(f"{kind} {path}: {answer.status}")
            answer.close()
    return faults, seen, asked


class LogLines(logging.Handler):
    """Every line of every log, as it would stand in a file: ours in our own form, others' with trace and all."""

    def __init__(self) -> None:
        super().__init__(0)
        self.ours, self.others = JsonLine(), logging.Formatter()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        record.exc_text = None  # what another handler made of it
        is_ours = record.name.startswith("politiker")
        self.lines.append((self.ours if is_ours else self.others).format(record))
        record.exc_text = None


@contextmanager
def logs() -> Iterator[LogLines]:
    """What is logged meanwhile, by us and by everybody else."""
    taken, both = LogLines(), [logging.getLogger("politiker"), logging.getLogger()]
    before = [logger.level for logger in both]
    for logger in both:
        logger.addHandler(taken)
        logger.setLevel(logging.DEBUG if logger.name == "politiker" else logging.INFO)
    try:
        yield taken
    finally:
        for logger, level in zip(both, before, strict=True):
            logger.removeHandler(taken)
            logger.setLevel(level)


def letter_bytes(raw: bytes, message: EmailMessage) -> bytes:
    """A letter as it went over the wire, and every part of it decoded."""
    parts = [part.get_payload(decode=True) or b"" for part in message.walk() if not part.is_multipart()]
    return b"\n".join([raw, str(message.items()).encode(), *(part for part in parts if isinstance(part, bytes))])


def everything_kept(house: Flask, copies: Path) -> dict[str, bytes]:
    """All that a thief of the machine's disk carries away but the keys: the database in every form, and every file."""
    settings = house.config["SETTINGS"]
    url, kept = settings.database_url, {}
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        for end in ("", "-wal", "-shm"):
            if Path(f"{file}{end}").exists():
                shutil.copyfile(f"{file}{end}", copies / f"house{end}")
                kept[f"raw file{end}"] = (copies / f"house{end}").read_bytes()
        with closing(sqlite3.connect(copies / "house")) as connection:
            kept["dump"] = "\n".join(connection.iterdump()).encode()
    else:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (name,) in names:
                with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                    kept[f"table {name}"] = b"".join(bytes(piece) for piece in copy)
    for path in settings.data_dir.rglob("*"):
        if path.is_file() and not path.name.startswith(("house.db", "template.db")):
            kept[f"file {path.name}"] = path.read_bytes()
    return kept


def rows(house: Flask) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, as a thief reads them."""
    with house.app_context():
        return {
            table.name: [dict(row._mapping) for row in db.session.execute(sa.select(table))]
            for table in Base.metadata.sorted_tables
        }


def newcomer() -> int:
    """One more councillor, who has done nothing yet."""
    somebody = people.councillor("Frida Falk", town="Odense", letter="A")
    db.session.flush()
    return somebody.id


def let_in(room_id: int, person_id: int, now: datetime) -> None:
    """Somebody is in a room, and has agreed to its rules."""
    db.session.add(RoomMember(room_id=room_id, person_id=person_id, joined_at=now.replace(minute=0)))
