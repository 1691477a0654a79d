"""An experience is told in four steps: each a field of its own, all of them one post in the end."""

from collections.abc import Mapping
from typing import Any

from politiker.core.markdown import LONGEST_TEXT
from politiker.core.words import gettext as _
from politiker.discussions.threads.models import ThreadKind
from politiker.web.organiser.fields import TextField
from politiker.web.threads.harmless import HARMLESS

STEPS = {
    "situation": _("The situation"),
    "action": _("What we did"),
    "outcome": _("What happened"),
    "again": _("Would we do it again"),
}


class StepField(TextField):
    """One of the four."""

    keeps = HARMLESS


class ExperienceFields:
    """The four fields, for a form that starts a conversation."""

    situation = StepField(
        STEPS["situation"],
        longest=LONGEST_TEXT,
        required=_("Tell what the situation was."),
        description=_("Who, where and what was at stake. Leave out what is confidential."),
    )
    action = StepField(
        STEPS["action"],
        longest=LONGEST_TEXT,
        required=_("Tell what you did."),
        description=_("The choice you made, and what else you could have done."),
    )
    outcome = StepField(
        STEPS["outcome"],
        longest=LONGEST_TEXT,
        required=_("Tell what happened."),
        description=_("What came of it, also what you had not expected."),
    )
    again = StepField(
        STEPS["again"],
        longest=LONGEST_TEXT,
        required=_("Tell whether you would do it again."),
        description=_("Yes, no or in another way, and why."),
    )


def compose(fields: Mapping[str, str | None]) -> str:
    """The four as one text in markdown, each under its heading; what is empty is left out."""
    told = ((heading, (fields.get(name) or "").strip()) for name, heading in STEPS.items())
    return "\n\n".join(f"### {heading}\n\n{text}" for heading, text in told if text)


def composed(form: Any) -> str:
    """The same, of a form that has the four fields."""
    return compose({name: form[name].data for name in STEPS})


def carried_over(begun: Mapping[str, str], kind: ThreadKind) -> dict[str, str]:
    """A draft as it stands in the form of another kind: what was typed in one is in the other, and nothing is lost."""
    fields = dict(begun)
    if kind is ThreadKind.EXPERIENCE:
        if not any(fields.get(name) for name in STEPS):
            fields["situation"] = fields.pop("body", "")
    elif not fields.get("body"):
        fields["body"] = compose(fields)
    return fields
