"""With reserved seats and a limit, any history keeps three promises: never above capacity, never above the limit, and
no seat stands empty that somebody in line could have had.
"""

import contextlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.events.models import Event
from politiker.registrations import actions, queries, waiting_list
from politiker.registrations.models import HOLDS, Registration, State
from politiker.registrations.terms import blocks, seating, twins
from politiker.registrations.terms.fees import Terms
from politiker.registrations.terms.setting import Limits, set_terms
from tests import meetings, people

START = datetime(2026, 9, 1, 10, tzinfo=UTC)
TOWNS = ("Aarhus", "Aarhus", "Aarhus", "Ringsted", "Ringsted", "København")
WHO = st.integers(0, len(TOWNS) - 1)
WHERE = st.integers(0, 1)
LIMITS = st.sampled_from([1, 2, None])


class Histories(RuleBasedStateMachine):
    """What guests and the organiser can do to a meeting with four seats and its twin with two."""

    house: ClassVar[Flask]

    def __init__(self) -> None:
        super().__init__()
        self.context = self.house.app_context()
        self.context.push()
        self.ole = people.ole()
        self.towns = [people.municipality(town).id for town in TOWNS]
        self.guests = [people.councillor(town=town) for town in TOWNS]
        first = meetings.seminar(
            START, organiser=self.ole, capacity=4, venue_id=meetings.venue().id,
            starts_at=START + timedelta(days=90), ends_at=START + timedelta(days=91),
        )  # fmt: skip
        twin = twins.make_twin(first, 2, None, by=people.actor(self.ole, START), now=START)
        self.ways: list[Event] = [first, twin]
        self.limit: int | None = None
        self.held_at_limit: Counter[tuple[int, int]] = Counter()
        self.made: list[blocks.SeatBlock] = []

    def teardown(self) -> None:
        db.session.rollback()
        self.context.pop()

    def by_ole(self) -> people.Actor:
        return people.actor(self.ole, START)

    def mine(self, guest: int, way: int) -> Registration | None:
        found = queries.own(self.ways[way].id, self.guests[guest].id)
        return found if found is not None and found.is_open else None

    @rule(guest=WHO, way=WHERE)
    def signs_up(self, guest: int, way: int) -> None:
        by = people.actor(self.guests[guest], START)
        if self.mine(guest, 0) or self.mine(guest, 1):
            with pytest.raises(RuleBroken):
                actions.register(self.ways[way], by=by, now=START)
        else:
            actions.register(self.ways[way], by=by, now=START)

    @rule(way=WHERE, order=st.permutations(range(len(TOWNS))))
    def everybody_signs_up(self, way: int, order: list[int]) -> None:
        for guest in order:
            if not self.mine(guest, 0) and not self.mine(guest, 1):
                self.signs_up(guest, way)

    @rule(guest=WHO, way=WHERE)
    def leaves(self, guest: int, way: int) -> None:
        if mine := self.mine(guest, way):
            actions.withdraw(mine, by=people.actor(self.guests[guest], START), now=START)

    @rule(guest=WHO, way=WHERE, says_yes=st.booleans())
    def answers(self, guest: int, way: int, says_yes: bool) -> None:
        mine = self.mine(guest, way)
        if mine is not None and mine.state is State.OFFERED:
            answer = actions.accept_offer if says_yes else actions.decline_offer
            answer(mine, by=people.actor(self.guests[guest], START), now=START)

    @rule(guest=WHO, way=WHERE)
    def changes_way(self, guest: int, way: int) -> None:
        mine = self.mine(guest, way)
        if mine is not None:
            with contextlib.suppress(RuleBroken):
                twins.change_way(mine, by=people.actor(self.guests[guest], START), now=START)

    @rule(way=WHERE, seats=st.integers(1, 3), town=st.integers(0, 5))
    def reserves(self, way: int, seats: int, town: int) -> None:
        event, until = self.ways[way], START + timedelta(days=9)
        try:
            made = blocks.reserve_seats(
                event, "x", seats, until, municipality_id=self.towns[town], by=self.by_ole(), now=START
            )
        except RuleBroken:
            return
        self.made.append(made)

    @rule(which=st.integers(0, 9))
    def lets_go(self, which: int) -> None:
        if self.made:
            blocks.release_block(self.made.pop(which % len(self.made)), by=self.by_ole(), now=START)

    @initialize(limit=LIMITS)
    def begins_with_a_limit(self, limit: int | None) -> None:
        self.sets_the_limit(limit)

    @rule(limit=LIMITS)
    def sets_the_limit(self, limit: int | None) -> None:
        self.note_seats()
        try:
            set_terms(self.ways[0], Terms(), Limits(municipality_limit=limit), by=self.by_ole(), now=START)
        except RuleBroken:
            return
        self.limit = limit

    def note_seats(self) -> None:
        """Those who have more seats than a new limit keep them."""
        self.held_at_limit = Counter({key: seats for key, seats in self.taken().items()})

    def taken(self) -> Counter[tuple[int, int]]:
        found: Counter[tuple[int, int]] = Counter()
        for way in (0, 1):
            for guest, town in enumerate(self.towns):
                mine = self.mine(guest, way)
                found[way, town] += mine is not None and mine.state in HOLDS
        return found

    @invariant()
    def keeps_its_promises(self) -> None:
        db.session.flush()
        assert queries.miscounted() == []
        taken = self.taken()
        for way, event in enumerate(self.ways):
            held = sum(seats for (where, _town), seats in taken.items() if where == way)
            reserved = sum(row.SeatBlock.seats - row.used for row in blocks.blocks_of(event.id))
            assert event.seats_held == held and event.seats_reserved == reserved
            assert held + reserved <= event.capacity
            for town in set(self.towns):
                limit = self.limit if self.limit is not None else event.capacity
                assert taken[way, town] <= max(limit, self.held_at_limit[way, town])
            self.nobody_is_passed_by(way, event, taken)

    def nobody_is_passed_by(self, way: int, event: Event, taken: Counter[tuple[int, int]]) -> None:
        free = event.capacity - event.seats_held - event.seats_reserved
        theirs = {r.SeatBlock.municipality_id for r in blocks.blocks_of(event.id) if r.SeatBlock.seats > r.used}
        for guest, town in enumerate(self.towns):
            mine = self.mine(guest, way)
            if mine is not None and mine.state is State.WAITING:
                is_limited = self.limit is not None and taken[way, town] >= self.limit
                assert is_limited or (free == 0 and town not in theirs), "a seat stands empty that could be theirs"


def test_any_history_keeps_the_promises(room: Flask) -> None:
    Histories.house = room
    quick = settings(
        max_examples=20,
        stateful_step_count=20,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Histories, settings=quick)  # type: ignore[no-untyped-call]


def test_control_a_limit_that_is_not_looked_at_is_found_out(room: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seating.Seating, "is_limited", lambda self, person_id: False)
    with pytest.raises(AssertionError):
        test_any_history_keeps_the_promises(room)


def test_control_a_line_that_is_asked_no_more_is_found_out(room: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_list, "_first_who_fit", lambda event, now: [])
    with pytest.raises(AssertionError):
        test_any_history_keeps_the_promises(room)
