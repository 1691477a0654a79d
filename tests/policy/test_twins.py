"""A list and a rule that say the same thing are held together here, so that neither drifts."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Audience, Event
from politiker.events.queries import visible_to
from politiker.policy import Actor, Permission, can
from politiker.registrations.event_changes import call_off_event
from tests import meetings, people
from tests.policy.actors import everybody, narrow, pairs, plain, united


def every_event(now: datetime) -> tuple[list[Event], int]:
    """Draft and published, public and for members, called off and not, mine and another's; and the id of mine."""
    found: list[Event] = []
    hosts = [people.with_role(people.Role.ORGANISER) for _ in range(2)]
    for host in hosts:
        for audience in Audience:
            found.append(meetings.draft(now, organiser=host, audience=audience))
            found.append(meetings.seminar(now, organiser=host, audience=audience))
            off = meetings.seminar(now, organiser=host, audience=audience)
            call_off_event(off, "For få tilmeldte.", by=people.actor(host, now), now=now)
            found.append(off)
    db.session.flush()
    return found, found[0].id


def grid(events: list[Event]) -> dict[str, Actor]:
    """Everybody, those with rights once for each event."""
    found = everybody() | {"+".join(pair): united(plain()[pair[0]], plain()[pair[1]]) for pair in pairs()}
    for event in events:
        found |= {f"{name} to {event.id}": actor for name, actor in narrow(event.id).items()}
        found |= {
            f"councillor and {name} to {event.id}": replace(actor, councillor_in=frozenset({1}))
            for name, actor in narrow(event.id).items()
        }
    return found


def disagreements(actors: dict[str, Actor], events: list[Event]) -> tuple[list[str], int]:
    """Where the list and the rule differ, and how many times they were asked."""
    faults, asked = [], 0
    for name, actor in actors.items():
        listed = set(db.session.scalars(sa.select(Event.id).where(visible_to(actor))))
        for event in events:
            asked += 1
            if (event.id in listed) != can(actor, Permission.SEE_EVENT, event):
                faults.append(f"{name}: {event.id} {event.audience} published {event.is_published}")
    return faults, asked


def test_the_list_of_events_shows_what_the_rule_allows(room: Flask, now: datetime) -> None:
    events, _mine = every_event(now)
    faults, asked = disagreements(grid(events), events)
    assert faults == []
    assert asked > 2000
    print(f"twins: {asked} questions")


def test_twins_control(room: Flask, now: datetime) -> None:
    """A person who believes to be an administrator is caught: the list is asked as one, the rule as another."""
    events, _mine = every_event(now)
    listed = set(db.session.scalars(sa.select(Event.id).where(visible_to(plain()["AD"]))))
    allowed = {event.id for event in events if can(plain()["CO"], Permission.SEE_EVENT, event)}
    assert listed > allowed
