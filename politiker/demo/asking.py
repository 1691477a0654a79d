"""What one of the demonstration's events asks of its guests, and what some of them answer."""

from datetime import datetime

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo import accounts
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations.models import CERTAIN, Registration
from politiker.registrations.questions.answering import Given, answer
from politiker.registrations.questions.models import Asked, Question, QuestionKind
from politiker.registrations.questions.setting_up import ChoiceDetails, QuestionDetails, add_question

HAVE_ANSWERED = 12  # guests who have answered
NIGHT = QuestionDetails(
    QuestionKind.YES_NO, Asked.AFTER, "Vil du overnatte natten før?", "At bestille værelser på hotellet",
    help="Vi bestiller værelset til dig.", is_required=True,
    choices=(ChoiceDetails("Ja", most=20, price=95_000), ChoiceDetails("Nej")),
)  # fmt: skip
ROOM = QuestionDetails(
    QuestionKind.CHOICE, Asked.AFTER, "Hvilket værelse?", "At bestille værelser på hotellet", is_required=True,
    choices=(ChoiceDetails("Eneværelse"), ChoiceDetails("Jeg deler gerne")),
)  # fmt: skip
TOPIC = QuestionDetails(
    QuestionKind.TEXT, Asked.AFTER, "Hvad vil du gerne tale med de andre om?", "At sætte bordene", kept_days=14
)


def ask(now: datetime) -> None:
    """Let the next event with a place and guests ask three things, and some of its guests answer."""
    query = (
        sa.select(Event)
        .join(Registration, Registration.event_id == Event.id)
        .where(Event.starts_at > now, Event.venue_id.is_not(None), Event.asks_after == 0)
        .where(Event.called_off_at.is_(None), Registration.state.in_(CERTAIN), Event.published_at.is_not(None))
        .where(sa.or_(Event.closes_at.is_(None), Event.closes_at > now))
        .order_by(Event.starts_at)
        .limit(1)
    )
    event = db.session.scalars(query).first()
    ole = accounts.account("ole")
    if event is None or event.created_by_id != ole.id:
        return
    by = accounts.actor(ole.id, now)
    night = add_question(event, NIGHT, by=by, now=now)
    yes = night.choices[0].id
    room = add_question(event, _only_if(ROOM, yes), by=by, now=now)
    topic = add_question(event, TOPIC, by=by, now=now)
    seats = sa.select(Registration, Person.id).join(Person, Person.id == Registration.person_id)
    rows = db.session.execute(
        seats.where(Registration.event_id == event.id, Registration.state.in_(CERTAIN))
        .order_by(Registration.number)
        .limit(HAVE_ANSWERED)
    ).all()
    for n, (seat, person_id) in enumerate(rows):
        answer(seat, _told(n, night, room, topic), by=accounts.actor(person_id, now), now=now)


def _only_if(details: QuestionDetails, choice_id: int) -> QuestionDetails:
    return QuestionDetails(**vars(details) | {"only_if": choice_id})


def _told(n: int, night: Question, room: Question, topic: Question) -> dict[int, Given]:
    words = ("Budgettet for næste år", "Hvordan man får ordet", "Skoler i små byer", "")[n % 4]
    return {
        night.id: Given(choices=frozenset({night.choices[n % 3 == 0].id})),
        room.id: Given(choices=frozenset({room.choices[n % 2].id})),
        topic.id: Given(text=words),
    }
