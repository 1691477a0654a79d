"""Asking people into a network, and answering when one is asked."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, InputRequired

from politiker.core import danish
from politiker.core.database import db, read_only
from politiker.core.names import EmailRefused
from politiker.core.words import gettext as _
from politiker.discussions.rooms import invitations
from politiker.discussions.rooms.actions import RoomIsArchived
from politiker.discussions.rooms.invitations import NotInvited
from politiker.discussions.rooms.people_in import people_in
from politiker.discussions.rooms.standing import SeenRoom, reads
from politiker.people.directory import finding, members
from politiker.people.directory.finding import Hit, NameIsTooShort, Wanted
from politiker.people.directory.looking import count_search
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm
from politiker.web.rooms import words
from politiker.web.rooms.about import InviteForm, about_page, act
from politiker.web.rooms.door import (
    ROOM,
    Page,
    blueprint,
    done_before_or_404,
    known_room,
    network,
    purpose_of,
    sent_before,
    title_of,
)


class FoundForm(ChangingForm):
    """Which of the colleagues who were found."""

    person = RadioField(
        _("Whom do you want to ask in?"), validate_choice=False, choices=[], validators=[InputRequired()]
    )


class AnswerForm(ChangingForm):
    """Yes or no to coming in."""

    answer = HiddenField(validators=[AnyOf(["yes", "no"])])


def _invited_to(address: str) -> SeenRoom:
    room = network(address)
    if room is None:
        abort(404)
    if not can(g.actor, Permission.INVITE_TO_CLOSED_ROOM, room):
        abort(403)
    return room


@blueprint.post(f"{ROOM}/om/inviter")
@open_to(Access.MEMBER)
def invite(room: str) -> Page:
    """Ask somebody in by address at once, or look for a name among those who can be found."""
    there, form = _invited_to(room), InviteForm()
    if not form.validate():
        return _refused(there, form)
    if "@" not in form.who.data:
        return _look_for(there, form)
    on = url_for(".about", room=room, besked="spurgt")
    if earlier := sent_before(form, there, on):
        return redirect(earlier, 303)
    try:
        invitations.invite_address(there, form.who.data, by=g.actor, now=g.now)
    except EmailRefused:
        form.who.errors = [_("Write a whole e-mail address, for example karen@example.dk.")]
        return _refused(there, form)
    except RoomIsArchived:
        return _refused(there, form, words.REFUSED[RoomIsArchived])
    db.session.commit()
    return redirect(on, 303)


def _refused(room: SeenRoom, form: InviteForm, sentence: str = "") -> Page:
    db.session.rollback()
    read_only()
    return about_page(room, refused=sentence, invite=form), 422


def _look_for(room: SeenRoom, form: InviteForm) -> Page:
    """Those of that name whom one would find under Colleagues, to choose between. A search counts as one there."""
    count_search(by=g.actor, now=g.now)
    db.session.commit()
    read_only()
    try:
        found = finding.search(Wanted(name=form.who.data), by=g.actor, now=g.now)
    except NameIsTooShort:
        form.who.errors = [_("Write at least three letters of one of the names.")]
        return _refused(room, form)
    if not found.hits:
        form.who.errors = [_("Nobody of that name can be found under Colleagues. Ask them by their e-mail address.")]
        return _refused(room, form)
    chosen = FoundForm(formdata=None, person=found.hits[0].uid)
    chosen.person.choices = [SelectChoice(hit.uid, _called(hit)) for hit in found.hits]
    return about_page(room, invite=form, found=chosen), 200


def _called(hit: Hit) -> str:
    towns = danish.list_in_words([seat.municipality for seat in hit.seats])
    return f"{hit.name}, {towns}" if towns else hit.name


@blueprint.post(f"{ROOM}/om/inviter-fundet")
@open_to(Access.MEMBER)
def invite_found(room: str) -> Page:
    """Ask in somebody who was found by name."""
    there, form = _invited_to(room), FoundForm()
    if not form.validate():
        return _refused(there, InviteForm(formdata=None), _("Choose somebody from the list."))
    found = members.member(form.person.data, now=g.now)
    if found is None or not found.is_listed:
        abort(404)
    person_id = found.id
    return act(there, form, lambda: invitations.invite_found(there, person_id, by=g.actor, now=g.now), besked="spurgt")


@blueprint.get(f"{ROOM}/invitation")
@open_to(Access.MEMBER)
def invitation(room: str) -> Page:
    """What one is asked into, and by whom; whoever is in already goes on to the room."""
    there = known_room(room)
    if there is None or title_of(there) is None:
        abort(404)
    if reads(g.actor, there):
        return redirect(url_for(".show", room=room), 303)
    if there.is_confidential:
        return redirect(url_for("confidential.rules", room=room), 303)  # where one agrees before one goes in
    return _invitation(there), 200


def _invitation(room: SeenRoom) -> str:
    title = title_of(room)
    if title is None:
        abort(404)
    return render_template(
        "rooms/invitation.html",
        room=room,
        title=title,
        purpose=purpose_of(room),
        facilitators=people_in(room, by=g.actor, now=g.now).facilitators,
        yes=AnswerForm(formdata=None, answer="yes"),
        no=AnswerForm(formdata=None, answer="no"),
    )


@blueprint.post(f"{ROOM}/invitation")
@open_to(Access.MEMBER)
def answer(room: str) -> Page:
    """Say yes and be in the room, or no and hear no more of it for a month."""
    there, form = known_room(room), AnswerForm()
    says_yes = form.answer.data == "yes"
    on = url_for(".show", room=room, besked="rum-med") if says_yes else url_for(".overview", besked="rum-nej")
    if there is None:
        return done_before_or_404(form, room, on)
    if not form.validate() or (there.is_confidential and says_yes):
        abort(400)
    if earlier := sent_before(form, there, on):
        return redirect(earlier, 303)
    do: Any = invitations.accept if says_yes else invitations.decline
    try:
        do(there, by=g.actor, now=g.now)
    except (NotInvited, RoomIsArchived):
        abort(404)
    db.session.commit()
    return redirect(on, 303)
