"""Signing up: one button and one short page. Afterwards the same address tells where one stands."""

from flask import abort, g, redirect, request
from werkzeug.wrappers import Response

from politiker.core.database import db, read_only, read_write
from politiker.core.errors import RuleBroken
from politiker.policy import Permission, require
from politiker.registrations import actions, own
from politiker.web.access import Access, open_to
from politiker.web.forms import answered_before
from politiker.web.registrations.addresses import AT_EVENT, blueprint, own_page
from politiker.web.registrations.own_state import event_to_show, page, refused, register_form


@blueprint.route(AT_EVENT, methods=["GET", "POST"])
# Not a page that asks again who sits there: signing up takes two minutes on a phone between two meetings, and
# undoing it as long. The same holds for leaving and for the list of one's own.
@open_to(Access.SIGNED_IN)
def register(event_id: int, slug: str) -> Response | tuple[str, int]:
    """What do I commit to? And, once registered: where do I stand?"""
    read_only()  # the form is checked before the transaction begins, so that nobody waits for it
    if request.method != "POST":
        shown = event_to_show(event_id)
        return page(shown) if slug == shown.slug else redirect(own_page(shown), 301)
    event = own.event_to_act_on(event_id, g.actor)
    if event is None:
        abort(404)
    require(g.actor, Permission.REGISTER, event)
    form = register_form(event)
    if not form.validate():
        return page(event_to_show(event_id), refused=form)
    there = own_page(event)
    read_write()
    db.session.add(event)
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        actions.register(
            event,
            is_shown=form.is_shown.data,
            takes_last_minute=form.takes_last_minute.data,
            told=form.told(),
            by=g.actor,
            now=g.now,
        )
    except RuleBroken as rule:
        return refused(event_id, rule, form)
    db.session.commit()
    return redirect(there, 303)
