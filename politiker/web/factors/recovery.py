"""Recovery codes for paper: made anew, and shown the one time they can be."""

from flask import g, redirect, render_template, url_for

from politiker.core.database import db, read_only
from politiker.people.factors import actions
from politiker.people.factors.actions import NoFactorYet
from politiker.people.factors.queries import codes_left
from politiker.web.access import Access, open_to
from politiker.web.factors.door import ButtonForm, Page, blueprint, let_go, mine, secret
from politiker.web.forms import answered_before


@blueprint.route("/min-side/totrin/noedkoder", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def recovery_codes() -> Page:
    """Make ten new codes; the old ones stop working."""
    person = mine()
    form = ButtonForm()
    if form.validate_on_submit():
        if earlier := answered_before(form, then=url_for("factors.overview", besked="noedkoder")):
            return redirect(earlier, 303)
        try:
            codes = actions.make_recovery_codes(
                person, secret=secret(), keeping=g.signed_in.sign_in_id, by=g.actor, now=g.now
            )
        except NoFactorYet:
            let_go()
            return redirect(url_for("factors.overview"), 303)
        db.session.commit()
        return shown(codes)
    return render_template(
        "factors/recovery_codes.html", form=form, codes=None, left=codes_left(person.id), is_first=False
    )


def shown(codes: list[str], *, is_first: bool = False) -> str:
    """The codes on a page, this once: they are stored nowhere."""
    read_only()
    return render_template(
        "factors/recovery_codes.html", form=ButtonForm(formdata=None), codes=codes, left=len(codes), is_first=is_first
    )
