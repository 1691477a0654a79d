"""One's own profile: whether others find it, what stands on it, and how they see it."""

import dataclasses

from flask import g, redirect, render_template, url_for
from wtforms import BooleanField

from politiker.core.database import db, read_only
from politiker.core.words import gettext as _
from politiker.people.directory import actions, members
from politiker.people.directory.actions import LONGEST_ABOUT, ListNeedsProfile
from politiker.people.directory.members import Member
from politiker.people.models import Person
from politiker.policy import Permission, require
from politiker.web.access import Access, open_to
from politiker.web.colleagues import words
from politiker.web.colleagues.door import Page, blueprint
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.organiser.fields import TextField


class ProfileForm(ChangingForm):
    """Two questions of one's own choice, and some words."""

    is_shown = BooleanField(
        _("Other councillors can find me under Colleagues"),
        description=_(
            "They see your name, your municipality, your role and your committees. Nobody finds you before you say yes."
        ),
    )
    about = TextField(
        _("What others can ask you about"),
        longest=LONGEST_ABOUT,
        description=_("For example what you work with in the council. At most 500 characters."),
    )
    shows_list = BooleanField(
        _("Show my list on my profile"),
        description=_(
            "Which list you sit for is especially sensitive information. It is voluntary, only councillors see it, "
            "and you can take it back at any time. We note when you said yes."
        ),
    )


@blueprint.route("/min-side/profil", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def edit_profile() -> Page:
    """Change one's profile, and see it as others see it."""
    person = db.session.get_one(Person, g.actor.person_id)
    require(g.actor, Permission.EDIT_OWN_PROFILE, person)
    form = ProfileForm(
        is_shown=person.shown_at is not None, about=person.about, shows_list=person.list_shown_at is not None
    )
    if form.validate_on_submit():
        there = url_for("colleagues.edit_profile", besked="gemt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            actions.edit_profile(
                person,
                is_shown=form.is_shown.data,
                about=form.about.data,
                shows_list=form.shows_list.data,
                by=g.actor,
                now=g.now,
            )
        except ListNeedsProfile:
            form.shows_list.errors = [_("Your list can only be shown when others can find your profile.")]
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        db.session.rollback()
        read_only()
    return render_template(
        "colleagues/edit_profile.html",
        form=form,
        place="own",
        preview=_as_others_see(g.actor.person_id),
        duties=words.DUTIES,
        since=_since(g.actor.person_id),
    ), 422 if form.is_submitted() else 200


def _as_others_see(person_id: int) -> Member | None:
    """The saved profile as a councillor meets it: without the address, the list only where it is shown."""
    uid = db.session.get_one(Person, person_id).uid
    found = members.member(uid, now=g.now)
    return dataclasses.replace(found, email=None) if found is not None else None


def _since(person_id: int) -> dict[str, object]:
    person = db.session.get_one(Person, person_id)
    return {"shown": person.shown_at, "list": person.list_shown_at}
