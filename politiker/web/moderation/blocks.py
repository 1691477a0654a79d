"""Not hearing from somebody: whom one has blocked oneself. The other is told nothing."""

from flask import abort, g, render_template, url_for

from politiker.discussions.moderation import blocks
from politiker.people.models import Person
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.moderation.door import Page, PressForm, blueprint, carry_out, person_or_404


@blueprint.route("/kolleger/<uid>/bloker", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def block(uid: str) -> Page:
    """Hear no more from a colleague, or see that it is so."""
    person = _blockable(uid)
    form = PressForm()

    def act() -> str:
        blocks.block(person, by=g.actor, now=g.now)
        return url_for("moderation.block", uid=uid, besked="blokeret")

    if form.is_submitted():
        return carry_out(form, act, lambda: (_page(_blockable(uid), form), 422))
    return _page(person, form)


@blueprint.post("/kolleger/<uid>/bloker/ophaev")
@open_to(Access.MEMBER)
def unblock(uid: str) -> Page:
    """Hear from somebody again."""
    person = _blockable(uid)
    form = PressForm()

    def act() -> str:
        blocks.unblock(person, by=g.actor, now=g.now)
        return url_for("moderation.own_blocks", besked="blokering-slut")

    return carry_out(form, act, lambda: (_page(_blockable(uid), form), 422))


@blueprint.get("/min-side/blokerede")
@open_to(Access.MEMBER)
def own_blocks() -> Page:
    """Whom have I blocked?"""
    if not can(g.actor, Permission.BLOCK_MEMBER):
        abort(404)
    return render_template(
        "moderation/own_blocks.html",
        blocked=blocks.own_blocks(by=g.actor),
        press=lambda: PressForm(formdata=None),
    )


def _blockable(uid: str) -> Person:
    """A colleague; for whoever blocks nobody, and for oneself, there is no such page."""
    if not can(g.actor, Permission.BLOCK_MEMBER):
        abort(404)
    person = person_or_404(uid)
    if person.id == g.actor.person_id:
        abort(404)
    return person


def _page(person: Person, form: PressForm) -> str:
    mine = blocks.own_block(person.id, by=g.actor)
    return render_template(
        "moderation/block.html",
        person=person,
        form=form,
        is_blocked=mine is not None and mine.wished_at is not None,
        is_imposed=mine is not None and mine.imposed_at is not None,
    )
