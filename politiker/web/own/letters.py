"""Which letters one gets: chosen on one's own page, or switched off with one press in the letter itself."""

from flask import abort, current_app, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField
from wtforms.validators import AnyOf

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people import mail_choices
from politiker.people.mail_choices import Kind
from politiker.policy import Actor
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, HouseForm, answered_before
from politiker.web.own.door import blueprint

ONE_CLICK = "One-Click"


class LettersForm(ChangingForm):
    """The kinds of letters one can do without."""

    reminders = BooleanField(
        _("Remind me of my events"), description=_("14 days and 2 days before an event at which you have a seat.")
    )
    digest = BooleanField(
        _("Tell me of new events"),
        description=_(
            "Once a week, on Monday morning, and only when there is something new. While you sit in a council."
        ),
    )


class OneClick(HouseForm):
    """What a mail program posts for its reader (RFC 8058). The sealed text in the address is the proof, so that no
    token of ours is asked for: whoever has the text could press the button too."""

    class Meta(HouseForm.Meta):
        csrf = False

    press = HiddenField(name="List-Unsubscribe", validators=[AnyOf([ONE_CLICK])])


class Button(HouseForm):
    """The same on our own page."""

    press = HiddenField(name="List-Unsubscribe", default=ONE_CLICK)


@blueprint.route("/min-side/breve", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN)
def letters() -> str | Response:
    """What do you send me?"""
    chosen = mail_choices.choices_of(g.actor.person_id)
    form = LettersForm(data={kind.value: wanted for kind, wanted in chosen.items()})
    if form.validate_on_submit():
        there = url_for("own.letters", besked="gemt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        mail_choices.choose({kind: bool(form[kind.value].data) for kind in Kind}, by=g.actor, now=g.now)
        db.session.commit()
        return redirect(there, 303)
    return render_template("own/letters.html", form=form)


@blueprint.route("/afmeld-breve/<text>", methods=["GET", "POST"])
@open_to(Access.TOKEN)
def unsubscribe(text: str) -> Response:
    """Switch one kind of letter off, on POST alone; a mail scanner that opens the address changes nothing.

    The answer to a POST is a page and no redirect, which mail providers do not follow.
    """
    meant = mail_choices.meant_by(text, secret=current_app.config["SECRET_KEY"])
    if meant is None:
        abort(404)
    (person, kind), form = meant, OneClick()
    is_off = form.validate_on_submit()
    if form.is_submitted() and not is_off:
        abort(400)
    if is_off:
        mail_choices.choose({kind: False}, by=Actor(person_id=person.id), now=g.now)
        db.session.commit()
    page = make_response(
        render_template("own/unsubscribe.html", kind=kind.value, is_off=is_off, form=Button(formdata=None), text=text)
    )
    page.headers["Referrer-Policy"] = "no-referrer"
    page.headers["Cache-Control"] = "no-store"
    return page
