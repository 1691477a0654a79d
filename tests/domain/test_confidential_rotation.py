"""Sealing anew with a new key, one's own words, and a Læring that leaves."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.core.sealing import KeyIsMissing
from politiker.discussions.confidential import drafts, learning, own, reading, releasing, rotation, titles, writing
from politiker.discussions.confidential.models import SEALED, SealedApproval, SealedThread
from politiker.discussions.confidential.polls import Poll
from politiker.discussions.confidential.releasing import HOUSE_NAME, NotAnOpenRoom, NothingQuoted
from politiker.discussions.confidential.seals import seals_of
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads.models import Post, Thread
from politiker.files.taking import Clean
from politiker.people.models import Person
from politiker.privacy import confided as own_part
from tests import confided, people, talks
from tests.talks import met

OLD, NEW = "gammel:" + "a1" * 32, "ny:" + "b2" * 32


@pytest.fixture
def keys(room: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Change the keys of the house."""

    def change(text: str) -> None:
        monkeypatch.setitem(room.config, "SETTINGS", replace(room.config["SETTINGS"], room_keys=text))

    return change


def lively(now: datetime) -> tuple[Room, Person, Person, SealedThread]:
    """A room with something in every sealed column."""
    karen, mads = people.karen(), people.mads()
    there = confided.room(now, karen, mads)
    file = Clean(b"indhold", "notat.pdf", "application/pdf")
    first = confided.opened(there, karen, now, poll=Poll("Ja?", ("Ja", "Nej")), files=(file,))
    confided.answered(there, first.thread_uid, mads, now)
    thread = db.session.get_one(SealedThread, first.thread_uid)
    facts: dict[str, Any] = {"room": met(there, karen, now), "by": people.actor(karen, now), "now": now}
    writing.edit(first, "Hvad gør I så?", **facts)
    learning.save(thread, "Spørg først.", based_on=0, **facts)
    drafts.save(thread.uid, {"body": "halvt"}, seals=seals_of(there), me=karen.id, now=now)
    releasing.propose(thread, "Lært", "Spørg først.", [1, 2], talks.open_room(now).id, **facts)
    db.session.flush()
    return there, karen, mads, thread


def test_everything_is_sealed_anew_in_batches_and_the_old_key_can_go(room: Flask, now: datetime, keys: Any) -> None:
    keys(OLD)
    there, karen, mads, thread = lively(now)
    texts = rotation.under_each_key()["gammel"]
    assert rotation.under_each_key() == {"gammel": texts} and texts >= 14
    for table, _key, columns in SEALED:
        for name in columns:
            has_some = db.session.execute(sa.select(sa.func.count(getattr(table, name)))).scalar_one()
            assert has_some, f"nothing in {table.__name__}.{name} to be sealed anew"
    keys(f"{NEW},{OLD}")
    assert rotation.reseal(most=3) == 3
    half = rotation.under_each_key()
    assert half["ny"] and half["gammel"], "stopped half way"
    while rotation.reseal(most=3):
        pass
    assert rotation.under_each_key() == {"ny": texts}
    db.session.expire_all()
    keys(NEW)
    seals = seals_of(there)
    page = reading.thread_page(thread, seals, me=karen.id, page=1)
    assert [post.body for post in page.posts] == ["Hvad gør I så?", "Gå til ham."]
    assert page.posts[0].is_mine and page.has_draft and titles.title_of(there) == "Det svære"
    assert drafts.find(thread.uid, seals=seals, me=karen.id)["body"] == "halvt"
    assert releasing.proposals(thread, seals, me=mads.id)[0].title == "Lært"
    assert [line["tekst"] for line in own.written(mads.id)] == ["Gå til ham."]


def test_a_missing_key_stops_the_change_and_hides_the_room(room: Flask, now: datetime, keys: Any) -> None:
    keys(OLD)
    there, *_others = lively(now)
    keys(NEW)
    with pytest.raises(KeyIsMissing):
        rotation.reseal()
    assert not titles.is_here(there)


def test_ones_own_words_are_ones_own(room: Flask, now: datetime) -> None:
    there, karen, mads, _thread = lively(now)
    other = confided.room(now, people.amina(), title="Et andet")
    [mine] = own_part.own_words(karen, by=people.actor(karen, now))
    assert mine["tekst"] == "Hvad gør I så?" and mine["rum"] == "Det svære" and mine["nummer"] == 1
    assert mine["tidligere"] == ["<p>Hvad gør I?</p>\n"] and mine["som"]
    assert "Gå til ham" not in str(mine)
    for nosy in (mads, people.adam()):
        with pytest.raises(Forbidden):
            own_part.own_words(karen, by=people.actor(nosy, now))
    assert own.written(people.ole().id) == [] and other.id != there.id


def test_forgetting_somebody_leaves_no_word_and_no_mark(room: Flask, now: datetime) -> None:
    there, karen, mads, thread = lively(now)
    seals = seals_of(there)
    reading.note_read(thread.uid, 2, seals, karen.id)
    assert own.forget(karen.id, now=now) == 1
    assert own.written(karen.id) == [] and len(own.written(mads.id)) == 1
    assert drafts.find(thread.uid, seals=seals, me=karen.id) == {}
    page = reading.thread_page(thread, seals, me=karen.id, page=1)
    assert page.read_number == 0 and [post.body for post in page.posts] == ["", "Gå til ham."]


def proposed(now: datetime) -> tuple[Any, Room, Person, Person, SealedThread, Room]:
    karen, mads = people.karen(), people.mads()
    there, target = confided.room(now, karen, mads, people.amina()), talks.open_room(now)
    first = confided.opened(there, karen, now)
    confided.answered(there, first.thread_uid, mads, now)
    thread = db.session.get_one(SealedThread, first.thread_uid)
    facts: dict[str, Any] = {"room": met(there, karen, now), "by": people.actor(karen, now), "now": now}
    return (
        releasing.propose(thread, "Det har vi lært", "Spørg **først**.", [1, 2], target.id, **facts),
        there, karen, mads, thread, target,
    )  # fmt: skip


def test_a_learning_leaves_when_all_who_are_quoted_agree(room: Flask, now: datetime) -> None:
    release, there, karen, mads, thread, target = proposed(now)
    seals = seals_of(there)
    assert not release.is_out
    assert [one.waits_for_me for one in releasing.proposals(thread, seals, me=mads.id)] == [True]
    assert [one.waits_for_me for one in releasing.proposals(thread, seals, me=karen.id)] == [False]
    amina = db.session.scalars(sa.select(Person).where(Person.name == "Amina Yusuf")).one()
    with pytest.raises(Forbidden):
        releasing.answer(release, True, room=met(there, amina, now), by=people.actor(amina, now), now=now)
    releasing.answer(release, True, room=met(there, mads, now), by=people.actor(mads, now), now=now)
    assert release.is_out
    out = db.session.scalars(sa.select(Thread).where(Thread.room_id == target.id)).one()
    [post] = db.session.scalars(sa.select(Post).where(Post.thread_id == out.id))
    author = db.session.get_one(Person, out.author_id)
    assert (out.title, post.body, author.name) == ("Det har vi lært", "Spørg **først**.", HOUSE_NAME)
    assert out.author_id == post.author_id not in {karen.id, mads.id} and out.created_at.minute == 0
    with pytest.raises(IllegalMove):
        releasing.answer(release, True, room=met(there, mads, now), by=people.actor(mads, now), now=now)


def test_one_no_keeps_it_here(room: Flask, now: datetime) -> None:
    release, there, _karen, mads, _thread, _target = proposed(now)
    releasing.answer(release, False, room=met(there, mads, now), by=people.actor(mads, now), now=now)
    assert release.is_stopped and not release.is_out
    assert db.session.execute(sa.select(sa.func.count()).select_from(Thread)).scalar_one() == 0


def test_a_quoted_post_that_is_taken_away_stops_it(room: Flask, now: datetime) -> None:
    release, there, karen, mads, _thread, _target = proposed(now)
    first = db.session.scalars(sa.select(confided.SealedPost).where(confided.SealedPost.number == 1)).one()
    writing.delete(first, room=met(there, karen, now), by=people.actor(karen, now), now=now)
    releasing.answer(release, True, room=met(there, mads, now), by=people.actor(mads, now), now=now)
    assert release.is_stopped and not release.is_out


def test_what_may_be_proposed(room: Flask, now: datetime) -> None:
    _release, there, karen, _mads, thread, target = proposed(now)
    facts: dict[str, Any] = {"room": met(there, karen, now), "by": people.actor(karen, now), "now": now}
    for numbers in ([], [1, 99]):
        with pytest.raises(NothingQuoted):
            releasing.propose(thread, "T", "x", numbers, target.id, **facts)
    for closed in (there.id, talks.network(now, karen).id, 999_999):
        with pytest.raises(NotAnOpenRoom):
            releasing.propose(thread, "T", "x", [1], closed, **facts)
    own_alone = releasing.propose(thread, "T", "x", [1], target.id, **facts)
    assert own_alone.is_out, "nobody else is quoted"
    approvals = db.session.scalars(sa.select(SealedApproval.author_mark)).all()
    assert str(karen.id) not in approvals
