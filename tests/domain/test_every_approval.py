"""Any history at an event whose organiser approves each by hand now and then agrees with a model of it."""

from dataclasses import dataclass, field

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from politiker.registrations import approving, models, queries
from politiker.registrations.event_changes import call_off_event
from politiker.registrations.models import State
from tests.domain.test_every_history import WHO, Histories, Model

QUICK = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class ApprovalModel(Model):
    """And those who ask, who hold nothing; `came` is everybody by the time of coming."""

    asking: list[int] = field(default_factory=list)
    came: list[int] = field(default_factory=list)
    needs_approval: bool = False

    def knows(self, guest: int) -> bool:
        return guest in self.asking or super().knows(guest)

    def come(self, guest: int) -> None:
        self.came = [*(one for one in self.came if one != guest), guest]
        if self.needs_approval:
            self.asking.append(guest)
        else:
            self.enter(guest)

    def enter(self, guest: int) -> None:
        super().come(guest)
        self.line.sort(key=self.came.index)

    def go(self, guest: int) -> None:
        if guest in self.asking:
            self.asking.remove(guest)
        super().go(guest)


class HistoriesWithApproval(Histories):
    """Everything that can be done to one event, and approval besides."""

    model: ApprovalModel

    def __init__(self) -> None:
        super().__init__()
        self.model = ApprovalModel()

    @rule(wanted=st.booleans())
    def approval_is_wanted(self, wanted: bool) -> None:
        approving.approve_by_hand(self.event, wanted=wanted, by=self.organiser_actor(), now=self.now)
        self.model.needs_approval = wanted

    @rule(guest=WHO, says_yes=st.booleans())
    def organiser_answers(self, guest: int, says_yes: bool) -> None:
        by = self.organiser_actor()
        if guest in self.model.asking:
            self.model.asking.remove(guest)
            if says_yes:
                approving.approve(self.mine(guest), by=by, now=self.now)
                self.model.enter(guest)
            else:
                approving.refuse(self.mine(guest), approving.Refusal.TOO_MANY, by=by, now=self.now)
        elif self.model.knows(guest):
            with pytest.raises(approving.ApprovalIsAnswered):
                approving.approve(self.mine(guest), by=by, now=self.now)

    @precondition(lambda self: len(self.model.line) > 2)
    @rule()
    def is_called_off(self) -> None:
        call_off_event(self.event, "Vejret", by=self.organiser_actor(), now=self.now)
        wanted = self.model.needs_approval
        self.model = ApprovalModel(capacity=self.model.capacity, is_called_off=True, needs_approval=wanted)

    def teardown(self) -> None:
        rows = queries.of_event(self.event.id, now=self.now)
        asking = [row.person_id for row in rows if row.state is State.AWAITING_ORGANISER]
        try:
            assert asking == [self.person(guest).id for guest in self.model.asking]
        finally:
            super().teardown()


def test_any_history_with_approval_by_hand_agrees_with_the_model(room: Flask) -> None:
    HistoriesWithApproval.house = room
    run_state_machine_as_test(HistoriesWithApproval, settings=QUICK)  # type: ignore[no-untyped-call]


def test_control_whoever_asks_and_holds_a_seat_is_found_out(room: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same histories against a house where those who wait for approval count as seated."""
    monkeypatch.setattr(models, "HOLDS", models.HOLDS | {State.AWAITING_ORGANISER})
    with pytest.raises(AssertionError):
        test_any_history_with_approval_by_hand_agrees_with_the_model(room)
