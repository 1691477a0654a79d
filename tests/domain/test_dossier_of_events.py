"""What one's own data says of events: one's own acts and words, what numbers mean, and nothing of other people."""

import json
from datetime import datetime
from typing import Any

from flask import Flask

from politiker.core.database import db
from politiker.events.models import ForRole, Series, Topic
from politiker.people.models import Person
from politiker.privacy import dossier
from politiker.registrations.mailings.models import Audience, Mailing
from politiker.registrations.participants.models import ParticipantTag, Tagging
from politiker.registrations.series_acts import Act, SeriesAct
from politiker.wishes.models import Wish
from tests import meetings, people
from tests.guests import take


def rows(person: Person, table: str, now: datetime) -> list[dict[str, Any]]:
    db.session.flush()
    found: list[dict[str, Any]] = dossier.dossier(person.id, now=now)["tabeller"][table]["raekker"]
    return found


def test_an_act_on_a_series_is_told_to_whoever_did_it(room: Flask, now: datetime) -> None:
    ole, else_ = people.ole(), people.with_role(people.Role.ORGANISER, "Else Dam")
    series = Series(title="Budget", created_by_id=ole.id, created_at=now)
    db.session.add(series)
    db.session.flush()
    db.session.add(SeriesAct(series_id=series.id, kind=Act.MOVE, started_by_id=else_.id, started_at=now))
    assert [row["created_by_id"] for row in rows(ole, "series", now)] == [ole.id]
    assert rows(ole, "series_act", now) == [] and rows(else_, "series", now) == []
    assert [row["started_by_id"] for row in rows(else_, "series_act", now)] == [else_.id]


def test_a_letter_is_told_to_whoever_wrote_it_and_not_who_was_picked(room: Flask, now: datetime) -> None:
    ole, else_ = people.ole(), people.with_role(people.Role.ORGANISER, "Else Dam")
    event = meetings.seminar(now, organiser=ole)
    db.session.add(
        Mailing(
            event_id=event.id, audience=Audience.PICKED, picked=[4711], subject="Hej", text="Else skrev det",
            created_by_id=else_.id, created_at=now, edited_at=now, sent_by_id=ole.id, sent_at=now,
        )
    )  # fmt: skip
    assert rows(ole, "mailing", now) == []
    [told] = rows(else_, "mailing", now)
    assert told["text"] == "Else skrev det" and "4711" not in json.dumps(told)


def test_a_wish_is_told_without_how_many_share_it(room: Flask, now: datetime) -> None:
    """Under five are told as few everywhere, and one's own file is no way around that."""
    karen = people.karen()
    wish = Wish(uid="oenske", author_id=karen.id, title="Skoler", topic=next(iter(Topic)), role=next(iter(ForRole)))
    wish.created_at, wish.supports = now, 3
    db.session.add(wish)
    [told] = rows(karen, "wish", now)
    assert told["title"] == "Skoler" and "supports" not in told


def test_a_number_is_told_with_what_it_means(room: Flask, now: datetime) -> None:
    karen, event = people.karen(), meetings.seminar(now)
    tag = ParticipantTag(event_id=event.id, name="Ny i udvalget")
    db.session.add(tag)
    seat = take(event, karen, now)
    db.session.flush()
    db.session.add(Tagging(registration_id=seat.id, tag_id=tag.id))
    assert [row["tag"] for row in rows(karen, "tagging", now)] == ["Ny i udvalget"]
