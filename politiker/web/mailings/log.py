"""The log of an event: who did what, and when."""

from functools import partial

from flask import g, render_template, request, url_for

from politiker.core.words import gettext as _
from politiker.policy import Permission, can
from politiker.registrations.event_log import Line
from politiker.registrations.event_log import event_log as lines_of
from politiker.web.access import Access, open_to
from politiker.web.mailings.door import blueprint, number
from politiker.web.mailings.happenings import GROUPS, sentence
from politiker.web.organiser.door import EVENT, Page, event_for, sections


@blueprint.get(f"{EVENT}/log")
@open_to(Access.STAFF)
def event_log(event_id: int) -> Page:
    """The newest first, a page at a time; `slags` in the address shows one group alone."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    before = number(request.args.get("foer", ""))
    group = request.args.get("slags", "")
    happenings = GROUPS[group][1] if group in GROUPS else {}
    lines, has_more = lines_of(event, by=g.actor, happenings=happenings, before=before or None)
    page = partial(url_for, "mailings.event_log", event_id=event_id, slags=group if happenings else None)
    return render_template(
        "mailings/event_log.html",
        event=event,
        sections=sections(event, "mailings.event_log"),
        sees_guests=can(g.actor, Permission.SEE_REGISTRATIONS, event),
        groups=[
            (name, url_for("mailings.event_log", event_id=event_id, slags=code), code == group)
            for code, (name, _sentences) in GROUPS.items()
        ],
        shows_all=not happenings,
        lines=[(line, sentence(line.happening), _who(line)) for line in lines],
        older_url=page(foer=lines[-1].id) if has_more else None,
        newer_url=page() if before else None,
    )


def _who(line: Line) -> str:
    if line.is_job:
        return _("By itself")
    return line.who or _("A participant or a secretary")
