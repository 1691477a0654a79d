"""Lets every event of the demonstration happen: drafted, published and signed up for by the rooms' own actions."""

from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.demo import accounts, venues
from politiker.demo.accounts import actor
from politiker.demo.plan import Plan, moment, today
from politiker.events import actions as event_actions
from politiker.events.details import EventDetails
from politiker.events.models import Event, ForRole, Venue
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Mandate, Person
from politiker.policy import Actor
from politiker.registrations import actions, event_changes, needs
from politiker.registrations.models import Diet, Registration

SIGN_UPS_END = timedelta(hours=30)  # before the day of loading, so that the newest act is the one to be seen
GIVEN_UP = timedelta(hours=5)
TELLING = ("tell_of_post", "tell_of_event_room")  # jobs that write letters
DIETS = (Diet.NONE, Diet.NONE, Diet.NONE, Diet.VEGETARIAN, Diet.VEGAN, Diet.GLUTEN_FREE, Diet.HALAL, Diet.LACTOSE_FREE)


class Stage:
    """Who can sign up, where one meets, and by whose hand."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.now = now
        self.chance = Random(seed)
        self.ole = accounts.account("ole")
        self.places = venues.remember_all(self.host())
        self.crowd = _councillors(only_new=False)
        self.newcomers = set(_councillors(only_new=True))

    def host(self) -> Actor:
        """Ole, with the rights he has by now."""
        return actor(self.ole.id, self.now)

    def play(self, plan: Plan) -> Event:
        """One event from draft to today."""
        starts_at = plan.starts_at(today(self.now))
        last = min(self.now, starts_at)
        published_at = last - timedelta(days=plan.published_days_before)
        event = event_actions.draft_event(self.details(plan), by=self.host(), now=published_at - timedelta(days=2))
        if plan.is_draft:
            return event
        event_actions.publish(event, by=self.host(), now=published_at)
        self.fill(event, plan, published_at, last - SIGN_UPS_END)
        if plan.called_off:
            event_changes.call_off_event(event, plan.called_off, by=self.host(), now=self.now - timedelta(days=1))
        return event

    def details(self, plan: Plan) -> EventDetails:
        """What the event of a plan is."""
        day = today(self.now)
        starts_at = plan.starts_at(day)
        venue = self.places.get(plan.place)
        return EventDetails(
            title=plan.title,
            kind=plan.kind,
            summary=plan.summary,
            description=plan.description(),
            audience=plan.audience,
            starts_at=starts_at,
            ends_at=plan.ends_at(day),
            capacity=plan.capacity,
            contact_name=self.ole.name,
            contact_email=self.ole.email,
            contact_phone="+4512345678",
            topics=plan.topics,
            roles=plan.roles,
            venue_id=venue.id if venue else None,
            venue_words=words_of(venue),
            join_link=None if venue else "https://moede.example/politiker-demo",
            opens_at=None if plan.opens_in_days is None else moment(day + timedelta(days=plan.opens_in_days), "9"),
            closes_at=_before(starts_at, plan.closes_days_before),
            binding_at=_before(starts_at, plan.binding_days_before),
            price_text=plan.price,
            programme=plan.points(day),
        )

    def fill(self, event: Event, plan: Plan, begins: datetime, ends: datetime) -> None:
        """Sign up those the plan names and others in the order of coming; the last ones wait in line."""
        named = {key: accounts.account(key).id for key in (*plan.first, *plan.in_line) if key}
        others = [person for person in self._who_comes(plan) if person not in named.values()]
        seated = [named[key] for key in plan.first]
        seated += [others.pop() for _ in range(min(plan.guests - len(seated), len(others)))]
        line = [named[key] if key else others.pop() for key in plan.in_line]
        line += [others.pop() for _ in range(plan.line - len(line))]
        guests = seated + line
        registrations = []
        for number, person_id in enumerate(guests):
            at = begins + (ends - begins) * (number + 1) / (len(guests) + 1)
            registrations.append(self.sign_up(event, person_id, at))
        if plan.seat_given_up:
            giver = registrations[len(plan.first)]
            actions.withdraw(giver, by=actor(giver.person_id, self.now), now=self.now - GIVEN_UP)
        if event.venue_id and not event.has_begun(self.now) and not plan.called_off:
            for registration in registrations[: len(seated) // 2]:
                self._state_needs(registration)

    def _who_comes(self, plan: Plan) -> list[int]:
        """Everybody in some order, to be taken from the end; the newly elected first where it is for them."""
        crowd = self.everybody()
        is_for_new = plan.roles == (ForRole.NEWLY_ELECTED,)
        return sorted(crowd, key=self.newcomers.__contains__) if is_for_new else crowd

    def everybody(self) -> list[int]:
        """All who can sign up, in some order."""
        return self.chance.sample(self.crowd, len(self.crowd))

    def sign_up(self, event: Event, person_id: int, at: datetime) -> Registration:
        """Somebody signs up by themselves at a moment."""
        return actions.register(
            event,
            by=actor(person_id, self.now),
            now=at,
            is_shown=self.chance.random() < 0.6,
            takes_last_minute=self.chance.random() < 0.3,
        )

    def _state_needs(self, registration: Registration) -> None:
        if not registration.is_certain:
            return
        needs.state_needs(
            registration,
            diet=DIETS[int(self.chance.random() * len(DIETS))],
            diet_note="",
            access_note="Jeg bruger teleslynge." if self.chance.random() < 0.1 else "",
            by=actor(registration.person_id, self.now),
            now=registration.created_at,
        )


def forget_letters(since: tuple[int, int]) -> None:
    """Nobody in the demonstration is written to: what came after these numbers is thrown away unsent.

    Letters to its people, and the jobs that would write some.
    """
    letter, job = since
    demo = sa.select(Person.id).where(Person.is_demo)
    for gone in (
        sa.delete(OutgoingMail).where(OutgoingMail.id > letter, OutgoingMail.person_id.in_(demo)),
        sa.delete(Job).where(Job.id > job, Job.name.in_(TELLING)),
    ):
        db.session.execute(gone.execution_options(synchronize_session=False))


def newest() -> tuple[int, int]:
    """The numbers of the newest letter in the outbox and of the newest job."""
    letter, job = (
        db.session.execute(sa.select(sa.func.coalesce(sa.func.max(table.id), 0))).scalar_one()
        for table in (OutgoingMail, Job)
    )
    return letter, job


def _councillors(*, only_new: bool) -> list[int]:
    """Councillors of the demonstration who are nobody's account, in the order they came."""
    query = (
        sa.select(Person.id)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Person.is_demo, Person.email_key.not_in([account.email for account in accounts.ACCOUNTS]))
        .order_by(Person.id)
    )
    return list(db.session.scalars(query.where(Mandate.is_first_period) if only_new else query))


def _before(starts_at: datetime, days: int | None) -> datetime | None:
    return None if days is None else starts_at - timedelta(days=days)


def words_of(venue: Venue | None) -> str:
    """How a place is called in one line."""
    return f"{venue.name}, {venue.town}" if venue else ""
