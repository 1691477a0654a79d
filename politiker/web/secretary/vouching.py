"""Vouching for everybody at once, after a look at who they are."""

from flask import g, redirect, render_template, url_for
from wtforms import HiddenField

from politiker.core.database import db
from politiker.people.joining import deciding
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.organiser.door import Page
from politiker.web.secretary.door import blueprint, cases, secretary_or_404


class AllForm(ChangingForm):
    """Those who stood on the page: nobody who came since is vouched for unseen."""

    seen = HiddenField()


@blueprint.route("/sekretariat/alle", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def vouch_all() -> Page:
    """Everybody whose list is certain, with their lists, and one button."""
    secretary_or_404()
    form = AllForm()
    certain = [one for one in cases() if one.party]
    if form.validate_on_submit():
        there = url_for("secretary.desk", besked="staar-inde-alle")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        seen = set((form.seen.data or "").split())
        for one in certain:
            if one.application.uid in seen:
                deciding.vouch(one.application, int(one.vouch.party.data), by=g.actor, now=g.now)
        db.session.commit()
        return redirect(there, 303)
    if not certain:
        return redirect(url_for("secretary.desk"), 303)
    form.seen.data = " ".join(one.application.uid for one in certain)
    return render_template("secretary/vouch_all.html", form=form, cases=certain)
