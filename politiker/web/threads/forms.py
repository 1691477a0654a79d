"""The forms one writes in threads with, and the sentences that say what is wrong."""

from collections.abc import Callable
from typing import Any, Self

from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf

from politiker.core.errors import RuleBroken
from politiker.core.markdown import TextTooLong
from politiker.core.words import gettext as _
from politiker.discussions.rooms.models import Level
from politiker.discussions.threads.attachments import TooManyFiles
from politiker.discussions.threads.models import ThreadKind
from politiker.discussions.threads.pace import POSTS, THREADS, TooManyPosts, TooManyThreads
from politiker.discussions.threads.posts import PostIsGone
from politiker.discussions.threads.writing import LONGEST_TITLE, NothingWritten, RoomIsLocked, ThreadIsLocked
from politiker.files.errors import FileCannotBeKept
from politiker.web.files.uploading import TakeOffField, UploadsField
from politiker.web.files.words import CANNOT_BE_KEPT
from politiker.web.forms import ChangingForm, HouseForm
from politiker.web.organiser.fields import LineField, choices
from politiker.web.threads.editor import BodyField
from politiker.web.threads.experience import ExperienceFields, composed
from politiker.web.threads.polling import PollFields

LEVELS = {
    Level.FOLLOW: _("Follow: a letter when somebody answers"),
    Level.NORMAL: _("Normal: only in the digest of the week"),
    Level.MUTE: _("Mute: nothing at all"),
}


class AnswerForm(ChangingForm):
    """What one says: a post in markdown, and files to go with it."""

    body = BodyField(_("Your post"), required=_("Write some words first."))
    files = UploadsField()

    @property
    def text(self) -> str:
        """The post as it will be sent."""
        return self.body.data or ""


class EditForm(AnswerForm):
    """The same post in other words; `take_off` are files that are to hang there no longer.

    The first post has the title of the conversation with it.
    """

    title = LineField(_("Title"), longest=LONGEST_TITLE, required=_("Write a title."))
    take_off = TakeOffField()


class StartForm(AnswerForm, PollFields):
    """The first post of a conversation, with what it is called, and perhaps a poll."""

    kind = HiddenField()
    title = LineField(_("Title"), longest=LONGEST_TITLE, required=_("Write a title."))


class ExperienceForm(ChangingForm, ExperienceFields, PollFields):
    """The same of an experience, told in four steps."""

    kind = HiddenField()
    title = LineField(_("Title"), longest=LONGEST_TITLE, required=_("Write a title."))
    files = UploadsField()

    @property
    def text(self) -> str:
        """The post as it will be sent."""
        return composed(self)


class DeleteForm(ChangingForm):
    """One press that takes the post away."""


class PostsForm(ChangingForm):
    """A press at one of the posts of a page: a single form stands for them all."""

    def is_about(self, post_id: int) -> Self:
        """The same, its key counting for this post apart."""
        if self.idempotency_key.data:
            self.idempotency_key.data += f"-{post_id}"
        return self


class ThanksForm(PostsForm):
    """One press: thank, or take the thanks back."""

    thanks = HiddenField(validators=[AnyOf(["yes", "no"])])


class LevelForm(ChangingForm):
    """How much to hear of a thread."""

    level = SelectField(_("How much do you want to hear?"), choices=choices(LEVELS))


class ReadForm(HouseForm):
    """How far one has read. Without a key: the same twice is the same, and it never goes backwards."""

    number = HiddenField()


def form_for(kind: ThreadKind) -> type[StartForm] | type[ExperienceForm]:
    """What one starts a conversation of a kind with."""
    return ExperienceForm if kind is ThreadKind.EXPERIENCE else StartForm


def without_errors(form: ChangingForm) -> None:
    """Nothing is to be sent yet, so nothing is missing yet; what is wrong with something that is there still is."""
    for field in form:
        if not field.raw_data or not str(field.raw_data[0]).strip():
            field.errors = []


REFUSALS: dict[type[RuleBroken], Callable[[dict[str, Any]], str]] = {
    RoomIsLocked: lambda facts: _("The room is locked, so nobody writes in it for the time being."),
    ThreadIsLocked: lambda facts: _("The conversation is locked, so nobody answers in it any more."),
    NothingWritten: lambda facts: _("There is nothing in the post yet. Write some words first."),
    PostIsGone: lambda facts: _("The post is gone, so it cannot be changed any more."),
    TextTooLong: lambda facts: _("The post is too long. Cut it down, or put up a document instead."),
    FileCannotBeKept: lambda facts: CANNOT_BE_KEPT,
    TooManyPosts: lambda facts: _(
        "You have written %(most)s posts in 10 minutes. Wait %(minutes)s min., so that the others can follow."
        " What you have written still stands here.",
        most=POSTS.most,
        minutes=-(-facts["seconds"] // 60),
    ),
    TooManyThreads: lambda facts: _(
        "You have started %(most)s conversations within an hour. Wait %(minutes)s min. with the next."
        " What you have written still stands here.",
        most=THREADS.most,
        minutes=-(-facts["seconds"] // 60),
    ),
    TooManyFiles: lambda facts: _("A post has at most %(most)s files.", most=facts["most"]),
}
