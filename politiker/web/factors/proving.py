"""The second step of logging in. A sign-in that waits for it opens nothing but these pages."""

import secrets
from collections.abc import Callable

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField

from politiker.core.database import db, read_only, writing
from politiker.core.words import gettext as _
from politiker.people.factors import passkeys
from politiker.people.factors import proving as proofs
from politiker.people.factors.actions import WrongCode
from politiker.people.factors.models import FactorKind
from politiker.people.factors.passkeys import PasskeyRefused
from politiker.people.factors.queries import factors_of
from politiker.people.limits import TooManyAttempts
from politiker.people.models import Person
from politiker.people.sign_ins.models import SignIn
from politiker.web.access import Access, open_to
from politiker.web.account.sitting import half, sit_down
from politiker.web.factors.door import CodeField, Page, blueprint, secret, site
from politiker.web.forms import HouseForm, refuse
from politiker.web.own_address import own_address


class ProofForm(HouseForm):
    """A code; logging in twice is harmless, and a code is good once, so it carries no key against it."""

    code = CodeField(_("Code from the app"), _("Write the six digits that the app shows."))
    next = HiddenField()
    wrong = _("The code is not right, or it has been used. Write the newest one in the app.")


class RecoveryForm(HouseForm):
    """A code from paper."""

    code = CodeField(_("Recovery code"), _("Write one of your recovery codes."))
    next = HiddenField()
    wrong = _("The code is not right, or it has been used. Each works once.")


class ProofKeyForm(HouseForm):
    """What the browser answers for a passkey."""

    credential = HiddenField()
    next = HiddenField()


@blueprint.route("/log-ind/kode", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def prove() -> Page:
    """A code from the app, or a passkey: whichever one has."""
    begun = half()
    if begun is None:
        return _nobody_waits()
    form = ProofForm(next=_next())
    if form.validate_on_submit():
        return _answered(begun, form, proofs.prove_with_app, _prove_page)
    return _prove_page(begun, form, 422 if form.is_submitted() else 200)


@blueprint.route("/log-ind/kode/noedkode", methods=["GET", "POST"])
@open_to(Access.PUBLIC)
def prove_with_recovery_code() -> Page:
    """One of the ten codes on paper, for whoever has lost the phone."""
    begun = half()
    if begun is None:
        return _nobody_waits()
    form = RecoveryForm(next=_next())
    if form.validate_on_submit():
        return _answered(begun, form, proofs.prove_with_recovery_code, _recovery_page)
    return _recovery_page(begun, form, 422 if form.is_submitted() else 200)


@blueprint.post("/log-ind/kode/noegle")
@open_to(Access.PUBLIC)
def prove_with_key() -> Page:
    """What the browser answers for a passkey, to what it was asked on the page before."""
    begun = half()
    if begun is None:
        return _nobody_waits()
    form = ProofKeyForm()
    form.validate()
    challenge = passkeys.spend_challenge(begun.id)
    person = db.session.get_one(Person, begun.person_id)
    try:
        proofs.prove_with_passkey(person, form.credential.data or "", challenge=challenge, site=site(), now=g.now)
    except PasskeyRefused:
        db.session.commit()
        page = ProofForm(formdata=None, next=own_address(form.next.data))
        refuse(page, _("The passkey was not accepted. Try again, or use another way."))
        return _prove_page(begun, page, 422)
    return _in(begun, form)


def _answered(
    begun: SignIn,
    form: "ProofForm | RecoveryForm",
    prove_with: Callable[..., None],
    page: Callable[..., Page],
) -> Page:
    """What becomes of a code: in, or the page again with the reason. A wrong code is remembered."""
    person = db.session.get_one(Person, begun.person_id)
    try:
        prove_with(person, form.code.data, secret=secret(), now=g.now)
    except TooManyAttempts as limit:
        db.session.rollback()
        seconds = limit.facts["seconds"]
        refuse(form, _("You have tried too many times. Wait %(seconds)s seconds, and try again.", seconds=seconds))
        return page(begun, form, 429, {"Retry-After": str(seconds)})
    except WrongCode:
        db.session.commit()
        form.code.errors = [form.wrong]
        return page(begun, form, 422)
    return _in(begun, form)


def _in(begun: SignIn, form: "ProofForm | RecoveryForm | ProofKeyForm") -> Response:
    there = own_address(form.next.data) or url_for("front.home")
    if half() is None:  # logged out everywhere, or suspended, while the code was looked at: the person is held now
        db.session.rollback()
        return _nobody_waits()
    person = db.session.get_one(Person, begun.person_id)
    sit_down(person, is_strong=True, remember=begun.is_remembered)
    db.session.commit()
    return redirect(there, 303)


def _prove_page(begun: SignIn, form: ProofForm, code: int, headers: dict[str, str] | None = None) -> Page:
    """The page, with a new question for the browser where there is a passkey to answer it."""
    sign_in_id, person_id = begun.id, begun.person_id
    read_only()
    factors = factors_of(person_id)
    keys = [factor for factor in factors if factor.kind is FactorKind.PASSKEY]
    has_app = len(keys) < len(factors)
    options = None
    if keys:
        challenge = secrets.token_bytes(32)
        options = passkeys.ask_to_use(keys, challenge, site())
        with writing():
            passkeys.keep_challenge(sign_in_id, challenge)
            db.session.commit()
    page = render_template(
        "factors/prove.html",
        form=form,
        key_form=ProofKeyForm(formdata=None, next=own_address(form.next.data)),
        options=options,
        has_app=has_app,
        next=own_address(form.next.data),
    )
    return page, code, headers or {}


def _recovery_page(begun: SignIn, form: RecoveryForm, code: int, headers: dict[str, str] | None = None) -> Page:
    read_only()
    page = render_template("factors/prove_with_recovery_code.html", form=form, next=own_address(form.next.data))
    return page, code, headers or {}


def _nobody_waits() -> Response:
    """Nothing was begun here, or it was too long ago: from the start, or on, for whoever is in already."""
    there = own_address(request.values.get("next"))
    if g.signed_in:
        return redirect(there or url_for("front.home"), 303)
    return redirect(url_for("account.log_in", next=there), 303)


def _next() -> str | None:
    return own_address(request.args.get("next"))
