"""A thread of a confidential room: what was said since I was here? Opening it changes nothing and tells nobody."""

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from flask import abort, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from politiker.core.database import db
from politiker.discussions.confidential import files, polls, reading, releasing
from politiker.discussions.confidential.models import SealedPost, SealedThread
from politiker.discussions.confidential.reading import ShownPost, ThreadPage
from politiker.discussions.rooms.models import Level
from politiker.discussions.rooms.standing import writes
from politiker.discussions.threads.models import ThreadKind
from politiker.policy import Permission, can
from politiker.web.access import Access, open_to
from politiker.web.confidential import words
from politiker.web.confidential.door import (
    POST,
    THREAD,
    Inside,
    Page,
    blueprint,
    inside,
    member_inside,
    place_of,
    post_or_404,
    pressed,
    thread_or_404,
)
from politiker.web.confidential.forms import AnswerForm, LevelForm, PollForm, PressForm, ReadForm
from politiker.web.threads.faces import KINDS

_LINK = re.compile(r'<a href="([^"]*)"')


@dataclass(frozen=True)
class Card:
    """One post on the page, with what whoever is looking may do to it."""

    post: ShownPost
    name: str
    shown: str
    when: str
    body: Markup
    url: str
    poll: polls.ShownPoll | None
    files: list[files.ShownFile]
    is_useful: bool
    thanks: str
    may: frozenset[str]


@blueprint.get(THREAD)
@open_to(Access.MEMBER)
def thread(room: str, thread: str) -> Page:
    """One page of a thread, at the first unread post unless another is asked for."""
    there = inside(room)
    talk = thread_or_404(there, thread)
    page = reading.thread_page(talk, there.seals, me=there.me, page=_side())
    there_url = url_for("confidential.thread", room=room, thread=thread)
    may_write = not there.is_behind_glass and writes(g.actor, there.room, g.now)
    unread = page.read_number + 1 if 0 < page.read_number < talk.post_count else None
    seen_here = page.posts[-1].number if page.posts else 0
    proposals = releasing.proposals(talk, there.seals, me=there.me) if page.has_proposals else []
    return render_template(
        "confidential/thread.html",
        there=there,
        thread=talk,
        page=page,
        kind=KINDS[page.kind],
        url=there_url,
        cards=_cards(talk, page, there, may_write=may_write),
        learning=_without_links(page.learning["html"]) if page.learning is not None else None,
        proposals=proposals,
        words_of={one.uid: _without_links(one.html) for one in proposals},
        may_write=may_write,
        unread=unread,
        unread_url=place_of(there, thread, unread) if unread is not None else None,
        read_form=ReadForm(formdata=None, number=seen_here) if _is_new(page, seen_here, there) else None,
        level_form=LevelForm(formdata=None, level=(page.level or Level.NORMAL).value) if there.me else None,
        press=PressForm(formdata=None),
        poll_form=PollForm(formdata=None),
        yes=AnswerForm(formdata=None, is_yes="yes"),
        no=AnswerForm(formdata=None, is_yes="no"),
        older_url=f"{there_url}?side={page.number - 1}" if page.number > 1 else None,
        newer_url=f"{there_url}?side={page.number + 1}" if page.number < page.last else None,
        fewest=polls.SHOWN_FROM,
        place="rooms",
    )


def _is_new(page: ThreadPage, seen_here: int, there: Inside) -> bool:
    return there.me is not None and seen_here > page.read_number


def _side() -> int | None:
    text = request.args.get("side")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 9 and int(text) > 0):
        abort(404)
    return int(text)


def _cards(talk: SealedThread, page: ThreadPage, there: Inside, *, may_write: bool) -> list[Card]:
    with_poll = [post.uid for post in page.posts if post.has_poll]
    with_files = [post.uid for post in page.posts if post.has_files]
    of_posts = polls.on(with_poll, there.seals, there.me) if with_poll else {}
    of_files = files.on(with_files, there.seals) if with_files else {}
    asked_by_me = may_write and page.kind is ThreadKind.QUESTION and page.is_mine
    return [
        Card(
            post=post,
            name=(voice := words.voice(post.voice))[0],
            shown=voice[1],
            when=words.hour(post.written_at, g.now),
            body=with_notice(post.html, place_of(there, talk.uid, post.number).partition("?")[0], post.number),
            url=f"{url_for('confidential.thread', room=there.room.address, thread=talk.uid)}/{post.number}",
            poll=of_posts.get(post.uid),
            files=of_files.get(post.uid, []),
            is_useful=post.number == talk.useful_number,
            thanks=words.thanks(post.thanks),
            may=_acts(post, there, may_write=may_write, asked_by_me=asked_by_me),
        )
        for post in page.posts
    ]


def _acts(post: ShownPost, there: Inside, *, may_write: bool, asked_by_me: bool) -> frozenset[str]:
    if there.is_behind_glass or post.deleted is not None:
        return frozenset()
    removes = post.is_mine or can(g.actor, Permission.DELETE_POST, there.room)
    wanted = {
        "edit": post.is_mine and may_write,
        "delete": removes,
        "thank": not post.is_mine and there.room.archived_at is None,
        "quote": may_write,
        "report": not post.is_mine,
        "useful": asked_by_me and post.number > 1,
    }
    return frozenset(name for name, is_wanted in wanted.items() if is_wanted)


def with_notice(html: str, path: str, number: int) -> Markup:
    """A post whose links out lead by the notice that one leaves. Where to is in no request of ours."""
    count = iter(range(1, 10_000))
    led = _LINK.sub(lambda _found: f'<a href="{escape(path)}/{number}/ud/{next(count)}"', html)
    return Markup(led)  # noqa: S704  # made safe by core.markdown when it was written


@blueprint.get(f"{POST}/ud/<int(max=9999):link>")
@open_to(Access.MEMBER)
def leaving(room: str, thread: str, number: int, link: int) -> Response:
    """Before one follows a link out of a confidential room: what the other end will know."""
    there = inside(room)
    talk = thread_or_404(there, thread)
    post = post_or_404(talk, number)
    html = there.seals.open(post.sealed_body, SealedPost.sealed_body, post.uid)["html"]
    found = _LINK.findall(html)
    if not 0 < link <= len(found):
        abort(404)
    page = render_template(
        "confidential/leaving.html",
        there=there,
        target=unescape(found[link - 1]),
        back_url=place_of(there, thread, number),
        place="rooms",
    )
    answer = make_response(page)
    answer.headers["Referrer-Policy"] = "no-referrer"  # it has no form, whose Origin would be lost
    return answer


@blueprint.get(POST)
@open_to(Access.MEMBER)
def find_post(room: str, thread: str, number: int) -> Page:
    """A post by its number: its page, and there the post."""
    there = inside(room)
    if not 0 < number <= thread_or_404(there, thread).post_count:
        abort(404)  # a number keeps leading to its place when the words are gone
    return redirect(place_of(there, thread, number), 302)


@blueprint.post(f"{THREAD}/laest")
@open_to(Access.MEMBER)
def read(room: str, thread: str) -> Any:
    """Note how far one has read; without a time, and under a mark."""
    there = member_inside(room)
    talk, form = thread_or_404(there, thread), ReadForm()
    if not form.validate_on_submit() or form.number.data is None:
        abort(400)
    number = min(max(form.number.data, 0), talk.post_count)
    reading.note_read(talk.uid, number, there.seals, g.actor.person_id)
    db.session.commit()
    return redirect(place_of(there, thread, number), 303)


@blueprint.post(f"{THREAD}/foelg")
@open_to(Access.MEMBER)
def choose_level(room: str, thread: str) -> Page:
    """Follow a thread, hear of it as usual, or not at all."""
    there = member_inside(room)
    talk, form = thread_or_404(there, thread), LevelForm()

    def act() -> None:
        reading.choose_level(talk.uid, Level(form.level.data), there.seals, g.actor.person_id)

    return pressed(form, act, url_for(".thread", room=room, thread=thread))


@blueprint.get(f"{POST}/historik")
@open_to(Access.MEMBER)
def history(room: str, thread: str, number: int) -> Page:
    """What a post said before it was edited."""
    there = inside(room)
    talk = thread_or_404(there, thread)
    post = post_or_404(talk, number)
    path = url_for(".thread", room=room, thread=thread)
    now = there.seals.open(post.sealed_body, SealedPost.sealed_body, post.uid)["html"]
    earlier = reading.versions(post, there.seals)
    return render_template(
        "confidential/history.html",
        there=there,
        number=number,
        now=with_notice(now, path, number),
        earlier=[_without_links(html) for html in earlier],
        back_url=place_of(there, thread, number),
        place="rooms",
    )


def _without_links(html: str) -> Markup:
    return Markup(re.sub(r"</?a\b[^>]*>", "", html))  # noqa: S704  # made safe by core.markdown when it was written
