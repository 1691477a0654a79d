"""The page of one event: shall I go?"""

from typing import Any

from flask import abort, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from politiker.discussions.rooms import event_rooms
from politiker.events import queries
from politiker.policy import Permission, can
from politiker.registrations import queries as registrations
from politiker.registrations.models import CERTAIN, State
from politiker.web.access import Access, open_to
from politiker.web.cache import keep_for_strangers
from politiker.web.events.addresses import BY_NUMBER, EVENT, blueprint
from politiker.web.events.faces import Face, Material, face_of
from politiker.web.events.other_dates import other_dates_of
from politiker.web.events.ways import Way, ways_at
from politiker.web.fragments import fragments
from politiker.web.frames import framed, part
from politiker.web.registrations.words import standing

TOLD = "<!--told-->"
Pieces = tuple[str, str, str]
Rights = tuple[bool, bool, bool]


@blueprint.get(BY_NUMBER, defaults={"slug": ""})
@blueprint.get(EVENT)
@open_to(Access.PUBLIC)
def show(event_id: int, slug: str) -> str | Response:
    """All that a councillor asks of an event, and the one button."""
    head = event_or_404(event_id)
    face = face_of(event_id, head.lock_version)
    if request.path != face.path:
        return redirect(face.path, 301)
    if not request.query_string:
        # A page that tells of other dates is true for as long as they are, which its own version does not say.
        # Nor of seats on the net.
        one = (event_id, head.lock_version) if face.series_id is None and not face.has_twin else None
        keep_for_strangers(event=one, until=face.until)
    above, amid, below = _for_reader(head, face)
    dates = other_dates_of(face.series_id, event_id) if face.series_id is not None else ""
    content = f"{above}{face.top}{amid}{face.body}{below}{dates}"
    return framed(title=face.title, head=face.head, breadcrumbs=face.breadcrumbs, content=content)


def event_or_404(event_id: int) -> Any:
    """As much of an event as it takes to ask the policy, and one's own place there; what one may not see is not."""
    me = g.actor.person_id
    room = (event_rooms.ADDRESS,)
    head = queries.head(event_id) if me is None else registrations.standing_at(event_id, me, more=room)
    if head is None or not can(g.actor, Permission.SEE_EVENT, head):
        abort(404)
    return head


def _for_reader(head: Any, face: Face) -> Pieces:
    """What depends on who looks: above, amid and below what everybody is told.

    Readers who stand alike see alike, so it is kept as well; but what only somebody with a seat sees never is.
    """
    state: State | None = head.state if g.actor.is_signed_in else None
    rights = (
        can(g.actor, Permission.REGISTER, head),
        can(g.actor, Permission.EDIT_EVENT, head),
        can(g.actor, Permission.SEE_REGISTRATIONS, head),
    )
    if state in CERTAIN or g.actor.works_on(head.id) or face.has_twin:
        return _made_for_reader(head, face, state, rights)
    key = ("page for", head.id, g.actor.is_signed_in, state, head.place if state else None, rights)
    kept: Pieces | None = fragments().find(key, head.lock_version, g.now)
    if kept is None:
        kept = _made_for_reader(head, face, state, rights)
        size = sum(map(len, kept))
        fragments().keep(key, head.lock_version, kept, now=g.now, until=face.until, size=size)
    return kept


def _materials(face: Face, *, has_seat: bool) -> list[Material]:
    """What whoever is looking may fetch at this moment: nothing for strangers, for they would have to sign in."""
    if not g.actor.is_signed_in:
        return []
    open_now = [one for one in face.materials if one.opens_at is None or one.opens_at <= g.now]
    return [one for one in open_now if one.is_for_all or has_seat]


def _ways(head: Any, face: Face, state: State | None, join_link: str | None) -> list[Way]:
    if not face.has_twin or not face.is_published or face.is_called_off:
        return []
    return ways_at(head.id, state, head.place if state is not None else None, join_link)


def _made_for_reader(head: Any, face: Face, state: State | None, rights: Rights) -> Pieces:
    has_seat = state in CERTAIN
    sees_others = has_seat and can(g.actor, Permission.SEE_SHOWN_PARTICIPANTS, head)
    may_register, may_edit, may_see_guests = rights
    uses_room = (has_seat and g.actor.is_councillor) or g.actor.works_on(head.id)
    room = head.room_address if uses_room and face.is_published else None
    join_link = head.join_link if has_seat and can(g.actor, Permission.SEE_JOIN_LINK, head) else None
    page = part(
        "events/show.html",
        face=face,
        told=Markup(TOLD),  # noqa: S704  # a mark of our own
        is_signed_in=g.actor.is_signed_in,
        event_id=head.id,
        standing=standing(state, head.place) if state is not None else None,
        is_offered=state is State.OFFERED,
        join_link=join_link,
        seen=registrations.seen_from(head.id, g.actor.person_id, now=g.now) if sees_others else None,
        may_register=may_register,
        may_edit=may_edit,
        may_see_guests=may_see_guests,
        room_url=url_for("rooms.show", room=room) if room is not None else None,
        materials=_materials(face, has_seat=has_seat and can(g.actor, Permission.SEE_JOIN_LINK, head)),
        ways=_ways(head, face, state, join_link),
    )
    above, amid, below = str(page).split(TOLD)
    return above, amid, below
