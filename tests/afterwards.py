"""Events that are over, with guests who evaluate them. Call inside an app context."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from politiker.core.database import db
from politiker.evaluations import actions, queries
from politiker.evaluations.models import CertificateFor, Evaluation, QuestionKind
from politiker.evaluations.setting_up import Asked, Plan, set_up
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.policy import system
from politiker.registrations.models import Registration
from tests import guests, meetings, people

TOWNS = ("Aarhus", "Ringsted", "København", "Odense", "Aalborg", "Roskilde")
LETTERS = ("A", "V")
JOB = system("open_evaluation")
BEFORE, OVER = timedelta(days=30), timedelta(days=32)
SCALE, CHOICE, TEXT = range(3)
QUESTIONS = (
    Asked(QuestionKind.SCALE, "Hvor godt var det?"),
    Asked(QuestionKind.CHOICE, "Hvad fik du mest ud af?", ("Oplæggene", "Bordene")),
    Asked(QuestionKind.TEXT, "Hvad var bedst?"),
)


def crowd(many: int, *, new: int = 0, towns: tuple[str, ...] = TOWNS) -> list[Person]:
    """Councillors from several municipalities and two lists, the first `new` of them newly elected."""
    return [
        people.councillor(town=towns[n % len(towns)], letter=LETTERS[n % len(LETTERS)], newly_elected=n < new)
        for n in range(many)
    ]


class Afterwards:
    """An event with guests, and what comes after it. `now` is before it, `over` an hour after it."""

    def __init__(
        self,
        now: datetime,
        many: int = 0,
        *,
        new: int = 0,
        guests_: list[Person] | None = None,
        organiser: Person | None = None,
        **changes: Any,
    ) -> None:
        self.now = now
        self.over = now + OVER
        self.ole = organiser or people.ole()
        self.people = guests_ if guests_ is not None else crowd(many, new=new)
        self.event: Event = meetings.seminar(now, organiser=self.ole, capacity=400, **changes)
        self.seats: list[Registration] = [guests.take(self.event, person, now) for person in self.people]

    @property
    def organiser(self) -> Any:
        return people.actor(self.ole, self.over)

    def ask(self, **changes: Any) -> Evaluation:
        """Set the evaluation up; when the event is over it opens."""
        plan = Plan(**{"questions": QUESTIONS, "certificate_for": CertificateFor.THERE} | changes)
        return set_up(self.event, plan, by=people.actor(self.ole, self.now), now=self.now)

    def open(self, **changes: Any) -> Evaluation:
        evaluation = self.ask(**changes)
        actions.open_evaluation(evaluation.id, by=JOB, now=self.over)
        return evaluation

    def answer(self, number: int, *given: str, at: datetime | None = None) -> None:
        """Guest number so-and-so answers the questions in their order; "" leaves one out."""
        asked = queries.questions_of(queries.of_event(self.event.id))
        answers: Mapping[int, str] = {question.id: text for question, text in zip(asked, given, strict=False)}
        seat, moment = self.seats[number], at or self.over
        actions.answer(seat, answers, by=people.actor(self.people[number], moment), now=moment)

    def close(self) -> None:
        actions.close_evaluations(by=JOB, now=self.over + timedelta(days=15))
        db.session.flush()
