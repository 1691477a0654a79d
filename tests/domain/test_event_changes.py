"""What guests hear when an event is changed or called off."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.events.details import EventDetails
from politiker.events.models import Event
from politiker.events.queries import whole
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.registrations import queries
from politiker.registrations.errors import EventIsCalledOff
from politiker.registrations.event_changes import call_off_event, change_event
from politiker.registrations.models import State
from tests import meetings, people
from tests.domain.test_registering import letters_to
from tests.guests import take


def change(event: Event, organiser: Person, now: datetime, **changes: Any) -> None:
    """The organiser edits an event."""
    details = replace(EventDetails.of(whole(event.id)), **changes)
    change_event(event, details, by=people.actor(organiser, now), now=now)
    db.session.flush()


def newest_letter(person: Person) -> OutgoingMail:
    query = sa.select(OutgoingMail).where(OutgoingMail.person_id == person.id).order_by(OutgoingMail.id.desc())
    return db.session.scalars(query.limit(1)).one()


def test_guests_hear_what_was_and_what_is(room: Flask, now: datetime) -> None:
    ole, karen, mads = people.ole(), people.karen(), people.mads()
    event = meetings.seminar(now, organiser=ole, capacity=1)
    take(event, karen, now)
    take(event, mads, now)
    place = meetings.venue()
    change(event, ole, now, venue_id=place.id, venue_words="Hotel Nyborg Strand, Nyborg", title="Budget for alle")
    letter = newest_letter(karen)
    assert letter.letter == "event_changed"
    assert letter.facts["changes"] == [
        {"what": "title", "was": "Budgettet for begyndere", "now": "Budget for alle"},
        {"what": "place", "was": "På nettet", "now": "Hotel Nyborg Strand, Nyborg"},
    ]
    assert letter.facts["sequence"] == 1, "the calendar entry is a newer one"
    assert newest_letter(mads).facts["sequence"] is None, "who waits has no calendar entry to renew"


def test_small_changes_and_drafts_tell_nobody(room: Flask, now: datetime) -> None:
    ole, karen = people.ole(), people.karen()
    event = meetings.seminar(now, organiser=ole)
    take(event, karen, now)
    change(event, ole, now, summary="Et andet resumé.", description="Nyt **program**.")
    assert letters_to(karen) == ["registered"]
    assert "<strong>program</strong>" in event.description_html
    draft = meetings.draft(now, organiser=ole)
    change(draft, ole, now, title="Et andet navn")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutgoingMail)) == 1


def test_the_join_link_is_never_in_the_outbox(room: Flask, now: datetime) -> None:
    ole, karen = people.ole(), people.karen()
    event = meetings.seminar(now, organiser=ole, join_link="https://video.example/hemmelig")
    take(event, karen, now)
    change(event, ole, now, join_link="https://video.example/ny-hemmelig")
    facts = [str(letter) for letter in db.session.scalars(sa.select(OutgoingMail.facts))]
    assert len(facts) == 2 and not any("hemmelig" in text for text in facts)


def test_calling_off_ends_every_seat_and_tells_everybody(room: Flask, now: datetime) -> None:
    ole, karen, mads = people.ole(), people.karen(), people.mads()
    event = meetings.seminar(now, organiser=ole, capacity=1)
    take(event, karen, now)
    take(event, mads, now)
    call_off_event(event, "Oplægsholderen er syg.", by=people.actor(ole, now), now=now)
    db.session.flush()
    assert queries.counts(event.id) == {State.CALLED_OFF: 2}
    assert (event.seats_held, event.waiting, queries.miscounted()) == (0, 0, [])
    assert (letters_to(karen)[-1], letters_to(mads)[-1]) == ("called_off", "called_off")
    assert (newest_letter(karen).facts, newest_letter(mads).facts) == ({"sequence": 1}, {"sequence": None})
    with pytest.raises(IllegalMove):
        call_off_event(event, "Igen", by=people.actor(ole, now), now=now)
    with pytest.raises(EventIsCalledOff):
        change(event, ole, now, title="For sent")


def test_only_who_may_edit_the_event_changes_it(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now, organiser=people.ole())
    other = people.with_role(people.Role.ORGANISER)
    for somebody in (other, people.karen(), people.birgit()):
        with pytest.raises(Forbidden):
            change(event, somebody, now, title="Mit")
        with pytest.raises(Forbidden):
            call_off_event(event, "Nej", by=people.actor(somebody, now), now=now)


def test_more_seats_go_to_the_line_and_who_is_offered_one_hears_of_it(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole, capacity=1)
    take(event, people.councillor(), now)
    line = [people.councillor() for _ in range(3)]
    for person in line:
        take(event, person, now)
    change(event, ole, now, capacity=3)
    assert [letters_to(p)[-1] for p in line] == ["offered", "offered", "waiting"]
    assert (event.seats_held, event.waiting) == (3, 1)


def test_moving_the_event_keeps_offers_that_were_made(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.seminar(now, organiser=ole, capacity=1)
    take(event, people.councillor(), now)
    change(event, ole, now, starts_at=now + timedelta(days=40), ends_at=now + timedelta(days=41))
    assert event.revision == 1
