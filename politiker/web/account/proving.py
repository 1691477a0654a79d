"""Proving who one is with a password, as slowly as it takes, and no oftener than is allowed."""

from dataclasses import dataclass, field

from flask import g

from politiker.core.database import db, read_only, read_write
from politiker.core.words import gettext as _
from politiker.people.limits import TooManyAttempts
from politiker.people.models import Person
from politiker.people.sign_ins import attempts
from politiker.people.sign_ins.attempts import WrongEmailOrPassword
from politiker.web.account.door import network, this_browser
from politiker.web.forms import HouseForm, refuse


@dataclass(frozen=True)
class Proof:
    """Who proved it, or nobody; and then with which code and headers to answer."""

    person: Person | None = None
    code: int = 422
    headers: dict[str, str] = field(default_factory=dict)


def prove(form: HouseForm, email: str, password: str, *, wrong: str) -> Proof:
    """Ask whether the password is right; if not, put a sentence on the form.

    The try is counted and committed before the password is looked at. When it is right, a transaction is open in
    which it was taken back and the person is held; the view goes on in it, and commits.
    """
    this = {"network": network(), "device": this_browser().device, "now": g.now}
    begun: list[int] = []
    read_only()
    try:
        attempts.require_patience(email, **this)
        read_write()
        begun = attempts.begin_attempt(email, **this)
        db.session.commit()
        read_only()
        proved = attempts.check_password(email, password, **this)
        read_write()
        person = attempts.hold_proved(proved)
    except TooManyAttempts as limit:
        if begun:
            read_write()
            attempts.forget_attempt(begun)
            db.session.commit()
        seconds = limit.facts["seconds"]
        refuse(form, _("You have tried too many times. Wait %(seconds)s seconds, and try again.", seconds=seconds))
        return Proof(code=429, headers={"Retry-After": str(seconds)})
    except WrongEmailOrPassword:
        db.session.rollback()
        read_only()
        refuse(form, wrong)
        return Proof()
    attempts.forget_attempt(begun)
    return Proof(person)
