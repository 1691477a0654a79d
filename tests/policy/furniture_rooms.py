"""The rooms of the town: who is in which, and what is said, reported, hidden and put up there.

What is said in a closed room holds a word that stands nowhere else; see `canaries`.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.discussions.moderation.models import Block, Category, Opening, Reason, Removal, Report
from politiker.discussions.rooms.models import Room, RoomMember
from politiker.discussions.threads import drafts, learning, polls, writing
from politiker.discussions.threads.attachments import PostFile
from politiker.discussions.threads.models import Post, Thread, ThreadKind
from politiker.discussions.threads.pace import THREADS
from politiker.events import materials
from politiker.events.models import Event
from politiker.files.models import StoredFile
from politiker.files.taking import Clean
from politiker.people.models import Duty, Party, Person
from politiker.policy import Role
from politiker.web.threads.door import path_of
from tests import files, people, talks
from tests.policy.canaries import LIST, body, file_name, more, room_title, thread_title
from tests.policy.furniture import Things, Who

PDF = "application/pdf"


def rooms(who: Who, things: Things, now: datetime) -> Things:
    """Open rooms, networks, the room of an event and of a role; in each a conversation with a poll, a file and so on.

    `network`: C2 looks after it and CO is in it. `C2's own`: CO is not. `asked in`: CO is asked and has not answered.
    `opened`: C2's, and open to AD for an hour.
    """
    karen, mads = who["CO"], who["C2"]
    event = db.session.get_one(Event, things["public"]["event_id"])
    made = {
        "open": (talks.open_room(now, title="Politikerrollen"), karen),
        "network": (_network("network", now, karen, facilitator=mads), karen),
        "C2's own": (_network("C2's own", now, facilitator=mads), mads),
        "asked in": (_network("asked in", now, facilitator=mads), mads),
        "event room": (talks.event_room(now, event), karen),
        "role room": (talks.role_room(now, title=room_title("role room"), duty=Duty.COMMITTEE_CHAIR), mads),
        "opened": (_network("opened", now, facilitator=mads), mads),
    }
    asked = made["asked in"][0]
    db.session.add(RoomMember(room_id=asked.id, person_id=karen.id, invited_at=now, invited_by_id=mads.id))
    db.session.flush()
    found = {name: _talk(name, room, author, now) for name, (room, author) in made.items()}
    for thing in found.values():
        thing["uid"] = things["colleague"]["uid"]
    found |= {f"file {name[:7]}": {"uid": _file_of(thing["post_id"])} for name, thing in tuple(found.items())}
    return found | _in_the_open(who, made["open"][0], found, now) | _others_posts(who, made, found, now)


def moderated(who: Who, things: Things, now: datetime) -> Things:
    """Reports of a post in an open room and in a closed one, a removal that waits, openings, and two kept apart."""
    another = people.with_role(Role.MODERATOR, "Mogens Anden")
    reports = {
        "report open": _report(things["by another"], who["CO"], now),
        "report shut": _report(things["C2's own"], people.councillor("Rosa Vred", town="Køge", letter="A"), now),
    }
    wish = Removal(post_id=things["by another"]["post_id"], asked_by_id=another.id, asked_at=now)
    waiting = {
        "glass AD": _opening(things["network"], who["AD"], now),
        "glass WK": _opening(things["network"], who["WK"], now),
    }
    opened = _opening(things["opened"], who["AD"], now)
    allow(opened, who["WK"], now)
    pair = [_person(things[name]["uid"]) for name in ("colleague", "elsewhere")]
    facts = {"imposed_at": now, "imposed_by_id": who["MO"].id}
    both = [Block(person_id=a.id, blocked_id=b.id, **facts) for a, b in (pair, pair[::-1])]
    db.session.add_all([wish, *both])
    db.session.flush()
    return {
        **{name: {"report_id": report.id} for name, report in reports.items()},
        **{name: {"opening_id": opening.id} for name, opening in waiting.items()},
        "removal": {"removal_id": wish.id},
        "apart": {"uid": pair[0].uid, "other_uid": pair[1].uid},
    }


def papers_of_events(who: Who, things: Things, now: datetime) -> Things:
    """Materials: for all who see the event, for those with a seat, not open yet, at a draft, and at another's event."""
    wanted: dict[str, tuple[str, str, materials.Opening, bool]] = {
        "a paper": ("public", "OR", materials.Opening.NOW, True),
        "for seats": ("public", "OR", materials.Opening.NOW, False),
        "afterwards": ("public", "OR", materials.Opening.AFTER, True),
        "of members": ("members", "OR", materials.Opening.NOW, True),
        "of a draft": ("a draft", "OR", materials.Opening.NOW, True),
        "paper of O2": ("of another", "O2", materials.Opening.NOW, True),
    }
    found: Things = {}
    for name, (event_name, host, opening, is_for_all) in wanted.items():
        event = db.session.get_one(Event, things[event_name]["event_id"])
        by = people.actor(who[host], now)
        file = Clean(files.pdf(), "papir.pdf", PDF)
        paper = materials.add_material(
            event, file, "Papir", opening=opening, opens_at=None, is_for_all=is_for_all, by=by, now=now
        )
        uid = db.session.execute(sa.select(StoredFile.uid).where(StoredFile.id == paper.file_id)).scalar_one()
        found[name] = things[event_name] | {"material_id": paper.id, "uid": uid}
    return found | {"wrong event": things["members"] | {"material_id": found["a paper"]["material_id"]}}


def allow(opening: Opening, other: Person, now: datetime) -> None:
    """Another administrator has said yes, a moment ago."""
    opening.decided_by_id, opening.decided_at, opening.is_allowed = other.id, now, True
    opening.ends_at = now + timedelta(minutes=60)


def of_a_list(now: datetime) -> Person:
    """Somebody who was elected for a list that nobody else has, and chose to show it on the profile."""
    place = people.municipality("Køge")
    election = db.session.execute(sa.select(sa.func.max(Party.election))).scalar_one()
    db.session.add(Party(municipality_id=place.id, election=election, letter="Å9", name=LIST, is_local=True))
    db.session.flush()
    lisa = people.councillor("Lisa Liste", town="Køge", letter="Å9", email="lisa@example.dk")
    lisa.shown_at = lisa.list_shown_at = now
    db.session.flush()
    return lisa


def _network(name: str, now: datetime, *members: Person, facilitator: Person) -> Room:
    return talks.network(now, *members, facilitator=facilitator, title=room_title(name))


def _talk(name: str, room: Room, author: Person, now: datetime) -> dict[str, Any]:
    """A question with a poll, a file and a box of what was learned, and its author's draft of an answer."""
    met, by = talks.met(room, author, now), people.actor(author, now)
    paper = Clean(files.pdf(), file_name(name), PDF)
    thread, post = writing.add_thread(
        met, ThreadKind.QUESTION, thread_title(name), body(name), by=by, now=now, files=[paper]
    )
    thread.created_at -= THREADS.window  # so that its author may start one more
    polls.add_poll(post, polls.NewPoll(f"Hvad nu? {more(name)}", ("Ja", "Nej")), by=by, now=now)
    learning.save(thread, f"Det lærte vi. {more(name)}", based_on=0, room=met, by=by, now=now)
    drafts.save(drafts.in_thread(thread.id), {"body": f"Kladde {more(name)}"}, room=met, by=by, now=now)
    db.session.flush()
    return _place(room, thread) | {"post_id": post.id}


def _place(room: Room, thread: Thread) -> dict[str, Any]:
    slug = path_of(room.address, thread.id, thread.title).rpartition(f"{thread.id}-")[2]
    return {"room": room.address, "room_id": room.id, "thread_id": thread.id, "slug": slug}


def _in_the_open(who: Who, room: Room, found: Things, now: datetime) -> Things:
    """Conversations of the open room that are locked, hidden, or part of another; and addresses that are not right."""
    some = {name: _talk(name, room, who["CO"], now) for name in ("locked", "hidden thr", "merged")}
    threads = {name: db.session.get_one(Thread, thing["thread_id"]) for name, thing in some.items()}
    threads["locked"].locked_at = threads["hidden thr"].hidden_at = now
    threads["merged"].merged_into_id = found["open"]["thread_id"]
    db.session.flush()
    return some | {
        "file in hid": {"uid": _file_of(some["hidden thr"]["post_id"])},
        "wrong title": found["open"] | {"slug": "forkert"},
        "wrong room": found["network"] | {"room": room.address},
    }


def _others_posts(who: Who, made: dict[str, tuple[Room, Person]], found: Things, now: datetime) -> Things:
    """Answers of others in the open room and at the event; one that is hidden, and one that was taken back."""
    thread = db.session.get_one(Thread, found["open"]["thread_id"])
    there = db.session.get_one(Thread, found["event room"]["thread_id"])
    posts = {
        "by C2": talks.answer(thread, who["C2"], now),
        "by another": talks.answer(thread, of_a_list(now), now),
        "hidden": _with_file(thread, made["open"][0], who["CO"], now),
        "deleted": _with_file(thread, made["open"][0], who["CO"], now),
        "by OR": talks.answer(there, who["OR"], now),
    }
    posts["hidden"].hidden_at = posts["deleted"].deleted_at = now
    db.session.flush()
    return {
        **{name: {"post_id": post.id} for name, post in posts.items()},
        "file hidden": {"uid": _file_of(posts["hidden"].id)},
        "file deleted": {"uid": _file_of(posts["deleted"].id)},
    }


def _with_file(thread: Thread, room: Room, author: Person, now: datetime) -> Post:
    met, by = talks.met(room, author, now), people.actor(author, now)
    paper = Clean(files.pdf(), "papir.pdf", PDF)
    return writing.reply(thread, "Her er et papir.", room=met, by=by, now=now, files=[paper])


def _file_of(post_id: int) -> str:
    query = sa.select(StoredFile.uid).join(PostFile, PostFile.file_id == StoredFile.id)
    return db.session.execute(query.where(PostFile.post_id == post_id)).scalar_one()


def _person(uid: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.uid == uid)).one()


def _report(thing: dict[str, Any], reporter: Person, now: datetime) -> Report:
    post = db.session.get_one(Post, thing["post_id"])
    room_id = db.session.get_one(Thread, post.thread_id).room_id
    report = Report(room_id=room_id, post_id=post.id, person_id=reporter.id, reason=Reason.ATTACK, created_at=now)
    db.session.add(report)
    db.session.flush()
    return report


def _opening(thing: dict[str, Any], asker: Person, now: datetime) -> Opening:
    opening = Opening(
        room_id=thing["room_id"], asked_by_id=asker.id, asked_at=now, category=Category.DANGER, reason="Trusler"
    )
    db.session.add(opening)
    db.session.flush()
    return opening
