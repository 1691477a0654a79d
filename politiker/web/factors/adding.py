"""Adding an app with codes, or a passkey. What is added works only once it has been shown to work."""

import secrets

import segno
from flask import g, redirect, render_template, url_for
from markupsafe import Markup
from wtforms import HiddenField

from politiker.core.database import db, read_only, writing
from politiker.core.words import gettext as _
from politiker.people.factors import actions, codes, passkeys
from politiker.people.factors.actions import SetUpTooSlow, TooManyFactors, WrongCode
from politiker.people.factors.models import FactorKind
from politiker.people.factors.passkeys import PasskeyRefused
from politiker.people.factors.queries import factors_of
from politiker.people.models import Person
from politiker.web.access import Access, open_to
from politiker.web.account.door import has_shown_too_little
from politiker.web.account.sitting import renew
from politiker.web.factors.door import CodeField, KeyForm, Page, blueprint, let_go, mine, roles_of, secret, site
from politiker.web.factors.recovery import shown
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.fields import LineField

LONGEST_NAME = 60
TOO_MANY = _("You have ten already. Remove one before you add another.")


class AppForm(ChangingForm):
    """A code from the app; the key it was made from comes along, sealed."""

    sealed = HiddenField()
    code = CodeField(_("Code from the app"), _("Write the six digits that the app shows."))


class NewKeyForm(KeyForm):
    """What to call it."""

    name = LineField(
        _("What do you call it?"),
        longest=LONGEST_NAME,
        required=_("Write a name, for example “My phone”."),
        description=_("So that you can tell it from others, for example “My phone”."),
    )


@blueprint.route("/min-side/totrin/app", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def add_app() -> Page:
    """A key for the app, as a square code and as letters; a right code takes it into use."""
    person = mine()
    form = AppForm()
    is_right = form.validate_on_submit()
    if has_shown_too_little():
        return redirect(url_for("factors.overview"), 303)
    if is_right:
        there = url_for("factors.overview", besked="totrin-tilfoejet")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            fresh = actions.add_app(
                person, form.sealed.data or "", form.code.data, name=_("App with codes"), secret=secret(),
                keeping=g.signed_in.sign_in_id, by=g.actor, now=g.now,
            )  # fmt: skip
        except WrongCode:
            form.code.errors = [_("The code is not right. Wait for the next one in the app, and write that.")]
        except SetUpTooSlow:
            form.code.errors = [_("This key is too old. Scan the new one below, and write its code.")]
        except TooManyFactors:
            refuse(form, TOO_MANY)
        else:
            return _added(fresh, there)
        let_go()
    return _app_page(form)


def _app_page(form: AppForm) -> tuple[str, int]:
    """The page with its key: the one that was shown before, as long as it is good."""
    person = db.session.get_one(Person, g.actor.person_id)
    try:
        key = actions.offered_key(person, form.sealed.data or "", secret=secret(), now=g.now)
    except SetUpTooSlow:
        key, form.sealed.data = actions.offer_key(person, secret=secret(), now=g.now)
    address = codes.app_address(key, account=person.email, site=site().name)
    page = render_template(
        "factors/add_app.html",
        form=form,
        square=_square(address),
        address=address,
        key=" ".join(key[i : i + 4] for i in range(0, len(key), 4)),
        roles=roles_of(person),
    )
    return page, 422 if form.is_submitted() else 200


def _square(text: str) -> Markup:
    """A QR code as SVG, black on white in any light, with no style of its own."""
    square = segno.make(text, error="m", micro=False)
    return Markup(  # noqa: S704  # drawn by us
        square.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr__code", lineclass=None)
    )


@blueprint.route("/min-side/totrin/noegle", methods=["GET", "POST"])
@open_to(Access.SIGNED_IN, sensitive=True)
def add_key() -> Page:
    """Have the browser make a passkey, and take it into use when its answer is true."""
    person = mine()
    form = NewKeyForm(name=_("Passkey"))
    is_right = form.validate_on_submit()
    if has_shown_too_little():
        return redirect(url_for("factors.overview"), 303)
    if is_right:
        there = url_for("factors.overview", besked="totrin-tilfoejet")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        challenge = passkeys.spend_challenge(g.signed_in.sign_in_id)
        try:
            new = passkeys.made(form.credential.data or "", challenge, site())
            fresh = actions.add_passkey(
                person, new, name=form.name.data, secret=secret(), keeping=g.signed_in.sign_in_id, by=g.actor, now=g.now
            )
        except PasskeyRefused:
            refuse(form, _("The passkey could not be added. Try again, or choose another way."))
        except TooManyFactors:
            refuse(form, TOO_MANY)
        else:
            return _added(fresh, there)
        let_go()
    return _key_page(form)


def _key_page(form: NewKeyForm) -> tuple[str, int]:
    """The page with a new question for the browser."""
    challenge = secrets.token_bytes(32)
    read_only()
    with writing():
        passkeys.keep_challenge(g.signed_in.sign_in_id, challenge)
        db.session.commit()
    person = db.session.get_one(Person, g.actor.person_id)
    options = passkeys.ask_to_make(person, factors_of(person.id, FactorKind.PASSKEY), challenge, site())
    page = render_template("factors/add_key.html", form=form, options=options)
    return page, 422 if form.is_submitted() else 200


def _added(fresh: list[str], there: str) -> Page:
    """The browser it was added in has shown it: it gets a new number, in which roles work."""
    renew(is_strong=True)
    db.session.commit()
    return shown(fresh, is_first=True) if fresh else redirect(there, 303)
