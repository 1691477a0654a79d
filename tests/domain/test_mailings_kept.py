"""What became of each letter, sending it again, the event's own reminder, and the words for all of it."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event
from politiker.mail import delivery
from politiker.mail.outbox import OutgoingMail
from politiker.people import mail_choices
from politiker.people.mail_choices import Kind
from politiker.people.models import Person
from politiker.policy import system
from politiker.registrations import reminders
from politiker.registrations.mailings import actions, log, placeholders, queries, reminding
from politiker.registrations.mailings.actions import Draft
from politiker.registrations.mailings.errors import (
    NothingToSendAgain,
    ReminderTooLate,
)
from politiker.registrations.mailings.models import Mailing
from politiker.web.mailings import happenings, words
from politiker.worker import LETTERS, desk_tables
from tests import meetings, people
from tests.mail import reading
from tests.statements import counted
from tests.written import Town, fill, outbox


@pytest.fixture
def town(room: Flask, now: datetime) -> Town:
    return Town(now)


def test_a_letter_that_failed_is_sent_again_with_the_same_id_and_another_with_a_new(town: Town, now: datetime) -> None:
    mailing = town.write(now)
    town.send(mailing, now)
    karens, madses = outbox(mailing)
    ids = {karens.id: karens.code, madses.id: madses.code}
    delivery.given_up(karens, "550 5.1.1", now=now)
    delivery.sent(madses, now=now)
    db.session.expire_all()
    assert log.outcome(mailing) == {"failed": 1, "sent": 1}
    assert log.failed_at({town.event.id}) == {town.event.id: 1}
    rows = log.read_recipients(mailing, town.event, by=town.by, now=now)
    assert [row.error for row in rows] == ["550 5.1.1", None]
    assert [row.id for row in log.read_failed(by=town.by, now=now)] == [karens.id]
    assert log.resend_failed(mailing, town.event, by=town.by, now=now) == 1
    with pytest.raises(NothingToSendAgain):
        log.resend_failed(mailing, town.event, by=town.by, now=now)
    log.send_again(town.event, madses.id, by=town.by, now=now)
    with pytest.raises(NothingToSendAgain):
        log.send_again(town.event, madses.id, by=town.by, now=now)
    with pytest.raises(NothingToSendAgain):
        log.send_again(meetings.seminar(now, organiser=town.ole), karens.id, by=people.actor(town.ole, now), now=now)
    db.session.expire_all()
    assert log.outcome(mailing) == {"queued": 2}
    assert (karens.code == ids[karens.id], madses.code == ids[madses.id]) == (True, False)
    delivery.given_up(karens, "550 5.1.1", now=now)
    assert log.resend_all_failed(by=town.by, now=now) == 1


def test_a_years_letters_stay_and_the_others_are_forgotten(town: Town, now: datetime) -> None:
    mailing = town.write(now)
    town.send(mailing, now)
    db.session.execute(sa.update(OutgoingMail).values(sent_at=now))
    delivery.forget_old(now=now + timedelta(days=8))
    assert set(db.session.scalars(sa.select(OutgoingMail.letter))) == {"mailing"}
    delivery.forget_old(now=now + timedelta(days=367))
    assert log.outcome(mailing) == {"forgotten": 2}
    assert [row.id for row in log.read_recipients(mailing, town.event, by=town.by, now=now)] == [None, None]


def test_an_event_does_without_a_reminder_and_has_its_own(town: Town, now: datetime) -> None:
    own = Draft("Husk {arrangement}", "Kære {fornavn}", days_before=7)
    reminding.shape_reminders(town.event, kept=[2], own=own, by=town.by, now=now)
    assert reminding.kept_reminders(town.event.id) == [2]
    early, day = now + timedelta(days=16), now + timedelta(days=23)
    assert reminders.events_to_remind_of(14, now=early) == [] and reminding.due_reminders(now=early) == []
    assert reminders.events_to_remind_of(2, now=now + timedelta(days=28)) == [town.event.id]
    (due,) = reminding.due_reminders(now=day)
    mads = people.actor(db.session.get_one(Person, town.mads.person_id), now)
    mail_choices.choose({Kind.REMINDERS: False}, by=mads, now=now)
    assert actions.send_own_reminder(due, by=system("job"), now=early) == 0
    assert actions.send_own_reminder(due, by=system("job"), now=day) == 2
    assert actions.send_own_reminder(due, by=system("job"), now=day) == 0
    assert reminding.due_reminders(now=day) == []
    karens, madses = outbox(db.session.get_one(Mailing, due))
    assert reading.made(madses, day) is None
    message = reading.made(karens, day)
    assert message is not None and message["List-Unsubscribe"]
    assert reading.made(karens, town.event.starts_at) is None


def test_the_own_reminder_is_changed_taken_away_and_never_late(town: Town, now: datetime) -> None:
    def shape(days: int | None) -> Mailing | None:
        own = Draft("Husk", "Kære {fornavn}", days_before=days) if days else None
        reminding.shape_reminders(town.event, kept=[14, 2], own=own, by=town.by, now=now)
        return reminding.own_reminder(town.event.id)

    first, second = shape(7), shape(9)
    assert first is not None and second is not None and first.id == second.id and second.days_before == 9
    with pytest.raises(ReminderTooLate):
        shape(30)
    assert shape(None) is None
    assert reminding.kept_reminders(town.event.id) == [14, 2]


def test_the_worker_plans_it_once_an_hour(town: Town, now: datetime) -> None:
    own = Draft("Husk", "Kære {fornavn}", days_before=7)
    reminding.shape_reminders(town.event, kept=[14, 2], own=own, by=town.by, now=now)
    desk_tables.plan(now=now + timedelta(days=23))
    desk_tables.plan(now=now + timedelta(days=23))
    assert db.session.execute(sa.text("SELECT count(*) FROM job WHERE name = 'send_own_reminder'")).scalar_one() == 1


def test_pages_of_letters_cost_the_same_for_many(town: Town, room: Flask, now: datetime) -> None:
    def read() -> int:
        db.session.expire_all()
        event = db.session.get_one(Event, town.event.id)
        with counted(room) as statements:
            log.read_letters(event, by=town.by, now=now)
            log.read_failed(by=town.by, now=now)
            queries.mailings_of(event.id)
        return len(statements)

    town.send(town.write(now), now)
    db.session.execute(sa.update(OutgoingMail).values(failed_at=now))
    few = read()
    fill(town.event.id, 60, now)
    for _ in range(35):
        town.send(town.write(now), now, expected=62)
    db.session.execute(sa.update(OutgoingMail).values(failed_at=now))
    assert read() == few


def test_every_letter_about_a_seat_has_its_name_on_the_desk() -> None:
    about = {name for name, gather in LETTERS.items() if gather.__module__.startswith("politiker.registrations")}
    assert words.LETTERS.keys() == log.ABOUT_SEATS == about


def test_every_happening_at_an_event_has_its_sentence() -> None:
    """Those of the desk, and whatever the rooms of events and registrations remember."""
    assert len(happenings.SENTENCES) == sum(len(group) for _name, group in happenings.GROUPS.values())
    assert set(placeholders.NAMES) <= set(words.PLACEHOLDERS.replace("{", "").replace("}", "").split(", "))
