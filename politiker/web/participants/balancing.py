"""Who is coming, in pictures with the same numbers beside each."""

from flask import g, render_template

from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.policy import Permission
from politiker.registrations.participants.balance import FEWEST, Balance, read_balance
from politiker.web.access import Access, open_to
from politiker.web.colleagues.words import DUTIES
from politiker.web.organiser.door import EVENT, Page, event_for, sections
from politiker.web.participants import words
from politiker.web.participants.door import blueprint
from politiker.web.participants.tiles import tiles


@blueprint.get(f"{EVENT}/balance")
@open_to(Access.STAFF)
def balance(event_id: int) -> Page:
    """Municipalities, regions, roles, newly elected and kinds of those who are sure to come."""
    event = event_for(Permission.SEE_REGISTRATIONS, event_id)
    found = read_balance(event, by=g.actor, now=g.now)
    here = [(name, number) for _code, name, number in found.municipalities if number]
    return render_template(
        "participants/balance.html",
        event=event,
        sections=sections(event, "participants.balance"),
        balance=found,
        tiles=tiles({code: (name, number) for code, name, number in found.municipalities}),
        municipalities=here,
        duties=[(DUTIES[duty], number) for duty, number in found.duties],
        kinds=[(words.KINDS[kind], number) for kind, number in found.kinds],
        new_and_old=_new_and_old(found),
        spread=_spread(found),
    )


def _new_and_old(found: Balance) -> list[tuple[str, int]]:
    if not found.councillors:
        return []
    return [
        (_("Newly elected"), found.newly_elected),
        (_("Elected before"), found.councillors - found.newly_elected),
    ]


def _spread(found: Balance) -> str:
    """How widely the lists are spread, in a sentence that names none."""
    if found.spread is None:
        return _("Nothing is said about lists when fewer than %(fewest)s councillors come.", fewest=FEWEST)
    return ngettext(
        "They come from %(num)d list. It has everybody.",
        "They come from %(num)d different lists. About %(share)s percent stand on the largest.",
        found.spread.lists,
        share=found.spread.largest_share,
    )
