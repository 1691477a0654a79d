"""Reports of posts, hiding and showing them, and removing political campaigning by two."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core import database
from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.discussions.moderation import posts, removal, reporting
from politiker.discussions.moderation.desk import desk
from politiker.discussions.moderation.keeping import OnePost, OwnPost, post_as_met
from politiker.discussions.moderation.models import Outcome, Reason, Removal, Report, Undo
from politiker.discussions.moderation.posts import Hidden
from politiker.discussions.moderation.reporting import AlreadyDecided, AlreadyReported
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads.models import Post
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.policy import Actor, Role
from tests import people, talks
from tests.journeys.crowds import all_at_once


@dataclass
class Town:
    """Karen writes in an open room and leads a network where Mads writes; Mona and Mogens moderate."""

    who: dict[str, Person]
    open: Room
    network: Room
    post: Post  # Karen's, in the open room
    closed_post: Post  # Mads's, in the network
    now: datetime

    def by(self, name: str) -> Actor:
        return people.actor(self.who[name], self.now)

    def met(self, post: Post, name: str) -> OnePost:
        found = post_as_met(post.id, by=self.by(name), now=self.now)
        assert found is not None
        return found


@pytest.fixture
def town(room: Flask, now: datetime) -> Iterator[Town]:
    yield build(now)


def build(now: datetime) -> Town:
    who = {
        "karen": people.karen(), "mads": people.mads(), "amina": people.amina(), "adam": people.adam(),
        "mona": people.with_role(Role.MODERATOR, "Mona Dam"), "mogens": people.with_role(Role.MODERATOR, "Mogens Å"),
        "birgit": people.birgit(), "per": people.person("Per Uden"),
    }  # fmt: skip
    open, network = talks.open_room(now), talks.network(now, who["mads"], facilitator=who["karen"])
    talks.thread(open, who["amina"], now)
    post = talks.answer(talks.thread(open, who["amina"], now), who["karen"], now)
    closed_post = talks.answer(talks.thread(network, who["karen"], now), who["mads"], now)
    return Town(who, open, network, post, closed_post, now)


def lines(happening: Happening) -> list[Any]:
    query = sa.select(Entry.subject, Entry.subject_id, Entry.reason).where(Entry.happening == happening)
    return [tuple(row) for row in db.session.execute(query)]


def letters(name: str) -> list[int]:
    return list(db.session.scalars(sa.select(OutgoingMail.person_id).where(OutgoingMail.letter == name)))


def test_a_report_is_made_once_and_answered_for_all_who_made_it(town: Town, now: datetime) -> None:
    for name in ("mads", "amina"):
        reporting.report(town.met(town.post, name), Reason.ATTACK, "Se selv", by=town.by(name), now=now)
    with pytest.raises(AlreadyReported):
        reporting.report(town.met(town.post, "mads"), Reason.OTHER, "", by=town.by("mads"), now=now)
    with pytest.raises(OwnPost):
        reporting.report(town.met(town.post, "karen"), Reason.OTHER, "", by=town.by("karen"), now=now)
    found = desk(town.by("mona"), now=now)
    assert found is not None and [len(of_post) for of_post in found.reports] == [2]
    assert posts.hide(town.met(town.post, "mona"), Reason.ATTACK, by=town.by("mona"), now=now) is Hidden.NOW
    mine = reporting.newest_own_report(town.post.id, town.by("mads"))
    assert mine is not None and mine.outcome is Outcome.HIDDEN and mine.decided_by_id == town.who["mona"].id
    assert lines(Happening.POST_HIDDEN) == [("post", town.post.id, "attack")]
    assert letters("post_hidden") == [town.who["karen"].id]
    with pytest.raises(IllegalMove):
        reporting.report(town.met(town.post, "amina"), Reason.OTHER, "", by=town.by("amina"), now=now)


def test_a_moderator_lets_a_reported_post_stand_but_never_an_own_one(town: Town, now: datetime) -> None:
    report = reporting.report(town.met(town.post, "mads"), Reason.OTHER, "", by=town.by("mads"), now=now)
    for name in ("karen", "mads", "adam", "birgit"):
        with pytest.raises(Forbidden):
            reporting.keep_post(report, by=town.by(name), now=now)
    reporting.keep_post(report, by=town.by("mona"), now=now)
    assert lines(Happening.REPORT_DECIDED) == [("report", report.id, "kept")]
    with pytest.raises(AlreadyDecided):
        reporting.keep_post(report, by=town.by("mogens"), now=now)
    own = talks.answer(talks.thread(town.open, town.who["amina"], now), town.who["mona"], now)
    theirs = reporting.report(town.met(own, "mads"), Reason.OTHER, "", by=town.by("mads"), now=now)
    with pytest.raises(OwnPost):
        reporting.keep_post(theirs, by=town.by("mona"), now=now)
    with pytest.raises(OwnPost):
        posts.hide(town.met(own, "mona"), Reason.OTHER, by=town.by("mona"), now=now)


def test_of_a_closed_room_a_moderator_sees_only_the_reported_post(town: Town, now: datetime) -> None:
    other = talks.thread(town.network, town.who["karen"], now)
    first = db.session.scalars(sa.select(Post.id).where(Post.thread_id == other.id)).one()
    assert post_as_met(town.closed_post.id, by=town.by("mona"), now=now) is None
    reporting.report(town.met(town.closed_post, "karen"), Reason.ATTACK, "", by=town.by("karen"), now=now)
    assert post_as_met(town.closed_post.id, by=town.by("mona"), now=now) is not None
    assert post_as_met(first, by=town.by("mona"), now=now) is None
    assert post_as_met(town.closed_post.id, by=town.by("adam"), now=now) is None
    found = desk(town.by("mona"), now=now)
    assert found is not None
    ((line,),) = found.reports
    assert (line.html, line.thread, line.room, line.address) == (None, None, None, None)
    posts.hide(town.met(town.closed_post, "mona"), Reason.ATTACK, by=town.by("mona"), now=now)
    posts.show(town.met(town.closed_post, "mona"), Undo.MISTAKE, by=town.by("mona"), now=now)
    assert town.closed_post.hidden_at is None


def test_hiding_is_for_who_keeps_the_room(town: Town, now: datetime) -> None:
    for name in ("mads", "amina"):
        with pytest.raises(Forbidden):
            posts.hide(town.met(town.post, name), Reason.OTHER, by=town.by(name), now=now)
    for name in ("adam", "birgit", "per"):
        assert post_as_met(town.post.id, by=town.by(name), now=now) is None
    one = town.met(town.closed_post, "karen")
    assert posts.hide(one, Reason.ATTACK, by=town.by("karen"), now=now) is Hidden.NOW
    with pytest.raises(IllegalMove):
        posts.hide(one, Reason.ATTACK, by=town.by("karen"), now=now)
    posts.show(one, Undo.SETTLED, by=town.by("karen"), now=now)
    assert lines(Happening.POST_SHOWN) == [("post", town.closed_post.id, "settled")]
    with pytest.raises(IllegalMove):
        posts.delete(one, Reason.CONFIDENCE, by=town.by("karen"), now=now)
    posts.hide(one, Reason.CONFIDENCE, by=town.by("karen"), now=now)
    posts.delete(one, Reason.CONFIDENCE, by=town.by("karen"), now=now)
    assert town.closed_post.body == "" and town.closed_post.deleted_at == now
    assert lines(Happening.POST_DELETED) == [("post", town.closed_post.id, "confidence")]


@pytest.mark.parametrize("who", ["mona", "karen"])
def test_political_words_stand_until_a_second_moderator_agrees(town: Town, now: datetime, who: str) -> None:
    """Whether a moderator asks or a facilitator: the one who agrees is a moderator and another."""
    post = town.post if who == "mona" else town.closed_post
    one = town.met(post, who)
    assert posts.hide(one, Reason.POLITICS, by=town.by(who), now=now) is Hidden.WHEN_ANOTHER_AGREES
    assert post.hidden_at is None and letters("post_hidden") == []
    wish = db.session.scalars(sa.select(Removal)).one()
    with pytest.raises(removal.AlreadyAsked):
        posts.hide(town.met(post, "mogens"), Reason.POLITICS, by=town.by("mogens"), now=now)
    with pytest.raises((removal.SamePersonTwice, Forbidden)):
        removal.confirm(wish, by=town.by(who), now=now)
    with pytest.raises(Forbidden):
        removal.confirm(wish, by=town.by("amina"), now=now)
    removal.confirm(wish, by=town.by("mogens"), now=now)
    assert post.hidden_at == now and letters("post_hidden") == [post.author_id]
    assert lines(Happening.REMOVAL_ASKED) == [("removal", wish.id, "politics")]
    assert lines(Happening.REMOVAL_CONFIRMED) == [("removal", wish.id, "politics")]
    with pytest.raises(AlreadyDecided):
        removal.refuse(wish, by=town.by("mogens"), now=now)
    if who == "karen":  # what two agreed to, no facilitator undoes alone
        with pytest.raises(Forbidden):
            posts.show(town.met(post, "karen"), Undo.MISTAKE, by=town.by("karen"), now=now)
    posts.show(town.met(post, "mogens"), Undo.MISTAKE, by=town.by("mogens"), now=now)


def test_the_author_neither_asks_nor_agrees_and_a_refusal_lets_it_stand(town: Town, now: datetime) -> None:
    own = talks.answer(talks.thread(town.open, town.who["amina"], now), town.who["mona"], now)
    with pytest.raises(OwnPost):
        posts.hide(town.met(own, "mona"), Reason.POLITICS, by=town.by("mona"), now=now)
    posts.hide(town.met(own, "mogens"), Reason.POLITICS, by=town.by("mogens"), now=now)
    wish = db.session.scalars(sa.select(Removal)).one()
    with pytest.raises(OwnPost):
        removal.confirm(wish, by=town.by("mona"), now=now)
    third = people.with_role(Role.MODERATOR, "Tina Tredje")
    removal.refuse(wish, by=people.actor(third, now), now=now)
    assert own.hidden_at is None and lines(Happening.REMOVAL_REFUSED) == [("removal", wish.id, "politics")]
    assert posts.hide(town.met(own, "mogens"), Reason.ATTACK, by=town.by("mogens"), now=now) is Hidden.NOW


def arranged_removal(house: Flask, now: datetime) -> tuple[int, list[int]]:
    """One wish by Mona, and eight moderators who want to answer it."""
    with house.app_context():
        town = build(now)
        posts.hide(town.met(town.post, "mona"), Reason.POLITICS, by=town.by("mona"), now=now)
        seconds = [people.with_role(Role.MODERATOR) for _ in range(8)]
        db.session.commit()
        return db.session.scalars(sa.select(Removal.id)).one(), [person.id for person in seconds]


def answer(wish_id: int, person_id: int, now: datetime) -> None:
    """One second moderator's press."""
    person = db.session.get_one(Person, person_id)
    wish = db.session.get_one(Removal, wish_id)
    removal.confirm(wish, by=people.actor(person, now), now=now)
    db.session.commit()


def test_eight_at_once_confirm_only_once(house: Flask, now: datetime) -> None:
    wish_id, seconds = arranged_removal(house, now)
    outcome = all_at_once(house, [lambda p=person: answer(wish_id, p, now) for person in seconds], at_once=8)
    assert outcome.done == 1 and len(outcome.refused) == 7
    assert all(refusal.startswith("AlreadyDecided") for refusal in outcome.refused), outcome.refused
    with house.app_context():
        assert len(lines(Happening.REMOVAL_CONFIRMED)) == 1


def test_control_without_the_locks_they_confirm_many_times(
    house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish_id, seconds = arranged_removal(house, now)
    barrier = threading.Barrier(8, timeout=20)

    def no_lock(wish: Removal) -> Removal:
        db.session.refresh(wish)
        barrier.wait()
        return wish

    monkeypatch.setattr(removal, "lock_row", lambda kind, id: db.session.get_one(kind, id))
    monkeypatch.setattr(removal, "lock", no_lock)
    with house.app_context():
        dialect = db.engine.dialect.name
    if dialect == "sqlite":
        monkeypatch.setattr(database, "sqlite_begin_statement", lambda: "BEGIN")
    acts: list[Callable[[], None]] = [lambda p=person: answer(wish_id, p, now) for person in seconds]  # type: ignore[misc]
    outcome = all_at_once(house, acts, at_once=8)
    with house.app_context():
        confirmed = len(lines(Happening.REMOVAL_CONFIRMED))
    if dialect == "sqlite":
        assert any("locked" in refusal for refusal in outcome.refused), outcome.refused
    else:
        assert confirmed > 1, "without the locks more than one confirms"


def test_what_was_decided_is_forgotten_after_a_year(town: Town, now: datetime) -> None:
    report = reporting.report(town.met(town.post, "mads"), Reason.OTHER, "", by=town.by("mads"), now=now)
    waiting = reporting.report(town.met(town.closed_post, "karen"), Reason.OTHER, "", by=town.by("karen"), now=now)
    reporting.keep_post(report, by=town.by("mona"), now=now)
    assert reporting.forget_decided(now=now + timedelta(days=365)) == 0
    assert reporting.forget_decided(now=now + timedelta(days=366)) == 1
    assert db.session.scalars(sa.select(Report.id)).all() == [waiting.id]
