"""Mentions: only of those who can read it and whom the writer may know of; of anybody else nothing is told."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads import mentions, posts
from politiker.discussions.threads.models import Mention, Post, Thread
from politiker.people.limits import TooManyAttempts
from politiker.people.models import Duty, Person
from politiker.policy import Role
from politiker.registrations import actions
from politiker.registrations.models import Registration
from tests import meetings, people, talks


def named(post: Post) -> set[int]:
    return set(db.session.scalars(sa.select(Mention.person_id).where(Mention.post_id == post.id)))


def shown(somebody: Person, now: datetime) -> Person:
    """Somebody who said yes to being found."""
    somebody.shown_at = now
    db.session.flush()
    return somebody


def resolved(room: Room, writer: Person, text: str, now: datetime, thread: Thread | None = None) -> dict[str, int]:
    met = talks.met(room, writer, now)
    return mentions.resolve(text, met, thread.id if thread else None, by=people.actor(writer, now), now=now)


def test_naming_somebody_who_said_yes_to_being_found(room: Flask, now: datetime) -> None:
    karen, mads = shown(people.karen(), now), people.mads()
    there = talks.open_room(now)
    thread = talks.thread(there, mads, now, body="Hvad siger @Karen Friis, hun ved det. Og @Karen Friis igen.")
    post = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)).one()
    assert named(post) == {karen.id}
    assert post.html.count("<strong>@Karen Friis</strong>") == 2


def test_somebody_hidden_lapsed_suspended_or_unknown_stays_plain_text(room: Flask, now: datetime) -> None:
    mads = people.mads()
    long_ago = (people.PERIOD[0] - timedelta(days=2000), people.PERIOD[0] - timedelta(days=1000))
    people.councillor("Hanne Skjult")
    shown(people.councillor("Lone Forhen", period=long_ago), now)
    shown(people.councillor("Sven Spærret"), now).suspended_at = now
    text = "@Hanne Skjult @Lone Forhen @Sven Spærret @Ingen Slags @Mads Holm"
    there = talks.open_room(now)
    assert resolved(there, mads, text, now) == {}
    hidden = db.session.scalars(sa.select(Post).where(Post.thread_id == talks.thread(there, mads, now, body=text).id))
    assert "<strong>" not in hidden.one().html


def test_whoever_wrote_in_the_thread_may_be_named_there(room: Flask, now: datetime) -> None:
    karen, mads, mona = people.karen(), people.mads(), people.with_role(Role.MODERATOR, "Mona Bech")
    there = talks.open_room(now)
    thread = talks.thread(there, karen, now)
    talks.answer(thread, mona, now)
    assert resolved(there, mads, "@Karen Friis @Mona Bech", now) == {}, "not in another conversation"
    found = resolved(there, mads, "@Karen Friis @Mona Bech", now, thread)
    assert found == {"@Karen Friis": karen.id, "@Mona Bech": mona.id}


def test_in_a_closed_room_its_members_and_nobody_else(room: Flask, now: datetime) -> None:
    karen, mads, amina = people.karen(), people.mads(), shown(people.amina(), now)
    closed = talks.network(now, mads, facilitator=karen)
    assert resolved(closed, karen, "@Mads Holm og @Amina Yusuf", now) == {"@Mads Holm": mads.id}
    mayor = people.councillor("Bo Borg", duty=Duty.MAYOR)
    other = people.councillor("Ida Borg", duty=Duty.MAYOR)
    mayors = talks.role_room(now, duty=Duty.MAYOR)
    assert resolved(mayors, mayor, "@Ida Borg @Karen Friis", now) == {"@Ida Borg": other.id}
    assert resolved(mayors, karen, "@Ida Borg", now) == {}, "who cannot read names nobody"
    assert amina.shown_at is not None


def test_in_an_event_room_those_who_let_themselves_be_seen(room: Flask, now: datetime) -> None:
    karen, mads, amina, ole = people.karen(), people.mads(), people.amina(), people.ole()
    event = meetings.seminar(now, organiser=ole)
    for person in (karen, mads, amina):
        actions.register(event, by=people.actor(person, now), now=now)
    db.session.execute(sa.update(Registration).where(Registration.person_id == mads.id).values(is_shown=True))
    there = talks.event_room(now, event)
    assert resolved(there, karen, "@Mads Holm @Amina Yusuf @Ole Krog", now) == {"@Mads Holm": mads.id}
    thread = talks.thread(there, ole, now)
    assert resolved(there, karen, "@Ole Krog", now, thread) == {"@Ole Krog": ole.id}


def test_two_of_one_name_are_told_apart_by_the_municipality(room: Flask, now: datetime) -> None:
    mads = people.mads()
    here = shown(people.councillor("Karen Friis", town="Aarhus"), now)
    there = shown(people.councillor("Karen Friis", town="Odense", letter="V"), now)
    rum = talks.open_room(now)
    assert resolved(rum, mads, "@Karen Friis", now) == {}
    assert resolved(rum, mads, "@Karen Friis (Odense)!", now) == {"@Karen Friis (Odense)": there.id}
    assert resolved(rum, mads, "@Karen Friis (Ringsted)", now) == {}
    there.shown_at = None
    db.session.flush()
    assert resolved(rum, mads, "@Karen Friis (tak)", now) == {"@Karen Friis": here.id}
    assert resolved(rum, mads, "@Karen Friis (Odense)", now) == {}, "she does not want to be found, so nobody is meant"


def test_names_with_dots_hyphens_and_what_comes_after(room: Flask, now: datetime) -> None:
    mads = people.mads()
    who = [shown(people.councillor(name), now) for name in ("Jens P. Hansen", "Anne-Marie Å. Sø", "Ole D’Or")]
    text = "@Jens P. Hansen, @Anne-Marie Å. Sø. Og @Ole D’Or’ ord; mail@Jens P. Hansen"
    found = resolved(talks.open_room(now), mads, text, now)
    assert list(found.values()) == [person.id for person in who]


def test_quotes_and_code_name_nobody(room: Flask, now: datetime) -> None:
    mads, _karen = people.mads(), shown(people.karen(), now)
    rum = talks.open_room(now)
    assert resolved(rum, mads, "> @Karen Friis sagde\n\n`@Karen Friis`\n\n    @Karen Friis", now) == {}


def test_at_most_ten_in_a_post(room: Flask, now: datetime) -> None:
    mads = people.mads()
    names = [f"Navn {letter * 3}" for letter in "ABCDEFGHIJKL"]
    for name in names:
        shown(people.councillor(name), now)
    found = resolved(talks.open_room(now), mads, " ".join(f"@{name}." for name in names) + f" @{names[0]}.", now)
    assert list(found) == [f"@{name}" for name in names[:10]]


def test_an_edit_names_whom_it_names_now(room: Flask, now: datetime) -> None:
    karen, amina, mads = shown(people.karen(), now), shown(people.amina(), now), people.mads()
    there = talks.open_room(now)
    thread = talks.thread(there, mads, now, body="@Karen Friis")
    post = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)).one()
    assert named(post) == {karen.id}
    met, by = talks.met(there, mads, now), people.actor(mads, now)
    posts.edit(post, "@Amina Yusuf, ikke Karen", thread=thread, room=met, by=by, now=now)
    assert named(post) == {amina.id} and "<strong>@Amina Yusuf</strong>" in post.html


def test_suggestions_from_three_letters_on(room: Flask, now: datetime) -> None:
    mads = people.mads()
    for name in ("Karen Friis", "Kareem Åen", "Per Karensen", "Åse Lund"):
        shown(people.councillor(name), now)
    people.councillor("Karen Skjult")
    there = talks.open_room(now)

    def asked(start: str) -> list[str]:
        met = talks.met(there, mads, now)
        return [one.name for one in mentions.suggest(start, met, None, by=people.actor(mads, now), now=now)]

    assert asked("ka") == asked("k a") == asked("%%%") == []
    assert asked("kar") == ["Kareem Åen", "Karen Friis", "Per Karensen"]
    assert asked("åse") == ["Åse Lund"] and asked("karen f") == ["Karen Friis"]
    assert asked("mads") == [], "nobody names themselves"
    for n in range(20):
        shown(people.councillor(f"Karla {chr(97 + n)}bc"), now)
    assert len(asked("kar")) == mentions.MOST_SUGGESTED


def test_suggestions_are_counted(room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    mads = people.mads()
    monkeypatch.setattr(mentions, "SUGGESTIONS", mentions.Limit("mention_names", 2, timedelta(hours=1)))
    met, by = talks.met(talks.open_room(now), mads, now), people.actor(mads, now)
    for _ in range(2):
        mentions.suggest("kar", met, None, by=by, now=now)
    with pytest.raises(TooManyAttempts):
        mentions.suggest("kar", met, None, by=by, now=now)
    mentions.suggest("kar", met, None, by=by, now=now + timedelta(hours=1, seconds=1))
