"""What it costs to leave, by the terms that are really used: 14 days and 500 kr., 30/14 days, 10/5 days."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event
from politiker.registrations import queries
from politiker.registrations.event_changes import call_off_event
from politiker.registrations.models import Participant, State
from politiker.registrations.terms.fees import Terms, Tier, fee
from politiker.registrations.terms.setting import Limits, set_terms
from politiker.registrations.terms.wording import in_words, terms_of
from tests import meetings, people
from tests.domain.test_registering import letters_to
from tests.guests import give_up, take

START = datetime(2026, 11, 24, 11, tzinfo=UTC)  # noon in Denmark
NIGHT = {Participant.COUNCILLOR: 675_000, Participant.OFFICIAL: 850_050}
FLAT = Terms(tiers=(Tier(14, ore=50_000),))
HALF = Terms(NIGHT, (Tier(30, percent=50), Tier(14, percent=100)))
TEN = Terms(NIGHT, (Tier(10, percent=50), Tier(5, percent=100)))


@dataclass
class Seat:
    """A seat that was certain from the first day."""

    state: State = State.WITHDRAWN
    kind: Participant = Participant.COUNCILLOR
    confirmed_at: datetime | None = START - timedelta(days=90)
    withdrawal_requested_at: datetime | None = None
    withdrawn_at: datetime | None = None
    refilled_at: datetime | None = None


def left(days: float, **more: object) -> Seat:
    return Seat(withdrawn_at=START - timedelta(days=days), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("terms", "seat", "owed"),
    [
        (FLAT, left(15), 0),
        (FLAT, left(14), 0),
        (FLAT, left(14.4), 0),
        (FLAT, left(13.6), 0),  # the fourteenth day before lasts until midnight
        (FLAT, left(13.4), 50_000),
        (FLAT, left(0), 50_000),
        (HALF, left(31), 0),
        (HALF, left(29), 337_500),
        (HALF, left(14), 337_500),
        (HALF, left(13), 675_000),
        (HALF, left(13, kind=Participant.OFFICIAL), 850_050),
        (HALF, left(29, kind=Participant.OFFICIAL), 425_025),
        (HALF, left(13, kind=Participant.SPEAKER), 0),
        (TEN, left(10), 0),
        (TEN, left(9), 337_500),
        (TEN, left(4), 675_000),
        (TEN, left(4, refilled_at=START), 0),
        (TEN, left(4, confirmed_at=None), 0),
        (TEN, left(4, state=State.CALLED_OFF), 0),
        (TEN, left(4, state=State.DECLINED), 0),
        (TEN, left(4, withdrawal_requested_at=START - timedelta(days=11)), 0),
        (TEN, left(4, withdrawal_requested_at=START - timedelta(days=100)), 675_000),
        (TEN, Seat(state=State.CONFIRMED), 675_000),
        (Terms(NIGHT), left(1), 0),
    ],
)
def test_what_is_owed(terms: Terms, seat: Seat, owed: int) -> None:
    assert fee(seat, START, terms, START - timedelta(days=1)) == owed


def test_half_an_øre_is_rounded_up() -> None:
    assert Terms({Participant.OTHER: 101}, (Tier(9, percent=50),)).cost_of(Participant.OTHER, START, START) == 51


def set_(event: Event, ole: people.Person, terms: Terms, now: datetime) -> None:
    set_terms(event, terms, Limits(), by=people.actor(ole, now), now=now)


def test_terms_are_kept_read_and_said_in_a_sentence_each(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole)
    terms = Terms({Participant.COUNCILLOR: 0, Participant.OFFICIAL: 675_000}, HALF.tiers, refill_waives=False)
    set_(event, ole, terms, now)
    assert terms_of(event) == terms
    assert in_words(terms) == (
        "Politikere: gratis. Ansatte: 6.750 kr. ekskl. moms. Afmelding senere end 30 dage før koster 50 % af prisen"
        " og senere end 14 dage før koster 100 % af prisen; en stedfortræder er gratis."
    )
    set_(event, ole, FLAT, now)
    assert in_words(terms_of(event)) == (
        "Afmelding senere end 14 dage før koster 500 kr.; en stedfortræder er gratis, og det koster intet, hvis en på"
        " ventelisten får pladsen."
    )
    set_(event, ole, Terms(tiers=FLAT.tiers, substitute_free=False, refill_waives=False), now)
    assert in_words(terms_of(event)) == "Afmelding senere end 14 dage før koster 500 kr."
    set_(event, ole, Terms(), now)
    assert in_words(terms_of(event)) == ""


def test_guests_are_told_what_the_terms_were_and_are(room: Flask, now: datetime) -> None:
    ole, karen = people.ole(), people.karen()
    event = meetings.seminar(now, organiser=ole)
    take(event, karen, now)
    set_(event, ole, FLAT, now)
    set_(event, ole, FLAT, now)
    assert letters_to(karen) == ["registered", "event_changed"], "and nothing when nothing is different"


@pytest.mark.parametrize("waives", [True, False])
def test_a_late_seat_that_the_line_fills_is_not_billed_where_the_terms_say_so(
    room: Flask, now: datetime, waives: bool
) -> None:
    ole, karen, mads = people.ole(), people.karen(), people.mads()
    event = meetings.seminar(now, organiser=ole, capacity=1)
    set_(event, ole, Terms(tiers=FLAT.tiers, refill_waives=waives), now)
    take(event, karen, now)
    take(event, mads, now, takes_last_minute=True)
    late = event.starts_at - timedelta(hours=20)
    give_up(event, karen, late)
    seat = queries.own(event.id, karen.id)
    assert seat is not None and queries.own(event.id, mads.id).state is State.CONFIRMED  # type: ignore[union-attr]
    assert fee(seat, event.starts_at, terms_of(event), late) == (0 if waives else 50_000)


def test_nothing_is_owed_for_what_is_called_off(room: Flask, now: datetime) -> None:
    ole, karen = people.ole(), people.karen()
    event = meetings.seminar(now, organiser=ole)
    set_(event, ole, FLAT, now)
    seat = take(event, karen, now)
    call_off_event(event, "Vejret", by=people.actor(ole, now), now=event.starts_at - timedelta(days=1))
    db.session.refresh(seat)
    assert fee(seat, event.starts_at, terms_of(event), event.starts_at) == 0
