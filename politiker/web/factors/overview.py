"""What one has set up to log in with besides the password, and taking it away again."""

from flask import abort, g, redirect, render_template, url_for

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people.factors import actions
from politiker.people.factors.actions import LastFactorOfStaff
from politiker.people.factors.models import FactorKind
from politiker.people.factors.queries import codes_left, factor_of, factors_of
from politiker.web.access import Access, open_to
from politiker.web.account.door import has_shown_too_little
from politiker.web.factors.door import ButtonForm, Page, blueprint, let_go, mine, roles_of
from politiker.web.forms import answered_before, refuse

KINDS = {FactorKind.TOTP: _("App with codes"), FactorKind.PASSKEY: _("Passkey")}


@blueprint.get("/min-side/totrin")
@open_to(Access.SIGNED_IN, sensitive=True)
def overview() -> Page:
    """What one has, what one can add, and, for whoever holds a role, why it is needed."""
    person = mine()
    factors = factors_of(person.id)
    roles = roles_of(person)
    return render_template(
        "factors/overview.html",
        factors=[(factor, KINDS[factor.kind]) for factor in factors],
        roles=roles,
        needs_letter=has_shown_too_little(),
        is_last=len(factors) == 1 and bool(roles),
        codes_left=codes_left(person.id),
        has_app=any(factor.kind is FactorKind.TOTP for factor in factors),
    )


@blueprint.route("/min-side/totrin/<uid>/fjern", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def remove(uid: str) -> Page:
    """Take an app or a passkey away. Whoever holds a role keeps the last one."""
    person = mine()
    factor = factor_of(person.id, uid)
    form, there = ButtonForm(), url_for("factors.overview", besked="totrin-fjernet")
    if factor is None:
        is_again = form.is_submitted() and bool(form.idempotency_key.data) and answered_before(form, then=there)
        if is_again:  # pressed twice: the first time it was taken away
            return redirect(there, 303)
        abort(404)
    facts = {"name": factor.name, "uid": factor.uid, "kind": KINDS[factor.kind]}
    if form.validate_on_submit():
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            actions.remove(factor, person, keeping=g.signed_in.sign_in_id, by=g.actor, now=g.now)
        except LastFactorOfStaff:
            let_go()
            refuse(form, _("You hold a role, so you need one way at least. Add another before you remove this one."))
        else:
            db.session.commit()
            return redirect(there, 303)
    is_only = len(factors_of(g.actor.person_id)) == 1
    page = render_template("factors/remove.html", form=form, factor=facts, is_only=is_only)
    return page, 422 if form.is_submitted() else 200
