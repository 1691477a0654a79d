"""What guests have answered: how many of each, and by name. Each look is recorded."""

from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request, url_for

from politiker.core import danish, database
from politiker.core.database import db
from politiker.policy import Permission
from politiker.registrations.questions.models import Question
from politiker.registrations.questions.reading import PAGE, read_answers
from politiker.web.access import Access, open_to
from politiker.web.organiser import labels
from politiker.web.organiser.door import EVENT, Page, event_for, sections
from politiker.web.questions.asking import purpose_words
from politiker.web.questions.door import blueprint


@dataclass(frozen=True)
class Counted:
    """A question with how many have answered what."""

    id: int
    text: str
    purpose: str
    answers: int
    choices: tuple[tuple[str, str], ...]


@blueprint.get(f"{EVENT}/svar")
@open_to(Access.STAFF)
def answers(event_id: int) -> Page:
    """What did they answer? The look is recorded."""
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    after = request.args.get("efter", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    with database.writing():
        found = read_answers(event, by=g.actor, now=g.now, after=number)
        db.session.commit()
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    return render_template(
        "questions/answers.html",
        event=event,
        counted=[_counted(one, found.answered, found.taken) for one in found.questions],
        questions=found.questions,
        guests=found.guests,
        told=found.told,
        states=labels.STATES,
        older_url=url_for("questions.answers", event_id=event_id, efter=found.guests[-1].number)
        if found.has_more
        else None,
        newer_url=url_for("questions.answers", event_id=event_id) if number else None,
        sections=sections(event, "questions.answers"),
        page=PAGE,
    ), 200


def _counted(one: Question, answered: dict[int, int], taken: dict[int, int]) -> Counted:
    choices: list[tuple[str, str]] = []
    for choice in one.choices:
        number = danish.number(taken.get(choice.id, 0))
        limit: Any = f" / {danish.number(choice.most)}" if choice.most is not None else ""
        choices.append((choice.text, f"{number}{limit}"))
    return Counted(one.id, one.text, purpose_words(one), answered.get(one.id, 0), tuple(choices))
