"""What waits for the secretary, and saying yes or no to one."""

from flask import abort, g, redirect, render_template, url_for
from sqlalchemy import select

from politiker.core.database import db, read_only
from politiker.core.errors import IllegalMove
from politiker.core.words import gettext as _
from politiker.people.joining import deciding
from politiker.people.joining.deciding import ListIsMissing
from politiker.people.joining.models import Rejection
from politiker.people.joining.queries import councils, not_yet_answered, said_no
from politiker.people.models import Municipality
from politiker.web.access import Access, open_to
from politiker.web.forms import answered_before
from politiker.web.organiser.door import Page
from politiker.web.secretary.door import (
    DisownForm,
    VouchForm,
    application_or_404,
    blueprint,
    cases,
    lists,
    secretary_or_404,
    ways,
)

ONE = "/sekretariat/ansoegninger/<uid>"


@blueprint.get("/sekretariat")
@open_to(Access.SIGNED_IN, sensitive=True)
def desk() -> Page:
    """What waits for me?"""
    secretary_or_404()
    return _desk()


def _desk(refused: VouchForm | DisownForm | None = None, uid: str = "", error: str = "") -> Page:
    found, wrong = cases(), None
    for one in found:
        if one.application.uid == uid and isinstance(refused, VouchForm):
            one.vouch.party.errors, wrong = refused.party.errors, one.vouch
        elif one.application.uid == uid and isinstance(refused, DisownForm):
            one.disown.reason.errors, wrong = refused.reason.errors, one.disown
    towns = list(
        db.session.execute(
            select(Municipality.code, Municipality.name)
            .where(Municipality.id.in_(g.actor.secretary_of))
            .order_by(Municipality.name)
        )
    )
    links = [
        link
        for code, name in towns
        for link in ways((_("The council of %(place)s", place=name), "councils.show", {"code": code}))
    ]
    page = render_template(
        "secretary/desk.html",
        cases=found,
        certain=[one for one in found if one.party],
        towns=[name for _code, name in towns],
        said_no=said_no(g.actor, now=g.now),
        unanswered=not_yet_answered(g.actor, now=g.now),
        error=error,
        wrong=wrong,
        links=[
            *links,
            *ways(
                (_("Invite councillors"), "joining.invite", {}),
                (_("Take in the council from a file"), "council_import.upload", {}),
                (_("Errands"), "tasks.show", {}),
            ),
        ],
    )
    return page, 422 if refused is not None or error else 200


@blueprint.post(f"{ONE}/staa-inde")
@open_to(Access.SIGNED_IN, sensitive=True)
def vouch(uid: str) -> Page:
    """This is one of ours."""
    secretary_or_404()
    application = application_or_404(uid)
    form = VouchForm()
    place = application.municipality_id
    form.party.choices = lists(councils([place], now=g.now)[place])
    there = url_for("secretary.desk", besked="staar-inde")
    if form.validate():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            deciding.vouch(application, int(form.party.data), by=g.actor, now=g.now)
        except IllegalMove:
            return _too_late()
        except ListIsMissing:
            abort(400)
        db.session.commit()
        return redirect(there, 303)
    read_only()
    return _desk(form, uid)


@blueprint.post(f"{ONE}/ikke-en-af-vores")
@open_to(Access.SIGNED_IN, sensitive=True)
def disown(uid: str) -> Page:
    """This is not one of ours; an administrator decides."""
    secretary_or_404()
    application = application_or_404(uid)
    form = DisownForm()
    there = url_for("secretary.desk", besked="ikke-vores")
    if form.validate():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            deciding.disown(application, Rejection(form.reason.data), by=g.actor, now=g.now)
        except IllegalMove:
            return _too_late()
        db.session.commit()
        return redirect(there, 303)
    read_only()
    return _desk(form, uid)


def _too_late() -> Page:
    """Somebody else answered a moment ago."""
    db.session.rollback()
    read_only()
    return _desk(error=_("Somebody has answered that application already."))
