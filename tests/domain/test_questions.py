"""What an event asks: set up by its organiser, answered by its guests, limited, priced, and forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden, RuleBroken
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations import actions
from politiker.registrations.copying import NewDate, copy_event
from politiker.registrations.errors import SeatIsNotCertain
from politiker.registrations.models import Registration, State
from politiker.registrations.questions import answering, errors, queries, setting_up
from politiker.registrations.questions.answering import Given
from politiker.registrations.questions.errors import AnswersAreWrong, Fault
from politiker.registrations.questions.forgetting import forget_guest_answers
from politiker.registrations.questions.models import Asked, GuestAnswer, Question, QuestionKind
from politiker.registrations.questions.setting_up import ChoiceDetails, QuestionDetails
from tests import guests, meetings, people

NIGHT = QuestionDetails(
    kind=QuestionKind.YES_NO, asked=Asked.AFTER, text="Vil du overnatte?", purpose="Værelser",
    choices=(ChoiceDetails("Ja", most=1, price=95_000), ChoiceDetails("Nej")),
)  # fmt: skip
TOPIC = QuestionDetails(kind=QuestionKind.TEXT, asked=Asked.BEFORE, text="Hvad vil du høre om?", purpose="Programmet")
WORKSHOP = QuestionDetails(
    kind=QuestionKind.CHOICE, asked=Asked.BEFORE, text="Hvilken workshop?", purpose="Lokaler", is_required=True,
    choices=(ChoiceDetails("Økonomi", most=1), ChoiceDetails("Klima")),
)  # fmt: skip


def ask(event: Event, details: QuestionDetails, now: datetime) -> Question:
    question = setting_up.add_question(event, details, by=of(event, now), now=now)
    db.session.flush()
    return question


def of(event: Event, now: datetime) -> people.Actor:
    return people.actor(db.session.get_one(Person, event.created_by_id), now)


def me(seat: Registration, now: datetime) -> people.Actor:
    return people.actor(db.session.get_one(Person, seat.person_id), now)


def choices(question: Question, *texts: str) -> Given:
    return Given(choices=frozenset(choice.id for choice in question.choices if choice.text in texts))


def reply(seat: Registration, now: datetime, told: dict[int, Given]) -> dict[int, str]:
    answering.answer(seat, told, by=me(seat, now), now=now)
    return queries.answers_of(seat.event_id, [seat.id]).get(seat.id, {})


def test_what_is_asked_before_is_answered_with_the_sign_up(room: Flask, now: datetime) -> None:
    event, karen = meetings.seminar(now), people.karen()
    workshop, topic = ask(event, WORKSHOP, now), ask(event, TOPIC, now)
    assert (event.asks_before, event.asks_after) == (2, 0)
    with pytest.raises(AnswersAreWrong) as refused:
        guests.take(event, karen, now)
    assert refused.value.facts["faults"] == {workshop.id: Fault.MISSING}
    told = {workshop.id: choices(workshop, "Klima"), topic.id: Given(text=" Skoler\u202e "), 999_999: Given(text="x")}
    seat = guests.take(event, karen, now, told=told)
    assert queries.answers_of(event.id, [seat.id]) == {seat.id: {workshop.id: "Klima", topic.id: "Skoler"}}
    assert queries.answers_of(meetings.seminar(now).id, [seat.id]) == {}, "never those of another event"


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (Given(), Fault.MISSING),
        (Given(text="Klima"), Fault.MISSING),
        (Given(choices=frozenset({0})), Fault.UNKNOWN),
        (Given(choices=frozenset({-1})), Fault.UNKNOWN),
    ],
)
def test_an_answer_that_is_none_is_refused(room: Flask, now: datetime, given: Given, fault: Fault) -> None:
    event = meetings.seminar(now)
    workshop = ask(event, WORKSHOP, now)
    with pytest.raises(AnswersAreWrong) as refused:
        guests.take(event, people.karen(), now, told={workshop.id: given})
    assert refused.value.facts["faults"] == {workshop.id: fault}
    with pytest.raises(AnswersAreWrong):
        guests.take(event, people.mads(), now, told={workshop.id: choices(workshop, "Klima", "Økonomi")})


def test_a_choice_with_one_place_is_given_once(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now, capacity=1)
    workshop = ask(event, WORKSHOP, now)
    told = {workshop.id: choices(workshop, "Økonomi")}
    first = guests.take(event, people.karen(), now, told=told)
    with pytest.raises(AnswersAreWrong) as refused:
        guests.take(event, people.mads(), now, told=told)
    assert refused.value.facts["faults"] == {workshop.id: Fault.TAKEN}
    actions.withdraw(first, by=me(first, now), now=now)
    assert guests.take(event, people.amina(), now, told=told).state is State.CONFIRMED
    with pytest.raises(AnswersAreWrong):
        guests.take(event, people.councillor(), now, told=told)
    assert queries.taken(queries.questions_of(event.id))[next(iter(told[workshop.id].choices))] == 1


def test_a_condition_is_decided_by_the_house(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now)
    night = ask(event, NIGHT, now)
    yes = night.choices[0].id
    room_for = ask(
        event, replace(TOPIC, asked=Asked.AFTER, text="Deler du værelse?", only_if=yes, is_required=True), now
    )
    deeper = ask(
        event,
        QuestionDetails(QuestionKind.TEXT, Asked.AFTER, "Med hvem?", "Værelser"), now,
    )  # fmt: skip
    seat = guests.take(event, people.karen(), now)
    assert reply(seat, now, {night.id: choices(night, "Nej"), room_for.id: Given(text="Ja")}) == {night.id: "Nej"}
    with pytest.raises(AnswersAreWrong) as refused:
        reply(seat, now, {night.id: choices(night, "Ja")})
    assert refused.value.facts["faults"] == {room_for.id: Fault.MISSING}
    told = {night.id: choices(night, "Ja"), room_for.id: Given(text="Nej"), deeper.id: Given(text="")}
    assert reply(seat, now, told) == {night.id: "Ja", room_for.id: "Nej"}
    assert reply(seat, now, told) == {night.id: "Ja", room_for.id: "Nej"}, "one's own place is not in one's way"
    assert queries.added_price(seat.id) == 95_000
    assert seat.answered_at == now


def test_after_the_seat_is_certain_and_until_sign_up_closes(room: Flask, now: datetime) -> None:
    closes = now + timedelta(days=20)
    event = meetings.seminar(now, capacity=1, closes_at=closes)
    topic = ask(event, replace(TOPIC, asked=Asked.AFTER), now)
    seat, waits = guests.take(event, people.karen(), now), guests.take(event, people.mads(), now)
    told = {topic.id: Given(text="Veje")}
    with pytest.raises(SeatIsNotCertain):
        reply(waits, now, told)
    with pytest.raises(Forbidden):
        answering.answer(seat, told, by=me(waits, now), now=now)
    assert reply(seat, closes - timedelta(seconds=1), told) == {topic.id: "Veje"}
    with pytest.raises(errors.AnswersAreClosed) as refused:
        reply(seat, closes, told)
    assert refused.value.facts == {"closes_at": closes}
    actions.withdraw(seat, by=me(seat, closes), now=closes)
    actions.accept_offer(waits, by=me(waits, closes), now=closes)
    assert reply(waits, closes, told) == {topic.id: "Veje"}, "whoever comes late has until the event begins"
    with pytest.raises(errors.AnswersAreClosed):
        reply(waits, event.starts_at, told)


def test_only_the_organiser_asks_and_at_most_three_before(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now)
    with pytest.raises(Forbidden):
        setting_up.add_question(event, TOPIC, by=people.actor(people.karen(), now), now=now)
    for _ in range(3):
        ask(event, TOPIC, now)
    with pytest.raises(errors.TooManyAskedBefore):
        ask(event, TOPIC, now)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"kind": QuestionKind.FILE}, errors.FileIsAskedAfterwards),
        ({"kind": QuestionKind.CHOICE, "choices": (ChoiceDetails("a"),)}, errors.TooFewChoices),
        ({"kind": QuestionKind.SEVERAL}, errors.TooFewChoices),
        ({"only_if": 0}, errors.ConditionComesFirst),
    ],
)
def test_a_question_that_cannot_be_asked(
    room: Flask, now: datetime, changes: dict[str, Any], rule: type[RuleBroken]
) -> None:
    with pytest.raises(rule):
        ask(meetings.seminar(now), replace(TOPIC, **changes), now)


def test_order_and_conditions_go_together(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now)
    by = of(event, now)
    night, topic = ask(event, NIGHT, now), ask(event, replace(TOPIC, asked=Asked.AFTER), now)
    depends = ask(event, replace(TOPIC, text="Hvornår?", asked=Asked.AFTER, only_if=night.choices[0].id), now)

    def order() -> list[int]:
        return [one.id for one in queries.questions_of(event.id)]

    assert order() == [night.id, topic.id, depends.id]
    setting_up.move_question(event, topic.id, up=True, by=by, now=now)
    setting_up.move_question(event, topic.id, up=True, by=by, now=now)
    assert order() == [topic.id, night.id, depends.id]
    for wrong in (
        lambda: setting_up.move_question(event, depends.id, up=True, by=by, now=now),
        lambda: setting_up.remove_question(event, night.id, by=by, now=now),
        lambda: setting_up.change_question(
            event, depends.id, replace(TOPIC, asked=Asked.BEFORE, only_if=night.choices[0].id), by=by, now=now
        ),
    ):
        with pytest.raises(errors.ConditionComesFirst), db.session.begin_nested():
            wrong()
    setting_up.remove_question(event, depends.id, by=by, now=now)
    setting_up.remove_question(event, night.id, by=by, now=now)
    assert order() == [topic.id]
    assert event.asks_after == 1


def test_what_was_answered_stands(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now)
    by, night = of(event, now), ask(event, NIGHT, now)
    seat = guests.take(event, people.karen(), now)
    reply(seat, now, {night.id: choices(night, "Ja")})
    yes, no = (ChoiceDetails(choice.text, choice.most, choice.price, choice.id) for choice in night.choices)

    def change(**changes: Any) -> None:
        setting_up.change_question(event, night.id, replace(NIGHT, **changes), by=by, now=now)

    for rule, changes in (
        (errors.QuestionIsAnswered, {"kind": QuestionKind.TEXT}),
        (errors.ChoiceIsAnswered, {"choices": (ChoiceDetails("Måske"), no)}),
        (errors.LimitBelowTaken, {"choices": (replace(yes, most=0), no)}),
    ):
        with pytest.raises(rule), db.session.begin_nested():
            change(**changes)
    change(text="Overnatning?", choices=(replace(yes, text="Ja tak", most=9), no))
    assert queries.answers_of(event.id, [seat.id]) == {seat.id: {night.id: "Ja tak"}}
    with pytest.raises(errors.QuestionIsAnswered), db.session.begin_nested():
        setting_up.remove_question(event, night.id, by=by, now=now)
    setting_up.close_question(event, night.id, closed=True, by=by, now=now)
    assert queries.questions_of(event.id) == [] and event.asks_after == 0
    assert queries.answers_of(event.id, [seat.id]) == {seat.id: {night.id: "Ja tak"}}


def test_answers_are_forgotten_on_the_day_that_was_promised(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now)
    soon = ask(event, replace(TOPIC, asked=Asked.AFTER, kept_days=0), now)
    later = ask(event, replace(TOPIC, asked=Asked.AFTER, kept_days=30), now)
    seat, gone = guests.take(event, people.karen(), now), guests.take(event, people.mads(), now)
    for one in (seat, gone):
        reply(one, now, {soon.id: Given(text="a"), later.id: Given(text="b")})
    actions.withdraw(gone, by=me(gone, now), now=now)
    assert forget_guest_answers(now=now) == 2, "whoever left is forgotten at once"
    assert forget_guest_answers(now=event.ends_at) == 0
    assert forget_guest_answers(now=event.ends_at + timedelta(seconds=1)) == 1
    assert forget_guest_answers(now=event.ends_at + timedelta(days=30)) == 0
    assert db.session.scalars(sa.select(GuestAnswer.question_id)).all() == [later.id]
    assert forget_guest_answers(now=event.ends_at + timedelta(days=30, seconds=1)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(GuestAnswer)) == 0


def test_a_copy_asks_the_same(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now)
    night = ask(event, NIGHT, now)
    ask(event, WORKSHOP, now)
    ask(event, replace(TOPIC, asked=Asked.AFTER, only_if=night.choices[0].id), now)
    copy = copy_event(event, NewDate(event.starts_at + timedelta(days=7)), by=of(event, now), now=now)
    asked, copied = queries.questions_of(event.id), queries.questions_of(copy.id)
    assert [one.text for one in copied] == [one.text for one in asked]
    assert (copy.asks_before, copy.asks_after) == (1, 2)
    assert [(c.text, c.most, c.price) for c in copied[1].choices] == [("Ja", 1, 95_000), ("Nej", None, 0)]
    assert copied[2].only_if == copied[1].choices[0].id != night.choices[0].id
