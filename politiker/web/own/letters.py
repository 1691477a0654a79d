"""Which letters one gets: chosen on one's own page, or switched off with one press in the letter itself."""

from flask import abort, current_app, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, InputRequired

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.people import mail_choices
from politiker.people.mail_choices import Kind, Rhythm
from politiker.policy import Actor
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, HouseForm, answered_before
from politiker.web.own.door import blueprint

ONE_CLICK = "One-Click"
NEVER = "never"
DAYS = {
    "monday": _("Every Monday"),
    "tuesday": _("Every Tuesday"),
    "wednesday": _("Every Wednesday"),
    "thursday": _("Every Thursday"),
    "friday": _("Every Friday"),
    "saturday": _("Every Saturday"),
    "sunday": _("Every Sunday"),
}
WHEN = DAYS | {Rhythm.DAILY.value: _("Every day"), NEVER: _("Never")}


class LettersForm(ChangingForm):
    """The kinds of letters one can do without."""

    reminders = BooleanField(
        _("Remind me of my events"), description=_("14 days and 2 days before an event at which you have a seat.")
    )
    digest = SelectField(
        _("Tell me what is new"),
        choices=[SelectChoice(value, label) for value, label in WHEN.items()],
        validators=[InputRequired()],
        description=_("New events and conversations, in the morning, when there are any. While you sit in a council."),
    )
    replies = BooleanField(
        _("Tell me of answers"),
        description=_("In conversations you have started or follow. Never what somebody wrote: that stands there."),
    )
    mentions = BooleanField(_("Tell me when somebody names me in a conversation"))
    rooms = BooleanField(
        _("Tell me of rooms"),
        description=_("That the room of your event is open, that you are invited, and news of confidential rooms."),
    )

    wishes = BooleanField(
        _("Tell me what comes of my wishes"),
        description=_("That the organiser answers a wish you have or support, or makes an event of it."),
    )

    def chosen(self) -> dict[Kind, bool]:
        """What of each kind is wanted."""
        wanted = {kind: bool(self[kind.value].data) for kind in Kind if kind is not Kind.DIGEST}
        return wanted | {Kind.DIGEST: self.digest.data != NEVER}


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
def letters() -> str | tuple[str, int] | Response:
    """What do you send me?"""
    form = LettersForm(data=_chosen())
    if form.validate_on_submit():
        there = url_for("own.letters", besked="gemt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        mail_choices.choose(form.chosen(), by=g.actor, now=g.now)
        if form.digest.data in DAYS:
            mail_choices.choose_rhythm(Rhythm.WEEKLY, list(DAYS).index(form.digest.data), by=g.actor)
        elif form.digest.data == Rhythm.DAILY:
            mail_choices.choose_rhythm(Rhythm.DAILY, 0, by=g.actor)
        db.session.commit()
        return redirect(there, 303)
    return render_template("own/letters.html", form=form), 422 if form.is_submitted() else 200


def _chosen() -> dict[str, bool | str]:
    """One's choices as the form says them."""
    wanted = mail_choices.choices_of(g.actor.person_id)
    rhythm, weekday = mail_choices.rhythm_of(g.actor.person_id)
    when = Rhythm.DAILY.value if rhythm is Rhythm.DAILY else list(DAYS)[weekday]
    return {kind.value: yes for kind, yes in wanted.items()} | {"digest": when if wanted[Kind.DIGEST] else NEVER}


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
