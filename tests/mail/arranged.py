"""What has to happen for each letter to be written: the real acts, by real people. Call inside a room."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from politiker.core.database import db
from politiker.events.details import EventDetails
from politiker.events.models import Audience, Event
from politiker.notifications import digest as weekly
from politiker.people import actions as accounts
from politiker.people.joining import inviting
from politiker.people.models import Person
from politiker.people.queries import by_email
from politiker.policy import system
from politiker.registrations import actions, event_changes, letters, queries
from politiker.registrations.models import Registration
from tests import meetings, people
from tests.mail import (
    arranged_afterwards,
    arranged_approval,
    arranged_credentials,
    arranged_dates,
    arranged_factors,
    arranged_mailings,
    arranged_moderation,
    arranged_people,
    arranged_rooms,
    arranged_terms,
    arranged_wishes,
)

BINDS = timedelta(days=20)


def event(now: datetime, **changes: object) -> Event:
    """A seminar at Nyborg Strand with a link, a price and a binding date."""
    usual = {
        "venue_id": meetings.venue().id,
        "join_link": "https://moede.example/kanin",
        "price_text": "6.750 kr. ekskl. moms",
        "binding_at": now + BINDS,
        "contact_phone": "+4512345678",
    }
    return meetings.seminar(now, organiser=people.ole(), **usual | changes)


def signed_up(somebody: Person, at: Event, now: datetime) -> Registration:
    return actions.register(at, by=people.actor(somebody, now), now=now)


def registered(now: datetime) -> datetime:
    signed_up(people.karen(), event(now), now)
    return now


def waiting(now: datetime) -> datetime:
    at = event(now, capacity=1)
    signed_up(people.mads(), at, now)
    signed_up(people.karen(), at, now)
    return now


def offered(now: datetime, later: timedelta = timedelta(0)) -> datetime:
    at = event(now, capacity=1)
    first = signed_up(people.mads(), at, now)
    signed_up(people.karen(), at, now)
    now += later
    actions.withdraw(first, by=people.actor(at_hand("ole"), now), now=now)
    return now


def at_hand(name: str) -> Person:
    found = by_email(f"{name}@example.dk")
    assert found is not None
    return found


def karens(now: datetime) -> Registration:
    """Karen's registration at the only event there is."""
    [row] = queries.mine(at_hand("karen").id)
    return db.session.get_one(Registration, row.id)


def promoted(now: datetime) -> datetime:
    offered(now)
    actions.accept_offer(karens(now), by=people.actor(at_hand("karen"), now), now=now)
    return now


def offer_expired(now: datetime) -> datetime:
    offered(now)
    later = now + timedelta(hours=73)
    actions.expire_offers(karens(now).event_id, by=system("test"), now=later)
    return later


def withdrawn(now: datetime) -> datetime:
    registered(now)
    actions.withdraw(karens(now), by=people.actor(at_hand("karen"), now), now=now)
    return now


def withdrawal_refused(now: datetime) -> datetime:
    registered(now)
    later = now + BINDS + timedelta(days=1)
    actions.request_withdrawal(karens(now), by=people.actor(at_hand("karen"), later), now=later)
    actions.decide_withdrawal(karens(now), grant=False, by=people.actor(at_hand("ole"), later), now=later)
    return later


def change(now: datetime, **changes: object) -> Event:
    at = db.session.get_one(Event, karens(now).event_id)
    db.session.refresh(at, ["venue", "tags", "programme"])
    details = replace(EventDetails.of(at), **changes)
    event_changes.change_event(at, details, by=people.actor(at_hand("ole"), now), now=now)
    db.session.flush()
    return at


def event_changed(now: datetime) -> datetime:
    registered(now)
    change(
        now,
        title="Budgettet for øvede",
        starts_at=now + timedelta(days=32),
        ends_at=now + timedelta(days=33),
        join_link="https://moede.example/hare",
        price_text="",
    )
    return now


def called_off(now: datetime) -> datetime:
    registered(now)
    at = db.session.get_one(Event, karens(now).event_id)
    event_changes.call_off_event(at, "Underviseren er syg.", by=people.actor(at_hand("ole"), now), now=now)
    return now


def reminder(now: datetime, days: int) -> datetime:
    registered(now)
    later = now + timedelta(days=30 - days)
    seat = karens(now)
    letters.reminders(days, [(seat.person_id, seat.id)], later)
    return later


def invitation(now: datetime) -> datetime:
    event(now, audience=Audience.PUBLIC)
    somebody = people.person("Karen Friis", email="karen@example.dk", joined=False)
    accounts.invite(somebody, by=system("test"), now=now)
    return now


def invitation_reminder(now: datetime) -> datetime:
    invitation(now)
    later = now + timedelta(days=7)
    inviting.remind_invited(now=later)
    return later


def digest(now: datetime) -> datetime:
    """Monday after: an event for everybody and one for members were published, one is coming from before, and there
    was talk in an open room and in two closed ones."""
    karen = people.karen()
    meetings.seminar(now - timedelta(days=30), title="Kommunens jord", starts_at=now + timedelta(days=20),
                     ends_at=now + timedelta(days=21))  # fmt: skip
    event(now, audience=Audience.PUBLIC)
    meetings.seminar(now, title="Lukket drøftelse", audience=Audience.MEMBERS, capacity=8)
    monday = datetime(2026, 9, 7, 5, 30, tzinfo=UTC)
    arranged_rooms.digest_talk(monday)
    weekly.send("2026-09-07", karen.id // weekly.BATCH, now=monday)
    return monday


ARRANGED: dict[str, Callable[[datetime], datetime]] = {
    "invitation": invitation,
    "invitation_reminder": invitation_reminder,
    **arranged_people.ARRANGED,
    **arranged_credentials.ARRANGED,
    "factor_changed": arranged_factors.factor_changed,
    "recovery_code_used": arranged_factors.recovery_code_used,
    "registered": registered,
    "waiting": waiting,
    "offered": offered,
    "promoted": promoted,
    "offer_expired": offer_expired,
    "withdrawn": withdrawn,
    "withdrawal_refused": withdrawal_refused,
    "event_changed": event_changed,
    "called_off": called_off,
    "reminder_14": lambda now: reminder(now, 14),
    "reminder_2": lambda now: reminder(now, 2),
    "digest": digest,
    "mailing": lambda now: arranged_mailings.mailing(event(now), now),
    **arranged_rooms.ARRANGED,
    "awaiting_organiser": lambda now: arranged_approval.awaiting(event(now), now),
    "registration_refused": lambda now: arranged_approval.refused(event(now), now),
    **arranged_moderation.ARRANGED,
    **arranged_dates.ARRANGED,
    **arranged_afterwards.ARRANGED,
    **arranged_wishes.ARRANGED,
    **arranged_terms.ARRANGED,
}
