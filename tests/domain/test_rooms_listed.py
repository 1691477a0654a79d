"""The list of rooms: which, what is new, where one left off and how broad they are."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.rooms import breadth, queries
from politiker.discussions.rooms.models import Level, Room, RoomChoice
from politiker.discussions.rooms.queries import Wanted
from politiker.discussions.threads.models import Thread, ThreadKind, ThreadReader
from politiker.people.models import Duty, Person
from politiker.policy import Actor, Right, Role
from tests import guests, meetings, people, talks

DAY = timedelta(days=1)


def unread(person: Person, now: datetime) -> dict[int, int | None]:
    return {row.id: row.unread for row in queries.rooms_of(people.actor(person, now), now=now)}


def test_unread_is_what_one_has_not_read_and_wants_to_hear(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    one, other = talks.open_room(now), talks.open_room(now, "Økonomi")
    first = talks.thread(one, mads, now)
    talks.thread(one, mads, now, title="Nummer to")
    talks.thread(one, mads, now - 61 * DAY, title="For længe siden")
    hidden, merged = talks.thread(one, mads, now), talks.thread(one, mads, now)
    hidden.hidden_at, merged.merged_into_id = now, first.id
    muted = talks.thread(one, mads, now)
    db.session.add(ThreadReader(person_id=karen.id, thread_id=muted.id, level=Level.MUTE))
    db.session.flush()
    assert unread(karen, now) == {one.id: 2, other.id: 0} and unread(mads, now) == {one.id: 0, other.id: 0}
    talks.answer(first, karen, now)
    assert unread(karen, now)[one.id] == 1 and unread(mads, now)[one.id] == 1
    db.session.add(RoomChoice(person_id=karen.id, room_id=one.id, level=Level.MUTE))
    db.session.flush()
    assert unread(karen, now)[one.id] is None


def test_unread_stops_at_a_hundred(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = talks.open_room(now)
    rows = [
        {"room_id": there.id, "kind": ThreadKind.QUESTION, "title": "x", "author_id": mads.id, "created_at": now,
         "last_post_at": now, "post_count": 1}
        for _ in range(130)
    ]  # fmt: skip
    db.session.execute(sa.insert(Thread), rows)
    assert unread(karen, now) == {there.id: 100}


def test_the_list_has_what_one_reads_or_is_asked_into(room: Flask, now: datetime) -> None:
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    open_room = talks.open_room(now)
    mine = talks.network(now, mads, facilitator=karen)
    event = meetings.seminar(now, organiser=(ole := people.ole()))
    guests.take(event, karen, now)
    of_event = talks.event_room(now, event)
    asked = db.session.get_one(Room, mine.id)
    db.session.add(queries.RoomMember(room_id=asked.id, person_id=amina.id, invited_at=now))
    db.session.flush()

    def listed(person: Person) -> set[tuple[int, bool]]:
        return {(row.id, row.is_invited) for row in queries.rooms_of(people.actor(person, now), now=now)}

    assert listed(karen) == {(open_room.id, False), (mine.id, False), (of_event.id, False)}
    assert listed(amina) == {(open_room.id, False), (mine.id, True)}
    assert listed(ole) == {(of_event.id, False)}
    assert listed(people.with_role(Role.MODERATOR)) == {(open_room.id, False)}
    for nobody in (people.person(), people.birgit(), people.adam()):
        assert listed(nobody) == set()


def test_who_has_the_page(room: Flask, now: datetime) -> None:
    assert queries.may_have_rooms(people.actor(people.karen(), now))
    assert queries.may_have_rooms(people.actor(people.with_role(Role.MODERATOR), now))
    ole = people.ole()
    assert not queries.may_have_rooms(people.actor(ole, now))
    needs = Actor(person_id=1, roles=frozenset({Role.ORGANISER}), rights=frozenset({(1, Right.NEEDS)}))
    assert not queries.may_have_rooms(needs)
    meetings.seminar(now, organiser=ole)
    assert queries.may_have_rooms(people.actor(ole, now))
    for nobody in (people.person(), people.birgit(), people.adam()):
        assert not queries.may_have_rooms(people.actor(nobody, now))


def test_one_continues_in_the_thread_with_the_newest_news(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = talks.open_room(now)
    read, older = (talks.thread(there, karen, now - DAY, title=title) for title in ("Læst", "Ældre"))
    talks.thread(there, mads, now, title="Aldrig set")
    by = people.actor(karen, now)
    assert queries.to_continue(by, [there.id], now=now) is None
    talks.answer(older, mads, now - timedelta(hours=2))
    for _ in range(2):
        talks.answer(read, mads, now - timedelta(hours=1))
    found = queries.to_continue(by, [there.id], now=now)
    assert found is not None and (found.title, found.new, found.address) == ("Læst", 2, there.address)
    assert queries.to_continue(by, [], now=now) is None
    mine = db.session.get_one(ThreadReader, (karen.id, read.id))
    mine.level = Level.MUTE
    db.session.flush()
    found = queries.to_continue(by, [there.id], now=now)
    assert found is not None and found.title == "Ældre"


def test_news_of_the_front_page(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there, muted = talks.open_room(now), talks.open_room(now, "Økonomi")
    closed = talks.network(now, facilitator=mads)
    for number in range(4):
        talks.thread(there, mads, now + timedelta(minutes=number), title=f"Nr. {number}")
    for room_ in (muted, closed):
        talks.thread(room_, mads, now + DAY, title="Ikke for Karen")
    db.session.add(RoomChoice(person_id=karen.id, room_id=muted.id, level=Level.MUTE))
    db.session.flush()
    found = queries.news(people.actor(karen, now), most=3, now=now)
    assert [row.title for row in found] == ["Nr. 3", "Nr. 2", "Nr. 1"]


def test_threads_page_by_page_with_the_pinned_first(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = talks.open_room(now)
    # Several at one moment, so that the number has to tell them apart.
    made = [talks.thread(there, mads, now + timedelta(minutes=n // 3), title=f"Nr. {n}") for n in range(45)]
    made[7].pinned_at = now
    made[8].hidden_at = now
    db.session.flush()
    by, before, pages = people.actor(karen, now), None, []
    while True:
        found = queries.threads_in(there.id, Wanted(before=before), by=by)
        pages.append([row.title for row in found.rows])
        assert [row.title for row in found.pinned] == (["Nr. 7"] if before is None else [])
        if not found.has_more:
            break
        before = (found.rows[-1].last_post_at, found.rows[-1].id)
    wanted = [f"Nr. {n}" for n in reversed(range(45)) if n not in {7, 8}]
    assert [len(page) for page in pages] == [20, 20, 3] and [title for page in pages for title in page] == wanted


def test_threads_of_a_kind_and_those_unanswered(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = talks.open_room(now)
    asked = talks.thread(there, mads, now, title="Spurgt")
    talks.thread(there, mads, now, title="Fortalt", kind=ThreadKind.EXPERIENCE)
    answered = talks.thread(there, mads, now, title="Svaret")
    talks.answer(answered, karen, now)
    by = people.actor(karen, now)

    def titles(wanted: Wanted) -> set[str]:
        return {row.title for row in queries.threads_in(there.id, wanted, by=by).rows}

    assert titles(Wanted()) == {"Spurgt", "Fortalt", "Svaret"}
    assert titles(Wanted(kind=ThreadKind.EXPERIENCE)) == {"Fortalt"}
    assert titles(Wanted(unanswered=True)) == {asked.title}


def test_breadth_of_each_kind_of_room(room: Flask, now: datetime) -> None:
    towns = ("Aarhus", "Ringsted", "København", "Odense", "Aalborg", "Randers")
    some = [people.councillor(town=town, letter="A" if n % 2 else "V") for n, town in enumerate(towns)]
    two_years = (now - 700 * DAY, now + DAY)
    mayor = people.councillor("Bo Borg", town="Viborg", letter="C", duty=Duty.MAYOR, period=two_years)
    old = people.councillor("Lone Forhen", period=(now - 900 * DAY, now - DAY))
    event = meetings.seminar(now)
    for person in some[:3]:
        guests.take(event, person, now)
    rooms = {
        "open": talks.open_room(now),
        "network": talks.network(now, *some[:4], old, facilitator=mayor),
        "event": talks.event_room(now, event),
        "mayors": talks.role_room(now, duty=Duty.MAYOR),
    }
    there = talks.thread(rooms["open"], some[0], now)
    for person in some[1:]:
        talks.answer(there, person, now)
    talks.thread(rooms["open"], mayor, now - 366 * DAY)
    assert breadth.count_breadth(now=now) == 4
    db.session.expire_all()
    found = {name: (room_.municipalities, room_.parties) for name, room_ in rooms.items()}
    assert found == {"open": (6, 2), "network": (5, 3), "event": (3, 2), "mayors": (1, 1)}


def test_breadth_is_counted_when_it_is_time(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    closed, opened = talks.network(now, facilitator=karen), [talks.open_room(now) for _ in range(3)]
    assert breadth.count_breadth(now=now) == 4 and breadth.count_breadth(now=now) == 0
    db.session.add(queries.RoomMember(room_id=closed.id, person_id=mads.id, joined_at=now))
    db.session.flush()
    assert breadth.count_breadth(now=now + timedelta(hours=1)) == 1
    db.session.expire_all()
    assert closed.municipalities == 2
    assert breadth.count_breadth(now=now + DAY + timedelta(hours=1)) == 2, "the open ones one after another"
    closed.archived_at = now
    db.session.flush()
    assert breadth.count_breadth(now=now + 3 * DAY) == 1 and len(opened) == 3
