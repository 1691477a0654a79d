"""What every form of the house shares: Danish words, a CSRF token, and a key that makes a retry harmless."""

import functools
import secrets
from typing import Any

from flask import abort, g, request, session
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from wtforms import FileField, HiddenField

from politiker.core import idempotency
from politiker.core.words import danish


class HouseForm(FlaskForm):
    """A form whose own messages are Danish."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return danish()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """No page can show a NUL and no database keeps it, so it is dropped wherever it was typed.

            A file sent where words belong is dropped too: no browser sends one, and no field can read it.
            """
            given = super().wrap_formdata(form, formdata)
            sent = [(name, one) for name, several in given.lists() for one in several] if given is not None else []
            if not any("\0" in one if isinstance(one, str) else True for _name, one in sent):
                return given
            return MultiDict(
                (name, one.replace("\0", "") if isinstance(one, str) else one)
                for name, one in sent
                if isinstance(one, str) or isinstance(form._fields.get(name), FileField)
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether what came is right. A form that was not sent from one of our own pages is refused outright."""
        is_right = super().validate(extra_validators)
        if "csrf_token" in self.errors:
            abort(400)
        return is_right


class ChangingForm(HouseForm):
    """A form that changes something: it carries a key, so that sent twice it acts once."""

    idempotency_key = HiddenField(default=lambda: secrets.token_urlsafe(18))


def token() -> str:
    """The CSRF token of this browser, for a page that is put together without forms.

    It is true for as long as the cookie it is sealed from, and so is signed once and kept.
    """
    return _signed(session["csrf_token"])


@functools.lru_cache(maxsize=2000)
def _signed(sealed: str) -> str:
    return str(generate_csrf())


def answered_before(form: ChangingForm, then: str | None = None) -> str | None:
    """Where this very form was sent on to when it came the first time, or None. Raises KeyUsedForSomethingElse.

    A form without its key is none of ours.
    """
    if not form.idempotency_key.data:
        abort(400)
    return idempotency.answered_before(
        g.actor.person_id or 0,
        f"{request.endpoint}:{form.idempotency_key.data}",
        _whole_request(),
        now=g.now,
        then=then,
    )


def came_before(form: ChangingForm) -> bool:
    """Whether this very form came before, in a place where nothing may tell who sent it or when.

    Where it is sent on to has to be known without being remembered. Raises KeyUsedForSomethingElse.
    """
    if not form.idempotency_key.data:
        abort(400)
    return idempotency.came_before(
        g.actor.person_id or 0, f"{request.endpoint}:{form.idempotency_key.data}", _whole_request(), now=g.now
    )


def _whole_request() -> bytes:
    sent = sorted((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")
    return f"{request.path}\n{sent}".encode()


def remember_answer(form: ChangingForm, location: str) -> None:
    """Where a form is sent on to, when that is known only after the act."""
    idempotency.remember(g.actor.person_id or 0, f"{request.endpoint}:{form.idempotency_key.data}", location)


def refuse(form: HouseForm, message: str) -> None:
    """Put a sentence about the whole form at its top."""
    form.form_errors.append(message)
