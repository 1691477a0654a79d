"""What has taken place in the town: who came, what they thought of it and took home; and what is wished for next."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.evaluations import actions as evaluating
from politiker.evaluations import certificates, queries, takeaways
from politiker.evaluations.models import QuestionKind
from politiker.evaluations.setting_up import Asked, Plan, set_up
from politiker.events.models import Event, ForRole, Topic
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.policy import Actor, system
from politiker.registrations import actions
from politiker.registrations.arrivals.actions import Act, note_arrivals
from politiker.registrations.models import Registration
from politiker.wishes import actions as wishes
from tests import meetings, people
from tests.policy.furniture import ENDED, Things, Who
from tests.policy.furniture_desk import found

QUESTIONS = (
    Asked(QuestionKind.SCALE, "Hvor godt var det?"),
    Asked(QuestionKind.CHOICE, "Hvad fik du mest ud af?", ("Oplæggene", "Bordene")),
    Asked(QuestionKind.TEXT, "Hvad var bedst?"),
)
JOB = system("open_evaluation")
TOWNS = ("Aarhus", "Ringsted", "Odense", "Aalborg", "Roskilde")
Guests = list[tuple[Person, Actor, Registration]]


def afterwards(who: Who, things: Things, now: datetime) -> Things:
    """`over`: six days ago, evaluated and closed. `just over`: another organiser's, yesterday, with its forms open.

    CO was at the first and C2 at the second.
    """
    over, guests = _event("Forbi", who, "OR", "CO", now - timedelta(days=6), now)
    just_over, _guests = _event("Lige forbi", who, "O2", "C2", now - timedelta(days=1), now)
    _evaluated(over, guests, who["OR"], days=5)
    _evaluated(just_over, [], who["O2"], days=14)
    evaluating.close_evaluations(by=JOB, now=now)
    _karen, by, seat = guests[0]
    takeaways.take_home(seat, "Spørge forvaltningen.", by=by, now=now)
    code = certificates.issue(seat, by=by, now=now).code
    db.session.execute(sa.update(OutgoingMail).where(OutgoingMail.created_at < now).values(sent_at=now))
    here = {"event_id": over.id, "slug": over.slug}
    there = {"event_id": just_over.id, "slug": just_over.slug}
    return {
        "over": here,
        "just over": there,
        "badges": here | {"name": "navneskilte"},
        "badges O2": there | {"name": "navneskilte"},
        "no paper": here | {"name": "sangblade"},
        "who came": here | {"uid": seat.uid},
        "came astray": things["a full one"] | {"uid": seat.uid},
        "a certif": {"code": code},
        "a ticket": {"number": seat.ticket},
        **_wished(who, now),
    }


def _event(title: str, who: Who, host: str, guest: str, ended: datetime, now: datetime) -> tuple[Event, Guests]:
    """A guest, LA, one of the odd list and five more signed up long ago, and all but LA came."""
    long_ago, started = now - timedelta(days=60), ended - timedelta(days=1)
    event = meetings.seminar(
        long_ago, organiser=who[host], title=title, starts_at=started, ends_at=ended, venue_id=meetings.venue().id
    )
    crowd = [who[guest], found("Lisa Liste"), *(people.councillor(f"Gæst {town}", town=town) for town in TOWNS)]
    guests = [_seated(event, one, people.actor(one, long_ago), long_ago) for one in crowd]
    _seated(event, who["LA"], people.actor(who["LA"], ENDED[0] + timedelta(days=1)), long_ago)
    came = [Act(f"m-{seat.uid}", seat.uid, started) for _person, _by, seat in guests]
    note_arrivals(event, came, by=people.actor(who[host], started), now=started + timedelta(hours=1))
    return event, [(person, people.actor(person, now), seat) for person, _by, seat in guests]


def _seated(event: Event, person: Person, by: Actor, at: datetime) -> tuple[Person, Actor, Registration]:
    return person, by, actions.register(event, by=by, now=at)


def _evaluated(event: Event, guests: Guests, host: Person, *, days: int) -> None:
    """Asked, and answered by these an hour after the end."""
    before, over = event.starts_at - timedelta(days=5), event.ends_at + timedelta(minutes=1)
    evaluation = set_up(event, Plan(QUESTIONS, days_open=days), by=people.actor(host, before), now=before)
    evaluating.open_evaluation(evaluation.id, by=JOB, now=over)
    asked = queries.questions_of(queries.of_event(event.id))
    for n, (_person, by, seat) in enumerate(guests):
        given = zip(asked, (str(1 + n % 5), "Bordene", f"Det var godt {'igen ' * n}"), strict=True)
        evaluating.answer(seat, {question.id: text for question, text in given}, by=by, now=over)


def _wished(who: Who, now: datetime) -> Things:
    """What CO wishes for, and something else."""
    karen, lisa = people.actor(who["CO"], now), people.actor(found("Lisa Liste"), now)
    mine = wishes.propose("Skoler i små byer", "Tre bliver til to.", Topic.CHILDREN, ForRole.ALL, by=karen, now=now)
    wishes.propose("Vindmøller", "Vrede naboer.", Topic.CLIMATE, ForRole.ALL, by=lisa, now=now)
    db.session.flush()
    return {"a wish": {"uid": mine.uid}}
