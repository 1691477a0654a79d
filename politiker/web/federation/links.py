"""Which municipal log-ins open one's account: add one, take one away."""

from dataclasses import dataclass

from flask import abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from politiker.core.database import db
from politiker.people.federation import actions
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.policy import Permission, require
from politiker.web.access import Access, open_to
from politiker.web.account.door import has_shown_too_little
from politiker.web.account.sitting import renew
from politiker.web.federation.door import BeginForm, all_providers, blueprint, provider_of, set_out
from politiker.web.forms import ChangingForm, answered_before


class UnlinkForm(ChangingForm):
    """Nothing but the button."""


@dataclass(frozen=True)
class Line:
    """A municipal log-in, and whether it opens the account of whoever is looking."""

    name: str
    title: str
    is_linked: bool


@blueprint.get("/min-side/kommunelogin")
@open_to(Access.SIGNED_IN, sensitive=True)
def links() -> str:
    """The municipal log-ins there are, and those that open one's account."""
    person = _oneself()
    mine = actions.identities_of(person.id)
    lines = [Line(one.name, one.title, one.name in mine) for one in all_providers()]
    # One that the house no longer uses can still be taken away.
    lines += [Line(name, name, True) for name in sorted(set(mine) - {line.name for line in lines})]
    if not lines:
        abort(404)
    return render_template("federation/links.html", lines=lines, link=BeginForm(), unlink=UnlinkForm)


@blueprint.post("/min-side/kommunelogin/<name>")
@open_to(Access.SIGNED_IN, sensitive=True)
def link(name: str) -> Response:
    """Set out to link a log-in; whoever can log in there now is linked when they come back."""
    _oneself()
    provider, form = provider_of(name), BeginForm()
    if not form.validate():
        abort(400)
    if has_shown_too_little():
        abort(403)
    return set_out(provider, next=None, is_linking=True)


@blueprint.post("/min-side/kommunelogin/<name>/fjern")
@open_to(Access.SIGNED_IN, sensitive=True)
def unlink(name: str) -> Response:
    """Take a log-in away; whoever came in that way elsewhere is logged out."""
    person = _oneself()
    if name not in actions.identities_of(person.id):
        provider_of(name)
    form, there = UnlinkForm(), url_for("federation.links", besked="kommunelogin-fjernet")
    if not form.validate():
        abort(400)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    actions.unlink(person, name, by=g.actor, now=g.now)
    sessions.end_other_sign_ins(person.id, keep=g.signed_in.sign_in_id, now=g.now)
    renew()
    db.session.commit()
    return redirect(there, 303)


def _oneself() -> Person:
    person = db.session.get_one(Person, g.actor.person_id)
    require(g.actor, Permission.END_OWN_SESSIONS, person)
    return person
