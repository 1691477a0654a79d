"""The rules: one small function for each permission, about an actor and a thing."""

from collections.abc import Callable
from typing import Any

from politiker.policy.actors import Actor, Right, Role
from politiker.policy.permissions import Permission
from politiker.policy.things import (
    AMember,
    AMunicipality,
    AnApplication,
    AnEvent,
    APerson,
    ARegistration,
    ARoom,
)

Rule = Callable[[Actor, Any], bool]
P = Permission


def _see_event(actor: Actor, event: AnEvent) -> bool:
    if actor.job or actor.has(Role.ADMINISTRATOR) or actor.works_on(event.id):
        return True
    return bool(event.is_published) and (bool(event.is_public) or actor.is_member)


def _edit_event(actor: Actor, event: AnEvent) -> bool:
    return actor.has(Role.ADMINISTRATOR) or actor.holds(Right.EDIT, event.id)


def _own(actor: Actor, thing: ARegistration) -> bool:
    return actor.person_id is not None and actor.person_id == thing.person_id


def _oneself(actor: Actor, person: APerson) -> bool:
    return actor.person_id is not None and actor.person_id == person.id


def _feed(actor: Actor, person: APerson) -> bool:
    has_a_calendar_here = actor.is_councillor or bool(actor.secretary_of) or actor.has(Role.ORGANISER)
    return _oneself(actor, person) and has_a_calendar_here


def _register(actor: Actor, event: AnEvent) -> bool:
    return actor.is_councillor and bool(event.is_published)


def _own_seat(actor: Actor, registration: ARegistration) -> bool:
    """One's own, as a councillor sitting or lapsed: no role gives a seat."""
    return _own(actor, registration) and (actor.is_councillor or actor.was_councillor)


def _withdraw(actor: Actor, registration: ARegistration) -> bool:
    return _own_seat(actor, registration) or _run_registrations(actor, registration.event_id)


def _run_registrations(actor: Actor, event_id: int) -> bool:
    return actor.job is not None or actor.holds(Right.REGISTRATIONS, event_id)


def _directory(actor: Actor, municipality_ids: Any) -> bool:
    """Councillors, moderators and administrators see all who said yes; a secretary those of the own municipality."""
    everywhere = actor.is_councillor or actor.has(Role.MODERATOR) or actor.has(Role.ADMINISTRATOR)
    return everywhere or bool(actor.secretary_of & set(municipality_ids))


def _open_profile(actor: Actor, member: AMember) -> bool:
    return _directory(actor, member.municipality_ids) or any(actor.works_on(event) for event in member.event_ids)


def _contact(actor: Actor, member: AMember) -> bool:
    of_mine = bool(actor.secretary_of & set(member.municipality_ids))
    return of_mine or actor.has(Role.ADMINISTRATOR) or any(actor.works_on(event) for event in member.event_ids)


def _secretary(actor: Actor, thing: AMunicipality) -> bool:
    return thing.municipality_id in actor.secretary_of


def _secretary_or_administrator(actor: Actor, thing: AMunicipality) -> bool:
    return _secretary(actor, thing) or actor.has(Role.ADMINISTRATOR)


def _invite(actor: Actor, place: AMunicipality | None) -> bool:
    """Organisers and administrators anybody; a secretary those of the own municipality."""
    of_mine = place is not None and _secretary(actor, place)
    return of_mine or actor.has(Role.ORGANISER) or actor.has(Role.ADMINISTRATOR) or bool(actor.job)


def _decide_application(actor: Actor, application: AnApplication) -> bool:
    """An administrator, never about oneself. That somebody vouched, or checked the papers, is asked by the act."""
    return actor.has(Role.ADMINISTRATOR) and actor.person_id != application.person_id


def _change_mandate(actor: Actor, mandate: Any) -> bool:
    """A secretary in the own municipality and an administrator everywhere, but nobody about a mandate of their own."""
    return bool(actor.job) or (_secretary_or_administrator(actor, mandate) and not _own(actor, mandate))


def _another(role: Role) -> "Rule":
    """Somebody with a role, about anybody but themselves."""
    return lambda actor, person: actor.has(role) and actor.person_id != person.id


def _suspend(actor: Actor, person: APerson) -> bool:
    return any(_another(role)(actor, person) for role in (Role.MODERATOR, Role.ADMINISTRATOR))


def _in_room(actor: Actor, room: ARoom) -> bool:
    """A councillor who is in the room now, or an organiser who runs the event it belongs to."""
    return (actor.is_councillor and actor.person_id in room.member_ids) or actor.works_on(room.event_id)


def _only_in_room(actor: Actor, room: ARoom) -> bool:
    return actor.is_councillor and actor.person_id in room.member_ids


def _owns_room(actor: Actor, room: ARoom) -> bool:
    return actor.is_councillor and actor.person_id in room.owner_ids


def _peek(actor: Actor, room: ARoom) -> bool:
    """A member; or a moderator, of the one post that was reported."""
    return _only_in_room(actor, room) or (actor.has(Role.MODERATOR) and bool(room.is_reported))


def _moderate(actor: Actor, room: ARoom) -> bool:
    """A moderator in open rooms, and in a closed one only where a post was reported."""
    return actor.has(Role.MODERATOR) and bool(room.is_open or room.is_reported)


def _let_in(actor: Actor, room: ARoom) -> bool:
    """An administrator for whom two others broke the glass."""
    return actor.has(Role.ADMINISTRATOR) and actor.person_id in room.opened_to_ids


def _start_reset(actor: Actor, member: AMember) -> bool:
    """A secretary for those of the own municipality, an administrator for anybody; never for themselves."""
    of_mine = bool(actor.secretary_of & set(member.municipality_ids))
    return (of_mine or actor.has(Role.ADMINISTRATOR)) and actor.person_id != member.id


def _anybody(actor: Actor, thing: Any) -> bool:
    return True


def _nobody(actor: Actor, thing: Any) -> bool:
    return False


def _councillor(actor: Actor, thing: Any) -> bool:
    return actor.is_councillor


def _councillor_or_moderator(actor: Actor, thing: Any) -> bool:
    return actor.is_councillor or actor.has(Role.MODERATOR)


def _is(role: Role) -> Rule:
    return lambda actor, thing: actor.has(role)


RULES: dict[Permission, Rule] = {
    P.SEE_FRONT_PAGE: _anybody,
    P.SEE_PUBLIC_EVENTS: _anybody,
    P.ASK_FOR_ACCOUNT: lambda actor, thing: not actor.is_signed_in,
    P.LOG_IN: _anybody,
    P.END_OWN_SESSIONS: _oneself,
    P.EDIT_OWN_PROFILE: lambda actor, person: _oneself(actor, person) and (actor.is_member or not actor.was_councillor),
    P.EXPORT_OWN_DATA: _oneself,
    P.ERASE_OWN_ACCOUNT: _oneself,
    P.SEE_OWN_LOOKUPS: _oneself,
    P.BROWSE_DIRECTORY: lambda actor, place: _directory(actor, {place.municipality_id}),
    P.OPEN_PROFILE: _open_profile,
    P.SEE_LIST_ON_PROFILE: _councillor,
    P.SEE_CONTACT: _contact,
    P.SEARCH_MEMBERS: _open_profile,
    P.SORT_BY_LIST: _nobody,
    P.BLOCK_MEMBER: _councillor,
    P.HAND_IN_EVIDENCE: lambda actor, person: _oneself(actor, person) and (actor.was_councillor or not actor.is_member),
    P.INVITE_PERSON: _invite,
    P.SEE_QUEUE: _secretary_or_administrator,
    P.VOUCH: lambda actor, application: _secretary(actor, application) and actor.person_id != application.person_id,
    P.DECIDE_APPLICATION: _decide_application,
    P.CHANGE_MANDATE: _change_mandate,
    P.REPORT_OWN_CHANGE: lambda actor, mandate: actor.is_councillor and _own(actor, mandate),
    P.PROLONG_MANDATES: _is(Role.ADMINISTRATOR),
    P.SEE_MEMBERS_EVENTS: lambda actor, thing: actor.is_member,
    P.SEE_EVENT: _see_event,
    P.SEE_JOIN_LINK: _own_seat,
    P.CREATE_EVENT: lambda actor, thing: actor.has(Role.ORGANISER) or actor.has(Role.ADMINISTRATOR),
    P.KEEP_COUNCIL_CALENDAR: _invite,
    P.HOLDS_RIGHT: lambda actor, right: actor.holds(right[1], right[0]),
    P.PROPOSE_WISH: _councillor,
    P.ANSWER_WISH: _is(Role.ORGANISER),
    P.APPOINT_ORGANISER: _is(Role.ADMINISTRATOR),
    P.EDIT_EVENT: _edit_event,
    P.REGISTER: _register,
    P.WITHDRAW_REGISTRATION: _withdraw,
    P.ANSWER_OFFER: lambda actor, registration: actor.is_councillor and _own(actor, registration),
    P.DECIDE_EVENT_REGISTRATIONS: lambda actor, event: _run_registrations(actor, event.id),
    P.SEE_REGISTRATIONS: lambda actor, event: actor.holds(Right.REGISTRATIONS, event.id),
    P.SEE_SHOWN_PARTICIPANTS: lambda actor, seat: actor.is_councillor and _own(actor, seat),
    P.SEE_GUESTS_OF_COUNCIL: lambda actor, seat: (
        _secretary(actor, seat) or actor.holds(Right.REGISTRATIONS, seat.event_id)
    ),
    P.READ_NEEDS: lambda actor, event: actor.holds(Right.NEEDS, event.id),
    P.STATE_NEEDS: _own_seat,
    P.EVALUATE: _own_seat,
    P.SEE_INVOICING: lambda actor, seat: (
        _own_seat(actor, seat) or _secretary_or_administrator(actor, seat) or actor.holds(Right.MONEY, seat.event_id)
    ),
    P.EXPORT_PARTICIPANTS: lambda actor, seat: (
        _secretary(actor, seat) or actor.holds(Right.REGISTRATIONS, seat.event_id)
    ),
    P.MAIL_PARTICIPANTS: lambda actor, event: actor.holds(Right.REGISTRATIONS, event.id),
    P.DECIDE_REGISTRATION: lambda actor, reg: _run_registrations(actor, reg.event_id) and not _own(actor, reg),
    P.SEAT_OUT_OF_TURN: lambda actor, event: actor.holds(Right.SEATS, event.id),
    P.CHECK_IN: lambda actor, event: actor.holds(Right.CHECK_IN, event.id),
    P.OWN_FEED: _feed,
    P.READ_OPEN_ROOMS: _councillor_or_moderator,
    P.POST_IN_OPEN_ROOMS: _councillor_or_moderator,
    P.KNOW_CLOSED_ROOM: _peek,
    P.READ_CLOSED_ROOM: lambda actor, room: _peek(actor, room) or _let_in(actor, room),
    P.POST_IN_CLOSED_ROOM: _only_in_room,
    P.CREATE_ROOM: lambda actor, event: actor.is_councillor or actor.works_on(event.id),
    P.INVITE_TO_CLOSED_ROOM: _owns_room,
    P.USE_EVENT_ROOM: _in_room,
    P.EDIT_OWN_POST: lambda actor, post: (
        _own(actor, post) and (_councillor_or_moderator(actor, post) or actor.has(Role.ORGANISER))
    ),
    P.DELETE_POST: lambda actor, room: (
        _owns_room(actor, room) or actor.works_on(room.event_id) or _moderate(actor, room)
    ),
    P.REPORT_POST: lambda actor, room: _in_room(actor, room) or (actor.has(Role.MODERATOR) and room.is_open),
    P.SEE_REPORTS: _is(Role.MODERATOR),
    P.SEARCH_POSTS: lambda actor, room: _only_in_room(actor, room) or (actor.has(Role.MODERATOR) and room.is_open),
    P.UPLOAD_FILE: lambda actor, room: _in_room(actor, room) or (actor.has(Role.MODERATOR) and room.is_open),
    P.DOWNLOAD_FILE: lambda actor, room: _in_room(actor, room) or _moderate(actor, room) or _let_in(actor, room),
    P.MENTION: lambda actor, room: _in_room(actor, room) or (actor.has(Role.MODERATOR) and room.is_open),
    P.SEE_READERS: _only_in_room,
    P.OPEN_UP_CLOSED_THREAD: _nobody,
    P.LOCK_ROOM: lambda actor, room: (
        _owns_room(actor, room) or actor.works_on(room.event_id) or (actor.has(Role.MODERATOR) and room.is_open)
    ),
    P.SUSPEND: _suspend,
    P.GRANT_ROLE: lambda actor, person: bool(actor.job) or _another(Role.ADMINISTRATOR)(actor, person),
    P.READ_TRAIL: _is(Role.ADMINISTRATOR),
    P.BREAK_GLASS: _another(Role.ADMINISTRATOR),
    P.ERASE_OTHER: _another(Role.ADMINISTRATOR),
    P.SET_PASSWORD_OF_OTHER: _nobody,
    P.START_RESET: _start_reset,
    P.ACT_AS_OTHER: _nobody,
    P.CHANGE_SETTINGS: _is(Role.ADMINISTRATOR),
    P.SEE_STATISTICS: lambda actor, thing: _secretary_or_administrator(actor, thing) or actor.works_on(thing.event_id),
    P.SEE_YEAR: lambda actor, thing: actor.has(Role.ORGANISER) or actor.has(Role.ADMINISTRATOR),
    P.SEE_HEALTH: _anybody,
    P.OPERATE_SERVER: _nobody,
}
# What no administrator does alone: another confirms it.
TWO_PEOPLE = frozenset(
    {
        P.ERASE_OWN_ACCOUNT,
        P.PROLONG_MANDATES,
        P.READ_CLOSED_ROOM,
        P.DOWNLOAD_FILE,
        P.GRANT_ROLE,
        P.BREAK_GLASS,
        P.ERASE_OTHER,
        P.START_RESET,
    }
)
