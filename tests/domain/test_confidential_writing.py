"""Writing, reading, correcting and taking back in a confidential room, and as whom."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry
from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.core.sealing import KeyIsMissing, SealIsBroken
from politiker.discussions.confidential import (
    founding,
    reading,
    reporting,
    thanking,
    titles,
    voices,
    writing,
)
from politiker.discussions.confidential.models import (
    Deleted,
    SealedFile,
    SealedPost,
    SealedThanks,
    SealedThread,
    SealedVersion,
)
from politiker.discussions.confidential.polls import Poll
from politiker.discussions.confidential.seals import hour, seals_of
from politiker.discussions.confidential.voices import Manner, NothingToShow
from politiker.discussions.confidential.writing import TooMuchAtOnce
from politiker.discussions.moderation.models import Reason
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads.writing import NothingWritten, RoomIsLocked
from politiker.files.taking import Clean
from politiker.people.models import Duty
from politiker.policy import Role
from tests import confided, people
from tests.talks import met


def thread_of(post: SealedPost) -> SealedThread:
    return db.session.get_one(SealedThread, post.thread_uid)


def test_a_conversation_is_numbered_sealed_and_timed_to_the_hour(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = confided.room(now, karen, mads)
    at = now + timedelta(minutes=41, seconds=7)
    first = confided.opened(there, karen, at)
    second = confided.answered(there, first.thread_uid, mads, at)
    thread = thread_of(first)
    assert (first.number, second.number, thread.post_count, thread.activity) == (1, 2, 2, 2)
    for moment in (first.written_at, thread.opened_at, thread.last_post_at, there.last_post_at, there.created_at):
        assert moment == hour(now)
    page = reading.thread_page(thread, seals_of(there), me=karen.id, page=None)
    assert page.title == "Min borgmester råber ad mig"
    assert [(p.body, p.is_mine) for p in page.posts] == [("Hvad gør I?", True), ("Gå til ham.", False)]
    assert titles.title_of(there) == "Det svære" and there.title == "" and there.purpose == ""
    assert len(first.uid) == len(thread.uid) == 32


def test_nobody_outside_writes_and_no_role_lets_in(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = confided.room(now, karen)
    post = confided.opened(there, karen, now)
    strangers = [mads, people.ole(), people.adam(), people.with_role(Role.MODERATOR), people.person()]
    for stranger in strangers:
        with pytest.raises(Forbidden):
            confided.answered(there, post.thread_uid, stranger, now)
        seen, by = met(there, stranger, now), people.actor(stranger, now)
        for act in (
            lambda: thanking.thank(post, room=seen, by=by, is_thanking=True),  # noqa: B023
            lambda: writing.delete(post, room=seen, by=by, now=now),  # noqa: B023
            lambda: reporting.report(post, Reason.OTHER, room=seen, by=by, now=now),  # noqa: B023
        ):
            with pytest.raises(Forbidden):
                act()
    there.locked_at = now
    with pytest.raises(RoomIsLocked):
        confided.answered(there, post.thread_uid, karen, now)


def test_an_alias_holds_in_its_thread_and_nowhere_else(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = confided.room(now, karen, mads)
    seals = seals_of(there)
    posts = [confided.opened(there, karen, now, title=f"Samtale {n}") for n in range(12)]
    aliases = [voices.voice_in(post.thread_uid, seals, karen.id)["alias"] for post in posts]  # type: ignore[index]
    assert len(set(aliases)) > 8, "one person, many names"
    assert len({post.author_mark for post in posts}) == 12, "and no mark that joins them"
    again = confided.answered(there, posts[0].thread_uid, karen, now, manner=Manner.NAME)
    assert voices.voice_in(again.thread_uid, seals, karen.id) == {"alias": aliases[0]}, "once an alias, always"
    confided.answered(there, posts[0].thread_uid, mads, now, manner=Manner.NAME)
    assert voices.voice_in(posts[0].thread_uid, seals, mads.id) == {
        "name": "Mads Holm", "duty": "committee_chair", "municipality": "Ringsted",
    }  # fmt: skip


def test_two_in_a_thread_never_have_the_same_alias(room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "COLOURS", voices.COLOURS[:2])
    monkeypatch.setattr(voices, "ANIMALS", voices.ANIMALS[:2])
    members = [people.councillor() for _ in range(6)]
    there = confided.room(now, *members)
    post = confided.opened(there, members[0], now)
    for member in members[1:]:
        confided.answered(there, post.thread_uid, member, now)
    seals = seals_of(there)
    aliases = {voices.voice_in(post.thread_uid, seals, one.id)["alias"] for one in members}  # type: ignore[index]
    assert len(aliases) == 6


def test_attributes_are_reckoned_when_the_thread_opens_and_frozen(room: Flask, now: datetime) -> None:
    members = [people.councillor(town="Aarhus") for _ in range(6)]
    mayor = people.councillor(town="Aarhus", duty=Duty.MAYOR)
    there = confided.room(now, *members)
    seals = seals_of(there)
    post = confided.opened(there, members[0], now, manner=Manner.ALIAS_SHOWN)
    spoken = voices.voice_in(post.thread_uid, seals, members[0].id)
    assert spoken is not None
    assert {n: spoken[n] for n in ("duty", "region", "size")} == {
        "duty": "member", "region": "Region Midtjylland", "size": "large",
    }  # fmt: skip
    late = people.councillor(town="Aarhus")
    db.session.add_all(
        [confided.RoomMember(room_id=there.id, person_id=one.id, joined_at=hour(now)) for one in (late, mayor)]
    )
    db.session.flush()
    thread = thread_of(post)
    assert voices.may_show_in(thread, seals, late.id) == {} == voices.may_show_in(thread, seals, mayor.id)
    with pytest.raises(NothingToShow):
        confided.answered(there, post.thread_uid, late, now, manner=Manner.ALIAS_SHOWN)
    assert voices.may_show(seals, late.id, now=now) == {}, "with a mayor among eight, the mayor is not to stand out"


def test_editing_keeps_what_it_said(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = confided.room(now, karen, mads)
    post = confided.opened(there, karen, now)
    seen, by = met(there, karen, now), people.actor(karen, now)
    writing.edit(post, "Hvad gør I så?", room=seen, by=by, now=now)
    writing.edit(post, "Hvad gør I så?", room=seen, by=by, now=now)
    assert post.edits == 1
    assert reading.versions(post, seals_of(there)) == ["<p>Hvad gør I?</p>\n"]
    with pytest.raises(Forbidden):
        writing.edit(post, "Noget andet", room=met(there, mads, now), by=people.actor(mads, now), now=now)
    with pytest.raises(NothingWritten):
        writing.edit(post, "  ", room=seen, by=by, now=now)


def test_deleting_leaves_a_number_and_nothing_that_leads_to_anybody(room: Flask, now: datetime) -> None:
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    there = confided.room(now, karen, mads, facilitator=amina)
    file = Clean(b"%PDF", "budget.pdf", "application/pdf")
    first = confided.opened(there, karen, now, poll=Poll("Ja?", ("Ja", "Nej")), files=(file,))
    second = confided.answered(there, first.thread_uid, mads, now)
    thanking.thank(first, room=met(there, mads, now), by=people.actor(mads, now), is_thanking=True)
    writing.edit(first, "Andet", room=met(there, karen, now), by=people.actor(karen, now), now=now)
    marks = {first.author_mark, second.author_mark}
    writing.delete(first, room=met(there, karen, now), by=people.actor(karen, now), now=now)
    writing.delete(second, room=met(there, amina, now), by=people.actor(amina, now), now=now)
    assert (first.deleted, second.deleted) == (Deleted.AUTHOR, Deleted.FACILITATOR)
    assert not marks & {first.author_mark, second.author_mark}
    for table in (SealedVersion, SealedThanks, SealedFile):
        assert db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0
    page = reading.thread_page(thread_of(first), seals_of(there), me=karen.id, page=None)
    assert [(p.number, p.body, p.voice) for p in page.posts] == [(1, "", None), (2, "", None)]
    with pytest.raises(IllegalMove):
        writing.delete(first, room=met(there, amina, now), by=people.actor(amina, now), now=now)
    third = confided.answered(there, first.thread_uid, mads, now)
    with pytest.raises(Forbidden):
        writing.delete(third, room=met(there, karen, now), by=people.actor(karen, now), now=now)


def test_so_much_an_hour_and_no_count_is_kept(room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_POSTS", 3)
    monkeypatch.setattr(writing, "MOST_THREADS", 2)
    karen = people.karen()
    there = confided.room(now, karen)
    post = confided.opened(there, karen, now)
    for _ in range(2):
        confided.answered(there, post.thread_uid, karen, now)
    with pytest.raises(TooMuchAtOnce):
        confided.answered(there, post.thread_uid, karen, now)
    confided.answered(there, post.thread_uid, karen, now + timedelta(hours=1))
    confided.opened(there, karen, now)
    with pytest.raises(TooMuchAtOnce):
        confided.opened(there, karen, now)


def test_making_a_room_is_remembered_and_writing_in_it_is_not(room: Flask, now: datetime) -> None:
    karen = people.karen()
    there = founding.create(" Rum  til  to ", "Formål", by=people.actor(karen, now), now=now + timedelta(minutes=5))
    assert titles.title_of(there) == "Rum til to" and titles.purpose_of(there) == "Formål"
    lines = sa.select(sa.func.count()).select_from(Entry)
    before = db.session.execute(lines).scalar_one()
    post = confided.opened(there, karen, now)
    writing.edit(post, "Andet", room=met(there, karen, now), by=people.actor(karen, now), now=now)
    writing.delete(post, room=met(there, karen, now), by=people.actor(karen, now), now=now)
    assert db.session.execute(lines).scalar_one() == before
    assert not db.session.scalars(sa.select(Entry.at).where(Entry.subject == "room", Entry.at != hour(now))).all()
    with pytest.raises(Forbidden):
        founding.create("x", "y", by=people.actor(people.ole(), now), now=now)


def test_without_its_key_a_room_has_no_title(room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    karen = people.karen()
    there = confided.room(now, karen)
    monkeypatch.setattr("politiker.core.sealing.room_keys", lambda: ())
    assert titles.title_of(there) is None and not titles.is_here(there)
    with pytest.raises(KeyIsMissing):
        seals_of(there)


def test_a_text_moved_to_another_row_does_not_open(room: Flask, now: datetime) -> None:
    karen = people.karen()
    there = confided.room(now, karen)
    one, other = confided.opened(there, karen, now), confided.opened(there, karen, now)
    db.session.execute(sa.update(SealedPost).where(SealedPost.uid == one.uid).values(sealed_body=other.sealed_body))
    db.session.expire_all()
    with pytest.raises(SealIsBroken):
        reading.thread_page(thread_of(one), seals_of(db.session.get_one(Room, there.id)), me=karen.id, page=None)
