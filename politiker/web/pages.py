"""Pages about the site itself: accessibility, privacy, and who may do what."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, current_app, render_template

from config import Settings
from politiker import policy_matrix
from politiker.core import danish, register
from politiker.core.database import Base
from politiker.policy_matrix import Matrix, Row
from politiker.web import browser, keys
from politiker.web.access import Access, open_to
from politiker.web.cache import keep_for_strangers

REVIEWED = date(2026, 11, 24)
MINUTE, DAY = 60, 24 * 60 * 60
blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True)
class Act:
    """One act, and who may do it: those with the same limit together, and the limit when there is one."""

    name: str
    who: list[tuple[str, str]]
    is_for_all: bool
    is_coming: bool


@blueprint.get("/was")
@open_to(Access.PUBLIC)
def accessibility() -> str:
    """The accessibility statement."""
    keep_for_strangers()
    return render_template(
        "pages/accessibility.html", reviewed=REVIEWED, contact=_contact(), reviewed_on=_date(REVIEWED)
    )


@blueprint.get("/privatliv")
@open_to(Access.PUBLIC)
def privacy() -> str:
    """What is kept about people, why and until when, drawn from the notes in the schema itself."""
    settings: Settings = current_app.config["SETTINGS"]
    keep_for_strangers()
    return render_template(
        "pages/privacy.html",
        register=register.rows(Base.metadata),
        contact=_contact(),
        session_cookie=browser.cookie_name(settings),
        session_days=browser.COOKIE_SECONDS // DAY,
        device_cookie=browser.device_cookie_name(settings),
        key_cookie=keys.cookie_name(),
        key_minutes=keys.COOKIE_SECONDS // MINUTE,
    )


@blueprint.get("/hvem-maa-hvad")
@open_to(Access.PUBLIC)
def who_may_what() -> str:
    """The permissions, drawn by asking the rules themselves."""
    matrix = policy_matrix.matrix()
    keep_for_strangers()
    groups = []
    for group, rows in groupby(matrix.rows, lambda row: row.group):
        acts = [_act(row, matrix) for row in rows]
        groups.append((group, acts, all(act.is_coming or not act.who for act in acts)))
    return render_template("pages/who_may_what.html", groups=groups)


def _act(row: Row, matrix: Matrix) -> Act:
    by_mark: dict[str, list[str]] = {}
    for kind in matrix.kinds:
        by_mark.setdefault(row.marks[kind.code], []).append(kind.name)
    by_mark.pop("-", None)
    who = [
        (_people(names), danish.list_in_words(limits) if (limits := matrix.limits(mark)) else "")
        for mark, names in by_mark.items()
    ]
    is_for_all = all(mark == "+" for mark in row.marks.values())
    return Act(row.name, who, is_for_all=is_for_all, is_coming=row.is_coming)


def _people(names: list[str]) -> str:
    """ "Folkevalgt, kommunens sekretær og arrangør"."""
    return danish.list_in_words([names[0], *(name[0].lower() + name[1:] for name in names[1:])])


def _contact() -> str:
    """A mailbox that somebody reads, if there is one."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.mail_reply_to


def _date(day: date) -> str:
    return f"{day.day}. {danish.MONTHS[day.month - 1]} {day.year}"
