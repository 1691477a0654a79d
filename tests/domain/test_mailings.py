"""Letters to participants: whom they reach, sent once and in few statements, and asked about again when they leave."""

import threading
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations.mailings import actions, log, queries, whom
from politiker.registrations.mailings.actions import Draft
from politiker.registrations.mailings.errors import (
    AlreadySent,
    NobodyToWriteTo,
    RecipientsChanged,
)
from politiker.registrations.mailings.models import Audience, Mailing, MailingRecipient
from politiker.registrations.models import Participant
from tests import guests, meetings, people
from tests.mail import reading
from tests.statements import counted
from tests.written import Town, fill, outbox


@pytest.fixture
def town(room: Flask, now: datetime) -> Town:
    return Town(now)


def test_each_audience_is_who_it_says(town: Town, now: datetime) -> None:
    town.karen.arrived_at = now
    town.mads.presence_asked_at = now
    town.mads.kind = Participant.SPEAKER
    db.session.flush()
    counts = queries.audience_counts(town.event.id)
    expected = {
        Audience.CERTAIN: 2, Audience.WAITING: 1, Audience.EVERYBODY: 3, Audience.NEEDS_UNSTATED: 2,
        Audience.PRESENCE_UNCONFIRMED: 1, Audience.ARRIVED: 1, Audience.ABSENT: 1, Audience.OFFERED: 0,
        Audience.UNDECIDED: 0, Audience.CALLED_OFF: 0,
    }  # fmt: skip
    assert counts == expected
    for audience, count in counts.items():
        assert queries.count_of(town.write(now, audience=audience)) == count
    assert queries.count_of(town.write(now, kind=Participant.SPEAKER)) == 1
    other = meetings.seminar(now)
    picked = whom.picked_ids(town.event.id, [town.karen.uid, town.amina.uid, "0" * 24])
    assert whom.picked_ids(other.id, [town.karen.uid]) == []
    mailing = town.write(now, audience=Audience.PICKED, picked=tuple(picked))
    assert {seat for _person, seat in whom.recipients_of(mailing)} == {town.karen.id, town.amina.id}


def test_one_letter_each_sent_once(town: Town, now: datetime) -> None:
    mailing = town.write(now)
    with pytest.raises(RecipientsChanged):
        town.send(mailing, now, expected=3)
    assert town.send(mailing, now) == 2
    assert [mail.person_id for mail in outbox(mailing)] == [town.karen.person_id, town.mads.person_id]
    assert len({mail.code for mail in outbox(mailing)}) == 2
    with pytest.raises(AlreadySent):
        town.send(mailing, now)
    with pytest.raises(AlreadySent):
        actions.rewrite_mailing(mailing, town.event, Draft("a", "b"), by=town.by, now=now)
    with pytest.raises(AlreadySent):
        actions.discard_mailing(mailing, town.event, by=town.by, now=now)
    assert len(outbox(mailing)) == 2
    assert Happening.PARTICIPANTS_MAILED in set(db.session.scalars(sa.select(Entry.happening)))


def test_nobody_is_no_audience(town: Town, now: datetime) -> None:
    mailing = town.write(now, audience=Audience.OFFERED)
    with pytest.raises(NobodyToWriteTo):
        town.send(mailing, now, expected=0)


def test_only_whoever_handles_registrations_writes(town: Town, now: datetime) -> None:
    mailing = town.write(now)
    for stranger in (people.with_role(people.Role.ORGANISER), people.adam()):
        by = people.actor(stranger, now)
        with pytest.raises(Forbidden):
            actions.write_mailing(town.event, Draft("a", "b"), by=by, now=now)
        with pytest.raises(Forbidden):
            actions.send_mailing(mailing, town.event, expected=2, by=by, now=now)
        with pytest.raises(Forbidden):
            log.read_letters(town.event, by=by, now=now)
        assert log.read_failed(by=by, now=now) == []


def test_the_right_to_it_is_asked_again_when_it_leaves(town: Town, now: datetime) -> None:
    mailing = town.write(now, audience=Audience.ABSENT)
    town.send(mailing, now)
    karens, madses = outbox(mailing)
    town.karen.arrived_at = now
    db.session.flush()
    assert reading.made(karens, now) is None and reading.made(madses, now) is not None
    town.karen.arrived_at = None
    db.session.get_one(Person, town.karen.person_id).suspended_at = now
    db.session.flush()
    assert reading.made(karens, now) is None


def test_two_thousand_cost_no_more_statements_than_two(town: Town, room: Flask, now: datetime) -> None:
    def sent(expected: int) -> int:
        mailing = town.write(now)
        db.session.flush()
        with counted(room) as statements:
            town.send(mailing, now, expected=expected)
            db.session.flush()
        return len(statements)

    few = sent(2)
    fill(town.event.id, 2000, now)
    assert sent(2002) == few <= 8
    rows = db.session.execute(sa.select(sa.func.count()).select_from(MailingRecipient)).scalar_one()
    assert rows == 2004


def test_sent_by_two_at_once_goes_out_once(house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    if house.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite lets one write at a time, so both cannot have looked")
    assert _two_send(house, now, monkeypatch, held=True) == ["AlreadySent", "sent"]
    assert _two_send(house, now, monkeypatch, held=False) != ["AlreadySent", "sent"]


def _two_send(house: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch, *, held: bool) -> list[str]:
    with house.app_context():
        guest = people.councillor()
        event = meetings.seminar(now)
        by = people.actor(db.session.get_one(Person, event.created_by_id), now)
        guests.take(event, guest, now)
        mailing = actions.write_mailing(event, Draft("a", "b"), by=by, now=now)
        db.session.commit()
        event_id, mailing_id = event.id, mailing.id
    ends: list[str] = []
    barrier = threading.Barrier(2, timeout=20)
    recipients_of = whom.recipients_of

    def together(mailing: Mailing) -> list[tuple[int, int]]:
        if not held:
            barrier.wait()  # both have looked whether it is sent
        return recipients_of(mailing)

    def one() -> None:
        with house.app_context():
            event, mailing = db.session.get_one(Event, event_id), db.session.get_one(Mailing, mailing_id)
            try:
                actions.send_mailing(mailing, event, expected=1, by=by, now=now)
                db.session.commit()
                ends.append("sent")
            except Exception as error:
                db.session.rollback()
                ends.append(type(error).__name__)

    with monkeypatch.context() as patch:
        patch.setattr(whom, "recipients_of", together)
        if not held:
            patch.setattr(actions, "lock", lambda thing: thing)
        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return sorted(ends)
