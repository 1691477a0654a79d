"""What one does with posts in a confidential room: thank, answer polls, read on, report, keep drafts and files."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.discussions.confidential import (
    drafts,
    files,
    learning,
    polls,
    reading,
    reporting,
    searching,
    thanking,
    writing,
)
from politiker.discussions.confidential.learning import LearningHasChanged
from politiker.discussions.confidential.models import (
    Deleted,
    SealedDraft,
    SealedPost,
    SealedReading,
    SealedThread,
)
from politiker.discussions.confidential.polls import AlreadyAnswered, NoSuchChoice, Poll, PollNeedsChoices
from politiker.discussions.confidential.seals import hour, seals_of
from politiker.discussions.moderation import sealed_reports
from politiker.discussions.moderation.keeping import OwnPost
from politiker.discussions.moderation.models import Reason
from politiker.discussions.moderation.reporting import AlreadyReported
from politiker.discussions.rooms.models import Level
from politiker.files.taking import Clean
from politiker.people import actions
from politiker.policy import Role
from tests import confided, people
from tests.talks import met


def thread_of(post: SealedPost) -> SealedThread:
    return db.session.get_one(SealedThread, post.thread_uid)


def test_thanks_count_once_and_never_for_oneself(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = confided.room(now, karen, mads)
    post = confided.opened(there, karen, now)
    facts = {"room": met(there, mads, now), "by": people.actor(mads, now)}
    for _ in range(2):
        thanking.thank(post, is_thanking=True, **facts)  # type: ignore[arg-type]
    assert post.thanks == 1
    page = reading.thread_page(thread_of(post), seals_of(there), me=mads.id, page=None)
    assert page.posts[0].has_thanked
    assert not reading.thread_page(thread_of(post), seals_of(there), me=karen.id, page=None).posts[0].has_thanked
    thanking.thank(post, is_thanking=False, **facts)  # type: ignore[arg-type]
    assert post.thanks == 0
    with pytest.raises(Forbidden):
        thanking.thank(post, room=met(there, karen, now), by=people.actor(karen, now), is_thanking=True)


def test_polls_are_counted_and_shown_from_five(room: Flask, now: datetime) -> None:
    members = [people.councillor() for _ in range(6)]
    there = confided.room(now, *members)
    post = confided.opened(there, members[0], now, poll=Poll("Holder du?", ("Ja", "Nej")))
    seals = seals_of(there)
    for n, member in enumerate(members[:5]):
        before = polls.on([post.uid], seals, member.id)[post.uid]
        assert before.counts is None and not before.has_answered and before.answered == n
        polls.answer(post, [n % 2], room=met(there, member, now), by=people.actor(member, now))
    after = polls.on([post.uid], seals, members[0].id)[post.uid]
    assert (after.answered, after.counts, after.has_answered) == (5, (3, 2), True)
    again = {"room": met(there, members[0], now), "by": people.actor(members[0], now)}
    with pytest.raises(AlreadyAnswered):
        polls.answer(post, [1], **again)  # type: ignore[arg-type]
    fresh = {"room": met(there, members[5], now), "by": people.actor(members[5], now)}
    for wrong in ([], [2], [-1], [0, 1]):
        with pytest.raises(NoSuchChoice):
            polls.answer(post, wrong, **fresh)  # type: ignore[arg-type]
    for question, choices in (("Spørgsmål", ["kun et"]), ("", ["a", "b"]), ("x", ["samme", "samme"])):
        with pytest.raises(PollNeedsChoices):
            Poll.of(question, choices)
    assert Poll.of(" ", ["", " "]) is None


def test_how_far_one_has_read_is_kept_without_a_time(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = confided.room(now, karen, mads)
    seals = seals_of(there)
    post = confided.opened(there, karen, now)
    quiet = confided.opened(there, karen, now, title="Stille")
    assert reading.unread_in([there], me=mads.id) == {there.id: 2}
    assert reading.unread_in([there], me=karen.id) == {there.id: 0}
    for _ in range(25):
        confided.answered(there, post.thread_uid, karen, now)
    reading.note_read(post.thread_uid, 21, seals, mads.id)
    reading.note_read(post.thread_uid, 3, seals, mads.id)
    page = reading.thread_page(thread_of(post), seals, me=mads.id, page=None)
    assert (page.number, page.last, page.read_number) == (2, 2, 21)
    assert [p.number for p in page.posts] == list(range(21, 27))
    reading.choose_level(quiet.thread_uid, Level.MUTE, seals, mads.id)
    assert reading.unread_in([there], me=mads.id) == {there.id: 1}
    lines, has_more = reading.threads(seals, me=mads.id, page=1)
    assert [(line.unread, line.is_muted) for line in lines] == [(5, False), (1, True)] and not has_more
    assert not [c for c in SealedReading.__table__.columns if isinstance(c.type, sa.DateTime | sa.Date)]


def test_a_member_reports_one_post_and_a_moderator_sees_it_alone(room: Flask, now: datetime) -> None:
    karen, mads, mona = people.karen(), people.mads(), people.with_role(Role.MODERATOR)
    there = confided.room(now, karen, mads)
    post = confided.opened(there, karen, now, title="Hemmelig titel")
    facts = {"room": met(there, mads, now), "by": people.actor(mads, now), "now": now + timedelta(minutes=9)}
    made = reporting.report(post, Reason.ATTACK, **facts)  # type: ignore[arg-type]
    assert (made.person_id, made.post_id, made.note, made.created_at) == (None, None, "", hour(now))
    with pytest.raises(AlreadyReported):
        reporting.report(post, Reason.ATTACK, **facts)  # type: ignore[arg-type]
    with pytest.raises(OwnPost):
        reporting.report(post, Reason.ATTACK, room=met(there, karen, now), by=people.actor(karen, now), now=now)
    seen = reporting.shown_to_moderator(made, by=people.actor(mona, now))
    assert seen is not None and "Hvad gør I?" in seen.html and "Hemmelig" not in str(seen)
    for other in (mads, people.adam()):
        with pytest.raises(Forbidden):
            reporting.shown_to_moderator(made, by=people.actor(other, now))
    reporting.take_away(made, by=people.actor(mona, now))
    assert post.deleted is Deleted.FACILITATOR
    made.decided_at = now
    with pytest.raises(IllegalMove):
        reporting.shown_to_moderator(made, by=people.actor(mona, now))


def test_no_moderator_decides_about_a_post_of_their_own(room: Flask, now: datetime) -> None:
    karen, mads, mona = people.karen(), people.mads(), people.with_role(Role.MODERATOR)
    actions.give_role(karen, Role.MODERATOR, by=people.TESTER, now=now)
    there = confided.room(now, karen, mads)
    post = confided.opened(there, karen, now)
    made = reporting.report(post, Reason.ATTACK, room=met(there, mads, now), by=people.actor(mads, now), now=now)
    assert reporting.is_own(made, by=people.actor(karen, now))
    assert not reporting.is_own(made, by=people.actor(mads, now))
    for decide in (
        lambda: sealed_reports.keep_post(made, by=people.actor(karen, now), now=now),
        lambda: sealed_reports.take_away(made, Reason.ATTACK, by=people.actor(karen, now), now=now),
    ):
        with pytest.raises(OwnPost):
            decide()
    sealed_reports.keep_post(made, by=people.actor(mona, now), now=now)
    assert made.decided_by_id == mona.id and post.deleted is None


def test_drafts_are_ones_own_and_go(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    seals = seals_of(confided.room(now, karen, mads))
    drafts.save("new", {"title": "Udkast", "body": "Halvt"}, seals=seals, me=karen.id, now=now)
    drafts.save("new", {"title": "Udkast", "body": "Halvt færdigt"}, seals=seals, me=karen.id, now=now)
    assert drafts.find("new", seals=seals, me=karen.id)["body"] == "Halvt færdigt"
    assert drafts.find("new", seals=seals, me=mads.id) == {}
    assert drafts.forget(now=now + timedelta(days=30)) == 0
    assert drafts.forget(now=now + timedelta(days=32)) == 1
    drafts.save("new", {"body": "x"}, seals=seals, me=karen.id, now=now)
    drafts.save("new", {"body": " "}, seals=seals, me=karen.id, now=now)
    assert db.session.execute(sa.select(sa.func.count()).select_from(SealedDraft)).scalar_one() == 0


def test_files_come_back_whole(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = confided.room(now, karen, mads)
    post = confided.opened(there, karen, now, files=(Clean(bytes(range(256)) * 40, "æ.pdf", "application/pdf"),))
    seals = seals_of(there)
    [shown] = files.on([post.uid], seals)[post.uid]
    assert (shown.name, shown.size) == ("æ.pdf", 10240)
    found = files.fetch(shown.uid, post.thread_uid, seals)
    assert found is not None and found.content == bytes(range(256)) * 40
    other = confided.opened(there, karen, now)
    assert files.fetch(shown.uid, other.thread_uid, seals) is None


def test_learning_is_written_together(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = confided.room(now, karen, mads)
    thread = thread_of(confided.opened(there, karen, now))
    learning.save(thread, "Spørg først", based_on=0, room=met(there, karen, now), by=people.actor(karen, now), now=now)
    with pytest.raises(LearningHasChanged) as error:
        learning.save(thread, "Andet", based_on=0, room=met(there, mads, now), by=people.actor(mads, now), now=now)
    assert error.value.facts == {"body": "Spørg først", "version": 1}
    assert learning.text_of(thread, met(there, mads, now)) == "Spørg først"


def test_searching_finds_danish_words_here_only(room: Flask, now: datetime) -> None:
    karen = people.karen()
    there, other = confided.room(now, karen), confided.room(now, karen)
    confided.opened(there, karen, now, title="Budgettet", body="Kommunernes økonomi")
    confided.opened(other, karen, now, body="Kommunens økonomi")
    seals = seals_of(there)
    assert [hit.title for hit in searching.search("kommunen økonom", seals).hits] == ["Budgettet"]
    assert searching.search("budget", seals).hits and not searching.search("rumvæsen", seals).hits
    assert searching.search("og at", seals).hits == []


def test_whoever_asked_says_what_helped(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = confided.room(now, karen, mads)
    first = confided.opened(there, karen, now)
    confided.answered(there, first.thread_uid, mads, now)
    thread, facts = thread_of(first), {"room": met(there, karen, now), "by": people.actor(karen, now), "now": now}
    writing.mark_useful(thread, 2, **facts)  # type: ignore[arg-type]
    assert thread.useful_number == 2
    writing.mark_useful(thread, 2, **facts)  # type: ignore[arg-type]
    assert thread.useful_number is None
    for wrong in (1, 9):
        with pytest.raises(IllegalMove):
            writing.mark_useful(thread, wrong, **facts)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        writing.mark_useful(thread, 2, room=met(there, mads, now), by=people.actor(mads, now), now=now)
