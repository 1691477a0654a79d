"""The organiser's list: looking through it, noting, and many at once."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from politiker.audit import Happening
from politiker.core import danish
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events.models import Event
from politiker.registrations import queries
from politiker.registrations.models import Participant, State
from politiker.registrations.participants import bulk, notes, table
from politiker.registrations.participants.bulk import Deed
from politiker.registrations.participants.errors import (
    SelectionHasChanged,
)
from politiker.registrations.participants.table import Order, Standing
from tests import meetings, people
from tests.guests import take
from tests.listed import Desk, happenings


@pytest.fixture
def desk(room: Flask, now: datetime) -> Iterator[Desk]:
    yield Desk(now)
    db.session.flush()
    assert queries.miscounted() == [], "seats are counted right whatever was done"


def test_the_list_sifts_and_orders_in_danish(desk: Desk, now: datetime) -> None:
    desk.event.capacity = 9
    for name, town in (("Åse Lind", "Aarhus"), ("Ærenfried Bo", "Ringsted"), ("Zita Øe", "København")):
        take(desk.event, people.councillor(name, town=town, newly_elected=town == "Ringsted"), now)
    desk.outsider("Sofie Tale")
    assert desk.names(order=Order.NAME) == ["Sofie Tale", "Zita Øe", "Ærenfried Bo", "Åse Lind"]
    assert desk.names(order=Order.MUNICIPALITY)[-1] == "Åse Lind", "Aarhus is Århus"
    assert (
        desk.names(kind=Participant.SPEAKER)
        == ["Sofie Tale"]
        == desk.names(municipality_id=people.municipality("Odense").id)
    )
    assert desk.names(is_new=True) == ["Ærenfried Bo"]
    assert desk.names(text="åse") == ["Åse Lind"] and desk.names(text="øe") == ["Zita Øe"]
    assert len(desk.names(text="s")) == 4, "one letter asks for nothing"
    assert len(desk.names(state=Standing.CERTAIN)) == 4 and desk.names(state=State.WAITING) == []
    assert desk.names(arrived=True) == [] and desk.names(region="Region Sjælland") == ["Ærenfried Bo"]
    assert len(happenings(Happening.REGISTRATIONS_READ)) == 12, "each look is recorded"
    assert not any("party" in name or "list" in name for name in desk.found().everybody[0]._fields)


def test_notes_tags_and_kinds(desk: Desk, now: datetime) -> None:
    karen = take(desk.event, people.karen(), now)
    tag = notes.tag_named(desk.event, "  Bus  fra Odense ", by=desk.ole)
    assert notes.tag_named(desk.event, "bus fra odense", by=desk.ole) is tag
    notes.set_tags(desk.event, karen, {tag.id}, by=desk.ole, now=now)
    notes.set_tags(desk.event, karen, {tag.id}, by=desk.ole, now=now)
    notes.write_note(desk.event, karen, " Ringer\u202e igen ", by=desk.ole, now=now)
    notes.mark_kind(desk.event, karen, Participant.SPEAKER, by=desk.ole, now=now)
    db.session.flush()
    assert desk.found().tags_of(karen.id) == ["Bus fra Odense"] and desk.names(tag_id=tag.id) == ["Karen Friis"]
    assert notes.note_of(karen) == "Ringer igen" and desk.found().everybody[0].has_note
    assert happenings(Happening.PARTICIPANT_NOTED) == ["tags", "note", "kind:speaker"], "and never what it says"
    notes.write_note(desk.event, karen, "", by=desk.ole, now=now)
    notes.set_tags(desk.event, karen, set(), by=desk.ole, now=now)
    db.session.flush()
    assert notes.note_of(karen) == "" and desk.found().tags == {}, "a tag nobody has is gone"
    with pytest.raises(Forbidden):
        notes.write_note(desk.event, karen, "x", by=people.actor(people.mads(), now), now=now)


def test_many_at_once_touches_exactly_those_who_were_shown(desk: Desk, now: datetime) -> None:
    seats = [take(desk.event, one, now) for one in (people.karen(), people.mads(), people.amina())]
    assert desk.do(Deed.TAG, *seats, tag="Bus") == 3
    assert desk.do(Deed.MARK, seats[0], kind=Participant.SPEAKER) == 1
    assert desk.do(Deed.CONFIRM, *seats[:2]) == 2 and seats[0].presence_confirmed_at == now
    with pytest.raises(SelectionHasChanged):
        desk.do(Deed.TAG, *seats, tag="bus")
    assert desk.do(Deed.UNTAG, seats[0], tag="bus") == 1
    assert desk.do(Deed.WITHDRAW, seats[0], seats[1]) == 2
    assert [seat.state for seat in seats] == [State.WITHDRAWN, State.WITHDRAWN, State.OFFERED]
    with pytest.raises(SelectionHasChanged):
        desk.do(Deed.WITHDRAW, seats[1], seats[2])
    other = meetings.seminar(now, organiser=desk.person)
    assert desk.do(Deed.MOVE, seats[2], event_id=other.id) == 1
    assert desk.event.seats_held == desk.event.waiting == 0 and other.seats_held == 1


def test_events_to_move_to_are_ones_own_and_to_come(desk: Desk, now: datetime) -> None:
    mine = meetings.seminar(now, organiser=desk.person, title="Et andet")
    meetings.seminar(now)
    meetings.draft(now, organiser=desk.person)
    assert [row.id for row in bulk.events_to_move_to(desk.event.id, by=desk.ole, now=now)] == [mine.id]
    assert db.session.get_one(Event, mine.id).title == "Et andet"


@pytest.mark.parametrize("name", ["Åse Lind", "Anne-Marie  O'Hara", "aage Æbelø", "von der-Leyen Ü", "- x", ""])
def test_a_key_word_by_word_is_the_key_of_the_whole(name: str) -> None:
    assert table.Keys().of(name) == danish.sort_key(name)
