"""Who waits to be let in, those first whom their municipality vouches for; and the way to everything else."""

import contextlib
from itertools import groupby

from flask import g, redirect, render_template, url_for
from wtforms import HiddenField

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people.joining import deciding
from politiker.people.joining.deciding import SitsElsewhere
from politiker.people.joining.models import Application
from politiker.people.joining.queries import councils, waiting
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.administration.door import administrator_or_404, blueprint
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.organiser.door import Page
from politiker.web.secretary.door import ways


class AllForm(ChangingForm):
    """Those who stood on the page: nobody who came since is let in unseen."""

    seen = HiddenField()


@blueprint.get("/administration")
@open_to(Access.STAFF)
def desk() -> Page:
    """Who is to be let in?"""
    administrator_or_404()
    found = waiting(g.actor)
    known = councils({one.municipality_id for one in found}, now=g.now)
    vouched = sorted(
        (one for one in found if one.is_vouched and can(g.actor, Permission.DECIDE_APPLICATION, one)),
        key=lambda one: (known[one.municipality_id].name, one.id),
    )
    return render_template(
        "administration/desk.html",
        towns=[
            (known[place].name, list(those), place)
            for place, those in groupby(vouched, key=lambda one: one.municipality_id)
        ],
        others=[one for one in found if one not in vouched],
        councils=known,
        me_id=g.actor.person_id,
        links=ways(
            (_("Invite councillors"), "joining.invite", {}),
            (_("Councils and mandates"), "councils.every_council", {}),
            (_("Take in a council from a file"), "council_import.upload", {}),
            (_("Read a closed room in an emergency"), "moderation.open_room", {}),
            (_("Who may do what"), "pages.who_may_what", {}),
        ),
    )


@blueprint.route("/administration/kommuner/<int(max=2147483647):place>/godkend", methods=["GET", "POST"])
@open_to(Access.STAFF)
def approve_all(place: int) -> Page:
    """Everybody from one municipality whom its secretary vouches for, and one button."""
    administrator_or_404()
    form = AllForm()
    found = [one for one in waiting(g.actor) if _is_ready(one, place)]
    if form.validate_on_submit():
        there = url_for("administration.desk", besked="godkendt-alle")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        seen = set((form.seen.data or "").split())
        for one in found:
            if one.uid in seen:
                with contextlib.suppress(SitsElsewhere):  # stays on the desk, and its own page says why
                    deciding.approve(one, by=g.actor, now=g.now)
        db.session.commit()
        return redirect(there, 303)
    if not found:
        return redirect(url_for("administration.desk"), 303)
    form.seen.data = " ".join(one.uid for one in found)
    council = councils([place], now=g.now)[place]
    return render_template(
        "administration/approve_all.html", form=form, found=found, council=council, parties=council.names, place=place
    )


def _is_ready(one: Application, place: int) -> bool:
    return one.municipality_id == place and one.is_vouched and can(g.actor, Permission.DECIDE_APPLICATION, one)
