"""What a room is for, who looks after it, how much one hears of it; and for its facilitator, what they do with it."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from wtforms import HiddenField, RadioField
from wtforms.validators import AnyOf, InputRequired

from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.discussions.moderation.keeping import keeps
from politiker.discussions.rooms import actions, invitations, membership
from politiker.discussions.rooms.models import Level, RoomKind
from politiker.discussions.rooms.people_in import Inside, people_in
from politiker.discussions.rooms.standing import SeenRoom
from politiker.people.queries import person_by_uid
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, HouseForm
from politiker.web.organiser.fields import LineField, choices
from politiker.web.rooms import words
from politiker.web.rooms.door import (
    ROOM,
    Page,
    blueprint,
    done_before_or_404,
    network,
    purpose_of,
    room_or_404,
    sent_before,
    title_of,
)

# What is done with a room, and to somebody in it, by the word a button sends.
WITH_ROOM: dict[str, Callable[..., Any]] = {
    "lock": actions.lock_room,
    "unlock": actions.unlock_room,
    "archive": actions.archive_room,
    "take_out": actions.take_out_room,
}
WITH_MEMBER: dict[str, Callable[..., Any]] = {
    "remove": membership.remove,
    "make": membership.make_facilitator,
    "end": membership.end_facilitator,
    "take_back": invitations.take_back_invitation,
}


class LevelForm(ChangingForm):
    """How much one wants to hear of a room."""

    level = RadioField(
        _("What do you want to hear of this room?"), choices=choices(words.LEVELS), validators=[InputRequired()]
    )


class LeaveForm(ChangingForm):
    """A form with nothing but a button."""


class RoomForm(ChangingForm):
    """One press: lock, unlock, put away, take out."""

    act = HiddenField(validators=[AnyOf(list(WITH_ROOM))])


class MemberForm(ChangingForm):
    """One press: remove, make facilitator, end that, take an invitation back."""

    act = HiddenField(validators=[AnyOf(list(WITH_MEMBER))])
    person = HiddenField()


class InviteForm(ChangingForm):
    """Whom to ask in."""

    who = LineField(
        _("Name or e-mail address"),
        longest=120,
        required=_("Write a name or an e-mail address."),
        description=_(
            "By name you find those who have said yes to being found under Colleagues. You can ask everybody else by"
            " the address they use here."
        ),
    )


@blueprint.get(f"{ROOM}/om")
@open_to(Access.MEMBER)
def about(room: str) -> Page:
    """What the room is for, and what one can do about it."""
    return about_page(room_or_404(room)), 200


def about_page(
    room: SeenRoom, *, refused: str = "", invite: HouseForm | None = None, found: HouseForm | None = None
) -> str:
    """The page; `refused` is the sentence of a rule that said no, and `found` a form with the colleagues to ask."""
    title = title_of(room)
    if title is None:
        abort(404)
    people = people_in(room, by=g.actor, now=g.now, page=_page_asked_for())
    invites = can(g.actor, Permission.INVITE_TO_CLOSED_ROOM, room) and room.kind is RoomKind.NETWORK
    return render_template(
        "rooms/about.html",
        room=room,
        title=title,
        # A title stands on a shared screen, so a confidential room's pages are all called the same.
        heading=_("Conversation") if room.is_confidential else _("About the room: %(title)s", title=title),
        purpose=purpose_of(room),
        for_whom=words.FOR_WHOM[room.kind],
        breadth=words.breadth(room),
        keeps_it=keeps(g.actor, room),
        facilitators=people.facilitators,
        members=[(one, _acts(one) if invites else []) for one in people.shown] if _shows_members(room) else [],
        page=people.page,
        pages=people.pages,
        event_url=url_for("events.show", event_id=room.event_id) if room.event_id else None,
        level=LevelForm(formdata=None, level=room.level.value),
        leave=LeaveForm(formdata=None) if room.kind is RoomKind.NETWORK and room.is_in else None,
        room_acts=_room_acts(room) if can(g.actor, Permission.LOCK_ROOM, room) else [],
        invite=(invite or InviteForm(formdata=None)) if invites and room.archived_at is None else None,
        found=found,
        refused=refused,
    )


def _page_asked_for() -> int:
    text = request.args.get("side", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def _shows_members(room: SeenRoom) -> bool:
    return room.kind is RoomKind.NETWORK and can(g.actor, Permission.SEE_READERS, room)


def _acts(one: Inside) -> list[tuple[MemberForm, str]]:
    """What a facilitator can do about somebody, each with the words on its button."""
    if one.is_asked:
        wanted = {"take_back": _("Take back the invitation to %(name)s", name=one.name)}
    elif one.is_facilitator:
        wanted = {"end": _("End %(name)s as facilitator", name=one.name)}
    else:
        wanted = {
            "make": _("Make %(name)s facilitator", name=one.name),
            "remove": _("Remove %(name)s from the room", name=one.name),
        }
    return [(MemberForm(formdata=None, act=act, person=one.uid), button) for act, button in wanted.items()]


def _room_acts(room: SeenRoom) -> list[tuple[RoomForm, str]]:
    """What can be done with the room as it stands."""
    if room.archived_at is not None:
        wanted = {"take_out": _("Take the room out again")}
    elif room.locked_at is not None:
        wanted = {"unlock": _("Unlock the room"), "archive": _("Put the room away")}
    else:
        wanted = {"lock": _("Lock the room"), "archive": _("Put the room away")}
    return [(RoomForm(formdata=None, act=act), button) for act, button in wanted.items()]


@blueprint.post(f"{ROOM}/om/niveau")
@open_to(Access.MEMBER)
def choose_level(room: str) -> Page:
    """Follow the room, hear of it as usual, or not at all."""
    there, form = room_or_404(room), LevelForm()
    if not form.validate():
        abort(400)
    return act(there, form, lambda: actions.choose_level(there, Level(form.level.data), by=g.actor), besked="gemt")


@blueprint.post(f"{ROOM}/om/forlad")
@open_to(Access.MEMBER)
def leave(room: str) -> Page:
    """Go out of a network."""
    there, form, then = network(room), LeaveForm(), url_for(".overview", besked="rum-forladt")
    if there is None:
        return done_before_or_404(form, room, then)
    if not form.validate():
        abort(400)
    return act(there, form, lambda: membership.leave(there, by=g.actor, now=g.now), then=then)


@blueprint.post(f"{ROOM}/om/rum")
@open_to(Access.MEMBER)
def change_room(room: str) -> Page:
    """Lock the room, let people write again, put it away, or take it out."""
    there, form = room_or_404(room), RoomForm()
    if not can(g.actor, Permission.LOCK_ROOM, there):
        abort(403)
    if not form.validate():
        abort(400)
    do = WITH_ROOM[form.act.data]
    return act(there, form, lambda: do(there, by=g.actor, now=g.now), besked="gemt")


@blueprint.post(f"{ROOM}/om/medlem")
@open_to(Access.MEMBER)
def change_member(room: str) -> Page:
    """Remove a member, make one facilitator or no longer, or take an invitation back."""
    there, form = network(room), MemberForm()
    if there is None:
        abort(404)
    if not can(g.actor, Permission.INVITE_TO_CLOSED_ROOM, there):
        abort(403)
    if not form.validate():
        abort(400)
    person, do = person_by_uid(form.person.data or ""), WITH_MEMBER[form.act.data]
    if person is None:
        abort(404)
    person_id = person.id
    then = url_for(".about", room=there.address, besked="gemt", side=_page_asked_for())
    return act(there, form, lambda: do(there, person_id, by=g.actor, now=g.now), then=then)


def act(room: SeenRoom, form: ChangingForm, do: Callable[[], Any], *, besked: str = "", then: str = "") -> Page:
    """Do something with a room and go on; a rule that says no is told on the page about the room."""
    there = then or url_for(".about", room=room.address, besked=besked)
    if earlier := sent_before(form, room, there):
        return redirect(earlier, 303)
    try:
        do()
    except RuleBroken as rule:
        sentence = words.REFUSED.get(type(rule))
        if sentence is None:
            raise
        db.session.rollback()
        read_only()
        return about_page(room, refused=sentence), 422
    db.session.commit()
    return redirect(there, 303)
