"""What came after the events that are over: evaluations answered and closed, an open one, and things taken home."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo import accounts
from politiker.demo.accounts import DEMO, actor
from politiker.demo.plan import today
from politiker.demo.programmes import KATTEGAT
from politiker.demo.whole_programmes import title_of
from politiker.evaluations import actions, queries, takeaways
from politiker.evaluations.models import QuestionKind, Used
from politiker.evaluations.setting_up import Asked, Plan, set_up
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations.models import Registration

USEFUL = "Hvor meget kan du bruge i dit arbejde i rådet?"
QUESTIONS = (
    Asked(QuestionKind.SCALE, "Hvor godt var arrangementet alt i alt?"),
    Asked(QuestionKind.SCALE, USEFUL),
    Asked(QuestionKind.SCALE, "Hvor godt lærte du nogen fra andre kommuner og lister at kende?"),
    Asked(QuestionKind.CHOICE, "Hvad fik du mest ud af?", ("Oplæggene", "Samtalerne ved bordene", "Pauserne")),
    Asked(QuestionKind.TEXT, "Hvad var bedst?"),
)
OF_KATTEGAT = (
    Asked(QuestionKind.SCALE, "Hvor gode var de tre dage alt i alt?"),
    Asked(QuestionKind.SCALE, USEFUL),
    Asked(QuestionKind.CHOICE, "Hvad fik du mest ud af?", ("Økonomispillet", "Rollen", "De andre på holdet")),
    Asked(QuestionKind.TEXT, "Hvad skal vi lave om til næste hold?"),
)
GRADES = ("5", "5", "4", "4", "4", "3", "3", "2")
BEST = (
    "At høre, hvordan de gør i en kommune på vores størrelse.",
    "Øvelsen efter frokost.",
    "At der var tid til at tale færdig.",
    "Oplægget om borgermøder. Det kan vi bruge i morgen.",
    "Ved bordet sad vi fire fra fire lister og var enige om det meste.",
)
CHANGED = (
    "Økonomispillet må gerne vare en hel dag. Vi nåede lige at blive uenige for alvor.",
    "Mindre oplæg den første eftermiddag. Vi ville hellere høre hinanden.",
    "Send regnskabsbilaget ud inden, så jeg kan nå at læse min egen kommunes.",
    "Gåturen var det bedste. Lav en til på dag tre.",
    "Mere om, hvad jeg må spørge forvaltningen om, og hvordan.",
    "Intet. Jeg kom hjem med tre telefonnumre, jeg har ringet til siden.",
    "Aftensamtalen begyndte sent for os, der havde kørt fra Vestjylland.",
    "Vi manglede en erfaren, der selv har fortrudt en beslutning.",
)


@dataclass(frozen=True)
class Asking:
    """How events with a title are evaluated: for how many days, by how many in a hundred, and what they are asked."""

    title: str
    days_open: int
    percent: int
    questions: tuple[Asked, ...] = QUESTIONS
    texts: tuple[str, ...] = BEST
    hours: str = ""


def asked_of(year: int) -> tuple[Asking, ...]:
    """What is evaluated of what is over: the first event of a title, or all of a year's Kattegat."""
    return (
        Asking("Fælleskommunalt politikerdøgn", 7, 80, hours="18 timer"),
        Asking("Vindmøller, solceller og naboer", 14, 85),
        Asking("Kommunalret for nyvalgte", 40, 50),
        Asking(KATTEGAT, 14, 85, OF_KATTEGAT, CHANGED, "20 timer"),
        Asking(title_of(year), 14, 65, OF_KATTEGAT, CHANGED, "20 timer"),
    )


HOME = (
    "Invitere naboerne, før planen er lagt.",
    "Spørge forvaltningen, hvad andre kommuner betaler.",
    "Foreslå et fælles udvalgsmøde med nabokommunen.",
    "Lave en huskeseddel om habilitet til gruppen.",
)
SETS_UP = timedelta(days=5)  # before the event


def evaluate(seed: int, now: datetime) -> bool:
    """Evaluate the events that are over. Returns whether there was one to evaluate."""
    chance, is_new = Random(seed), False
    ole = accounts.account("ole").id
    year = today(now).year
    for asking in asked_of(year):
        query = sa.select(Event).where(Event.title == asking.title, Event.ends_at <= now, Event.created_by_id == ole)
        held = list(db.session.scalars(query.where(~Event.is_template).order_by(Event.id)))
        if not held or queries.of_event(held[0].id) is not None:
            continue
        is_new = True
        for event in held if asking.title == title_of(year) else held[:1]:
            _evaluate(event, asking, ole, chance, now)
    if is_new:
        actions.close_evaluations(by=DEMO, now=now)
        takeaways.send_back(now=now)
    return is_new


def _evaluate(event: Event, asking: Asking, ole: int, chance: Random, now: datetime) -> None:
    plan = Plan(asking.questions, days_open=asking.days_open, certificate_hours=asking.hours)
    evaluation = set_up(event, plan, by=actor(ole, now), now=event.starts_at - SETS_UP)
    over = event.ends_at + timedelta(minutes=1)
    actions.open_evaluation(evaluation.id, by=DEMO, now=over)
    _answer(event, asking, over, chance, now)


def _answer(event: Event, asking: Asking, over: datetime, chance: Random, now: datetime) -> None:
    asked = queries.questions_of(queries.of_event(event.id))
    accounts_of_ours = sa.select(Person.id).where(
        Person.email_key.in_([account.email for account in accounts.ACCOUNTS])
    )
    texts = chance.sample(asking.texts, len(asking.texts))  # each is written by one
    guests = sa.select(Registration).where(
        Registration.event_id == event.id,
        queries.there(),
        Registration.person_id.not_in(accounts_of_ours),  # who sits at one of them may answer by hand
    )
    for seat in db.session.scalars(guests.order_by(Registration.id)):
        if chance.random() * 100 >= asking.percent:
            continue
        by = actor(seat.person_id, now)
        given = {question.id: _given(question.kind, question.choices, texts, chance) for question in asked}
        if not any(given.values()):
            continue
        actions.answer(seat, given, by=by, now=over)
        if chance.random() < 0.5:
            takeaways.take_home(seat, HOME[int(chance.random() * len(HOME))], by=by, now=over)
            if over + takeaways.MONTH <= now:
                takeaways.say_used(seat, tuple(Used)[int(chance.random() * 3)], by=by)


def _given(kind: QuestionKind, choices: tuple[str, ...], texts: list[str], chance: Random) -> str:
    if kind is QuestionKind.SCALE:
        return GRADES[int(chance.random() * len(GRADES))]
    if kind is QuestionKind.CHOICE:
        return choices[int(chance.random() * len(choices))]
    return texts.pop() if texts and chance.random() < 0.4 else ""
