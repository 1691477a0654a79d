"""What follows when a mandate runs out: sign-ins, letters, offers, the line, and a task for each place that stands."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.jobs import Job
from politiker.core.tokens import Token
from politiker.mail.outbox import OutgoingMail
from politiker.people import forgetting
from politiker.people.councils import lapsing, mandates
from politiker.people.directory import actions as directory
from politiker.people.directory.models import NameWord
from politiker.people.models import Mandate, Party, Person
from politiker.people.sign_ins import sessions
from politiker.people.sign_ins.models import SignIn
from politiker.policy import Permission, can, system
from politiker.registrations import actions, lapse, task_list, waiting_list
from politiker.registrations.models import Registration, State
from politiker.registrations.tasks import Task, TaskIsDone, complete_task, note_told
from politiker.worker.tables import EVERY_MINUTE
from tests import meetings, people
from tests.guests import take

BY = system("lapse")
END = timedelta(days=10)


def ending(name: str, now: datetime, *, town: str = "Ringsted") -> Person:
    """Somebody whose mandate ends in ten days."""
    return people.councillor(name, town=town, letter="A", period=(people.PERIOD[0], now + END))


def run(now: datetime) -> None:
    """The job, and the jobs it leaves."""
    db.session.flush()
    lapse.lapse(by=BY, now=now)
    for job in db.session.scalars(sa.select(Job).where(Job.name == "lapse_event", Job.done_at.is_(None))):
        lapse.see_to_event(job.facts["event"], by=BY, now=now)
        job.done_at = now
    db.session.flush()


def letters(person: Person) -> list[str]:
    return list(db.session.scalars(sa.select(OutgoingMail.letter).where(OutgoingMail.person_id == person.id)))


def live(person: Person) -> int:
    query = sa.select(sa.func.count()).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    return int(db.session.scalar(query) or 0)


def tasks() -> list[Task]:
    return list(db.session.scalars(sa.select(Task).order_by(Task.id).execution_options(populate_existing=True)))


def test_it_is_looked_for_every_minute() -> None:
    assert "lapse" in EVERY_MINUTE


def test_whoever_sits_no_longer_is_signed_out_and_told_once(room: Flask, now: datetime) -> None:
    gone, stays = ending("Gerda Gammel", now), people.mads()
    invited = people.councillor("Ivan Inviteret", period=(people.PERIOD[0], now + END))
    invited.joined_at = None
    for person in (gone, stays):
        sessions.sign_in(person, now=now)
    run(now + END - timedelta(seconds=1))
    assert live(gone) == 1 and letters(gone) == []
    for later in (0, 1, 60):
        run(now + END + timedelta(minutes=later))
    assert (live(gone), live(stays)) == (0, 1)
    assert (letters(gone), letters(stays), letters(invited)) == (["mandate_ended"], [], [])
    lapsed = sa.select(Entry.reason).where(Entry.happening == Happening.MANDATE_LAPSED)
    assert db.session.scalars(lapsed).all() == ["period", "period"]


def test_every_yes_is_taken_back_with_the_mandate(room: Flask, now: datetime) -> None:
    gone, stays = ending("Gerda Gammel", now), people.mads()
    for person in (gone, stays):
        me = people.actor(person, now)
        directory.edit_profile(person, is_shown=True, about="Spørg", shows_list=True, by=me, now=now)
    run(now + END)
    for person in (gone, stays):
        db.session.refresh(person)
    assert (gone.shown_at, gone.list_shown_at) == (None, None) and stays.list_shown_at == now
    words = set(db.session.scalars(sa.select(NameWord.person_id)))
    assert words == {stays.id}


def test_whoever_sits_on_notices_nothing(room: Flask, now: datetime) -> None:
    again, elsewhere, moved = (ending(name, now) for name in ("Anna Igen", "Else Andetsteds", "Lis Nyliste"))
    place, party = people.municipality("Ringsted").id, db.session.scalars(sa.select(Mandate.party_id)).first()
    assert party is not None
    mandates.reelect(again, place, party, starts_at=now + END, ends_at=now + 9 * END, by=BY)
    aarhus = people.municipality("Aarhus").id
    there = db.session.scalars(sa.select(Party.id).where(Party.municipality_id == aarhus)).first()
    mandates.reelect(elsewhere, aarhus, there, starts_at=now + END, ends_at=now + 9 * END, by=BY)
    other = sa.select(Party.id).where(Party.municipality_id == place, Party.id != party)
    old = db.session.scalars(sa.select(Mandate).where(Mandate.person_id == moved.id)).one()
    mandates.change_list(old, db.session.scalars(other).first() or 0, at=now + timedelta(days=1), by=BY, now=now)
    for person in (again, elsewhere, moved):
        sessions.sign_in(person, now=now)
    run(now + timedelta(days=2))
    assert live(moved) == 1 and letters(moved) == []
    run(now + END)
    assert [live(person) for person in (again, elsewhere, moved)] == [1, 1, 0]
    assert [letters(person) for person in (again, elsewhere)] == [[], []]


def test_a_whole_election_is_taken_in_batches(room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lapsing, "BATCH", 3)
    for _ in range(7):
        ending("", now)
    rounds = 0
    db.session.flush()
    while True:
        found = lapsing.lapse_mandates(by=BY, now=now + END)
        rounds += 1
        assert len(found.person_ids) <= 3
        if not found.has_more:
            break
    assert rounds == 3
    assert db.session.scalar(sa.select(sa.func.count()).where(Mandate.lapsed_at.is_(None))) == 0


def test_a_full_batch_asks_for_the_next(room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lapsing, "BATCH", 1)
    ending("", now), ending("", now)
    db.session.flush()
    for more in (1, 2, 2):
        lapse.lapse(by=BY, now=now + END)
        assert db.session.scalar(sa.select(sa.func.count()).where(Job.name == "lapse")) == more


def test_every_place_that_stands_becomes_a_task(room: Flask, now: datetime) -> None:
    host = people.ole()
    full = meetings.seminar(now, organiser=host, capacity=1)
    past = meetings.seminar(now, organiser=host, starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=3))
    seated, waits = ending("Sidse Sæde", now), ending("Viggo Venter", now, town="Aarhus")
    take(full, seated, now), take(full, waits, now), take(past, waits, now)
    run(now + END)
    run(now + END)
    assert [(task.event_id, task.municipality_id) for task in tasks()] == [
        (full.id, people.municipality("Ringsted").id),
        (full.id, people.municipality("Aarhus").id),
    ]
    assert db.session.scalars(sa.select(Registration.state).where(Registration.event_id == full.id)).all() == [
        State.CONFIRMED, State.WAITING,
    ], "nobody is dropped"  # fmt: skip


def test_an_offer_goes_on_at_once_and_the_line_passes_the_lapsed_by(room: Flask, now: datetime) -> None:
    host = people.ole()
    event = meetings.seminar(now, organiser=host, capacity=1)
    first, offered, waits, last = people.mads(), ending("Odd", now), ending("Viggo", now), people.karen()
    for person in (first, offered, waits, last):
        take(event, person, now)
    late = now + END - timedelta(hours=1)
    seat = db.session.scalars(sa.select(Registration).where(Registration.person_id == first.id)).one()
    actions.withdraw(seat, by=people.actor(first, late), now=late)

    def state(person: Person) -> State:
        db.session.expire_all()
        return db.session.scalars(sa.select(Registration.state).where(Registration.person_id == person.id)).one()

    assert state(offered) is State.OFFERED
    run(now + END)
    assert (state(offered), state(waits), state(last)) == (State.EXPIRED, State.WAITING, State.OFFERED)
    keys = dict(db.session.execute(sa.select(Token.subject_id, Token.used_at)).all())
    mine = db.session.scalars(sa.select(Registration.id).where(Registration.person_id == offered.id)).one()
    assert keys[mine] is not None, "the key in the letter opens nothing"
    assert "offer_expired" not in letters(offered)
    numbers = db.session.scalars(sa.select(Registration.number).order_by(Registration.number)).all()
    assert numbers == [1, 2, 3, 4], "whoever is passed by keeps the number"


def test_the_line_is_read_along_its_indexes(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now)
    line = waiting_list._line(event, now).order_by(Registration.priority, Registration.number)
    if db.engine.dialect.name == "sqlite":
        text = str(line.compile(db.engine, compile_kwargs={"literal_binds": True}))
        plan = " ".join(row[3] for row in db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {text}")))
    else:
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        text = str(line.compile(db.engine, compile_kwargs={"literal_binds": True}))
        plan = " ".join(row[0] for row in db.session.execute(sa.text(f"EXPLAIN {text}")))
    assert "ix_registration_line" in plan and "ix_mandate_person" in plan, plan


def given_a_task(now: datetime) -> tuple[Task, Person, Person]:
    host, gone = people.ole(), ending("Sidse Sæde", now)
    take(meetings.seminar(now, organiser=host), gone, now)
    run(now + END)
    [task] = tasks()
    db.session.refresh(task, ["registration"])
    return task, host, gone


def test_the_organiser_decides_and_the_secretary_only_notes(room: Flask, now: datetime) -> None:
    task, host, gone = given_a_task(now)
    later = now + END
    ole, birgit = people.actor(host, later), people.actor(people.birgit(), later)
    assert [len(task_list.tasks_of(who, now=later)) for who in (ole, birgit)] == [1, 1]
    note_told(task, by=birgit, now=later)
    db.session.flush()
    assert [len(task_list.tasks_of(who, now=later)) for who in (ole, birgit)] == [1, 0]
    for who in (people.actor(gone, later), people.actor(people.adam(), later), birgit):
        with pytest.raises(Forbidden):
            complete_task(task, by=who, now=later)
    complete_task(task, by=ole, now=later)
    with pytest.raises(TaskIsDone):
        complete_task(task, by=ole, now=later)
    assert task_list.tasks_of(ole, now=later) == []
    run(later)
    db.session.refresh(task)
    assert task.done_by_id == host.id, "let stand is let stand"


def test_a_task_closes_itself_when_nobody_needs_it(room: Flask, now: datetime) -> None:
    task, host, gone = given_a_task(now)
    later = now + END
    party = db.session.scalars(sa.select(Mandate.party_id).where(Mandate.person_id == gone.id)).one()
    place = people.municipality("Ringsted").id
    mandates.reelect(gone, place, party, starts_at=later, ends_at=later + END, by=BY)
    assert task_list.tasks_of(people.actor(host, later), now=later) == []
    assert lapse.close_settled_tasks(now=later) == 1
    run(later + END)
    db.session.refresh(task)
    assert task.done_at is None, "and opens again when the new mandate ends too"


def test_a_task_closes_when_the_guest_leaves_or_the_event_begins(room: Flask, now: datetime) -> None:
    task, _host, gone = given_a_task(now)
    later = now + END
    assert lapse.close_settled_tasks(now=later) == 0
    actions.withdraw(task.registration, by=people.actor(gone, later), now=later)
    db.session.flush()
    assert lapse.close_settled_tasks(now=later) == 1


def test_after_ninety_days_nothing_opens_up(room: Flask, now: datetime) -> None:
    """Without any mandate left one is what one was before the first: nobody, with one's own data."""
    gone, later = ending("Sidse Sæde", now), now + END + timedelta(days=91)
    seat = take(
        meetings.seminar(now, starts_at=now + timedelta(days=200), ends_at=now + timedelta(days=201)), gone, now
    )
    lapsed = people.actor(gone, now + END)
    forgetting.forget_mandates(now=later)
    db.session.flush()
    forgotten = people.actor(gone, later)
    assert not forgotten.is_councillor and not forgotten.is_member
    about_events = (Permission.SEE_MEMBERS_EVENTS, Permission.READ_OPEN_ROOMS, Permission.SEE_LIST_ON_PROFILE)
    assert not any(can(who, permission) for who in (lapsed, forgotten) for permission in about_events)
    for permission in (Permission.WITHDRAW_REGISTRATION, Permission.ANSWER_OFFER, Permission.STATE_NEEDS):
        assert not can(forgotten, permission, seat)
    assert can(lapsed, Permission.WITHDRAW_REGISTRATION, seat)
    assert not can(forgotten, Permission.OWN_FEED, gone)
    assert can(forgotten, Permission.EXPORT_OWN_DATA, gone)


def test_somebody_with_roles_keeps_them_and_no_more(room: Flask, now: datetime) -> None:
    both = ending("Bo Begge", now)
    people.actions.give_role(both, people.Role.MODERATOR, by=people.TESTER, now=now)
    run(now + END)
    after = people.actor(both, now + END)
    assert after.has(people.Role.MODERATOR) and not after.is_councillor
    assert not can(after, Permission.REGISTER, meetings.seminar(now))
