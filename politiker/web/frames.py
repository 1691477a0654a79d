"""The frame around a page, made once for everybody who sees the same menu, and the page put into it.

A page that is asked for often should cost what is its own. What stands in the frame depends on what kind of reader
looks, never on who: of the person it holds the name alone, and that is filled in afresh each time.
"""

import re
from types import SimpleNamespace
from typing import Any

from flask import current_app, g, render_template, request
from markupsafe import Markup, escape

from politiker.discussions.rooms.queries import may_have_rooms
from politiker.web.fragments import fragments, midnight_after
from politiker.web.notices import notice

BLANKS = ("title", "head", "name", "breadcrumbs", "content")
MARK = re.compile(f"<!--({'|'.join(BLANKS)})-->")


def part(template: str, **facts: Any) -> Markup:
    """A piece of a page, from its own facts alone."""
    return Markup(current_app.jinja_env.get_template(template).render(facts))  # noqa: S704  # an escaping template


def framed(*, title: str, content: str, head: str = "", breadcrumbs: str = "") -> str:
    """A whole page. `title` is plain text; the others are safe markup."""
    name = escape(g.signed_in.name) if g.signed_in is not None else ""
    filling = {"title": escape(title), "head": head, "name": name, "breadcrumbs": breadcrumbs, "content": content}
    pieces = _frame()
    return "".join(filling[piece] if n % 2 else piece for n, piece in enumerate(pieces))


def _frame() -> list[str]:
    """The frame as text and the names of its blanks by turns."""
    actor = g.actor
    said = notice() if b"besked" in request.query_string else None
    kind = (
        "frame", request.blueprint, said, g.signed_in is not None, bool(actor.councillor_in), actor.was_councillor,
        bool(actor.secretary_of), actor.roles, may_have_rooms(actor),
    )  # fmt: skip
    kept: list[str] | None = fragments().find(kind, 0, g.now)
    if kept is None:
        me = SimpleNamespace(name=Markup("<!--name-->")) if g.signed_in is not None else None
        whole = render_template("layouts/frame.html", me=me, notice=said)
        kept = MARK.split(whole)
        fragments().keep(kind, 0, kept, now=g.now, until=midnight_after(g.now), size=len(whole))
    return kept
