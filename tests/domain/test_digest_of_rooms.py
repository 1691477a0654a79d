"""What the letter with news tells of rooms, to whom, and on which day it comes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.jobs import Job
from politiker.discussions.moderation.models import Block
from politiker.discussions.rooms.models import Level, Room, RoomChoice
from politiker.discussions.threads.models import Thread, ThreadReader
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.notifications import digest, letter_facts, talk
from politiker.people import mail_choices
from politiker.people.mail_choices import Kind, Rhythm
from politiker.people.models import Person
from politiker.policy import STRANGER
from tests import meetings, people, talks
from tests.statements import counted

MONDAY = datetime(2026, 9, 7, 5, tzinfo=UTC)  # 7 in Denmark
SUNDAY = MONDAY - timedelta(days=1)
DAY = "2026-09-07"


def send(day: str = DAY, *, now: datetime = MONDAY) -> int:
    newest = db.session.execute(sa.select(sa.func.max(Person.id))).scalar_one()
    return sum(digest.send(day, batch, now=now) for batch in range(newest // digest.BATCH + 1))


def told_to(somebody: Person, now: datetime = MONDAY) -> Letter | None:
    query = sa.select(OutgoingMail).where(OutgoingMail.letter == "digest", OutgoingMail.person_id == somebody.id)
    mail = db.session.scalars(query.order_by(OutgoingMail.id.desc())).first()
    return letter_facts.digest(mail, now) if mail is not None else None


def talked(
    at: datetime = SUNDAY, *, posts: int = 1, room: Room | None = None, title: str = "Budget", **who: Any
) -> Thread:
    """A thread somebody opened, with so many answers."""
    author = who.get("author") or people.councillor()
    thread = talks.thread(room or talks.open_room(at), author, at, title=title)
    for _ in range(posts):
        talks.answer(thread, author, at)
    return thread


def test_a_thread_with_news_is_told_by_name_number_and_day(room: Flask, now: datetime) -> None:
    karen = people.karen()
    thread = talked(posts=2)
    assert send() == 1, "its own author has read it"
    letter = told_to(karen)
    assert letter is not None and letter.facts["new"] == [] and letter.facts["closed_rooms"] == 0
    [told] = letter.facts["threads"]
    assert (told["title"], told["posts"], told["since"]) == ("Budget", 3, "søndag 6. september 2026")
    assert told["url"].endswith(f"/{thread.id}-budget") and told["answer_url"] == f"{told['url']}#body"


def test_only_what_one_has_not_read_is_counted(room: Flask, now: datetime) -> None:
    karen = people.karen()
    thread = talked(posts=4)
    db.session.add(ThreadReader(person_id=karen.id, thread_id=thread.id, read_number=3))
    send()
    letter = told_to(karen)
    assert letter is not None and letter.facts["threads"][0]["posts"] == 2
    db.session.get_one(ThreadReader, (karen.id, thread.id)).read_number = 5
    assert told_to(karen) is None, "she read it before the letter left"


@pytest.mark.parametrize(
    "reason", ["muted", "room muted", "hidden", "merged", "old", "archived", "read", "own", "blocked"]
)
def test_what_is_no_news_is_no_letter(reason: str, room: Flask, now: datetime) -> None:
    karen = people.karen()
    place = talks.open_room(now)
    author = karen if reason == "own" else people.councillor()
    thread = talked(MONDAY - timedelta(days=7, seconds=1) if reason == "old" else SUNDAY, room=place, author=author)
    match reason:
        case "muted" | "read":
            level, read = (Level.MUTE, 0) if reason == "muted" else (None, 2)
            db.session.add(ThreadReader(person_id=karen.id, thread_id=thread.id, read_number=read, level=level))
        case "room muted":
            db.session.add(RoomChoice(person_id=karen.id, room_id=place.id, level=Level.MUTE))
        case "hidden":
            thread.hidden_at = SUNDAY
        case "merged":
            thread.merged_into_id = thread.id
        case "archived":
            place.archived_at = SUNDAY
        case "blocked":
            db.session.add(Block(person_id=karen.id, blocked_id=author.id, wished_at=now))
    db.session.flush()
    send()
    assert told_to(karen) is None


def test_closed_rooms_are_a_number_and_nothing_more(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    for title in ("Skjult netværk", "Andet skjult"):
        talked(room=talks.network(now, karen, mads, title=title), author=mads, title="Kaninhul")
    talked(room=talks.network(now, mads, title="Ikke hendes"), author=mads)
    sealed = talks.network(now, karen, mads, is_confidential=True)
    sealed.last_post_at = SUNDAY
    db.session.flush()
    assert send() == 2
    letter = told_to(karen)
    assert letter is not None and letter.facts["closed_rooms"] == 3 and letter.facts["threads"] == []
    for canary in ("kjult", "anin", "hendes"):
        assert canary not in str(letter.facts)
    mine = told_to(mads)
    assert mine is not None and mine.facts["closed_rooms"] == 1, (
        "of the confidential room whoever wrote it hears as well"
    )


def test_seven_threads_those_one_follows_first_and_the_rest_as_a_number(room: Flask, now: datetime) -> None:
    karen = people.karen()
    place = talks.open_room(now)
    threads = [talked(SUNDAY + timedelta(minutes=n), room=place, title=f"Nr {n}") for n in range(10)]
    db.session.add(ThreadReader(person_id=karen.id, thread_id=threads[0].id, level=Level.FOLLOW))
    db.session.flush()
    send()
    letter = told_to(karen)
    assert letter is not None
    assert [one["title"] for one in letter.facts["threads"]] == [f"Nr {n}" for n in (0, 9, 8, 7, 6, 5, 4)]
    assert letter.facts["more_threads"] == 3


def test_a_very_long_thread_is_counted_as_at_least_a_hundred(room: Flask, now: datetime) -> None:
    karen = people.karen()
    talked(posts=talk.MOST_POSTS + 5)
    send()
    letter = told_to(karen)
    assert letter is not None and letter.facts["threads"][0]["posts"] == 100 and letter.facts["threads"][0]["at_least"]


def choose(somebody: Person, rhythm: Rhythm, weekday: int, now: datetime) -> None:
    mail_choices.choose_rhythm(rhythm, weekday, by=people.actor(somebody, now))


def test_each_chooses_a_day_or_every_day(room: Flask, now: datetime) -> None:
    weekly, daily, thursday, never = (people.councillor() for _ in range(4))
    choose(daily, Rhythm.DAILY, 0, now)
    choose(thursday, Rhythm.WEEKLY, 3, now)
    mail_choices.choose({Kind.DIGEST: False}, by=people.actor(never, now), now=now)
    author = people.councillor()
    mail_choices.choose({Kind.DIGEST: False}, by=people.actor(author, now), now=now)
    place = talks.open_room(now)
    found = {}
    for days in range(7):
        morning = MONDAY + timedelta(days=days)
        talked(morning - timedelta(hours=2), room=place, author=author, title=f"Dag {days}")
        db.session.execute(sa.delete(OutgoingMail))
        send(f"{morning:%Y-%m-%d}", now=morning)
        found[days] = set(db.session.scalars(sa.select(OutgoingMail.person_id).where(OutgoingMail.letter == "digest")))
        if days == 3:
            letters = [told_to(one, morning) for one in (daily, thursday)]
            assert [[one["title"] for one in letter.facts["threads"]] for letter in letters if letter] == [
                ["Dag 3"], ["Dag 3", "Dag 2", "Dag 1", "Dag 0"],
            ]  # fmt: skip
    assert found[0] == {weekly.id, daily.id} and found[3] == {daily.id, thursday.id}
    assert all(found[day] == {daily.id} for day in (1, 2, 4, 5, 6))


def test_only_days_somebody_chose_put_a_job(room: Flask, now: datetime) -> None:
    """Monday is everybody's; on other days only the batches with somebody whose day it is, once."""
    karen = people.karen()
    count = sa.select(sa.func.count()).select_from(Job).where(Job.name == "digest")
    tuesday = MONDAY + timedelta(days=1)
    digest.plan(now=tuesday)
    assert db.session.execute(count).scalar_one() == 0
    choose(karen, Rhythm.WEEKLY, 1, now)
    for _worker in range(2):
        digest.plan(now=tuesday)
        digest.plan(now=tuesday + timedelta(days=1))
    assert list(db.session.scalars(sa.select(Job.facts).where(Job.name == "digest"))) == [
        {"day": "2026-09-08", "batch": karen.id // digest.BATCH}
    ]


@pytest.mark.parametrize(
    ("moment", "is_time"),
    [
        (datetime(2026, 10, 25, 5, 59, tzinfo=UTC), False), (datetime(2026, 10, 25, 6, tzinfo=UTC), True),  # clock back
        (datetime(2027, 3, 28, 4, 59, tzinfo=UTC), False), (datetime(2027, 3, 28, 5, tzinfo=UTC), True),  # and forward
    ],
)  # fmt: skip
def test_summer_time_comes_and_goes_on_a_sunday(room: Flask, now: datetime, moment: datetime, is_time: bool) -> None:
    choose(people.karen(), Rhythm.WEEKLY, 6, now)
    digest.plan(now=moment)
    jobs = sa.select(sa.func.count()).select_from(Job).where(Job.name == "digest")
    assert bool(db.session.execute(jobs).scalar_one()) == is_time


def test_a_daily_letter_goes_from_seven_to_seven_also_when_a_day_has_25_hours() -> None:
    since, until = digest.span("2026-10-25", digest.DAY)
    assert until - since == timedelta(hours=25)
    since, until = digest.span("2027-03-28", digest.DAY)
    assert until - since == timedelta(hours=23)


def test_a_daily_letter_is_old_the_next_morning(room: Flask, now: datetime) -> None:
    karen = people.karen()
    choose(karen, Rhythm.DAILY, 0, now)
    talked()
    send()
    assert told_to(karen, MONDAY + timedelta(hours=23)) is not None
    assert told_to(karen, MONDAY + timedelta(hours=24)) is None


def test_a_rhythm_is_ones_own(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    choose(karen, Rhythm.WEEKLY, 0, now)
    assert db.session.get(mail_choices.DigestChoice, karen.id) is None, "the default is no choice"
    choose(karen, Rhythm.WEEKLY, 4, now)
    choose(karen, Rhythm.DAILY, 0, now)
    assert mail_choices.rhythm_of(karen.id) == (Rhythm.DAILY, 0)
    assert mail_choices.rhythm_of(mads.id) == (Rhythm.WEEKLY, 0)
    for by, weekday in ((STRANGER, 0), (people.actor(karen, now), 7)):
        with pytest.raises(Forbidden):
            mail_choices.choose_rhythm(Rhythm.WEEKLY, weekday, by=by)


def test_a_batch_costs_the_same_whatever_was_said(house: Flask, now: datetime) -> None:
    costs = []
    for day, more in (("2026-09-07", 1), ("2026-09-14", 25)):
        with house.app_context():
            until = digest.span(day)[1]
            place = talks.open_room(until)
            for n in range(more):
                talked(until - timedelta(hours=n + 1), room=place, author=people.councillor())
            db.session.commit()
            newest = db.session.execute(sa.select(sa.func.max(Person.id))).scalar_one()
        with counted(house) as sent, house.app_context():
            digest.send(day, newest // digest.BATCH, now=until)
            db.session.commit()
        costs.append(len(sent))
        with house.app_context():
            assert db.session.execute(sa.select(sa.func.count()).select_from(OutgoingMail)).scalar_one() >= more - 1
    assert costs[1] <= costs[0] + 1, costs  # the insert itself, which the first had no need of


def test_a_letter_costs_the_same_whatever_was_said(house: Flask, now: datetime) -> None:
    costs = []
    with house.app_context():
        karen, place = people.karen().id, talks.open_room(now)
        meetings.seminar(SUNDAY)
        talked(room=place)
        send()
        db.session.commit()
        there = place.id
    for more in (0, 20):
        with house.app_context():
            for _ in range(more):
                talked(room=db.session.get_one(Room, there))
            db.session.commit()
        with house.app_context():
            mail = db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.person_id == karen)).one()
            with counted(house) as sent:
                assert letter_facts.digest(mail, MONDAY) is not None
        costs.append(len(sent))
    assert costs[0] == costs[1], costs
