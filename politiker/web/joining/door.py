"""The addresses of coming in, and the fields its forms share."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint
from wtforms import StringField, ValidationError
from wtforms.fields import SelectChoice

from politiker.core import danish, names
from politiker.core.names import NameRefused, clean_name
from politiker.core.words import gettext as _
from politiker.people.joining.models import Rejection
from politiker.people.queries import municipalities
from politiker.web.forms import HouseForm
from politiker.web.organiser.fields import choices

blueprint = Blueprint("joining", __name__)

WHY_NAME_REFUSED: dict[type[NameRefused], str] = {
    names.NameIsEmpty: _("Write a name with letters in it."),
    names.NameIsTooLong: _("The name is too long. Write at most 120 characters."),
    names.NameHasHiddenCharacters: _("The name has characters that cannot be seen. Type it by hand."),
    names.NameHasDisguisedLetters: _("The name has letters in disguise. Type it by hand."),
    names.NameMixesAlphabets: _("The name mixes letters of several alphabets. Type it by hand."),
}
REASONS = {
    Rejection.NOT_ELECTED: _("Is not elected"),
    Rejection.WRONG_MUNICIPALITY: _("Is elected in another municipality"),
    Rejection.ANOTHER_ACCOUNT: _("Has another account already"),
    Rejection.NOT_THEM: _("Is somebody who passes for another"),
    Rejection.UNANSWERED: _("We asked and had no answer"),
}


def a_name(_form: HouseForm, field: StringField) -> None:
    """Refuse what cannot stand as a name."""
    try:
        clean_name(field.data or "")
    except NameRefused as refused:
        raise ValidationError(WHY_NAME_REFUSED[type(refused)]) from None


def places(only: Iterable[int] | None = None) -> list[SelectChoice]:
    """The municipalities in Danish order, for a form to choose from: all 98, or only some; one alone is chosen."""
    wanted = None if only is None else set(only)
    rows: list[Any] = [row for row in municipalities() if wanted is None or row.id in wanted]
    found = {row.id: row.name for row in sorted(rows, key=lambda row: danish.sort_key(row.name))}
    return choices(found if len(found) == 1 else {"": _("Choose a municipality")} | found)
