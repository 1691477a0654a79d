"""What is said of voices, hours and refusals in a confidential room."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from politiker.core import danish
from politiker.core.errors import RuleBroken
from politiker.core.markdown import TextTooLong
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.discussions.confidential.files import TooManyFiles
from politiker.discussions.confidential.polls import PollNeedsChoices
from politiker.discussions.confidential.releasing import NotAnOpenRoom, NothingQuoted
from politiker.discussions.confidential.sizes import Size
from politiker.discussions.confidential.voices import Manner, NothingToShow
from politiker.discussions.confidential.writing import TooMuchAtOnce
from politiker.discussions.threads.writing import NothingWritten, RoomIsLocked
from politiker.people.models import Duty
from politiker.web.threads.faces import DUTIES, thanks_words

SIZES = {
    Size.SMALL: _("a small municipality"),
    Size.MEDIUM: _("a medium-sized municipality"),
    Size.LARGE: _("a large municipality"),
}
REFUSALS: dict[type[RuleBroken], Callable[[dict[str, Any]], str]] = {
    RoomIsLocked: lambda facts: _("The room is locked, so nobody writes in it for the time being."),
    NothingWritten: lambda facts: _("There is nothing in the post yet. Write some words first."),
    TextTooLong: lambda facts: _("The post is too long. Cut it down, or put up a document instead."),
    TooManyFiles: lambda facts: _("A post has at most %(most)s files.", most=5),
    TooMuchAtOnce: lambda facts: _("That is very much within an hour. Wait a little, and let the others answer."),
    NothingToShow: lambda facts: _("Too few others share what you wanted to show. Speak under the alias alone."),
    PollNeedsChoices: lambda facts: _("A poll has a question and between two and ten different answers."),
    NothingQuoted: lambda facts: _("Choose between one and twenty posts that the text quotes or builds on."),
    NotAnOpenRoom: lambda facts: _("Choose an open room that you may write in."),
}


def voice(spoken: dict[str, Any] | None) -> tuple[str, str]:
    """Who speaks, and what is shown beside it: ("Gylden Ugle", "udvalgsformand, stor kommune")."""
    if spoken is None:
        return "", ""
    if "alias" in spoken:
        return str(spoken["alias"]), shown(spoken)
    place = [DUTIES.get(Duty(spoken["duty"])) if spoken["duty"] else None, spoken["municipality"]]
    return str(spoken["name"]), ", ".join(word for word in place if word)


def shown(attributes: dict[str, Any]) -> str:
    """The attributes beside an alias."""
    duty, size = attributes.get("duty"), attributes.get("size")
    words = (
        DUTIES.get(Duty(duty)) if duty else None,
        attributes.get("region"),
        SIZES[Size(size)] if size else None,
    )
    return ", ".join(word for word in words if word)


def manners(may_show: dict[str, str]) -> list[tuple[str, str]]:
    """How one may speak, the one that gives least away first."""
    found = [(Manner.ALIAS.value, _("Under an alias that counts in this conversation alone"))]
    if may_show:
        words = _("Under an alias, with this beside it: %(shown)s", shown=shown(may_show))
        found.append((Manner.ALIAS_SHOWN.value, words))
    return [*found, (Manner.NAME.value, _("By my name"))]


def hour(at: datetime, now: datetime) -> str:
    """ "i dag mellem kl. 9 og 10": no moment here is known more exactly."""
    day, today = danish.local(at).date(), danish.local(now).date()
    named = _("yesterday") if (today - day).days == 1 else danish.day(day, today)
    begun = danish.local(at).hour
    return _("%(day)s between %(from)s and %(to)s", day=named, **{"from": begun, "to": (begun + 1) % 24 or 24})


def posts(n: int) -> str:
    """ "3 indlæg"."""
    return ngettext("%(n)s post in it", "%(n)s posts in it", n)


def new_posts(n: int) -> str:
    """ "2 nye"; nothing when there are none."""
    return ngettext("%(n)s new", "%(n)s new posts", n) if n > 0 else ""


def thanks(n: int) -> str:
    """ "2 har takket"; nothing when nobody has."""
    return thanks_words(n)
