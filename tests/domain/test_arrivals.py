"""The door: one arrival for each who came, however often and by whichever phone it is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from politiker.audit import Entry
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.policy import Right
from politiker.registrations import actions as seats
from politiker.registrations.arrivals import actions, queries, tickets, walk_ins
from politiker.registrations.arrivals.actions import Act, Outcome, Told
from politiker.registrations.arrivals.errors import DoorIsClosed, NobodyOfThatName, NoSeatIsFree
from politiker.registrations.arrivals.models import Arrival
from politiker.registrations.models import Participant, Registration, State
from tests import guests, meetings, people

BEFORE = timedelta(days=30)
pytestmark = pytest.mark.usefixtures("room")


class Door:
    """An event that begins at noon today, Karen and Mads with a seat, and Ole at the door."""

    def __init__(self, now: datetime, **changes: Any) -> None:
        self.now = now
        self.ole = people.ole()
        self.event: Event = meetings.seminar(now - BEFORE, organiser=self.ole, **changes)
        self.karen = guests.take(self.event, people.karen(), now - BEFORE)
        self.mads = guests.take(self.event, people.mads(), now - BEFORE)

    def press(self, mark: str, who: Registration, minutes: int = 0, undoes: str | None = None) -> Told:
        act = Act(mark, who.uid, self.now + timedelta(minutes=minutes), undoes)
        return self.send([act])[0]

    def send(self, acts: list[Act], after: timedelta = timedelta(hours=1)) -> list[Told]:
        return actions.note_arrivals(self.event, acts, by=people.actor(self.ole, self.now), now=self.now + after)

    def trail(self, happening: str) -> int:
        query = sa.select(sa.func.count()).select_from(Entry).where(Entry.happening == happening)
        return int(db.session.scalar(query) or 0)


@pytest.fixture
def door(now: datetime) -> Door:
    return Door(now)


def test_the_same_press_sent_twice_is_one_arrival(door: Door) -> None:
    first = door.press("a", door.karen, 5)
    again = door.press("a", door.karen, 5)
    assert first == again and first.outcome is Outcome.ARRIVED
    assert door.karen.arrived_at == door.now + timedelta(minutes=5), "when the phone says, not when it was told"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Arrival)) == 1
    assert door.trail("checked_in") == 1


def test_two_doors_that_check_the_same_person_in_make_one_arrival_and_the_second_is_told_when(door: Door) -> None:
    door.press("a", door.karen, 5)
    second = door.press("b", door.karen, 9)
    assert second.outcome is Outcome.AGAIN and second.arrived_at == door.now + timedelta(minutes=5)
    third = door.press("c", door.karen, 1)
    assert third.outcome is Outcome.AGAIN and door.karen.arrived_at == door.now + timedelta(minutes=1), "the earliest"
    assert door.press("b", door.karen, 9).outcome is Outcome.AGAIN, "told twice, answered alike"
    assert door.trail("checked_in") == 1


def test_undoing_takes_back_ones_own_press_only(door: Door) -> None:
    door.press("a", door.karen, 5)
    door.press("b", door.karen, 9)
    assert door.press("u", door.karen, undoes="b").outcome is Outcome.STILL_IN
    assert door.press("v", door.karen, undoes="a").outcome is Outcome.UNDONE and door.karen.arrived_at is None
    assert door.press("v", door.karen, undoes="a").outcome is Outcome.UNDONE
    assert door.trail("check_in_undone") == 1
    assert door.press("a", door.karen, 5).outcome is Outcome.UNDONE, "an old press does not come back"
    assert door.press("c", door.karen, 20).outcome is Outcome.ARRIVED
    assert door.press("w", door.karen, undoes=actions.EVERY_MARK).outcome is Outcome.UNDONE


def test_a_batch_is_taken_in_its_own_order(door: Door) -> None:
    told = door.send([
        Act("a", door.karen.uid, door.now), Act("u", door.karen.uid, door.now, "a"), Act("b", door.mads.uid, door.now),
        Act("b", door.mads.uid, door.now), Act("c", "0" * 24, door.now),
    ])  # fmt: skip
    assert [one.outcome.value for one in told] == ["arrived", "undone", "arrived", "arrived", "unknown"]


def test_a_mark_of_somebody_elses_arrival_is_refused(door: Door) -> None:
    door.press("a", door.karen)
    assert door.press("a", door.mads).outcome is Outcome.UNKNOWN and door.mads.arrived_at is None


def test_a_clock_that_cannot_be_right_is_not_believed(door: Door) -> None:
    told_at = door.now + timedelta(hours=1)
    begins = door.event.starts_at
    assert begins == door.now
    for minutes in (90, -3 * 24 * 60):
        mark = f"m{minutes}"
        door.press(mark, door.karen, minutes)
        assert door.karen.arrived_at == told_at
        door.press(f"u{minutes}", door.karen, undoes=mark)


def test_who_left_is_not_checked_in(door: Door) -> None:
    seats.withdraw(door.mads, by=people.actor(door.ole, door.now), now=door.now - timedelta(minutes=1))
    assert door.press("a", door.mads).outcome is Outcome.NO_SEAT and door.mads.arrived_at is None


def test_the_door_opens_a_day_before_and_closes_a_week_after(door: Door) -> None:
    act = [Act("a", door.karen.uid, door.now)]
    for after in (-timedelta(days=1, minutes=1), timedelta(days=8, minutes=1)):
        with pytest.raises(DoorIsClosed):
            door.send(act, after)
    assert door.send(act, timedelta(days=8))[0].outcome is Outcome.ARRIVED


def test_only_who_stands_at_the_door_checks_in_or_reads_the_roll(door: Door, now: datetime) -> None:
    other, karen = people.with_role(people.Role.ORGANISER), db.session.get_one(people.Person, door.karen.person_id)
    for stranger in (other, karen, people.adam()):
        by = people.actor(stranger, now)
        with pytest.raises(Forbidden):
            actions.note_arrivals(door.event, [], by=by, now=now)
        with pytest.raises(Forbidden):
            queries.read_roll(door.event, by=by, now=now)
        with pytest.raises(Forbidden):
            walk_ins.walk_in(door.event, karen, kind=Participant.OTHER, mark="x", by=by, now=now)


def test_the_roll_finds_by_name_municipality_and_ticket_and_notes_the_look_once_an_hour(
    door: Door, now: datetime
) -> None:
    by = people.actor(door.ole, now)
    roll = queries.read_roll(door.event, by=by, now=now)
    assert [one.name for one in roll.people] == ["Karen Friis", "Mads Holm"] and roll.missing == 2
    assert [one.name for one in roll.found("fri kar")] == ["Karen Friis"]
    assert [one.name for one in roll.found("RINGSTED")] == ["Mads Holm"]
    assert door.karen.ticket is not None
    assert [one.name for one in roll.found(tickets.shown(door.karen.ticket).lower())] == ["Karen Friis"]
    door.press("a", door.karen)
    after = queries.read_roll(door.event, by=by, now=now + timedelta(minutes=59))
    assert [one.name for one in after.found("", only_missing=True)] == ["Mads Holm"] and after.arrived == 1
    assert door.trail("registrations_read") == 1
    queries.read_roll(door.event, by=by, now=now + timedelta(minutes=61))
    assert door.trail("registrations_read") == 2


def test_a_ticket_is_read_from_what_is_typed_or_scanned() -> None:
    number = tickets.new_ticket()
    for typed in (number, number.lower(), tickets.shown(number), f"https://x.example/billet/{number}"):
        assert tickets.read_ticket(typed) == number
    for typed in ("", "hest", number[:7], f"{number}A", "OOOOOOOO"):
        assert tickets.read_ticket(typed) is None
    assert tickets.ticket_mark(number, 1) != tickets.ticket_mark(number, 2)


def test_somebody_unknown_at_the_door_gets_a_free_seat_and_no_letter(door: Door) -> None:
    by = people.actor(door.ole, door.now)
    new = walk_ins.who_comes(door.event, "Ny Gæst", "ny@example.dk", None, by=by, now=door.now)
    seat = walk_ins.walk_in(door.event, new, kind=Participant.OFFICIAL, mark="a", by=by, now=door.now)
    assert (seat.state, seat.kind, seat.arrived_at) == (State.CONFIRMED, Participant.OFFICIAL, door.now)
    assert door.event.seats_held == 3 and door.trail("added_by_staff") == 1
    known = walk_ins.who_comes(door.event, "Et andet navn", "KAREN@example.dk", None, by=by, now=door.now)
    assert walk_ins.walk_in(door.event, known, kind=Participant.OTHER, mark="b", by=by, now=door.now) is door.karen
    assert door.karen.kind is Participant.COUNCILLOR and door.event.seats_held == 3
    written = sa.select(sa.func.count()).select_from(OutgoingMail).where(OutgoingMail.person_id == new.id)
    assert db.session.scalar(written) == 0


def test_a_councillor_is_found_by_the_whole_name_in_one_council(door: Door) -> None:
    by, aarhus = people.actor(door.ole, door.now), people.municipality("Aarhus")
    assert walk_ins.who_comes(door.event, "Karen  Friis", "", aarhus.id, by=by, now=door.now).id == door.karen.person_id
    for name, place in (("Karen", aarhus.id), ("Karen Friis", people.municipality("Ringsted").id), ("Karen Friis", 0)):
        with pytest.raises(NobodyOfThatName):
            walk_ins.who_comes(door.event, name, "", place, by=by, now=door.now)


def test_past_a_full_house_goes_only_who_may_seat_out_of_turn(now: datetime) -> None:
    door = Door(now, capacity=2)
    amina = people.amina()
    waiting = guests.take(door.event, amina, now - BEFORE)
    by = people.actor(door.ole, now)
    walk: dict[str, Any] = {"kind": Participant.COUNCILLOR, "mark": "a", "by": by, "now": now}
    with pytest.raises(NoSeatIsFree):
        walk_ins.walk_in(door.event, amina, **walk)
    doorman = people.with_role(people.Role.ORGANISER)
    narrow = people.actor(doorman, now)
    narrow = type(narrow)(**vars(narrow) | {"rights": frozenset({(door.event.id, Right.CHECK_IN)})})
    with pytest.raises(Forbidden):
        walk_ins.walk_in(door.event, amina, **walk | {"by": narrow}, out_of_turn=True)
    seat = walk_ins.walk_in(door.event, amina, **walk, out_of_turn=True)
    assert seat is waiting and seat.is_certain and (door.event.seats_held, door.event.waiting) == (3, 0)
    assert door.trail("seated_out_of_turn") == 1


def test_before_it_begins_a_free_seat_is_theirs_who_wait(now: datetime) -> None:
    door = Door(now, capacity=2)
    guests.take(door.event, people.amina(), now - BEFORE)
    door.event.capacity = 3
    by, new = people.actor(door.ole, now), people.person()
    with pytest.raises(NoSeatIsFree):
        walk_ins.walk_in(door.event, new, kind=Participant.OTHER, mark="a", by=by, now=now - timedelta(hours=1))
    assert walk_ins.walk_in(door.event, new, kind=Participant.OTHER, mark="a", by=by, now=now).is_certain
