"""A mandate's life: leave, substitutes, a new list, the end before time, and what one does in the council."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.people.councils import mandates, queries
from politiker.people.councils.errors import (
    AlreadyOnLeave,
    CommitteeIsMissing,
    ListIsFromElsewhere,
    MandateIsOver,
    MandatesWouldOverlap,
    MomentIsOutsideMandate,
    NotOnLeave,
)
from politiker.people.councils.models import Substitution
from politiker.people.models import Duty, Ending, Mandate, MandateDuty, Party, Person
from politiker.policy import Actor
from tests import people

MONTH = timedelta(days=30)


def mandate_of(person: Person) -> Mandate:
    query = sa.select(Mandate).where(Mandate.person_id == person.id).order_by(Mandate.starts_at.desc())
    return db.session.scalars(query.limit(1)).one()


def party(town: str, letter: str) -> int:
    place = people.municipality(town).id
    return db.session.scalars(sa.select(Party.id).where(Party.municipality_id == place, Party.letter == letter)).one()


def birgit(now: datetime) -> Actor:
    return people.actor(people.birgit(), now)


def sits(person: Person, at: datetime) -> bool:
    return people.actor(person, at).is_councillor


def test_leave_keeps_the_mandate_and_the_substitute_sits_as_long(room: Flask, now: datetime) -> None:
    mads, sven = people.mads(), people.person("Sven Dahl")
    mandate = mandate_of(mads)
    until = now + 2 * MONTH
    theirs = mandates.begin_leave(mandate, starts_at=now + MONTH, until=until, substitute=sven, by=birgit(now), now=now)
    assert theirs is not None and theirs.party_id == mandate.party_id
    for at, mads_sits, sven_sits in (
        (now, True, False),
        (now + MONTH, True, True),
        (until - timedelta(seconds=1), True, True),
        (until, True, False),
    ):
        assert (sits(mads, at), sits(sven, at)) == (mads_sits, sven_sits), at
    db.session.refresh(mandate, ["duties"])
    assert queries.leave_of(mandate, now) is None
    assert queries.leave_of(mandate, now + MONTH) is not None
    assert queries.substitutes_of([mandate.id]) == {mandate.id: "Sven Dahl"}


def test_leave_that_ends_early_ends_the_substitute(room: Flask, now: datetime) -> None:
    mads, sven, by = people.mads(), people.person("Sven Dahl"), birgit(now)
    mandate = mandate_of(mads)
    mandates.begin_leave(mandate, starts_at=now, until=now + 3 * MONTH, substitute=sven, by=by, now=now)
    mandates.end_leave(mandate, at=now + MONTH, by=by, now=now + timedelta(days=1))
    assert sits(sven, now + MONTH - timedelta(seconds=1)) and not sits(sven, now + MONTH)
    assert mandate_of(sven).ending is Ending.LEAVE_OVER
    with pytest.raises(NotOnLeave):
        mandates.end_leave(mandate, at=now + 2 * MONTH, by=by, now=now + 2 * MONTH)


@pytest.mark.parametrize(("starts", "lasts"), [(0, 0), (0, 5000), (5, -1)])
def test_leave_lies_within_the_mandate(starts: int, lasts: int, room: Flask, now: datetime) -> None:
    begins = now + timedelta(days=starts)
    with pytest.raises(MomentIsOutsideMandate):
        mandates.begin_leave(
            mandate_of(people.mads()), starts_at=begins, until=begins + timedelta(days=lasts), by=birgit(now), now=now
        )


def test_one_leave_at_a_time_and_no_substitute_who_sits(room: Flask, now: datetime) -> None:
    mads, by = people.mads(), birgit(now)
    lone = people.councillor("Lone Kjær", town="Ringsted", letter="A")
    mandate = mandate_of(mads)
    with pytest.raises(MandatesWouldOverlap):
        mandates.begin_leave(mandate, starts_at=now, until=now + MONTH, substitute=lone, by=by, now=now)
    db.session.rollback()


def test_a_second_leave_waits_for_the_first(room: Flask, now: datetime) -> None:
    mads, by = people.mads(), birgit(now)
    mandate = mandate_of(mads)
    mandates.begin_leave(mandate, starts_at=now, until=now + MONTH, by=by, now=now)
    with pytest.raises(AlreadyOnLeave):
        mandates.begin_leave(mandate, starts_at=now + timedelta(days=3), until=now + 2 * MONTH, by=by, now=now)
    mandates.begin_leave(mandate, starts_at=now + MONTH, until=now + 2 * MONTH, by=by, now=now)


def test_a_new_list_leaves_no_gap_and_no_word_in_the_trail(room: Flask, now: datetime) -> None:
    mads, sven, by = people.mads(), people.person("Sven Dahl"), birgit(now)
    old = mandate_of(mads)
    ends_at = old.ends_at
    mandates.begin_leave(old, starts_at=now, until=now + 2 * MONTH, substitute=sven, by=by, now=now)
    at = now + MONTH
    new = mandates.change_list(old, party("Ringsted", "C"), at=at, by=by, now=now)
    assert (old.ends_at, old.ending, new.starts_at, new.ends_at, new.ending) == (
        at, Ending.CHANGED_LIST, at, ends_at, None,
    )  # fmt: skip
    assert all(sits(mads, at + timedelta(seconds=n)) for n in (-1, 0, 1))
    assert db.session.scalars(sa.select(Substitution.stands_in_for_id)).one() == new.id
    duties = db.session.scalars(sa.select(MandateDuty).where(MandateDuty.mandate_id == new.id)).all()
    assert {duty.duty for duty in duties} == {Duty.COMMITTEE_CHAIR, Duty.LEAVE}
    reasons = db.session.scalars(sa.select(Entry.reason).where(Entry.subject == "mandate")).all()
    assert set(reasons) <= {"leave", "substitute", "change_of_list"}


def test_a_list_from_elsewhere_or_the_same_is_refused(room: Flask, now: datetime) -> None:
    mads, by = people.mads(), birgit(now)
    for wrong in (party("Aarhus", "C"), mandate_of(mads).party_id):
        with pytest.raises(ListIsFromElsewhere), db.session.begin_nested():
            mandates.change_list(mandate_of(mads), wrong, at=now + MONTH, by=by, now=now)


@pytest.mark.parametrize(
    ("act", "ending"), [(mandates.resign, Ending.RESIGNED), (mandates.moved_away, Ending.MOVED_AWAY)]
)
def test_leaving_before_time(act: object, ending: Ending, room: Flask, now: datetime) -> None:
    mads, sven, by = people.mads(), people.person("Sven Dahl"), birgit(now)
    mandate = mandate_of(mads)
    mandates.begin_leave(mandate, starts_at=now, until=now + 3 * MONTH, substitute=sven, by=by, now=now)
    assert callable(act)
    act(mandate, at=now + MONTH, by=by, now=now)
    assert mandate.ending is ending
    assert sits(mads, now + MONTH - timedelta(seconds=1)) and not sits(mads, now + MONTH)
    assert not sits(sven, now + MONTH), "the substitute sits exactly as long as the leave"
    assert people.actor(mads, now + MONTH).was_councillor
    with pytest.raises(MandateIsOver):
        act(mandate, at=now + 2 * MONTH, by=by, now=now + 2 * MONTH)


def test_nothing_is_changed_backwards(room: Flask, now: datetime) -> None:
    mandate = mandate_of(people.mads())
    mandates.resign(mandate, at=now - 5 * MONTH, by=birgit(now), now=now)
    assert mandate.ends_at == now


def test_reelection_follows_the_old_mandate_and_is_for_administrators(room: Flask, now: datetime) -> None:
    mads = people.mads()
    place, letter = people.municipality("Ringsted").id, party("Ringsted", "V")
    begins = people.PERIOD[1]
    ends = datetime(2033, 12, 31, 23, tzinfo=UTC)
    with pytest.raises(Forbidden):
        mandates.reelect(mads, place, letter, starts_at=begins, ends_at=ends, by=birgit(now))
    adam = people.actor(people.adam(), now)
    mandates.reelect(mads, place, letter, starts_at=begins, ends_at=ends, by=adam)
    assert all(sits(mads, begins + timedelta(seconds=n)) for n in (-1, 0, 1))
    with pytest.raises(MandatesWouldOverlap):
        mandates.reelect(mads, place, letter, starts_at=begins + MONTH, ends_at=ends, by=adam)


def test_duties_come_and_go(room: Flask, now: datetime) -> None:
    mandate, by = mandate_of(people.mads()), birgit(now)
    mayor = mandates.give_duty(mandate, Duty.MAYOR, at=now, by=by, now=now)
    with pytest.raises(CommitteeIsMissing):
        mandates.give_duty(mandate, Duty.COMMITTEE_CHAIR, at=now, by=by, now=now)
    mandates.end_duty(mandate, mayor, at=now + MONTH, by=by, now=now)
    db.session.refresh(mandate, ["duties"])
    assert mayor in queries.running(mandate.duties, now)
    assert mayor not in queries.running(mandate.duties, now + MONTH)
    for wrong in (Duty.LEAVE, Duty.SUBSTITUTE, Duty.MEMBER):
        with pytest.raises(ValueError, match="not given"):
            mandates.give_duty(mandate, wrong, at=now, by=by, now=now)


def test_who_may_change_a_mandate(room: Flask, now: datetime) -> None:
    mads, karen = people.mads(), people.karen()
    others = (mads, karen, people.ole(), people.with_role(people.Role.MODERATOR),
              people.with_role(people.Role.SECRETARY, town="Aarhus"))  # fmt: skip
    for who in others:
        with pytest.raises(Forbidden):
            mandates.resign(mandate_of(mads), at=now, by=people.actor(who, now), now=now)
    mandates.resign(mandate_of(mads), at=now, by=people.actor(people.adam(), now), now=now)
    found = db.session.scalars(sa.select(Entry.happening).where(Entry.subject == "mandate")).all()
    assert found == [Happening.MANDATE_ENDED]
