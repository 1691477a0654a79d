"""Naming somebody in a post: only those who can read it, and only by a name the writer may know of.

Whether somebody else exists is never told: a name that means nobody, somebody who cannot read, somebody who does not
want to be found, or several people, stays what it is, plain text.
"""

import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import sqlalchemy.orm

from politiker.core import markdown
from politiker.core.database import db, lock_row
from politiker.discussions.moderation import blocks
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.discussions.rooms.standing import SeenRoom, belongs
from politiker.discussions.threads.models import Mention, Post
from politiker.events.models import EventGrant
from politiker.people import reference
from politiker.people.limits import Limit, TooManyAttempts, wait
from politiker.people.limits import note as note_attempt
from politiker.people.models import Mandate, Municipality, Person, RoleGrant
from politiker.policy import Actor, Permission, Right, Role, can
from politiker.registrations.models import CERTAIN, Registration

MOST_MENTIONS = 10  # in one post
MOST_SUGGESTED, SHORTEST_QUESTION = 8, 3  # names, letters
SUGGESTIONS = Limit("mention_names", 300, timedelta(hours=1))
MOST_WORDS = 6  # of a name
_AT = re.compile(r"(?<![\w@])@([^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,5})(?: \(([^()\n]{2,40})\))?")


@dataclass(frozen=True)
class Named:
    """Somebody who may be named, and the municipality that tells them from others of the same name."""

    id: int
    name: str
    municipality: str


@dataclass(frozen=True)
class Said:
    """One "@" of a text: the names it may mean, the longest first, and the municipality behind it."""

    names: tuple[str, ...]
    place: str


def note(post: Post, room: SeenRoom, *, by: Actor, now: datetime) -> None:
    """Note whom a post names, and set their names in bold; after an edit, whom it names now.

    The post has its text and its number; only the first ten are noted.
    """
    found = resolve(post.body, room, post.thread_id, by=by, now=now)
    if found:
        post.html = markdown.render(post.body, named=found.keys())
    before = set(db.session.scalars(sa.select(Mention.person_id).where(Mention.post_id == post.id)))
    wanted = set(found.values())
    db.session.execute(sa.delete(Mention).where(Mention.post_id == post.id, Mention.person_id.not_in(wanted)))
    db.session.add_all(Mention(post_id=post.id, person_id=person) for person in sorted(wanted - before))


def resolve(text: str, room: SeenRoom, thread_id: int | None, *, by: Actor, now: datetime) -> dict[str, int]:
    """Who is named in a text, as what was written ("@Karen Friis (Aarhus)") to person id; at most ten people."""
    said = list(_said(markdown.spoken(text)))
    if not said or room.is_confidential or not can(by, Permission.MENTION, room):
        return {}
    asked = dict.fromkeys(name for one in said for name in one.names)
    people = _nameable(room, thread_id, by, now, Person.name.in_(list(asked)[: MOST_MENTIONS * MOST_WORDS * 3]))
    found: dict[str, int] = {}
    for one in said:
        if (meant := _meant(one, people)) and (meant[1] in found.values() or len(set(found.values())) < MOST_MENTIONS):
            found[meant[0]] = meant[1]
    return found


def _said(pieces: Iterable[str]) -> Iterable[Said]:
    for match in itertools.chain.from_iterable(_AT.finditer(piece) for piece in pieces):
        words = match[1].split(" ")
        names = [" ".join(words[:n]) for n in range(len(words), 0, -1)]
        both = dict.fromkeys(itertools.chain.from_iterable((name, name.rstrip(".,'’-")) for name in names))
        yield Said(tuple(both), match[2] or "")


def _meant(said: Said, people: list[Named]) -> tuple[str, int] | None:
    """The one person meant by the longest name that is anybody's; None when it may be several."""
    for name in said.names:
        called = [person for person in people if person.name == name]
        if not called:
            continue
        has_place = name == said.names[0] and said.place in _places()
        ids = {person.id for person in called if not has_place or person.municipality == said.place}
        written = f"@{name} ({said.place})" if has_place else f"@{name}"
        return (written, ids.pop()) if len(ids) == 1 else None
    return None


@functools.cache
def _places() -> frozenset[str]:
    return frozenset(place.name for place in reference.municipalities())


def suggest(start: str, room: SeenRoom, thread_id: int | None, *, by: Actor, now: datetime) -> list[Named]:
    """At most eight people whose name, or a later word of it, begins like this; from three letters on.

    Counted: at most 300 questions an hour. Raises TooManyAttempts.
    """
    start = " ".join(start.split())[:80]
    if sum(sign.isalpha() for sign in start) < SHORTEST_QUESTION or room.is_confidential:
        return []
    if by.person_id is None or not can(by, Permission.MENTION, room):
        return []
    lock_row(Person, by.person_id)
    if seconds := wait(SUGGESTIONS, str(by.person_id), now):
        raise TooManyAttempts(seconds=seconds)
    note_attempt((SUGGESTIONS, str(by.person_id)), now=now)
    db.session.flush()
    ways = sorted({start, start.lower(), start[:1].upper() + start[1:], start.title()})
    begins = [Person.name.istartswith(way, autoescape=True) for way in ways]
    later = [Person.name.icontains(f" {way}", autoescape=True) for way in ways]
    first = sa.case((sa.or_(*begins), 0), else_=1)
    return _nameable(room, thread_id, by, now, sa.or_(*begins, *later), first=first, most=MOST_SUGGESTED)


def _nameable(
    room: SeenRoom,
    thread_id: int | None,
    by: Actor,
    now: datetime,
    called: sa.ColumnElement[bool],
    *,
    first: sa.ColumnElement[int] | None = None,
    most: int = 200,
) -> list[Named]:
    """Those of a name who can read the thread and whom the writer may know of. One statement."""
    seat = sa.orm.aliased(Mandate)
    wrote = sa.exists().where(Post.thread_id == thread_id, Post.author_id == Person.id, Post.deleted_at.is_(None))
    query = (
        sa.select(Person.id, Person.name, sa.func.coalesce(sa.func.min(Municipality.name), ""))
        .select_from(Person)
        .join(Room, Room.id == room.id)
        .outerjoin(seat, sa.and_(seat.person_id == Person.id, seat.starts_at <= now, seat.ends_at > now))
        .outerjoin(Municipality, Municipality.id == seat.municipality_id)
        .where(
            called,
            Person.id != by.person_id,
            ~blocks.between(Person.id, by.person_id),
            Person.joined_at.is_not(None),
            Person.suspended_at.is_(None),
            sa.or_(sa.and_(seat.id.is_not(None), belongs(Person.id, now)), _works_here(room, now)),
            sa.or_(wrote if thread_id is not None else sa.false(), _is_in_sight(room)),
        )
        .group_by(Person.id, Person.name)
        .order_by(*([] if first is None else [first]), Person.name, Person.id)
        .limit(most)
    )
    return [Named(*row) for row in db.session.execute(query)]


def _works_here(room: SeenRoom, now: datetime) -> sa.ColumnElement[bool]:
    """A moderator reads the open rooms; whoever runs an event reads its room."""
    has = sa.exists().where(RoleGrant.person_id == Person.id, RoleGrant.runs(now))
    if room.kind is RoomKind.OPEN:
        return has.where(RoleGrant.role == Role.MODERATOR)
    if room.kind is RoomKind.EVENT:
        runs_it = sa.exists().where(
            EventGrant.person_id == Person.id, EventGrant.event_id == room.event_id, EventGrant.right != Right.NEEDS
        )
        return sa.and_(has.where(RoleGrant.role == Role.ORGANISER), runs_it)
    return sa.false()


def _is_in_sight(room: SeenRoom) -> sa.ColumnElement[bool]:
    """Whom one may know of without their having written: the others of a closed room; those who said yes."""
    if room.kind is RoomKind.OPEN:
        return Person.shown_at.is_not(None)
    if room.kind is RoomKind.EVENT:
        return sa.exists().where(
            Registration.person_id == Person.id,
            Registration.event_id == room.event_id,
            Registration.state.in_(CERTAIN),
            Registration.is_shown,
        )
    return sa.true()
