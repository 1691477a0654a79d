"""What one does with one's own seat or place in line: leave, ask to be let off, answer an offer, be shown."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, redirect, url_for
from werkzeug.wrappers import Response

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.policy import Permission, require
from politiker.registrations import actions, own, queries
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.registrations.addresses import EVENT, blueprint, own_page
from politiker.web.registrations.own_state import ActForm, ShowMeForm, event_to_show, page, refused


def act(
    event_id: int,
    form: ChangingForm,
    do: Callable[..., Any],
    besked: str | None = None,
    permission: Permission = Permission.WITHDRAW_REGISTRATION,
) -> Response | tuple[str, int]:
    """Do something with one's own registration, and show where one stands afterwards."""
    event = own.event_to_act_on(event_id, g.actor)
    registration = queries.own(event.id, g.actor.person_id) if event is not None else None
    if event is None or registration is None:
        abort(404)
    require(g.actor, permission, registration)
    if not form.validate():
        return page(event_to_show(event_id), refused=form)
    there = own_page(event, besked) if g.actor.is_councillor else url_for("registrations.mine", besked=besked)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        do(registration, by=g.actor, now=g.now)
    except RuleBroken as rule:
        return refused(event_id, rule, form)
    db.session.commit()
    return redirect(there, 303)


@blueprint.post(f"{EVENT}/afmelding")
@open_to(Access.SIGNED_IN)
def withdraw(event_id: int, slug: str) -> Response | tuple[str, int]:
    """Give up a seat or a place in line."""
    return act(event_id, ActForm(), actions.withdraw, "afmeldt")


@blueprint.post(f"{EVENT}/afmeldingsanmodning")
@open_to(Access.SIGNED_IN)
def request_withdrawal(event_id: int, slug: str) -> Response | tuple[str, int]:
    """After the binding date: ask the organiser to be let off."""
    return act(event_id, ActForm(), actions.request_withdrawal, "anmodet")


@blueprint.post(f"{EVENT}/tilbud/ja")
@open_to(Access.SIGNED_IN)
def accept_offer(event_id: int, slug: str) -> Response | tuple[str, int]:
    """Say yes to an offered seat."""
    return act(event_id, ActForm(), actions.accept_offer, permission=Permission.ANSWER_OFFER)


@blueprint.post(f"{EVENT}/tilbud/nej")
@open_to(Access.SIGNED_IN)
def decline_offer(event_id: int, slug: str) -> Response | tuple[str, int]:
    """Say no to an offered seat."""
    return act(event_id, ActForm(), actions.decline_offer, "afslaaet", Permission.ANSWER_OFFER)


@blueprint.post(f"{EVENT}/synlig")
@open_to(Access.SIGNED_IN)
def show_me(event_id: int, slug: str) -> Response | tuple[str, int]:
    """Stand on the list of participants, or no longer."""
    form = ShowMeForm()
    shown = form.shown.data == "ja"
    return act(event_id, form, lambda *args, **by: actions.show_on_list(*args, shown=shown, **by), "gemt")
