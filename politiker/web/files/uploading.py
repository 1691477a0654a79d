"""The field for files in a form, for whichever page has one.

    files = UploadsField()               in a form, and `@takes_files` on its view
    form.files.clean                     what is to be kept, once the form is valid

A refused file is an error of the field, and the form is shown again with all that was written.
"""

from typing import Any

from flask import Flask
from flask_wtf.file import FileRequired, MultipleFileField
from markupsafe import Markup
from wtforms import SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, FileInput, ListWidget

from politiker.core.database import db
from politiker.core.words import gettext as _
from politiker.files.errors import FileRefused
from politiker.files.kinds import LARGEST, OF_EVERY_KIND
from politiker.files.taking import MOST_FILES, MOST_TOGETHER, Clean, cleaned
from politiker.web.files.door import blueprint
from politiker.web.files.words import kind_words, size_words, why

HINT = _("PDF, Office documents and pictures. At most 5 files of up to 20 MB each, and 40 MB together.")


_AGAIN = Markup("<strong>{}</strong> {}")


class UploadsField(MultipleFileField):
    """Files to be taken in. They are looked at, cleaned and scanned when the form is validated."""

    def __init__(
        self, label: str = "", *, most: int = MOST_FILES, hint: str = "", required: str = "",
        names_nobody: bool = False, **more: Any,
    ):  # fmt: skip
        super().__init__(
            label or _("Attach files"),
            [FileRequired(required)] if required else [],
            description=hint or HINT,
            render_kw={"accept": OF_EVERY_KIND},
            widget=FileInput(multiple=most > 1),
            **more,
        )
        self.most, self.names_nobody, self.hint = most, names_nobody, hint or HINT
        self.clean: list[Clean] = []

    def pre_validate(self, form: Any) -> None:
        """Nothing is held meanwhile: what the view has read before is read afresh afterwards."""
        sent = [file for file in self.data or [] if file]
        if not sent:
            return
        # A page cannot give files back: if it is shown again, for a look or with what is wrong, they are gone from it.
        self.description = _AGAIN.format(_("Choose the files again, for they are not kept yet."), self.hint)
        if len(sent) > self.most:
            raise StopValidation(_("Choose at most %(most)s files.", most=self.most))
        db.session.rollback()
        self.clean, faults, together = [], [], 0
        for file in sent:
            content = file.stream.read(LARGEST + 1)
            together += len(content)
            try:
                self.clean.append(cleaned(content, file.filename or "", names_nobody=self.names_nobody))
            except FileRefused as refused:
                faults.append(why(refused))
        if together > MOST_TOGETHER:
            faults.append(_("The files are larger than 40 MB together. Choose fewer of them."))
        if faults:
            self.clean = []
            again = [_("Choose the other files again.")] if len(sent) > 1 else []
            raise StopValidation(" ".join([*faults, *again]))


class TakeOffField(SelectMultipleField):
    """Files that hang there already, each with a box to take it off; `field.choices` are set by the view."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str = "", **more: Any):
        super().__init__(label or _("Take files off"), choices=[], validate_choice=True, **more)


@blueprint.record_once
def words_for_templates(state: Any) -> None:
    """What every template may say of a file."""
    app: Flask = state.app
    app.jinja_env.filters.update(kind_words=kind_words, size_words=size_words)
