"""The organiser's two programmes: Kattegat, a series made from a template, and the day and night in November."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo import planning
from politiker.demo.accounts import actor, municipality_id
from politiker.demo.plan import Day, Plan, Point, in_days, moment, next_november, today, tuesday
from politiker.demo.stage import SIGN_UPS_END, Stage
from politiker.events import actions as events
from politiker.events.details import EventDetails
from politiker.events.models import Event, ForRole, Kind, Topic
from politiker.events.planning.preparations import add_preparation
from politiker.events.queries import whole
from politiker.registrations.copying import NewDate, make_series, save_as_template
from politiker.registrations.event_changes import change_event
from politiker.registrations.models import CERTAIN, Participant, Registration
from politiker.registrations.programme_seats import choose_items, parallels
from politiker.registrations.questions.models import Asked, QuestionKind
from politiker.registrations.questions.setting_up import ChoiceDetails, QuestionDetails, add_question
from politiker.registrations.terms.blocks import reserve_seats
from politiker.registrations.terms.fees import Terms, Tier
from politiker.registrations.terms.setting import Limits, set_terms

KATTEGAT, MEETING = "Kattegat for nyvalgte", "Fælleskommunalt politikerdøgn"
MADE_BEFORE, SHOWN_AFTER = timedelta(days=70), timedelta(days=5)
PROGRAMME = (
    Point("11", "Ankomst og kaffe"),
    Point("12", "Velkommen: Hvem er vi, og hvad er vi valgt til?", "Ole Krog, kursusleder"),
    Point("14", "Rollen som politiker: hverv, familie og arbejde", "Kirsten Holt, tidligere borgmester"),
    Point("19", "Middag og aftensamtale ved stranden"),
    Point("9", "Kommunens økonomi fra budget til regnskab", "Jens Munk, økonomidirektør", day=1),
    Point("13", "Spil: En kommune skal spare", day=1),
    Point("16.30", "Gåtur og tid til hinanden", day=1),
    Point("9", "Samarbejde med forvaltningen", "Lise Bang, kommunaldirektør", day=2),
    Point("11", "Min plan for det første år", day=2),
    Point("13", "Frokost og farvel", day=2),
)
SUMMARY = (
    "Tre dage sammen med nyvalgte fra hele landet. Du går hjem med overblik, et netværk og en plan for dit første år."
)
BINDING = 35  # days before
TERMS = Terms({Participant.COUNCILLOR: 980_000, Participant.OFFICIAL: 1_180_000}, (Tier(BINDING, percent=100),))
EARLY = QuestionDetails(
    QuestionKind.YES_NO, Asked.AFTER, "Kommer du aftenen før?", "At bestille værelser på hotellet",
    help="For dig, der har langt. Aftensmad og morgenmad er med.", is_required=True,
    choices=(ChoiceDetails("Ja", most=8, price=110_000), ChoiceDetails("Nej")),
)  # fmt: skip
HARDEST = QuestionDetails(
    QuestionKind.TEXT, Asked.AFTER, "Hvad har været sværest i din tid i rådet?", "At sætte grupperne sammen",
    kept_days=14,
)  # fmt: skip
RESERVED = 8  # seats for the town that is host


def kattegat(day: Day, *, guests: int = 0, in_line: tuple[str, ...] = (), line: int = 0) -> Plan:
    """One course of three days for the newly elected."""
    return Plan(
        title=KATTEGAT, kind=Kind.COURSE, summary=SUMMARY, text="kattegat", day=day, begins="11", ends="14", nights=2,
        capacity=25, topics=(Topic.ROLE_OF_POLITICIAN,), place="grenaa", roles=(ForRole.NEWLY_ELECTED,),
        price="9.800 kr. ekskl. moms med måltider og to overnatninger", binding_days_before=BINDING,
        programme=PROGRAMME, guests=guests, in_line=in_line, line=line,
    )  # fmt: skip


# One that is over, a full one soon, and two later, the last not open yet.
COURSES = (
    kattegat(tuesday(-30), guests=24),
    kattegat(tuesday(27), guests=25, in_line=("", "amina"), line=3),
    kattegat(tuesday(55), guests=9),
    kattegat(tuesday(76)),
)
OPENS_IN = 12  # days


def set_up(stage: Stage) -> None:
    """Plan both as their organiser does, and let people sign up."""
    _kattegat(stage)
    _meeting(stage)


def _kattegat(stage: Stage) -> None:
    starts = [plan.starts_at(today(stage.now)) for plan in COURSES]
    made_at = starts[0] - MADE_BEFORE
    first = events.draft_event(stage.details(COURSES[0]), by=stage.host(), now=made_at)
    by = stage.host()
    for question in (EARLY, HARDEST):
        add_question(first, question, by=by, now=made_at)
    set_terms(first, TERMS, Limits(confirm_days=3), by=by, now=made_at)
    for title, days in planning.TO_DO:
        add_preparation(first, title, days, by=by)
    save_as_template(first, by=by, now=made_at, title=KATTEGAT)
    series = make_series(first, KATTEGAT, [NewDate(at) for at in starts[1:]], by=by, now=made_at)
    for event, plan in zip(dates_of(series.id), COURSES, strict=True):
        if not plan.guests:
            _open_later(event, stage)
        shown_at = made_at + SHOWN_AFTER
        events.publish(event, by=stage.host(), now=shown_at)
        stage.fill(event, plan, shown_at, min(stage.now, event.starts_at) - SIGN_UPS_END)
        planning.tick(event, by=stage.host(), now=stage.now)


def _open_later(event: Event, stage: Stage) -> None:
    opens_at = moment(in_days(OPENS_IN)(today(stage.now)), "9")
    details = EventDetails(**vars(EventDetails.of(whole(event.id))) | {"opens_at": opens_at})
    change_event(event, details, by=stage.host(), now=event.created_at)


def dates_of(series_id: int) -> list[Event]:
    """The dates of a series in order."""
    query = sa.select(Event).where(Event.series_id == series_id).order_by(Event.starts_at, Event.id)
    return list(db.session.scalars(query))


def _meeting(stage: Stage) -> None:
    """Seats for the town that is host, a question, and what some have chosen of the programme."""
    event = meeting(next_november(today(stage.now)))
    by = stage.host()
    add_question(event, EARLY, by=by, now=stage.now)
    reserve_seats(
        event, "Værtskommunen", RESERVED, event.starts_at - timedelta(days=BINDING), by=by, now=stage.now,
        municipality_id=municipality_id("Nyborg"),
    )  # fmt: skip
    choose(event, stage.now)


def meeting(day: date) -> Event:
    """The day and night that begins on this day."""
    query = sa.select(Event).where(Event.title == MEETING).order_by(Event.id)
    return next(one for one in db.session.scalars(query) if today(one.starts_at) == day)


def choose(event: Event, now: datetime) -> None:
    """Let two in three with a seat choose one of the points that begin together, until they are full."""
    certain = sa.select(Registration).where(Registration.event_id == event.id, Registration.state.in_(CERTAIN))
    for number, seat in enumerate(db.session.scalars(certain.order_by(Registration.number)).all()):
        if number % 3 == 2:
            continue
        free = [[one for one in side.choices if not one.is_full] for side in parallels(event.id)]
        chosen = [choices[number % len(choices)].id for choices in free if choices]
        choose_items(seat, chosen, by=actor(seat.person_id, now), now=now)
