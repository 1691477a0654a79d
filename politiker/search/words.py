"""The words that are really written here, so that a slip of the finger can be met with "did you mean …?".

Only what stands in open rooms and in published events is gathered. Before a word is suggested it is looked up once
more: at least two people have written it where the asker reads, or it stands in a published event.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from politiker.core import jobs
from politiker.core.analyser import STOP_WORDS, folded_words, terms
from politiker.core.database import db, lock
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.discussions.threads.models import Post, Thread
from politiker.events.models import Event
from politiker.policy import Actor
from politiker.search.excerpts import plain
from politiker.search.likeness import LONGEST, SHORTEST, distance, keys, keys_near
from politiker.search.models import SearchMark, SearchWord
from politiker.search.threads import authors, searches_rooms

SHORTEST_WORD = 4  # letters of a word that is suggested, or that another is suggested for
AT_ONCE = 500  # posts the job reads in one turn
LOOKED_UP = 100  # words that are looked up again in one turn
SETTLED = timedelta(minutes=5)  # a post is read when no older number can still turn up
RECENT = timedelta(days=2)  # how far back published events are read, at every turn
MOST_ASKED = 5  # words of a question that are looked up
MOST_NEAR = 1000  # words that are measured against them
MOST_UNKNOWN = 2  # words of a question that are mended
TRIED = 2  # of the nearest of each

# Which of some words stand in a published event.
_IN_EVENTS = {
    "sqlite": (
        "SELECT w.word FROM search_word w WHERE w.word IN :words AND EXISTS (SELECT 1 FROM event_search f"
        " JOIN event e ON e.id = f.rowid WHERE f.terms MATCH '\"' || w.stem || '\"' AND e.published_at IS NOT NULL)"
    ),
    "postgresql": (
        "SELECT w.word FROM search_word w WHERE w.word IN :words AND EXISTS (SELECT 1 FROM event e"
        " WHERE to_tsvector('simple'::regconfig, e.terms) @@ CAST('''' || w.stem || '''' AS tsquery)"
        " AND e.published_at IS NOT NULL)"
    ),
}


def meant(text: str, *, by: Actor) -> str | None:
    """What somebody may have meant who found little: the same words with the unknown ones mended; None if nothing.

    Six statements at most. Never a word from a room the asker does not read, nor one that a single person has written.
    """
    typed = folded_words(text)[:MOST_ASKED]
    mendable = [word for word in dict.fromkeys(typed) if _is_a_word(word)]
    if not mendable:
        return None
    near = _near(mendable)
    unknown = [word for word in mendable if not _is_known(word, near, is_last=word == typed[-1])]
    tried = {word: _nearest(word, near) for word in unknown}
    if not unknown or len(unknown) > MOST_UNKNOWN or not all(tried.values()):
        return None
    in_events, reads_open = _in_events({one for several in tried.values() for one in several}), searches_rooms(by)
    mended = {word: _first_good(several, in_events, reads_open) for word, several in tried.items()}
    if None in mended.values():
        return None
    return " ".join(mended.get(word) or word for word in typed)


def gather(*, now: datetime) -> int:
    """Read the posts written since the last time, and the events published lately. Returns how many posts.

    When there are more than one turn reads, the next turn is ordered at once.
    """
    mark = _mark()
    is_open = sa.and_(
        Room.kind == RoomKind.OPEN, Room.is_confidential.is_(False), Post.deleted_at.is_(None),
        Post.hidden_at.is_(None), Thread.hidden_at.is_(None), Thread.merged_into_id.is_(None),
    )  # fmt: skip
    query = (
        sa.select(Post.id, sa.case((Post.number == 1, Thread.title), else_=""), sa.case((is_open, Post.html), else_=""))
        .join(Thread, Thread.id == Post.thread_id)
        .join(Room, Room.id == Thread.room_id)
        .where(Post.id > mark.post_id, Post.created_at < now - SETTLED)
        .order_by(Post.id)
        .limit(AT_ONCE)
    )
    rows = [(id, f"{title} {plain(html)}" if html else "") for id, title, html in db.session.execute(query)]
    _keep(Counter(word for _id, text in rows for word in _words_of(text)), now, adds=True)
    titles = db.session.scalars(sa.select(Event.title).where(Event.published_at > now - RECENT))
    _keep(Counter(word for title in titles for word in _words_of(title)), now, adds=False)
    if rows:
        mark.post_id = rows[-1][0]
    if len(rows) == AT_ONCE:
        jobs.put("gather_words", {}, due_at=now, slot=f"gather_words:{mark.post_id}")
    return len(rows)


def forget(*, now: datetime) -> int:
    """Look up again the words that have not been for longest, and drop those nobody can read any more.

    Returns how many were dropped.
    """
    oldest = list(
        db.session.scalars(sa.select(SearchWord.word).order_by(SearchWord.checked_at, SearchWord.word).limit(LOOKED_UP))
    )
    kept = _in_events(oldest)
    kept |= {word for word in oldest if word not in kept and authors(_stem(word))}
    gone = [word for word in oldest if word not in kept]
    db.session.execute(sa.delete(SearchWord).where(SearchWord.word.in_(gone)))
    db.session.execute(sa.update(SearchWord).where(SearchWord.word.in_(kept)).values(checked_at=now))
    return len(gone)


def _mark() -> SearchMark:
    mark = db.session.scalars(sa.select(SearchMark).order_by(SearchMark.id).limit(1)).one_or_none()
    if mark is None:
        mark = SearchMark()
        db.session.add(mark)
        db.session.flush()
    return lock(mark)


def _is_a_word(word: str) -> bool:
    return SHORTEST_WORD <= len(word) <= LONGEST and word.isalpha() and word not in STOP_WORDS


def _words_of(text: str) -> set[str]:
    return {word for word in folded_words(text) if _is_a_word(word)}


def _keep(uses: Counter[str], now: datetime, *, adds: bool) -> None:
    """Write the words down, in the order of the alphabet."""
    if not uses:
        return
    rows = []
    for word in sorted(uses):
        stem = _stem(word)
        first, middle, last = keys(stem)
        if not SHORTEST <= len(stem) <= LONGEST:
            continue
        rows.append({"word": word, "stem": stem, "uses": uses[word], "first": first, "middle": middle, "last": last,
                     "checked_at": now})  # fmt: skip
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[_dialect()](SearchWord)
    if adds:
        more = {"uses": SearchWord.uses + insert.excluded.uses}
        statement = insert.on_conflict_do_update(index_elements=["word"], set_=more)
    else:
        statement = insert.on_conflict_do_nothing(index_elements=["word"])
    db.session.execute(statement, rows)


def _near(asked: list[str]) -> list[Any]:
    """The words with the same stem as one of those asked for, and those that may be a slip away."""
    stems = [_stem(word) for word in asked]
    thirds: list[list[str]] = [[], [], []]
    for word in (*asked, *stems):
        for third, several in zip(thirds, keys_near(word), strict=True):
            third.extend(several)
    is_same = SearchWord.stem.in_(stems)
    query = (
        sa.select(SearchWord.word, SearchWord.stem, SearchWord.uses)
        .where(
            sa.or_(
                is_same,
                SearchWord.first.in_(thirds[0]),
                SearchWord.middle.in_(thirds[1]),
                SearchWord.last.in_(thirds[2]),
            )
        )
        .order_by(sa.case((is_same, 0), else_=1), SearchWord.uses.desc(), SearchWord.word)
        .limit(MOST_NEAR)
    )
    return list(db.session.execute(query))


def _stem(word: str) -> str:
    return "".join(terms(word)[:1]) or word


def _is_known(word: str, near: list[Any], *, is_last: bool) -> bool:
    """It is written here in some form, or, the last one being half typed perhaps, it begins a word that is."""
    stem = _stem(word)
    return any(row.stem == stem or (is_last and row.word.startswith(word)) for row in near)


def _nearest(word: str, near: list[Any]) -> list[str]:
    """The words of the nearest stems, each in the form that is written most."""
    stem, best = _stem(word), {}
    for row in near:  # those written most come first
        apart = [d for one in {word, stem} if (d := distance(one, row.stem)) is not None]
        if apart and row.stem not in best:
            best[row.stem] = (min(apart), -row.uses, row.word)
    return [one for _distance, _uses, one in sorted(best.values())[:TRIED]]


def _first_good(words: list[str], in_events: set[str], reads_open: bool) -> str | None:
    """The first of these that stands in an event, or that two people have written where the asker reads."""
    return next((one for one in words if one in in_events or (reads_open and len(authors(_stem(one))) > 1)), None)


def _in_events(words: Collection[str]) -> set[str]:
    """Which of these words stand in a published event."""
    if not words:
        return set()
    chosen = sa.text(_IN_EVENTS[_dialect()]).bindparams(sa.bindparam("words", expanding=True))
    return set(db.session.scalars(chosen, {"words": sorted(words)}))


def _dialect() -> str:
    return db.session.get_bind().dialect.name
