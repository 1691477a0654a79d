"""Inviting councillors, one or a list. What is known of each address is not told here: the worker decides."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from politiker.core.database import db, read_only
from politiker.core.names import EmailRefused, NameRefused, clean_email, clean_name
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.people.joining import inviting
from politiker.people.joining.inviting import MOST, Invited
from politiker.people.joining.queries import councils, not_yet_answered, party_among, said_no
from politiker.people.models import Municipality
from politiker.policy import Permission, Place, can
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.joining.door import WHY_NAME_REFUSED, blueprint, places
from politiker.web.organiser.door import Page

LONGEST = 100_000  # characters: 200 lines of the longest names and addresses, and some air
NO_PARTIES: list[tuple[int, str, str]] = []


class InviteForm(ChangingForm):
    """Where they sit, and who they are, one a line."""

    municipality = SelectField(_("Municipality"), [InputRequired(_("Choose a municipality."))])
    people = TextAreaField(
        _("Whom do you invite?"),
        [InputRequired(_("Write at least one name with an e-mail address."))],
        description=_("One a line: name; e-mail; list. For example: Mette Berg; mette.berg@municipality.dk; C"),
    )
    lines: list[Invited]

    def validate_people(self, field: TextAreaField) -> None:
        """Read the lines; every fault with the number of its line, and nobody is invited before all are right."""
        text = field.data or ""
        numbered = [(n, line) for n, line in enumerate(text[:LONGEST].splitlines(), 1) if line.strip()]
        if len(numbered) > MOST or len(text) > LONGEST:
            raise ValidationError(_("Invite at most %(most)s at a time.", most=MOST))
        if not numbered:
            raise ValidationError(_("Write at least one name with an e-mail address."))
        place = int(self.municipality.data) if (self.municipality.data or "").isdigit() else 0
        known = councils([place], now=g.now).get(place)
        parties, faults, seen = known.parties if known else NO_PARTIES, [], set()
        self.lines = []
        for number, line in numbered:
            try:
                one = _read(line, parties, needs_list=place in g.actor.secretary_of)
                key = clean_email(one.email).key
                if key in seen:
                    raise ValueError(_("The same address stands twice."))
                seen.add(key)
                self.lines.append(one)
            except ValueError as error:
                faults.append(_("Line %(number)s: %(why)s", number=number, why=str(error)))
        if faults:
            raise ValidationError(" ".join(faults[:10]))


def _read(line: str, parties: list[tuple[int, str, str]], *, needs_list: bool) -> Invited:
    """One line. Raises ValueError with the sentence that tells what is wrong."""
    parts = [part.strip() for part in line.replace("\t", ";").split(";")]
    if len(parts) not in {2, 3}:
        raise ValueError(_("Write name, e-mail and list with a semicolon between."))
    name, email, list_text = [*parts, ""][:3]
    try:
        name, email = clean_name(name), clean_email(email).shown
    except NameRefused as refused:
        raise ValueError(WHY_NAME_REFUSED[type(refused)]) from None
    except EmailRefused:
        raise ValueError(_("This is not an e-mail address.")) from None
    party_id = party_among(parties, list_text) if list_text else None
    if party_id is None and list_text:
        raise ValueError(_("No such list stood in the municipality. Write its letter or its name."))
    if party_id is None and needs_list:
        raise ValueError(_("Write the list they were elected for."))
    return Invited(name, email, list_text[:120], party_id)


def _form() -> InviteForm:
    """The form with the municipalities that whoever is looking may invite to; nobody else has such a page."""
    everywhere = can(g.actor, Permission.INVITE_PERSON)
    own = g.actor.secretary_of
    if not everywhere and not any(can(g.actor, Permission.INVITE_PERSON, Place(place)) for place in own):
        abort(404)
    form = InviteForm()
    form.municipality.choices = places(None if everywhere else own)
    return form


@blueprint.route("/inviter", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def invite() -> Page:
    """Whom to invite; and then a look at it before anything is sent."""
    form = _form()
    if form.validate_on_submit():
        read_only()  # nothing is written yet
        return render_template("joining/send_invitations.html", **_preview(form))
    return render_template("joining/invite.html", **_so_far(form)), 422 if form.is_submitted() else 200


@blueprint.post("/inviter/send")
@open_to(Access.SIGNED_IN, sensitive=True)
def send_invitations() -> Page:
    """Send what was looked at."""
    form = _form()
    if not form.validate():
        return _back_to(form)
    there = url_for("joining.invite", besked="inviteret")
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    place = db.session.get_one(Municipality, int(form.municipality.data))
    inviting.invite_councillors(place, form.lines, by=g.actor, now=g.now)
    db.session.commit()
    return redirect(there, 303)


def _back_to(form: InviteForm) -> Page:
    """To the page it was written on."""
    return render_template("joining/invite.html", **_so_far(form)), 422


def _so_far(form: InviteForm) -> dict[str, Any]:
    """The form, and how those answered whom one invited before."""
    return {"form": form, "said_no": said_no(g.actor, now=g.now), "unanswered": not_yet_answered(g.actor, now=g.now)}


def _preview(form: InviteForm) -> dict[str, Any]:
    place = int(form.municipality.data)
    council = councils([place], now=g.now)[place]
    return {
        "form": form,
        "place": council.name,
        "vouches": place in g.actor.secretary_of,
        "lines": [
            (one, council.names.get(one.party_id or 0, ""), council.is_unusual(clean_email(one.email).key))
            for one in form.lines
        ],
        "button": ngettext("Send %(num)d invitation", "Send %(num)d invitations", len(form.lines)),
    }
