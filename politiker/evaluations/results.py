"""What came of an evaluation, once it has closed and at least five have answered."""

import secrets
from dataclasses import dataclass

from politiker.core import danish
from politiker.evaluations.actions import ALL
from politiker.evaluations.groups import Dimension
from politiker.evaluations.models import FEWEST, Evaluation, EvaluationQuestion, QuestionKind, Used
from politiker.evaluations.queries import of_event, questions_of, taken_home
from politiker.evaluations.suppression import shown
from politiker.events.models import Event
from politiker.policy import Actor, Permission, require


@dataclass(frozen=True)
class ResultsOf:
    """Results as the rules see them: of one event, and of every municipality."""

    event_id: int
    municipality_id: int | None = None


@dataclass(frozen=True)
class Cut:
    """What one group answered on average, and how many of them."""

    group: str
    answers: int
    mean: str


@dataclass(frozen=True)
class Result:
    """One question: how many answered it, how often each answer came, and the average by groups; or the texts.

    A question that fewer than five answered is there with no numbers at all.
    """

    text: str
    kind: QuestionKind
    answers: int
    counts: tuple[tuple[str, int], ...] = ()
    mean: str = ""
    cuts: tuple[tuple[Dimension, tuple[Cut, ...]], ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """All that may be shown; without an evaluation that has closed, or enough answers, there are no results."""

    evaluation: Evaluation | None
    is_enough: bool
    questions: tuple[Result, ...]
    taken_home: int | None
    used: dict[Used, int]


def read_results(event: Event, *, by: Actor) -> Results:
    """The results of an event's evaluation, as far as they may be shown. Three statements."""
    require(by, Permission.SEE_STATISTICS, ResultsOf(event.id))
    evaluation = of_event(event.id)
    is_enough = evaluation is not None and evaluation.closed_at is not None and evaluation.answers >= FEWEST
    written, used = taken_home(event.id)
    if not is_enough:
        return Results(evaluation, False, (), written, used)
    return Results(evaluation, True, tuple(_result(q) for q in questions_of(evaluation)), written, used)


def _result(question: EvaluationQuestion) -> Result:
    if question.kind is QuestionKind.TEXT:
        texts = list(question.texts["bag"])
        secrets.SystemRandom().shuffle(texts)
        return Result(question.text, question.kind, len(texts), texts=tuple(texts))
    counts: dict[str, int] = question.counts[ALL][ALL]
    answers = sum(counts.values())
    if answers < FEWEST:
        return Result(question.text, question.kind, 0)
    told = tuple((choice, counts[choice]) for choice in question.choices)
    if question.kind is QuestionKind.CHOICE:
        return Result(question.text, question.kind, answers, told)
    cuts = [(dimension, _cut(question.counts.get(dimension, {}), answers)) for dimension in Dimension]
    return Result(
        question.text, question.kind, answers, told, _mean(counts), tuple((name, cut) for name, cut in cuts if cut)
    )


def _cut(groups: dict[str, dict[str, int]], answers: int) -> tuple[Cut, ...]:
    sizes = {group: sum(counts.values()) for group, counts in groups.items()}
    told = shown({group: (size,) for group, size in sizes.items()}, (answers,))
    return tuple(Cut(group, sizes[group], _mean(groups[group])) for group in sorted(told, key=danish.sort_key))


def _mean(counts: dict[str, int]) -> str:
    """With one digit and a Danish comma."""
    return f"{sum(int(answer) * n for answer, n in counts.items()) / sum(counts.values()):.1f}".replace(".", ",")
