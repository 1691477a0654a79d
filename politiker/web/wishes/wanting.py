"""What councillors do with wishes: read them, want the same, propose one."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import ForRole, Topic
from politiker.web.access import Access, open_to
from politiker.web.events.words import ROLES, TOPICS
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import let_go
from politiker.web.organiser.fields import LineField, TextField, choices
from politiker.web.wishes.door import Page, blueprint, councillor_or_404, how_many, page_asked_for, wish_or_404
from politiker.wishes import actions, queries
from politiker.wishes.models import FEW

REFUSALS = {
    actions.TooManyWishes: _("You have proposed five wishes within a week. Support those of others meanwhile."),
    actions.OthersWishItToo: _("Others want it too now, so it cannot be taken back."),
    actions.WishIsOver: _("The wish was taken back, or is part of another now."),
}


class WishForm(ChangingForm):
    """A subject one is challenged on. `looked` tells that the wishes like it have been shown."""

    title = LineField(_("What should it be about?"), longest=120, required=_("Write what it should be about."))
    why = TextField(_("What is it that challenges you?"), longest=600)
    topic = SelectField(_("Policy area"), choices=choices({"": _("Choose a policy area"), **TOPICS}))
    role = SelectField(_("For whom?"), choices=choices(ROLES))
    looked = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if not self.topic.data:
            self.topic.errors = [_("Choose a policy area.")]
            return False
        return is_right


class WantForm(ChangingForm):
    """One press: want the same, or no longer."""

    want = HiddenField(validators=[AnyOf(["yes", "no"])])


class WithdrawForm(ChangingForm):
    """One press: take one's own wish back."""


@blueprint.get("/oensker")
@open_to(Access.MEMBER)
def wishes() -> Page:
    """What councillors want events about, those most wanted first."""
    return _list()


def _list(refused: str = "") -> Page:
    councillor_or_404()
    page, only_mine = page_asked_for(), request.args.get("mine") == "1"
    asked = request.args.get("emne", "")
    topic = Topic(asked) if asked in set(Topic) else None
    rows = queries.listed(g.actor.person_id, page=page, topic=topic, only_mine=only_mine)
    kept: dict[str, Any] = {"emne": topic, "mine": "1" if only_mine else None}
    return render_template(
        "wishes/wishes.html",
        wishes=[_shown(row) for row in rows[: queries.PAGE]],
        topics=TOPICS,
        topic=topic,
        only_mine=only_mine,
        refused=refused,
        next_url=url_for("wishes.wishes", side=page + 1, **kept) if len(rows) > queries.PAGE else None,
        earlier_url=url_for("wishes.wishes", side=page - 1, **kept) if page > 1 else None,
    ), 422 if refused else 200


def _shown(row: Any) -> dict[str, Any]:
    may_withdraw = row.is_mine and row.supports <= 1 and row.event_id is None
    return {
        "wish": row,
        "topic": TOPICS[row.topic],
        "role": ROLES[row.role] if row.role is not ForRole.ALL else "",
        "how_many": how_many(row.supports),
        "is_many": row.supports >= FEW,
        "want": None if row.is_mine else WantForm(formdata=None, want="no" if row.is_wanted else "yes"),
        "withdraw": WithdrawForm(formdata=None) if may_withdraw else None,
    }


@blueprint.route("/oensker/nyt", methods=["GET", "POST"])
@open_to(Access.MEMBER)
def propose() -> Page:
    """Propose a wish. Those like it are shown first, for wanting the same counts for more than wanting alone."""
    councillor_or_404()
    form, there = WishForm(), url_for("wishes.wishes", mine="1", besked="oensket")
    alike: list[Any] = []
    if form.validate_on_submit():
        alike = [] if form.looked.data == "1" else queries.alike(f"{form.title.data} {form.why.data}")
        if not alike:
            if earlier := answered_before(form, then=there):
                return redirect(earlier, 303)
            try:
                actions.propose(
                    form.title.data, form.why.data, Topic(form.topic.data), ForRole(form.role.data), by=g.actor,
                    now=g.now,
                )  # fmt: skip
            except actions.TooManyWishes as error:
                refuse(form, REFUSALS[type(error)])
            else:
                db.session.commit()
                return redirect(there, 303)
        form.looked.data = "1"
    if form.is_submitted():
        let_go()
    found = [(row, how_many(row.supports), WantForm(formdata=None, want="yes")) for row in alike]
    return render_template("wishes/propose.html", form=form, alike=found), 422 if form.errors else 200


@blueprint.post("/oensker/<uid>/stoette")
@open_to(Access.MEMBER)
def want(uid: str) -> Page:
    """Want the same as others, or no longer."""
    form = WantForm()
    return _done(form, uid, lambda wish: _wanted(form, wish), "stoettet" if form.want.data == "yes" else "gemt")


def _wanted(form: WantForm, wish: Any) -> None:
    if form.want.data == "yes":
        actions.support(wish, by=g.actor, now=g.now)
    else:
        actions.take_back(wish, by=g.actor)


@blueprint.post("/oensker/<uid>/fortryd")
@open_to(Access.MEMBER)
def withdraw(uid: str) -> Page:
    """Take one's own wish back while nobody else wants it."""
    return _done(WithdrawForm(), uid, lambda wish: actions.withdraw(wish, by=g.actor, now=g.now), "gemt")


def _done(form: ChangingForm, uid: str, act: Any, besked: str) -> Page:
    councillor_or_404()
    wish = wish_or_404(uid)
    there = url_for("wishes.wishes", besked=besked)
    if not form.validate_on_submit():
        return _list(refused=_("Press the button once more."))
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    try:
        act(wish)
    except tuple(REFUSALS) as error:
        let_go()
        return _list(refused=REFUSALS[type(error)])
    except RuleBroken:
        db.session.rollback()
        raise
    db.session.commit()
    return redirect(there, 303)
