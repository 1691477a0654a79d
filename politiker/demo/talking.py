"""What is talked about in the demonstration: threads read from `talks/`, written by the rooms' own actions.

A file is a thread: facts ("room: oekonomi"), then posts, each begun by a line such as "--- karen 3 thanks=4": who,
how many hours after the first, how many thanked. Somebody who is nobody's account goes by a word: "borgmester",
"formand" and "ny" are what they are called; letters are others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.demo.accounts import ACCOUNTS, account, actor
from politiker.discussions.rooms.models import Room
from politiker.discussions.rooms.standing import SeenRoom, seen
from politiker.discussions.threads import learning, polls, posts, useful, writing
from politiker.discussions.threads.models import Post, Thread, ThreadKind
from politiker.people.models import Duty, Mandate, MandateDuty, Person

TALKS = Path(__file__).parent / "talks"
NEW, NETWORK, SEALED = "nyvalgte", "network", "sealed"  # instead of the address of a room that has an opaque one
NETWORK_SIZE = 9
POST = re.compile(r"^--- (?P<who>\S+) (?:(?P<voice>alias|name) )?(?P<hours>\d+)(?: thanks=(?P<thanks>\d+))?$")
UP_AT = 7  # o'clock
KNOWN = ("karen", "mads", "amina")


@dataclass(frozen=True)
class Line:
    """One post: by whom, how long after the first, how many thanked, and what it says."""

    who: str
    voice: str
    hours: int
    thanks: int
    text: str


@dataclass(frozen=True)
class Talk:
    """One thread as its file tells it."""

    facts: dict[str, str]
    lines: list[Line] = field(default_factory=list)

    def begins(self, now: datetime) -> datetime:
        """When its first post was written: in the morning so many days before now."""
        day = danish.local(now).date() - timedelta(days=int(self.facts["days"]))
        return danish.from_local(day, time(8, int(self.facts["days"]) * 7 % 60))

    def times(self, now: datetime) -> list[datetime]:
        """When each post was written: nobody writes at night, nor in the future."""
        found: list[datetime] = []
        for line in self.lines:
            at = self.begins(now) + timedelta(hours=line.hours)
            if (early := UP_AT - danish.local(at).hour) > 0:
                at += timedelta(hours=early)
            found.append(min(now, max(at, found[-1] + timedelta(minutes=23)) if found else at))
        return found


def talks() -> Iterator[Talk]:
    """Every thread, the oldest first."""
    yield from sorted((_read(path) for path in TALKS.glob("*.md")), key=lambda talk: -int(talk.facts["days"]))


def _read(path: Path) -> Talk:
    head, *rest = re.split(r"(?m)^(?=--- )", path.read_text("utf-8"))
    facts: dict[str, str] = {}
    key = ""
    for row in head.splitlines():
        if row.startswith("  "):
            facts[key] += f"\n\n{row.strip()}"
        else:
            key, _, text = row.partition(": ")
            facts[key] = text
    lines = []
    for part in rest:
        first, _, text = part.partition("\n")
        found = POST.match(first)
        assert found is not None, f"{path.name}: {first}"
        thanks = int(found["thanks"] or 0)
        lines.append(Line(found["who"], found["voice"] or "", int(found["hours"]), thanks, text.strip()))
    return Talk(facts, lines)


class Company:
    """Who takes part, so that the same word means the same person all through."""

    def __init__(self, seed: int) -> None:
        chance = Random(seed)
        self.known = {key: account(key).id for key in KNOWN}
        accounts = [one.email for one in ACCOUNTS]
        query = (
            sa.select(Mandate.person_id, Mandate.is_first_period, MandateDuty.duty)
            .join(Person, Person.id == Mandate.person_id)
            .outerjoin(MandateDuty, MandateDuty.mandate_id == Mandate.id)
            .where(Person.is_demo, Person.email_key.not_in(accounts))
            .order_by(Mandate.person_id)
        )
        rows = list(db.session.execute(query))
        self.mayors: list[int] = [row.person_id for row in rows if row.duty == Duty.MAYOR]
        self.chairs: list[int] = [row.person_id for row in rows if row.duty == Duty.COMMITTEE_CHAIR]
        self.new: list[int] = [row.person_id for row in rows if row.is_first_period and row.duty == Duty.MEMBER]
        self.others: list[int] = [row.person_id for row in rows if not row.is_first_period and row.duty == Duty.MEMBER]
        for some in (self.mayors, self.chairs, self.new, self.others):
            chance.shuffle(some)

    def crowd(self, room: str) -> list[int]:
        """Those who write in a room without being known by a word: in a network those let in, see `closed_rooms`."""
        return {NEW: self.new, NETWORK: self.others[:NETWORK_SIZE]}.get(room, self.others)

    def person(self, word: str, talk: int, room: str) -> int:
        """Who a word stands for in the thread of this number."""
        if word in self.known:
            return self.known[word]
        some = {"borgmester": self.mayors, "formand": self.chairs, "ny": self.new}.get(word)
        if some is not None:
            return some[talk % len(some)]
        some = self.crowd(room)
        return some[(talk * 3 + ord(word)) % len(some)]


def talk_in_rooms(company: Company, closed: Room, seed: int, now: datetime) -> None:
    """Let every thread be written but the confidential ones; `closed` is the network of the demonstration."""
    chance = Random(seed)
    new = db.session.execute(sa.select(Room.address).where(Room.newly_elected)).scalar_one()
    opaque = {NEW: new, NETWORK: closed.address}
    for number, talk in enumerate(talk for talk in talks() if talk.facts["room"] != SEALED):
        _play(talk, number, opaque.get(talk.facts["room"], talk.facts["room"]), company, chance, now)


def _play(talk: Talk, number: int, address: str, company: Company, chance: Random, now: datetime) -> None:
    named = talk.facts["room"]
    readers = company.crowd(named)
    thread: Thread | None = None
    written: list[Post] = []
    for line, at in zip(talk.lines, talk.times(now), strict=True):
        person_id = company.person(line.who, number, named)
        by, room = actor(person_id, now), _room(address, person_id, now)
        if thread is None:
            kind = ThreadKind(talk.facts["kind"])
            thread, post = writing.open_thread(room, kind, talk.facts["title"], line.text, by=by, now=at)
        else:
            post = writing.reply(thread, line.text, room=room, by=by, now=at)
        written.append(post)
        others = [one for one in readers if one != person_id]
        for reader in chance.sample(others, min(line.thanks, len(others))):
            posts.thank(post, thread=thread, room=_room(address, reader, now), by=actor(reader, now))
    assert thread is not None
    _extras(talk, thread, written, company.person(talk.lines[0].who, number, named), address, now)


def _extras(talk: Talk, thread: Thread, written: list[Post], author: int, address: str, now: datetime) -> None:
    room, by = _room(address, author, now), actor(author, now)
    if number := talk.facts.get("useful"):
        useful.mark(thread, written[int(number) - 1], room=room, by=by, now=now)
    if text := talk.facts.get("learning"):
        learning.save(thread, text, based_on=0, room=room, by=by, now=now)
    if poll := talk.facts.get("poll"):
        question, *choices = poll.split(" | ")
        polls.add_poll(written[0], polls.NewPoll(question, tuple(choices)), by=by, now=now)


def _room(address: str, person_id: int, now: datetime) -> SeenRoom:
    found = seen(address, by=actor(person_id, now), now=now)
    assert found is not None, address
    return found
