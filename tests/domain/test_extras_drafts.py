"""Drafts: one's own, one for each place, only where one may write."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.discussions.rooms.models import RoomMember
from politiker.discussions.threads import drafts, forgetting
from politiker.discussions.threads.drafts import LONGEST_DRAFT, DraftIsTooLong
from politiker.discussions.threads.models import Draft
from tests import people, talks
from tests.statements import counted


def test_a_draft_is_kept_changed_and_thrown_away(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    met, by = talks.met(talks.open_room(now), karen, now), people.actor(karen, now)
    place = drafts.in_room(met.id)
    drafts.save(
        place, {"title": "Nej", "body": "Jeg ", "csrf_token": "x", "kind": "question"}, room=met, by=by, now=now
    )
    assert drafts.find(place, by=by) == {"title": "Nej", "body": "Jeg ", "kind": "question"}
    drafts.save(place, {"body": "Jeg er ny"}, room=met, by=by, now=now + timedelta(minutes=1))
    assert drafts.find(place, by=by) == {"body": "Jeg er ny"}
    assert drafts.find(place, by=people.actor(mads, now)) == {}, "nobody sees the draft of another"
    drafts.discard(place, by=people.actor(mads, now))
    assert drafts.find(place, by=by), "nor throws it away"
    assert db.session.scalar(sa.select(drafts.content_of(karen.id, place))) == '{"body": "Jeg er ny"}'
    drafts.discard(place, by=by)
    assert drafts.find(place, by=by) == {}


def test_nothing_typed_is_no_draft(room: Flask, now: datetime) -> None:
    karen = people.karen()
    met, by = talks.met(talks.open_room(now), karen, now), people.actor(karen, now)
    place = drafts.in_room(met.id)
    drafts.save(place, {"body": "Noget"}, room=met, by=by, now=now)
    drafts.save(place, {"body": " \n", "kind": "experience", "poll_several": "y"}, room=met, by=by, now=now)
    assert db.session.scalars(sa.select(Draft)).all() == []


def test_no_draft_where_one_may_not_write_and_none_too_long(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    closed = talks.network(now, facilitator=karen)
    met = talks.met(closed, mads, now)
    with pytest.raises(Forbidden):
        drafts.save(drafts.in_room(closed.id), {"body": "Hej"}, room=met, by=people.actor(mads, now), now=now)
    mine, by = talks.met(closed, karen, now), people.actor(karen, now)
    drafts.save(drafts.in_room(closed.id), {"body": "x" * LONGEST_DRAFT}, room=mine, by=by, now=now)
    with pytest.raises(DraftIsTooLong):
        drafts.save(drafts.in_room(closed.id), {"body": "x" * LONGEST_DRAFT, "title": "y"}, room=mine, by=by, now=now)


def test_ones_own_list_says_where_only_while_one_may_read(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    closed, by = talks.network(now, mads, facilitator=karen, title="Det hemmelige"), people.actor(mads, now)
    there = talks.thread(closed, karen, now, title="Budgettet")
    met = talks.met(closed, mads, now)
    drafts.save(drafts.in_room(closed.id), {"body": "Ny"}, room=met, by=by, now=now)
    drafts.save(drafts.in_thread(there.id), {"body": "Svar"}, room=met, by=by, now=now + timedelta(hours=1))
    answer, new = drafts.mine(by=by, now=now)
    assert (answer.thread_title, answer.room_title, answer.fields) == ("Budgettet", "Det hemmelige", {"body": "Svar"})
    assert (new.thread_id, new.room_address) == (None, closed.address)
    db.session.get_one(RoomMember, (closed.id, mads.id)).left_at = now
    db.session.flush()
    for kept in drafts.mine(by=people.actor(mads, now), now=now):
        assert kept.fields["body"] in {"Ny", "Svar"} and kept.room_title is kept.thread_title is None


def test_the_list_costs_the_same_for_many(house: Flask, now: datetime) -> None:
    with house.app_context():
        karen = people.karen()
        by = people.actor(karen, now)

        def add() -> None:
            met = talks.met(talks.open_room(now), karen, now)
            drafts.save(drafts.in_room(met.id), {"body": "Ny"}, room=met, by=by, now=now)
            db.session.commit()

        add()
        with counted(house) as one:
            assert len(drafts.mine(by=by, now=now)) == 1
        for _ in range(30):
            add()
        with counted(house) as many:
            assert len(drafts.mine(by=by, now=now)) == 31
        assert len(one) == len(many) == 2


def test_drafts_are_forgotten_thirty_days_after_the_last_change(room: Flask, now: datetime) -> None:
    karen = people.karen()
    met, by = talks.met(talks.open_room(now), karen, now), people.actor(karen, now)
    drafts.save(drafts.in_room(met.id), {"body": "Ny"}, room=met, by=by, now=now)
    assert forgetting.forget_drafts(now=now + timedelta(days=30)) == 0
    assert forgetting.forget_drafts(now=now + timedelta(days=30, seconds=1)) == 1
