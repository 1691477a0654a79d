"""What organisers do with an event while it has no guests: draft, publish, share, describe places."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry
from politiker.core.database import db
from politiker.core.errors import Forbidden, IllegalMove
from politiker.core.markdown import TextTooLong
from politiker.events import actions, queries
from politiker.events.actions import EventIsPast, NotAnOrganiser
from politiker.events.details import EventDetails, ProgrammePoint, told_changes
from politiker.events.models import EventGrant, ForRole, Topic
from politiker.people.models import RoleGrant
from politiker.policy import Right, Role
from tests import meetings, people


def happenings(event_id: int) -> list[str]:
    query = sa.select(Entry.happening).where(Entry.event_id == event_id).order_by(Entry.id)
    return [happening.value for happening in db.session.scalars(query)]


def test_a_draft_belongs_to_whoever_makes_it(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.draft(now, organiser=ole, topics=(Topic.ECONOMY,), roles=(ForRole.NEWLY_ELECTED,))
    held = set(db.session.scalars(sa.select(EventGrant.right).where(EventGrant.person_id == ole.id)))
    assert held == set(Right)
    assert not event.is_published and happenings(event.id) == ["drafted"]
    assert "<strong>budgettet</strong>" in event.description_html
    assert "økonomi" in event.terms


def test_details_come_back_as_they_were_given(room: Flask, now: datetime) -> None:
    place = meetings.venue()
    points = (
        ProgrammePoint(now + timedelta(days=30, hours=2), "Bagefter", speakers="Karen Friis\nMads Holm"),
        ProgrammePoint(now + timedelta(days=30), "Først", now + timedelta(days=30, hours=1)),
    )
    given = meetings.details(
        now,
        venue_id=place.id,
        venue_words="Hotel Nyborg Strand, Nyborg",
        topics=(Topic.CLIMATE, Topic.ECONOMY),
        roles=(ForRole.MAYOR,),
        programme=points,
        binding_at=now + timedelta(days=20),
    )
    event = actions.draft_event(given, by=people.actor(people.ole(), now), now=now)
    found = EventDetails.of(queries.whole(event.id))
    assert [point.title for point in found.programme] == ["Først", "Bagefter"], "in order of the clock"
    assert set(found.topics) == set(given.topics)
    assert told_changes(given, found) == []
    again = EventDetails.of(queries.whole(event.id))
    assert again == found


@pytest.mark.parametrize("who", [people.karen, people.birgit, lambda: people.with_role(Role.MODERATOR)])
def test_others_make_no_events(room: Flask, now: datetime, who: object) -> None:
    somebody = people.actor(who(), now)  # type: ignore[operator]
    with pytest.raises(Forbidden):
        actions.draft_event(meetings.details(now), by=somebody, now=now)
    with pytest.raises(Forbidden):
        actions.add_venue("Hotel", "Vej 1", "5800", "Nyborg", people.municipality("Nyborg").id, "", by=somebody)


def test_published_once_and_before_it_begins(room: Flask, now: datetime) -> None:
    ole = people.ole()
    event = meetings.draft(now, organiser=ole)
    with pytest.raises(Forbidden):
        actions.publish(event, by=people.actor(people.with_role(Role.ORGANISER), now), now=now)
    with pytest.raises(EventIsPast):
        actions.publish(event, by=people.actor(ole, now), now=event.starts_at)
    actions.publish(event, by=people.actor(ole, now), now=now)
    with pytest.raises(IllegalMove):
        actions.publish(event, by=people.actor(ole, now), now=now)
    db.session.flush()
    assert happenings(event.id) == ["drafted", "published"]


def test_a_right_is_given_by_its_holder_to_an_organiser(room: Flask, now: datetime) -> None:
    ole, inga = people.ole(), people.with_role(Role.ORGANISER, "Inga Ny")
    event = meetings.seminar(now, organiser=ole)
    by_ole = people.actor(ole, now)
    actions.grant_right(event, inga.id, Right.EDIT, by=by_ole, now=now)
    assert people.actor(inga, now).holds(Right.EDIT, event.id)
    with pytest.raises(Forbidden):
        actions.grant_right(event, inga.id, Right.NEEDS, by=people.actor(inga, now), now=now)
    with pytest.raises(Forbidden):
        actions.grant_right(event, inga.id, Right.MONEY, by=people.actor(inga, now), now=now)
    adam = people.with_role(Role.ADMINISTRATOR)
    people.actions.give_role(adam, Role.ORGANISER, by=people.TESTER, now=now)
    with pytest.raises(Forbidden):
        actions.grant_right(event, adam.id, Right.NEEDS, by=people.actor(adam, now), now=now)
    actions.grant_right(event, inga.id, Right.MONEY, by=people.actor(adam, now), now=now)
    for other in (people.karen(), people.birgit()):
        with pytest.raises(NotAnOrganiser):
            actions.grant_right(event, other.id, Right.EDIT, by=by_ole, now=now)


def test_an_organiser_no_more_neither_gets_nor_gives(room: Flask, now: datetime) -> None:
    ole, inga = people.ole(), people.with_role(Role.ORGANISER, "Inga Ny")
    event = meetings.seminar(now, organiser=ole)
    inga.suspended_at = now
    db.session.flush()
    with pytest.raises(NotAnOrganiser):
        actions.grant_right(event, inga.id, Right.EDIT, by=people.actor(ole, now), now=now)
    inga.suspended_at = None
    actions.grant_right(event, inga.id, Right.EDIT, by=people.actor(ole, now), now=now)
    db.session.execute(sa.update(RoleGrant).where(RoleGrant.person_id == ole.id).values(ends_at=now))
    with pytest.raises(Forbidden):
        actions.grant_right(event, inga.id, Right.NEEDS, by=people.actor(ole, now), now=now)
    with pytest.raises(NotAnOrganiser):
        actions.grant_right(event, ole.id, Right.EDIT, by=people.actor(inga, now), now=now)


def test_a_right_given_twice_is_one(room: Flask, now: datetime) -> None:
    ole, inga = people.ole(), people.with_role(Role.ORGANISER, "Inga Ny")
    event = meetings.seminar(now, organiser=ole)
    for _ in range(2):
        actions.grant_right(event, inga.id, Right.EDIT, by=people.actor(ole, now), now=now)
        db.session.flush()
    assert happenings(event.id).count("right_granted") == 1
    assert next((row.name, row.right) for row in queries.holders(event.id)) == ("Inga Ny", Right.EDIT)


def test_a_description_out_of_bounds_is_refused(room: Flask, now: datetime) -> None:
    with pytest.raises(TextTooLong):
        meetings.draft(now, description="x" * 20_001)


def test_what_guests_are_told_of(now: datetime) -> None:
    before = meetings.details(now, join_link="https://a.example/1")
    after = meetings.details(
        now, join_link=None, price_text="Gratis", binding_at=now, title="Nyt", ends_at=now + timedelta(days=32)
    )
    changes = {change["what"]: change for change in told_changes(before, after)}
    assert list(changes) == ["title", "time", "join_link", "price", "binding"]
    assert changes["join_link"] == {"what": "join_link", "was": "", "now": ""}, "the link itself is never told"
    assert changes["binding"]["was"] == "ingen"
    assert changes["time"]["now"] == "torsdag 1. oktober 2026 kl. 12 – lørdag 3. oktober 2026 kl. 12"


def test_the_desk_holds_what_one_is_assigned_to(room: Flask, now: datetime) -> None:
    ole, inga = people.ole(), people.with_role(Role.ORGANISER, "Inga Ny")
    titles = ("Om en måned", "I morgen", "Gammel", "Ældre")
    for title, days in zip(titles, (30, 1, -40, -80), strict=True):
        starts = now + timedelta(days=days)
        meetings.draft(now, organiser=ole, title=title, starts_at=starts, ends_at=starts + timedelta(hours=3))
    meetings.draft(now, organiser=inga, title="En andens")

    def desk(who: people.Person) -> list[str]:
        return [row.title for row in db.session.execute(queries.organised_by(people.actor(who, now), now=now))]

    assert desk(ole) == ["I morgen", "Om en måned", "Gammel", "Ældre"], "coming first, then the newest past"
    assert desk(inga) == ["En andens"]
    assert len(desk(people.adam())) == 5
    db.session.execute(sa.update(RoleGrant).where(RoleGrant.person_id == ole.id).values(role=Role.MODERATOR))
    assert desk(ole) == []


def test_what_lasts_longer_than_sixty_days_is_a_series(room: Flask, now: datetime) -> None:
    """A list asks only for what began in the last sixty days; a longer event would fall out of it."""
    with pytest.raises(actions.EventIsTooLong):
        meetings.draft(now, ends_at=now + timedelta(days=30 + 60, seconds=1))
    meetings.draft(now, ends_at=now + timedelta(days=30 + 60))
