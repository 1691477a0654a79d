"""What the pages of rooms say: how broad a room is, when something last happened there, and for whom it is."""

from datetime import datetime
from typing import Any

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.discussions.rooms.actions import RoomIsArchived
from politiker.discussions.rooms.invitations import NotInvited
from politiker.discussions.rooms.membership import IsFacilitator, LastFacilitator, NotAMember
from politiker.discussions.rooms.models import Level, RoomKind
from politiker.discussions.rooms.queries import MOST_UNREAD
from politiker.web.threads.faces import moment

FEW = 5  # under so many, no number is told
GROUPS = (
    (RoomKind.OPEN, _("Open rooms")),
    (RoomKind.EVENT, _("Your events")),
    (RoomKind.ROLE, _("Your role")),
    (RoomKind.NETWORK, _("Closed rooms")),
)
FOR_WHOM = {
    RoomKind.OPEN: _("All councillors with an account here."),
    RoomKind.EVENT: _("Those with a seat at the event, and those who arrange it."),
    RoomKind.ROLE: _("Those who have the role now. The room follows the mandate."),
    RoomKind.NETWORK: _("Those whom a facilitator has asked in. Nobody else can see that the room exists."),
}
LEVELS = {
    Level.FOLLOW: _("Follow: tell me of every new conversation"),
    Level.NORMAL: _("Normal: tell me when somebody answers me"),
    Level.MUTE: _("Mute: tell me nothing, and do not count what is new"),
}
REFUSED = {
    IsFacilitator: _("A facilitator cannot be removed. End the task as facilitator first."),
    LastFacilitator: _("A room needs a facilitator. Make another member facilitator first, or put the room away."),
    NotAMember: _("The person is no longer in the room."),
    NotInvited: _("The invitation is answered or taken back already."),
    RoomIsArchived: _("The room is put away, so nothing can be changed in it."),
}


def breadth(room: Any) -> str:
    """ "11 kommuner, 6 lister"; under five of either: "Få"."""
    towns, lists = room.municipalities, room.parties
    return ", ".join(
        (
            ngettext("%(n)s municipality", "%(n)s municipalities", towns) if towns >= FEW else _("Few municipalities"),
            ngettext("%(n)s list", "%(n)s lists", lists) if lists >= FEW else _("few lists"),
        )
    )


def activity(at: datetime | None, now: datetime) -> str:
    """When something was last written, in words."""
    return _("Last written %(when)s", when=moment(at, now)) if at is not None else _("Nothing is written yet")


def news(threads: int | None) -> str:
    """How many conversations have something new, "" when none has: "3 samtaler med nyt"."""
    if not threads:
        return ""
    if threads >= MOST_UNREAD:
        return _("%(n)s+ conversations with news", n=MOST_UNREAD - 1)
    return ngettext("%(n)s conversation with news", "%(n)s conversations with news", threads)


def posts(many: int) -> str:
    """ "1 indlæg", "2.432 indlæg"."""
    return ngettext("%(number)s post", "%(number)s posts", many, number=danish.number(many))


def new_posts(many: int) -> str:
    """ "2 nye"."""
    return ngettext("%(number)s new", "%(number)s new ones", many, number=danish.number(many))
