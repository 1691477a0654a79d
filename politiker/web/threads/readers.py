"""What is each reader's own on the page of a thread, put into what is the same for everybody.

The words are made once for each kind of reader, with blanks; nothing that anybody wrote stands between the blanks, so
no post can ask for a reader's token.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from flask import g
from markupsafe import Markup

from politiker.discussions.rooms.models import Level
from politiker.discussions.rooms.standing import SeenRoom
from politiker.discussions.threads import drafts, useful
from politiker.discussions.threads.reading import SeenThread, page_of
from politiker.policy import Permission, can
from politiker.web.forms import token
from politiker.web.fragments import fragments, midnight_after
from politiker.web.frames import part
from politiker.web.threads import editor, polling
from politiker.web.threads.door import may_answer, moderates, room_path
from politiker.web.threads.faces import Card, Face, thanks_words
from politiker.web.threads.forms import LEVELS, AnswerForm

THANKS, USEFUL, POSTS = "<!--thanks-->", "<!--useful-->", "<!--posts-->"  # where something is put in
BETWEEN = re.compile(f"{THANKS}|{USEFUL}")
TOKEN, KEY = "@TOKEN@", "@KEY@"
IN_ACTS = {"id": "@ID@", "number": "@NUMBER@", "thanks": "@THANKS@"}
SHARED_FORM = "om-indlaeg"  # the one form whose buttons stand at every post
BLANKS = {"where": "@WHERE@", "last": "@LAST@", "token": TOKEN, "key": KEY}
KINDS = ("mine", "other", "thanked", "count", "useful", "no_longer", "folded", "new")


@dataclass(frozen=True)
class Acts:
    """What a kind of reader may do with a post: their own, another's, and one they have thanked for.

    The first three are in three pieces. Between them are put who thanked, and the button that says that an answer was
    the most useful, or no longer. `folded` stands around a post by somebody one blocked, `new` above the first unread.
    """

    mine: tuple[str, ...]
    other: tuple[str, ...]
    thanked: tuple[str, ...]
    count: str
    useful: str
    no_longer: str
    folded: str
    new: str


def posts_for(room: SeenRoom, thread: SeenThread, face: Face) -> str:
    """The posts, with what whoever is looking may do with each, and where they left off."""
    acts, me = _acts(room, thread, face), g.actor.person_id
    polls = polling.boxes([card.id for card in face.cards if card.has_poll], room, thread)
    marks_useful = not thread.locked_at and useful.may_mark(thread, room, by=g.actor, now=g.now)
    first_unread = thread.first_unread if thread.read_number else None
    shown: list[str] = []
    for card in face.cards:
        if card.number == first_unread:
            shown.append(acts.new)
        own = "" if card.is_gone else _own(card, thread, acts, is_mine=card.author_id == me, marks_useful=marks_useful)
        facts = {"id": card.id, "number": card.number, "thanks": thanks_words(card.thanks)}
        post: tuple[str, ...] = (card.before, polls.get(card.id, ""), card.after, own % facts, card.end)
        if card.author_id in thread.folded:
            above, _mark, below = (acts.folded % facts).partition(POSTS)
            post = (above, *post, below)
        shown += post
    return "".join(shown)


def _own(card: Card, thread: SeenThread, acts: Acts, *, is_mine: bool, marks_useful: bool) -> str:
    """What whoever is looking may do with one post, with blanks."""
    before, amid, after = acts.mine if is_mine else acts.thanked if card.number in thread.thanked_for else acts.other
    mark = ""
    if marks_useful and card.number > 1:
        mark = acts.no_longer if card.id == thread.useful_post_id else acts.useful
    return f"{before}{acts.count if card.thanks else ''}{amid}{mark}{after}"


def _acts(room: SeenRoom, thread: SeenThread, face: Face) -> Acts:
    """The words for this kind of reader, with blanks."""
    rights = may_answer(room, thread), moderates(room), can(g.actor, Permission.SEE_READERS, room)
    key = ("acts", face.path, rights)
    kept: Acts | None = fragments().find(key, 0, g.now)
    if kept is None:
        facts = {
            "path": face.path,
            "post_path": "/indlaeg/@ID@",
            "shared_form": SHARED_FORM,
            "may_answer": rights[0],
            "moderates": rights[1],
            "sees_readers": rights[2],
        }
        words = [_with_blanks(str(part("threads/_acts.html", kind=kind, **facts))) for kind in KINDS]
        mine, other, thanked = (tuple(BETWEEN.split(one)) for one in words[:3])
        kept = Acts(mine, other, thanked, *words[3:])
        size = sum(map(len, words))
        fragments().keep(key, 0, kept, now=g.now, until=midnight_after(g.now), size=size)
    return kept


def _with_blanks(words: str) -> str:
    """The same with its blanks as Python fills them in fastest."""
    words = words.replace("%", "%%")
    for name, blank in IN_ACTS.items():
        words = words.replace(blank, f"%({name})s")
    return words


def put_around(room: SeenRoom, thread: SeenThread, face: Face) -> tuple[str, str]:
    """What stands above the posts (where to go on) and below them (what to do next)."""
    last, unread = face.cards[-1].number, thread.first_unread
    where = _where(unread, thread, face)
    facts: dict[str, Any] = {
        "path": face.path,
        "may_answer": may_answer(room, thread),
        "moderates": moderates(room),
        "is_locked": bool(thread.locked_at or room.locked_at or room.archived_at),
        "level": thread.level or Level.NORMAL,
        "has_where": where is not None,
        "has_unread": unread is not None and unread <= last,
        "reads_on": unread is not None and face.cards[0].number <= unread,
    }
    blanks = {"where": where or "", "last": str(last), "token": token(), "key": secrets.token_urlsafe(18)}
    if thread.draft is not None:
        # Never into blanks: what one began to write is not to be looked through for them.
        return _around(room, thread, facts, blanks, drafts.read(thread.draft))
    key = ("around", thread.id, thread.lock_version, *facts.values())
    kept: tuple[str, str] | None = fragments().find(key, 0, g.now)
    if kept is None:
        kept = _around(room, thread, facts, BLANKS, {})
        size = sum(map(len, kept))
        fragments().keep(key, 0, kept, now=g.now, until=midnight_after(g.now), size=size)
    above, below = kept
    for name, blank in BLANKS.items():
        above, below = above.replace(blank, blanks[name]), below.replace(blank, blanks[name])
    return above, below


def _around(
    room: SeenRoom, thread: SeenThread, facts: dict[str, Any], blanks: dict[str, str], draft: dict[str, str]
) -> tuple[str, str]:
    whole = part(
        "threads/show.html",
        **facts,
        **blanks,
        thread=thread,
        learning_path=f"{room_path(room.address)}/{thread.id}/laering",
        form=AnswerForm(formdata=None, data={"body": draft.get("body", "")}),
        **editor.in_thread(room, thread.id),
        has_draft=bool(draft),
        levels=LEVELS,
        shared_form=SHARED_FORM,
        posts=Markup(POSTS),  # noqa: S704  # a mark of our own
    )
    above, _mark, below = str(whole).partition(POSTS)
    return above, below


def _where(unread: int | None, thread: SeenThread, face: Face) -> str | None:
    """Where to go on reading; nothing when all is read, or nothing is read yet."""
    if unread is None or not thread.read_number:
        return None
    if page_of(unread) != thread.page:
        return face.path
    return next((f"#indlaeg-{card.id}" for card in face.cards if card.number == unread), None)
