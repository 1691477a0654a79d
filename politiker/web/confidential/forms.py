"""The forms one writes with in a confidential room."""

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from politiker.core.words import gettext as _
from politiker.discussions.confidential.polls import LONGEST_QUESTION, MOST_CHOICES, Poll
from politiker.discussions.rooms.actions import LONGEST_PURPOSE, LONGEST_TITLE
from politiker.discussions.threads import writing
from politiker.discussions.threads.models import ThreadKind
from politiker.web.files.uploading import UploadsField
from politiker.web.forms import ChangingForm, HouseForm
from politiker.web.moderation import words as moderation
from politiker.web.organiser.fields import LineField, TextField, choices
from politiker.web.threads.editor import BodyField
from politiker.web.threads.faces import KINDS
from politiker.web.threads.forms import LEVELS


class NewRoomForm(ChangingForm):
    """What a confidential room is called and for, and the yes of whoever makes it."""

    title = LineField(
        _("What is the room called?"),
        longest=LONGEST_TITLE,
        required=_("Write what the room is called."),
        description=_("Only those you ask in see it. At most 120 characters."),
    )
    purpose = TextField(
        _("What is it for?"),
        longest=LONGEST_PURPOSE,
        required=_("Write what the room is for."),
        description=_("Whoever is asked in reads this before they answer. At most 500 characters."),
    )
    agrees = BooleanField(
        _("I agree to the rules of confidential rooms"), [InputRequired(_("Agree to the rules first."))]
    )


class ConsentForm(ChangingForm):
    """A yes to the rules."""

    agrees = BooleanField(
        _("I have read the rules and will keep them"), [InputRequired(_("Say that you will keep the rules."))]
    )


class VoiceForm(ChangingForm):
    """How one speaks in a conversation; asked the first time only. `voice.choices` are set by the view."""

    voice = RadioField(
        _("Who do the others see?"),
        [InputRequired(_("Choose how you want to be seen."))],
        description=_("You speak like this as long as the conversation lasts. It cannot be changed afterwards."),
    )

    def choose(self, manners: list[tuple[str, str]] | None) -> None:
        """Offer these ways to speak; None takes the question away, for it is answered."""
        if manners is None:
            del self.voice
        else:
            self.voice.choices = choices(dict(manners))


class ReplyForm(VoiceForm):
    """An answer."""

    body = BodyField(_("Your post"), required=_("Write some words first."))
    files = UploadsField(
        names_nobody=True,
        hint=_(
            "PDF, Office documents and pictures, up to 20 MB each. Pictures are cleaned, and of Office documents the"
            " properties and the names on comments and changes. A PDF may still carry the name of whoever wrote it:"
            " look in its properties first."
        ),
    )


class StartForm(ReplyForm):
    """The first post of a conversation, with its title and kind, and perhaps a poll."""

    title = LineField(_("Title"), longest=writing.LONGEST_TITLE, required=_("Write a title."))
    kind = RadioField(_("What is it?"), [InputRequired()], choices=choices(KINDS), default=ThreadKind.QUESTION.value)
    poll_question = LineField(
        _("A poll: what do you want to ask?"),
        longest=LONGEST_QUESTION,
        description=_("Answers are anonymous. The result is shown from five answers on."),
    )
    poll_choices = TextField(
        _("Answers to choose from, one on each line"),
        longest=MOST_CHOICES * 130,
    )
    poll_several = BooleanField(_("One may choose several"))

    def poll(self) -> Poll | None:
        """The poll that was written, if one was. Raises PollNeedsChoices."""
        lines = (self.poll_choices.data or "").splitlines()
        return Poll.of(self.poll_question.data or "", lines, takes_several=self.poll_several.data)


class EditForm(ChangingForm):
    """The same post in other words."""

    body = BodyField(_("Your post"), required=_("Write some words first."))


class PressForm(ChangingForm):
    """One press of a button."""


class AnswerForm(ChangingForm):
    """A yes or a no."""

    is_yes = HiddenField()


class ReadForm(HouseForm):
    """How far one has read. Without a key: the same twice is the same, and it never goes backwards."""

    number = IntegerField()


class LevelForm(ChangingForm):
    """How much to hear of a conversation."""

    level = SelectField(_("How much do you want to hear?"), choices=choices(LEVELS))


class PollForm(ChangingForm):
    """What one answers a poll; the boxes stand in the page."""


class ReportForm(ChangingForm):
    """Why one post should be looked at. No free text, for it would stand outside the room."""

    reason = RadioField(_("What is wrong with it?"), [InputRequired(_("Choose what is wrong with it."))])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.reason.choices = choices(moderation.REPORTED)


class LearningForm(ChangingForm):
    """What we learned, based on the version one read."""

    body = BodyField(_("What we learned"))
    based_on = HiddenField()


class ReleaseForm(ChangingForm):
    """A text on its way out, the posts it quotes, and the open room it is for."""

    title = LineField(_("Title"), longest=writing.LONGEST_TITLE, required=_("Write a title."))
    body = BodyField(_("The text that is to leave the room"), required=_("Write some words first."))
    posts = SelectMultipleField(
        _("The posts it quotes or builds on"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("Everybody who wrote one of them is asked, and all of them have to say yes."),
    )
    room = RadioField(_("The open room it is for"), [InputRequired(_("Choose an open room."))], coerce=int)


class SearchForm(HouseForm):
    """What is looked for inside the room."""

    words = LineField(_("Search in this room"), longest=200, required=_("Write what you look for."))


class DraftForm(HouseForm):
    """What one is writing, sent by the script. Saved twice it is the same draft, so it needs no key of its own."""

    place = HiddenField()
    idempotency_key = HiddenField()
