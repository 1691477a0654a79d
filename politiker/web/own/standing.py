"""How one stands here, in a sentence: a member, on the way in, on the way out, or somebody who works here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import g

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.people.forgetting import MANDATE_KEPT
from politiker.people.joining.models import Application
from politiker.people.joining.queries import own_application
from politiker.people.models import Mandate, MandateDuty
from politiker.people.queries import roles_by_date
from politiker.privacy.overview import own_mandates


@dataclass(frozen=True)
class Standing:
    """How one stands here: a kind of alert, a heading, and a sentence."""

    kind: str
    title: str
    text: str


def own_standing(person_id: int) -> Standing:
    """How somebody stands, asked for where nothing else about them is."""
    roles = roles_by_date(person_id, now=g.now)
    return standing_of(own_mandates(person_id), roles, own_application(person_id, now=g.now))


def standing_of(mandates: list[Mandate], roles: list[Any], application: Application | None) -> Standing:
    """What is true now; an application that waits is told even to those whose mandate has ended."""
    running = [one for one in mandates if one.starts_at <= g.now < one.ends_at]
    if running:
        until = _last_day(running[0].ends_at)
        places = danish.list_in_words([one.municipality.name for one in running])
        return Standing(
            "success",
            _("You are a member"),
            _("You are elected in %(places)s until %(day)s.", places=places, day=until),
        )
    if application is not None and application.decided_at is None:
        return _waiting(application)
    if application is not None and application.is_approved is False:
        text = _(
            "%(place)s could not confirm that you are elected. Write to us if that is wrong.",
            place=application.municipality.name,
        )
        return Standing("warning", _("Your application was not approved"), text)
    if any(one.starts_at > g.now for one in mandates):
        starts = min(one.starts_at for one in mandates if one.starts_at > g.now)
        return Standing("info", _("Your mandate has not begun"), _("It runs from %(day)s.", day=_day(starts)))
    if mandates:
        ended = mandates[0].ends_at
        text = _(
            "It ended on %(ended)s. You can see and fetch your data until %(until)s; then we delete your mandate.",
            ended=_last_day(ended), until=_day(ended + MANDATE_KEPT),
        )  # fmt: skip
        return Standing("warning", _("Your mandate has ended"), text)
    if roles:
        return Standing(
            "info", _("You work here"), _("You have a role here, but no mandate. So you cannot sign up for events.")
        )
    text = _("We know of no mandate. Only those who sit in a municipal council can sign up for events.")
    return Standing("info", _("You are not a member yet"), text)


def _waiting(application: Application) -> Standing:
    """Whose turn it is with one's application."""
    place = application.municipality.name
    if application.vouched_at is None:
        title = _("We are waiting for the municipality of %(place)s", place=place)
        text = _("The council secretary there confirms that you are elected. You hear from us as soon as it is done.")
    else:
        title = _("Your application is being approved")
        text = _(
            "%(place)s has confirmed that you are elected. You hear from us as soon as we have looked at it.",
            place=place,
        )
    return Standing("info", title, text)


def duties_of(mandate: Mandate) -> list[MandateDuty]:
    """What one does in the council now, or did when the mandate ended; a leave that is to come is not told as one."""
    at = max(mandate.starts_at, min(g.now, mandate.ends_at - timedelta(seconds=1)))
    held = [one for one in mandate.duties if one.starts_at <= at and (one.ends_at is None or at < one.ends_at)]
    return sorted(held, key=lambda one: one.starts_at)


def _day(moment: datetime) -> str:
    day = danish.local(moment).date()
    return f"{day.day}. {danish.MONTHS[day.month - 1]} {day.year}"


def _last_day(end: datetime) -> str:
    """What ends at midnight ends on the day before."""
    return _day(end - timedelta(seconds=1))


def period(start: datetime, end: datetime) -> str:
    """ "1. januar 2026 – 31. december 2029"."""
    return f"{_day(start)} – {_last_day(end)}"
