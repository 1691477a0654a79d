"""The week's new events: when the letter is written, to whom, and what it tells when it leaves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.jobs import Job
from politiker.events.models import Audience, Event
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.notifications import digest, letter_facts
from politiker.people import mail_choices
from politiker.people.mail_choices import Kind, MailChoice
from politiker.people.models import Person
from politiker.policy import STRANGER
from politiker.registrations import event_changes
from politiker.worker import Worker
from tests import meetings, people
from tests.conftest import Clock
from tests.statements import counted

MONDAY = datetime(2026, 9, 7, 5, tzinfo=UTC)  # 7 in Denmark
WEEK = "2026-09-07"
MOMENT = timedelta(seconds=1)


def send(*, now: datetime) -> int:
    """The week's letter to everybody, batch by batch; how many were written."""
    newest = db.session.execute(sa.select(sa.func.max(Person.id))).scalar_one()
    return sum(digest.send(WEEK, batch, now=now) for batch in range(newest // digest.BATCH + 1))


def jobs_put() -> list[dict[str, Any]]:
    return list(db.session.scalars(sa.select(Job.facts).where(Job.name == "digest").order_by(Job.id)))


def choose(somebody: Person, kind: Kind, wanted: bool, now: datetime) -> None:
    mail_choices.choose({kind: wanted}, by=people.actor(somebody, now), now=now)


def letters() -> list[OutgoingMail]:
    return list(db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.letter == "digest")))


def told_to(somebody: Person, now: datetime = MONDAY) -> Letter | None:
    [mail] = [one for one in letters() if one.person_id == somebody.id]
    return letter_facts.digest(mail, now)


@pytest.mark.parametrize(
    ("moment", "jobs"),
    [
        (MONDAY - MOMENT, 0),
        (MONDAY, 1),
        (MONDAY + timedelta(hours=2) - MOMENT, 1),
        (MONDAY + timedelta(hours=2), 0),
        (MONDAY + timedelta(days=1), 0),
        (datetime(2026, 11, 2, 5, 30, tzinfo=UTC), 0),  # 6.30 in winter
        (datetime(2026, 11, 2, 6, tzinfo=UTC), 1),
        (datetime(2026, 10, 26, 6, tzinfo=UTC), 1),  # the day after the clock went back
    ],
)
def test_it_is_written_on_monday_morning(room: Flask, moment: datetime, jobs: int) -> None:
    batches = range(people.karen().id // digest.BATCH + 1)
    digest.plan(now=moment)
    digest.plan(now=moment + timedelta(microseconds=1))
    put = sorted(job["batch"] for job in jobs_put())
    assert put == (list(batches) if jobs else []), "and once, however often it is planned"


def test_a_batch_is_500_numbers(room: Flask, now: datetime) -> None:
    batch = people.karen().id // digest.BATCH + 2
    far = Person(
        id=batch * digest.BATCH + 3, uid="x" * 24, name="Lis Vang", email="lis@example.dk", email_key="lis@example.dk"
    )
    db.session.add(far)
    db.session.flush()
    digest.plan(now=MONDAY)
    assert jobs_put() == [{"day": WEEK, "batch": n} for n in range(batch + 1)]


def test_a_week_goes_from_monday_to_monday_in_danish_time() -> None:
    assert digest.span(WEEK) == (MONDAY - timedelta(days=7), MONDAY)
    first, last = digest.span("2026-10-26")  # the clock goes back on Sunday 25 October
    assert (first.hour, last.hour, last - first) == (5, 6, timedelta(days=7, hours=1))
    assert digest.span("2026-12-28")[1].isoformat() == "2026-12-28T06:00:00+00:00"


def test_it_goes_to_councillors_who_want_it(room: Flask, now: datetime) -> None:
    meetings.seminar(now)
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    choose(mads, Kind.DIGEST, False, now)
    choose(amina, Kind.REMINDERS, False, now)
    people.councillor(period=(people.PERIOD[0], MONDAY))
    people.councillor().suspended_at = now
    people.councillor().joined_at = None
    people.ole()
    people.person()
    db.session.flush()
    assert send(now=MONDAY) == 2
    assert {one.person_id for one in letters()} == {karen.id, amina.id}
    assert send(now=MONDAY + timedelta(minutes=5)) == 0, "once a week"
    assert digest.send(WEEK, 1_000_000, now=MONDAY) == 0, "nobody has such a number"


@pytest.mark.parametrize(
    ("published", "is_new"),
    [
        (MONDAY - timedelta(days=7) - MOMENT, False),
        (MONDAY - timedelta(days=7), True),
        (MONDAY - MOMENT, True),
        (MONDAY, False),
    ],
)
def test_nothing_new_is_no_letter(room: Flask, published: datetime, is_new: bool) -> None:
    meetings.seminar(published, starts_at=MONDAY + timedelta(days=30), ends_at=MONDAY + timedelta(days=31))
    meetings.draft(published)
    people.karen()
    assert send(now=MONDAY) == int(is_new)


def test_what_is_true_when_it_leaves_is_told(room: Flask, now: datetime) -> None:
    """Written for five; meanwhile four of them have a reason not to get it."""
    event = meetings.seminar(now)
    ole = people.ole()
    karen, *others = [people.councillor(name) for name in ("Karen Friis", "B Ø", "C Ø", "D Ø", "E Ø")]
    assert send(now=MONDAY) == 5
    no, out, over, gone = others
    choose(no, Kind.DIGEST, False, MONDAY)
    out.suspended_at = MONDAY
    db.session.execute(sa.text("UPDATE mandate SET ends_at = starts_at WHERE person_id = :id"), {"id": over.id})
    gone.joined_at = None
    db.session.flush()
    letter = told_to(karen)
    assert letter is not None and [one["title"] for one in letter.facts["new"]] == [event.title]
    assert [told_to(one) for one in others] == [None] * 4
    assert told_to(karen, MONDAY + timedelta(days=2)) is None, "on Wednesday it is no news"
    event.created_by_id = ole.id
    event_changes.call_off_event(event, "Syg.", by=people.actor(people.adam(), now), now=MONDAY)
    db.session.flush()
    assert told_to(karen) is None, "nothing of it is left"


def test_seven_new_and_three_coming(room: Flask, now: datetime) -> None:
    karen = people.karen()
    for days in range(9):
        starts = MONDAY + timedelta(days=40 + days)
        meetings.seminar(now, title=f"Nyt {days}", starts_at=starts, ends_at=starts + timedelta(hours=2))
    for days in range(5):
        starts = MONDAY + timedelta(days=3 + days)
        early = now - timedelta(days=20)
        meetings.seminar(early, title=f"Snart {days}", starts_at=starts, ends_at=starts + timedelta(hours=2))
    send(now=MONDAY)
    letter = told_to(karen)
    assert letter is not None
    assert [one["title"] for one in letter.facts["new"]] == [f"Nyt {days}" for days in range(7)]
    assert letter.facts["more"] == 2
    assert [one["title"] for one in letter.facts["coming"]] == ["Snart 0", "Snart 1", "Snart 2"]


def test_what_is_only_for_members_has_no_title_in_a_letter(room: Flask, now: datetime) -> None:
    karen = people.karen()
    event = meetings.seminar(now, title="Hemmelig drøftelse", audience=Audience.MEMBERS)
    send(now=MONDAY)
    letter = told_to(karen)
    assert letter is not None and "emmelig" not in str(letter.facts)
    assert letter.facts["new"][0]["url"].endswith(f"/log-ind?next=/arrangementer/{event.id}")


def test_how_it_stands_with_the_seats(room: Flask, now: datetime) -> None:
    karen = people.karen()
    meetings.seminar(now)
    send(now=MONDAY)
    found = []
    for change in (
        {}, {"seats_held": 25}, {"seats_held": 24, "waiting": 1}, {"seats_held": 3, "waiting": 0},
        {"closes_at": MONDAY}, {"closes_at": None, "opens_at": MONDAY + MOMENT},
    ):  # fmt: skip
        if change:
            db.session.execute(sa.update(Event).values(**change))
        letter = told_to(karen)
        assert letter is not None
        found.append((letter.facts["new"][0]["seats"], letter.facts["new"][0]["left"]))
    assert found == [("open", 25), ("full", 0), ("full", 1), ("open", 22), ("closed", 22), ("not_open", 22)]


def test_a_batch_costs_the_same_for_one_as_for_forty(house: Flask, now: datetime) -> None:
    costs = []
    for week, more in ((WEEK, 1), ("2026-09-14", 40)):
        with house.app_context():
            until = digest.span(week)[1]
            starts = until + timedelta(days=30)
            meetings.seminar(until - timedelta(days=1), starts_at=starts, ends_at=starts + timedelta(hours=1))
            for _ in range(more):
                people.councillor()
            db.session.commit()
            first = db.session.execute(sa.select(sa.func.min(Person.id))).scalar_one()
        sent_to = 0
        with counted(house) as sent, house.app_context():
            for batch in {first // digest.BATCH, (first + 60) // digest.BATCH}:
                sent_to += digest.send(week, batch, now=until)
            db.session.commit()
        assert sent_to == (1 if week == WEEK else 41)
        costs.append(len(sent))
    assert costs[0] == costs[1], costs


def test_the_worker_does_it_all(house: Flask, wall: Clock) -> None:
    with house.app_context():
        meetings.seminar(wall.moment)
        karen = people.karen().id
        db.session.commit()
    wall.moment = MONDAY + timedelta(minutes=12)
    worker = Worker(house)
    worker.plan()
    worker.do_jobs()
    with house.app_context():
        assert [one.person_id for one in letters()] == [karen]


def test_a_choice_is_ones_own_and_keeps_its_time(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    later = now + timedelta(days=3)
    choose(karen, Kind.DIGEST, True, now)
    assert not db.session.scalars(sa.select(MailChoice)).all(), "the default is no choice"
    choose(karen, Kind.DIGEST, False, now)
    choose(karen, Kind.DIGEST, False, later)
    [choice] = db.session.scalars(sa.select(MailChoice))
    assert (choice.person_id, choice.is_wanted, choice.chosen_at) == (karen.id, False, now)
    assert mail_choices.wants(mads.id, Kind.DIGEST) and not mail_choices.wants(karen.id, Kind.DIGEST)
    choose(karen, Kind.DIGEST, True, later)
    db.session.refresh(choice)
    assert choice.is_wanted and choice.chosen_at == later
    with pytest.raises(Forbidden):
        mail_choices.choose({Kind.DIGEST: False}, by=STRANGER, now=now)
