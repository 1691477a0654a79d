"""Undoing what was done to people: a silence, and a block that a moderator imposed."""

from flask import abort, g, redirect, url_for

from politiker.discussions.moderation import blocks, people
from politiker.discussions.moderation.keeping import keeps
from politiker.discussions.moderation.models import Undo
from politiker.discussions.rooms.standing import knows, seen_by_id
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.moderation import words
from politiker.web.moderation.door import NUMBER, Page, ReasonForm, blueprint, carry_out, person_or_404


@blueprint.post(f"/moderation/rum/<{NUMBER}:room_id>/<uid>/maa-skrive")
@open_to(Access.MEMBER, sensitive=True)
def end_silence(room_id: int, uid: str) -> Page:
    """Let somebody write in a room again."""
    room = seen_by_id(room_id, by=g.actor, now=g.now)
    if room is None or room.is_confidential or not knows(g.actor, room):
        abort(404)
    if not keeps(g.actor, room):
        abort(403)
    person, form = person_or_404(uid), ReasonForm(reasons=words.UNDONE)

    def act() -> str:
        people.end_silence(person, room, Undo(form.reason.data), by=g.actor, now=g.now)
        return url_for("moderation.desk", besked="maa-skrive")

    return carry_out(form, act, _desk)


@blueprint.post("/moderation/mellem/<uid>/<other_uid>")
@open_to(Access.STAFF)
def lift_block(uid: str, other_uid: str) -> Page:
    """No longer stand between two."""
    if not can(g.actor, Permission.SEE_REPORTS):
        abort(404)
    one, other = person_or_404(uid), person_or_404(other_uid)
    form = ReasonForm(reasons=words.UNDONE)

    def act() -> str:
        blocks.lift(one, other, Undo(form.reason.data), by=g.actor, now=g.now)
        return url_for("moderation.desk", besked="skilt-ad-slut")

    return carry_out(form, act, _desk)


def _desk() -> Page:
    """What stands on the desk says how it is now."""
    return redirect(url_for("moderation.desk"), 303)
