"""Polls: asking one with a new conversation, showing it under its post, and answering it."""

from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from flask import abort, current_app, g, redirect, render_template, request, url_for
from markupsafe import Markup
from wtforms import BooleanField

from politiker.core import danish
from politiker.core.database import db, read_only
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads import polls
from politiker.discussions.threads.models import Poll, Post, Thread
from politiker.discussions.threads.polls import NewPoll, SeenPoll
from politiker.discussions.threads.reading import SeenThread
from politiker.discussions.threads.writing import ThreadIsLocked
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before
from politiker.web.frames import part
from politiker.web.organiser.fields import DayField, LineField, TextField
from politiker.web.threads.door import POST, Page, blueprint, may_answer, path_of_post, post_or_404

LONGEST_CHOICES = polls.MOST_CHOICES * (polls.LONGEST_CHOICE + 2)  # characters


class ClosingDay(DayField):
    """The last day to answer; a draft has it as it was typed."""

    def shown(self, value: Any) -> str:
        return value if isinstance(value, str) else super().shown(value)


class PollFields:
    """The fields of a poll, for a form that starts a conversation; left empty, there is none."""

    poll_question = LineField(
        _("Your question"), longest=polls.LONGEST_QUESTION, description=_("For example: Do you answer on Sundays?")
    )
    poll_choices = TextField(
        _("Answers to choose from"), longest=LONGEST_CHOICES, description=_("One on each line, from two to eight.")
    )
    poll_several = BooleanField(_("One may choose several answers"))
    poll_closes = ClosingDay(_("Last day to answer"), description=_("For example 24-11-2026. Empty: it stays open."))


class AnswerForm(ChangingForm):
    """The chosen answers come as `choice`, the place of each."""


SENTENCES = {
    polls.AnsweredAlready: _("You have answered this poll already, and an answer cannot be changed."),
    polls.PollIsClosed: _("The poll is closed."),
    polls.ChooseOne: _("Choose an answer."),
    ThreadIsLocked: _("The conversation is locked, so nobody answers any more."),
}


def new_poll(form: Any, now: datetime) -> NewPoll | None:
    """The poll of a form with `PollFields`; None when there is none, or when a field now says what is wrong with it."""
    lines = [" ".join(line.split()) for line in (form.poll_choices.data or "").splitlines()]
    choices = tuple(line for line in lines if line)
    day = form.poll_closes.data
    if not (form.poll_question.data or choices or day):
        return None
    closes_at = danish.from_local(day + timedelta(days=1), time(0)) if day else None
    new = NewPoll(form.poll_question.data or "", choices, bool(form.poll_several.data), closes_at)
    try:
        polls.require_sound(new, now=now)
    except polls.QuestionIsMissing:
        form.poll_question.errors = [_("Write the question of the poll.")]
    except polls.WrongNumberOfChoices:
        form.poll_choices.errors = [_("Write from two to eight different answers, one on each line.")]
    except polls.ChoiceIsTooLong as error:
        form.poll_choices.errors = [_("An answer has at most %(longest)s characters.", longest=error.facts["longest"])]
    except polls.PollClosesTooEarly:
        form.poll_closes.errors = [_("Choose a day that is not over.")]
    else:
        return new
    return None


def boxes(post_ids: list[int], room: SeenRoom, thread: SeenThread | Thread) -> dict[int, Markup]:
    """The polls of some posts of a thread, each as whoever is looking meets it, by post id. At most one statement."""
    if not post_ids:
        return {}
    found = polls.seen_polls(post_ids, by=g.actor, now=g.now, secret=_secret())
    return {post_id: _box(poll, may_answer(room, thread)) for post_id, poll in found.items()}


def _box(poll: SeenPoll, may_write: bool, error: str = "") -> Markup:
    return part(
        "threads/_poll.html",
        poll=poll,
        error=error,
        form=AnswerForm(formdata=None),
        may_answer=may_write and not poll.has_answered and not poll.is_closed,
        closes=danish.day(danish.local(poll.closes_at - timedelta(seconds=1)).date(), danish.local(g.now).date())
        if poll.closes_at
        else None,
        fewest=polls.FEWEST_SHOWN,
        action=url_for("threads.answer_poll", post_id=poll.post_id),
    )


@blueprint.post(f"{POST}/afstemning")
@open_to(Access.MEMBER)
def answer_poll(post_id: int) -> Page:
    """Answer a poll, once."""
    post, thread, room = post_or_404(post_id)
    poll = _poll_or_404(post)
    form = AnswerForm()
    if not form.validate():
        abort(400)
    there = path_of_post(room.address, thread, post.number, post.id).replace("#", "&besked=stemt#")
    if earlier := answered_before(form, then=there):
        return redirect(earlier, 303)
    chosen = request.form.getlist("choice")
    places = {int(text) for text in chosen if text.isascii() and text.isdecimal() and len(text) < 10}
    try:
        polls.answer_poll(poll, places, thread=thread, room=room, by=g.actor, now=g.now, secret=_secret())
    except RuleBroken as error:
        db.session.rollback()
        if type(error) not in SENTENCES:
            raise
        return _refused(post_id, SENTENCES[type(error)])
    db.session.commit()
    return redirect(there, 303)


def _refused(post_id: int, sentence: str) -> Page:
    read_only()
    post, thread, room = post_or_404(post_id)
    _poll_or_404(post)
    seen = polls.seen_polls([post.id], by=g.actor, now=g.now, secret=_secret())
    return render_template(
        "threads/answer_poll.html",
        box=_box(seen[post.id], may_answer(room, thread), error=sentence),
        error=sentence,
        thread_title=thread.title,
        thread_path=path_of_post(room.address, thread, post.number, post.id),
    ), 422


def _poll_or_404(post: Post) -> Poll:
    is_gone = post.deleted_at is not None or post.hidden_at is not None
    poll = None if is_gone else db.session.scalars(sa.select(Poll).where(Poll.post_id == post.id)).one_or_none()
    if poll is None:
        abort(404)
    return poll


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
