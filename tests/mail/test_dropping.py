"""Letters are not sent once what they tell has stopped being true, or once the person may no longer have them."""

import ast
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event
from politiker.people.models import Mandate, Person
from politiker.people.sign_ins import resets
from politiker.registrations import actions, event_changes
from politiker.registrations.letter_facts import AS_IT_IS
from politiker.worker import LETTERS
from tests import people
from tests.mail import arranged, arranged_people, reading
from tests.mail.arranged import ARRANGED, at_hand, karens

ROOMS = Path(__file__).parents[2] / "politiker"
TELLS_THE_END = {"withdrawn", "called_off", "seat_released", "registration_refused"}
# A seat may stand though the mandate has ended.
OF_A_SEAT = {"event_changed", "presence", "reminder_14", "reminder_2", "mailing"}
TO_GUESTS = sorted(name for name, gather in LETTERS.items() if gather.__module__.startswith("politiker.registrations"))


def is_sent(letter: str, moment: datetime) -> bool:
    db.session.flush()
    db.session.expire_all()
    return reading.made(reading.newest(letter), moment) is not None


def leave(now: datetime) -> None:
    actions.withdraw(karens(now), by=people.actor(at_hand("ole"), now), now=now)


def call_off(now: datetime) -> None:
    event = db.session.get_one(Event, karens(now).event_id)
    event_changes.call_off_event(event, "Syg.", by=people.actor(at_hand("ole"), now), now=now)


def accept(now: datetime) -> None:
    actions.accept_offer(karens(now), by=people.actor(at_hand("karen"), now), now=now)


def decline(now: datetime) -> None:
    actions.decline_offer(karens(now), by=people.actor(at_hand("karen"), now), now=now)


def promote(now: datetime) -> None:
    """Somebody else leaves, and Karen is offered the seat."""
    mads = sa.select(arranged.Registration).where(arranged.Registration.person_id == at_hand("mads").id)
    first = db.session.scalars(mads).one()
    actions.withdraw(first, by=people.actor(at_hand("ole"), now), now=now)


def newer_key(now: datetime) -> None:
    resets.send_reset(at_hand("karen").id, now=now)


@pytest.mark.parametrize(
    ("letter", "what_happens"),
    [
        ("registered", leave),
        ("registered", call_off),
        ("promoted", leave),
        ("waiting", leave),
        ("waiting", promote),
        ("waiting", call_off),
        ("offered", accept),
        ("offered", decline),
        ("offered", leave),
        ("offered", call_off),
        ("withdrawal_refused", leave),
        ("event_changed", leave),
        ("event_changed", call_off),
        ("reminder_14", leave),
        ("reminder_2", call_off),
    ],
)
def test_what_is_no_longer_true_is_not_told(
    letter: str, what_happens: Callable[[datetime], None], room: Flask, now: datetime
) -> None:
    moment = ARRANGED[letter](now)
    assert is_sent(letter, moment)
    what_happens(moment)
    assert not is_sent(letter, moment)


@pytest.mark.parametrize(
    ("letter", "later"),
    [
        ("invitation", timedelta(days=14)),
        ("reset", timedelta(minutes=30)),
        ("offered", timedelta(hours=72)),
        ("registered", timedelta(days=31)),
        ("waiting", timedelta(days=30)),
        ("event_changed", timedelta(days=33)),
        ("reminder_14", timedelta(days=14)),
        ("reminder_2", timedelta(days=2)),
    ],
)
def test_some_letters_are_too_late(letter: str, later: timedelta, room: Flask, now: datetime) -> None:
    moment = ARRANGED[letter](now)
    assert is_sent(letter, moment + later - timedelta(seconds=1))
    assert not is_sent(letter, moment + later)


# What somebody has to know of their own account even while it is closed; and one that goes to nobody we know yet.
STILL_TOLD = {
    "suspended", "password_changed", "email_changing", "email_changed", "email_taken",
    "identity_linked", "application_confirm",
}  # fmt: skip


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_a_suspended_person_is_written_nothing(letter: str, room: Flask, now: datetime) -> None:
    moment = ARRANGED[letter](now)
    db.session.flush()
    to = reading.newest(letter).person_id
    db.session.execute(sa.update(Person).where(Person.id == to).values(suspended_at=moment))
    assert is_sent(letter, moment) == (letter in STILL_TOLD)


@pytest.mark.parametrize("letter", TO_GUESTS)
def test_a_lapsed_councillor_is_told_only_of_the_end(letter: str, room: Flask, now: datetime) -> None:
    moment = ARRANGED[letter](now)
    karen = at_hand("karen").id
    db.session.execute(sa.update(Mandate).where(Mandate.person_id == karen).values(ends_at=moment))
    assert is_sent(letter, moment) == (letter in TELLS_THE_END | OF_A_SEAT)


def test_only_the_newest_key_is_sent(room: Flask, now: datetime) -> None:
    arranged_people.reset(now)
    db.session.flush()
    older = reading.newest("reset")
    newer_key(now)
    db.session.flush()
    assert reading.made(older, now) is None
    assert reading.made(reading.newest("reset"), now) is not None


def test_a_change_tells_how_it_is_now_and_not_how_it_was_meant(room: Flask, now: datetime) -> None:
    arranged.registered(now)
    arranged.change(now, title="Andet navn", price_text="100 kr.")
    first = reading.newest("event_changed")
    arranged.change(now, title="Tredje navn", price_text="6.750 kr. ekskl. moms")
    message = reading.made(first, now)
    assert message is not None
    text = reading.part(message, "text/plain")
    assert "Tredje navn" in text and "Andet navn" not in text
    assert "Pris: 100" not in text and "før: 6.750" not in text, "the price was changed back"


def test_a_change_that_was_changed_back_is_not_told(room: Flask, now: datetime) -> None:
    arranged.registered(now)
    arranged.change(now, title="Andet navn")
    first = reading.newest("event_changed")
    arranged.change(now, title="Budgettet for begyndere")
    assert reading.made(first, now) is None


def test_what_is_compared_is_said_as_the_event_says_it(room: Flask, now: datetime) -> None:
    """`events.details.told_changes` and the letter must say the same thing in the same words."""
    arranged.registered(now)
    event = arranged.change(
        now, title="X", starts_at=now + timedelta(days=40), ends_at=now + timedelta(days=41), venue_id=None,
        venue_words="", price_text="1 kr.", binding_at=None, join_link="https://x.example",
    )  # fmt: skip
    db.session.refresh(event, ["venue"])
    told = {change["what"]: change["now"] for change in reading.newest("event_changed").facts["changes"]}
    assert set(told) == set(AS_IT_IS) - {"terms"}, "prices and terms have a page of their own"
    assert told == {what: AS_IT_IS[what](event) for what in told}


def test_the_join_link_goes_only_to_those_with_a_seat(room: Flask, now: datetime) -> None:
    at = arranged.event(now, capacity=1)
    arranged.signed_up(people.mads(), at, now)
    arranged.signed_up(people.karen(), at, now)
    arranged.change(now, join_link="https://moede.example/hare", title="Nyt navn")
    seen = {}
    for person in ("mads", "karen"):
        query = sa.select(reading.OutgoingMail).where(
            reading.OutgoingMail.letter == "event_changed", reading.OutgoingMail.person_id == at_hand(person).id
        )
        message = reading.made(db.session.scalars(query).one(), now)
        assert message is not None
        seen[person] = reading.whole(message)
    assert "hare" in seen["mads"] and "METHOD:REQUEST" in seen["mads"]
    assert "hare" not in seen["karen"] and "kalender" not in seen["karen"]


def test_every_letter_that_is_posted_anywhere_stands_in_the_table() -> None:
    """A letter nobody gathers would wait for ever; a gatherer nobody posts for is dead. The code is read for both."""
    posted = set()
    for path in ROOMS.rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in {"post", "post_many", "post_to_all", "_post", "_tell_guests"}:
                posted |= {
                    a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str) and a.value
                }
    posted = {word for word in posted if word.replace("_", "").isalpha()}  # not the addresses of routes
    assert posted | {"reminder_14", "reminder_2"} == set(LETTERS)
