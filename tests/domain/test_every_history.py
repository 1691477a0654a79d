"""Any history of sign-ups, leavings, answers and changes agrees with a model that a reader can hold in the head."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.events.details import EventDetails
from politiker.events.models import Event
from politiker.events.queries import whole
from politiker.people.models import Person
from politiker.registrations import actions, queries, waiting_list
from politiker.registrations.event_changes import call_off_event, change_event
from politiker.registrations.models import Registration, State
from tests import meetings, people

GUESTS = 6
WHO = st.integers(0, GUESTS - 1)
START = datetime(2026, 9, 1, 10, tzinfo=UTC)
FAR = timedelta(days=30)


@dataclass
class Model:
    """Seats as a list of who has one or is offered one, and the line as a list of who waits."""

    capacity: int = 2
    seated: list[int] = field(default_factory=list)
    offered: list[int] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    is_called_off: bool = False

    def fill(self) -> None:
        while self.line and len(self.seated) + len(self.offered) < self.capacity:
            self.offered.append(self.line.pop(0))

    def knows(self, guest: int) -> bool:
        return guest in self.seated or guest in self.offered or guest in self.line

    def come(self, guest: int) -> None:
        is_free = not self.line and len(self.seated) + len(self.offered) < self.capacity
        (self.seated if is_free else self.line).append(guest)

    def go(self, guest: int) -> None:
        for places in (self.seated, self.offered, self.line):
            if guest in places:
                places.remove(guest)
        self.fill()


class Histories(RuleBasedStateMachine):
    """Everything that can be done to one event, far from its start."""

    house: ClassVar[Flask]

    def __init__(self) -> None:
        super().__init__()
        self.context = self.house.app_context()
        self.context.push()
        self.now = START
        self.model = Model()
        self.organiser = people.ole()
        self.guests = [people.councillor() for _ in range(GUESTS)]
        self.event: Event = meetings.seminar(
            self.now, organiser=self.organiser, capacity=2, starts_at=self.now + FAR, ends_at=self.now + FAR * 2
        )
        db.session.flush()

    def teardown(self) -> None:
        db.session.rollback()
        self.context.pop()

    def person(self, guest: int) -> Person:
        return self.guests[guest]

    def mine(self, guest: int) -> Registration:
        found = queries.own(self.event.id, self.person(guest).id)
        assert found is not None
        return found

    def organiser_actor(self) -> people.Actor:
        return people.actor(self.organiser, self.now)

    @rule(guest=WHO)
    def signs_up(self, guest: int) -> None:
        by = people.actor(self.person(guest), self.now)
        if self.model.is_called_off or self.model.knows(guest):
            with pytest.raises(RuleBroken):
                actions.register(self.event, by=by, now=self.now)
        else:
            actions.register(self.event, by=by, now=self.now)
            self.model.come(guest)

    @rule(guest=WHO)
    def leaves(self, guest: int) -> None:
        if self.model.knows(guest):
            actions.withdraw(self.mine(guest), by=people.actor(self.person(guest), self.now), now=self.now)
            self.model.go(guest)

    @rule(guest=WHO, says_yes=st.booleans())
    def answers(self, guest: int, says_yes: bool) -> None:
        if guest not in self.model.offered:
            return
        by = people.actor(self.person(guest), self.now)
        if says_yes:
            actions.accept_offer(self.mine(guest), by=by, now=self.now)
            self.model.offered.remove(guest)
            self.model.seated.append(guest)
        else:
            actions.decline_offer(self.mine(guest), by=by, now=self.now)
            self.model.go(guest)

    @rule(capacity=st.integers(1, 5))
    def seats_change(self, capacity: int) -> None:
        details = replace(EventDetails.of(whole(self.event.id)), capacity=capacity)
        if self.model.is_called_off or capacity < len(self.model.seated) + len(self.model.offered):
            with pytest.raises(RuleBroken):
                change_event(self.event, details, by=self.organiser_actor(), now=self.now)
        else:
            change_event(self.event, details, by=self.organiser_actor(), now=self.now)
            self.model.capacity = capacity
            self.model.fill()

    @precondition(lambda self: self.model.offered)
    @rule()
    def three_days_pass(self) -> None:
        if self.now + timedelta(days=3) > self.event.starts_at - timedelta(days=15):
            return
        self.now += timedelta(hours=73)
        actions.expire_offers(self.event.id, by=people.TESTER, now=self.now)
        self.model.offered.clear()
        self.model.fill()

    @precondition(lambda self: len(self.model.line) > 2)
    @rule()
    def is_called_off(self) -> None:
        call_off_event(self.event, "Vejret", by=self.organiser_actor(), now=self.now)
        self.model = Model(capacity=self.model.capacity, is_called_off=True)

    @invariant()
    def agrees_with_the_model(self) -> None:
        db.session.flush()
        stands: dict[State, list[int]] = {State.CONFIRMED: [], State.OFFERED: [], State.WAITING: []}
        for row in queries.of_event(self.event.id, now=self.now):
            if row.state in stands:
                stands[row.state].append(next(n for n, g in enumerate(self.guests) if g.id == row.person_id))
        assert sorted(stands[State.CONFIRMED]) == sorted(self.model.seated)
        assert sorted(stands[State.OFFERED]) == sorted(self.model.offered)
        assert stands[State.WAITING] == self.model.line
        places = [waiting_list.place_in_line(self.mine(guest)) for guest in self.model.line]
        assert places == list(range(1, len(places) + 1))
        assert queries.miscounted() == []


def test_any_history_agrees_with_the_model(room: Flask) -> None:
    Histories.house = room
    quick = settings(
        max_examples=40,
        stateful_step_count=25,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Histories, settings=quick)  # type: ignore[no-untyped-call]


def test_control_a_line_that_forgets_its_order_is_found_out(room: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same histories against a waiting list that asks the last instead of the first."""

    def last_first(event: Event, now: datetime) -> list[Registration]:
        line = waiting_list._line(event, now).order_by(Registration.number.desc()).limit(event.seats_free)
        return list(db.session.scalars(line))

    monkeypatch.setattr(waiting_list, "_first_who_fit", last_first)
    with pytest.raises(AssertionError):
        test_any_history_agrees_with_the_model(room)
