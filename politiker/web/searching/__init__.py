"""One box: conversations, events and colleagues, each only as far as whoever asks may see them.

What is asked stands in the address and nowhere else: it is neither stored nor logged.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, g, request, url_for

from politiker.core import danish, database
from politiker.core.analyser import LONGEST_QUERY, search_terms
from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.discussions.rooms.standing import SeenRoom, seen
from politiker.events.finding import EventFilter, listed
from politiker.events.models import Event
from politiker.people.directory import finding
from politiker.people.directory.alarm import sound_alarm
from politiker.people.directory.finding import Wanted
from politiker.people.directory.looking import SEARCHES, count_search
from politiker.people.directory.names import is_long_enough, words_of
from politiker.people.limits import TooManyAttempts
from politiker.search import threads
from politiker.search.threads import Place, may_search_in, searches_rooms
from politiker.search.words import meant
from politiker.web.access import Access, open_to
from politiker.web.colleagues import words
from politiker.web.colleagues.door import met
from politiker.web.events.addresses import LIST, path_of
from politiker.web.frames import framed, part

blueprint = Blueprint("searching", __name__)

SEARCH = "/soeg"
THREADS_FIRST, EVENTS_FIRST, PEOPLE_FIRST = 8, 5, 5  # on the page with everything
FEW = 3  # conversations; with fewer the words may have been mistyped
LONGEST_NAME = 4  # words; more are no name and are not counted as a search for one
PLACE = re.compile(r"([01])-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class EventHit:
    """A coming event that was found."""

    title: str
    url: str
    when: str
    is_called_off: bool


@dataclass(frozen=True)
class People:
    """The colleagues that were found, or that enough was asked for this hour."""

    hits: tuple[finding.Hit, ...] = ()
    has_more: bool = False
    is_enough: bool = False


@blueprint.get(SEARCH)
@open_to(Access.MEMBER)
def search() -> str:
    """Where was that? One box, and what it finds by kind."""
    typed = request.args.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    room = _room(request.args.get("rum", ""))
    after = place_in_list(request.args.get("efter", ""))
    is_asked = bool(typed.strip())
    has_rooms = room is not None or searches_rooms(g.actor)
    threads_only = has_rooms and (room is not None or after is not None or request.args.get("vis") == "samtaler")
    found, events, colleagues = threads.Found(), None, None
    if is_asked:
        most = threads.PAGE if threads_only else THREADS_FIRST
        found = threads.search(typed, by=g.actor, room=room, after=after, most=most)
    if is_asked and not threads_only:
        events, colleagues = _events(typed), _people(typed)
    found_much = len(found.hits) >= FEW or after is not None or room is not None or (not has_rooms and events)
    content = part(
        "searching/search.html",
        typed=typed,
        longest=LONGEST_QUERY,
        search_url=SEARCH,
        room=room,
        is_asked=is_asked,
        is_empty=search_terms(typed).is_empty,
        has_rooms=has_rooms,
        threads_only=threads_only,
        is_first=after is None,
        found=found,
        threads_url=thread_urls(found),
        dates={hit.thread_id: _day(hit.written_at) for hit in found.hits if hit.written_at is not None},
        more_url=_address(typed, room, vis="samtaler", efter=place_text(found.after)) if found.after else None,
        first_url=_address(typed, room, vis="samtaler") if after is not None else None,
        everything_url=_address(typed),
        events=events,
        colleagues=colleagues,
        ways=_ways(typed, has_rooms) if room is None else [],
        events_url=_with(LIST, text=typed.strip()),
        past_events_url=_with(LIST, text=typed.strip(), tidligere="1"),
        colleagues_url=_with(url_for("colleagues.search"), name=typed.strip()),
        duties=words.DUTIES,
        meant=meant(typed, by=g.actor) if is_asked and not found_much else None,
        address=_address,
    )
    title = _("Search in %(room)s", room=room.title) if room is not None else _("Search")
    return framed(title=title, content=content, head=part("searching/_head.html"))


def _room(address: str) -> SeenRoom | None:
    """The room that is searched in, if one was named; one that may not be searched in from here is not there."""
    if not address:
        return None
    room = seen(address[:80], by=g.actor, now=g.now)
    if room is None or not may_search_in(g.actor, room):
        abort(404)
    return room


def place_in_list(text: str) -> Place | None:
    """Where the page before ended, as our own link says it; anything else is the beginning."""
    understood = PLACE.fullmatch(text)
    return (understood[1] == "1", int(understood[2])) if understood is not None else None


def place_text(place: Place) -> str:
    """The same, as it stands in an address."""
    return f"{int(place[0])}-{place[1]}"


def thread_urls(found: threads.Found) -> dict[int, str]:
    """Where each conversation is opened: at the post that was found."""
    return {
        hit.thread_id: url_for("threads.find_post", post_id=hit.post_id)
        if hit.post_id is not None
        else url_for("threads.show", room=hit.room_address, thread_id=hit.thread_id, slug=danish.slug(hit.plain_title))
        for hit in found.hits
    }


def _events(typed: str) -> tuple[list[EventHit], bool]:
    """The next coming events with these words, and whether there are more."""
    if search_terms(typed).is_empty:
        return [], False
    today = danish.local(g.now).date()
    rows = listed(
        g.actor,
        EventFilter(text=typed),
        now=g.now,
        most=EVENTS_FIRST,
        more=(Event.title, Event.ends_at, Event.called_off_at),
    )
    hits = [
        EventHit(
            row.title, path_of(row.id, row.title), danish.when(row.starts_at, row.ends_at, today),
            row.called_off_at is not None,
        )
        for row in rows[:EVENTS_FIRST]
    ]  # fmt: skip
    return hits, len(rows) > EVENTS_FIRST


def _people(typed: str) -> People | None:
    """The colleagues of this name, counted as on their own page; None where there is no name or no right to look."""
    name, at_my_events = words_of(typed), met()
    if not (finding.browses(g.actor) or at_my_events is not None):
        return None
    if not is_long_enough(name) or len(name) > LONGEST_NAME:
        return None
    try:
        with database.writing():
            count_search(by=g.actor, now=g.now)
            db.session.commit()
    except TooManyAttempts:
        with database.writing():
            sound_alarm(SEARCHES, by=g.actor, now=g.now)
            db.session.commit()
        return People(is_enough=True)
    found = finding.search(Wanted(name=typed), by=g.actor, now=g.now, met=at_my_events)
    return People(found.hits[:PEOPLE_FIRST], found.has_more or len(found.hits) > PEOPLE_FIRST)


def _ways(typed: str, has_rooms: bool) -> list[tuple[str, str, bool]]:
    """The kinds of things, each as (name, address, whether it is what is shown)."""
    is_all = request.args.get("vis") != "samtaler" and "efter" not in request.args
    ways = [(_("Everything"), _address(typed), is_all or not has_rooms)]
    if has_rooms:
        ways.append((_("Conversations"), _address(typed, vis="samtaler"), not is_all))
    ways.append((_("Events"), _with(LIST, text=typed.strip()), False))
    if finding.browses(g.actor):
        ways.append((_("Colleagues"), _with(url_for("colleagues.search"), name=typed.strip()), False))
    return ways


def _address(typed: str, room: SeenRoom | None = None, **more: str) -> str:
    place = {"rum": room.address} if room is not None else {}
    return _with(SEARCH, q=typed, **place | more)


def _with(path: str, **values: str) -> str:
    return f"{path}?{urlencode({name: value for name, value in values.items() if value})}"


def _day(moment: Any) -> tuple[str, str]:
    """The date of a post, for machines and for people."""
    day = danish.local(moment).date()
    return day.isoformat(), danish.day(day, danish.local(g.now).date())
