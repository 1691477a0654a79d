"""Every permission with its group, what it is called, and the things it is about, in the order of the matrix."""

from politiker.core.words import gettext as _
from politiker.policy.permissions import Permission as P
from politiker.policy.samples import (
    ANY_ROOM,
    CLOSED_ROOM,
    DRAFT,
    EVENT,
    MANDATE,
    NOTHING,
    PERSON,
    PLACE,
    POST,
    RIGHT,
    ROOM,
    SEAT,
    Things,
)

Act = tuple[str, P, str, Things]


def acts() -> tuple[Act, ...]:
    """All of them; a group stands together."""
    return (*_account(), *_colleagues(), *_mandates(), *_events(), *_rooms(), *_house())


def _account() -> tuple[Act, ...]:
    group = _("Account")
    return (
        (group, P.SEE_FRONT_PAGE, _("Read the front page, the help and the pages about the site"), NOTHING),
        (group, P.ASK_FOR_ACCOUNT, _("Ask to become a member, or say yes to an invitation"), NOTHING),
        (group, P.LOG_IN, _("Log in and out, and choose a new password"), NOTHING),
        (group, P.END_OWN_SESSIONS, _("See and end one's own log-ins, and have a second factor"), PERSON),
        (group, P.EDIT_OWN_PROFILE, _("Edit one's own profile"), PERSON),
        (group, P.EXPORT_OWN_DATA, _("Fetch a copy of one's own data"), PERSON),
        (group, P.ERASE_OWN_ACCOUNT, _("Erase one's own account"), PERSON),
        (group, P.SEE_OWN_LOOKUPS, _("See when and in which role somebody looked one up"), PERSON),
    )


def _colleagues() -> tuple[Act, ...]:
    group = _("Colleagues (group)")
    return (
        (group, P.BROWSE_DIRECTORY, _("Look through the councillors who said yes to be found"), PLACE),
        (group, P.OPEN_PROFILE, _("Open a member's profile"), PERSON),
        (group, P.SEE_LIST_ON_PROFILE, _("See the list of somebody who chose to show it, on the profile"), PERSON),
        (group, P.SEE_CONTACT, _("See the e-mail address of another"), PERSON),
        (group, P.SEARCH_MEMBERS, _("Search members by name"), PERSON),
        (group, P.SORT_BY_LIST, _("List, sort or export members by list"), PERSON),
        (group, P.BLOCK_MEMBER, _("Block or mute a member"), PERSON),
    )


def _mandates() -> tuple[Act, ...]:
    group = _("Mandates (group)")
    return (
        (group, P.HAND_IN_EVIDENCE, _("Show that one has been elected"), PERSON),
        (group, P.INVITE_PERSON, _("Invite a councillor"), PLACE),
        (group, P.SEE_QUEUE, _("See who is waiting to be let in"), PLACE),
        (group, P.VOUCH, _("Vouch for a councillor"), PLACE),
        (group, P.DECIDE_APPLICATION, _("Approve or reject an application, never one's own"), PLACE),
        (group, P.REPORT_OWN_CHANGE, _("Report a change of one's own mandate, for others to confirm"), MANDATE),
        (group, P.CHANGE_MANDATE, _("Note leave, a substitute, a resignation or a change of list"), MANDATE),
        (group, P.PROLONG_MANDATES, _("Prolong a council's mandates when an election is held again"), PLACE),
    )


def _events() -> tuple[Act, ...]:
    group = _("Events")
    return (
        (group, P.SEE_PUBLIC_EVENTS, _("See events that are open to everybody"), NOTHING),
        (group, P.SEE_MEMBERS_EVENTS, _("See events for members only"), NOTHING),
        (group, P.SEE_EVENT, _("See an event that is not published yet"), DRAFT),
        (group, P.CREATE_EVENT, _("Create an event"), NOTHING),
        (group, P.PROPOSE_WISH, _("Propose a subject, or support another's"), NOTHING),
        (group, P.ANSWER_WISH, _("Answer wishes, merge them, and make events of them"), NOTHING),
        (group, P.KEEP_COUNCIL_CALENDAR, _("Take in the calendar of a council"), PLACE),
        (group, P.EDIT_EVENT, _("Edit, publish and call off an event"), EVENT),
        (group, P.APPOINT_ORGANISER, _("Put another organiser in charge of an event"), NOTHING),
        (group, P.HOLDS_RIGHT, _("Pass on a right to an event that one holds oneself"), RIGHT),
        (group, P.REGISTER, _("Sign up for an event"), EVENT),
        (group, P.WITHDRAW_REGISTRATION, _("Withdraw a registration"), SEAT),
        (group, P.ANSWER_OFFER, _("Answer the offer of a seat"), SEAT),
        (group, P.SEE_JOIN_LINK, _("See the link to an event on the net, with a seat"), SEAT),
        (group, P.SEE_SHOWN_PARTICIPANTS, _("See participants who chose to be shown, with a seat"), SEAT),
        (group, P.DECIDE_EVENT_REGISTRATIONS, _("Sign up a group for an event"), EVENT),
        (group, P.SEE_REGISTRATIONS, _("See everybody signed up for an event"), EVENT),
        (
            group,
            P.SEE_GUESTS_OF_COUNCIL,
            _("See whose seat somebody must decide about, when a mandate has ended"),
            SEAT,
        ),
        (group, P.STATE_NEEDS, _("State needs and whether to be shown on the list"), SEAT),
        (group, P.EVALUATE, _("Evaluate an event one had a seat at"), SEAT),
        (group, P.READ_NEEDS, _("Read the needs of guests"), EVENT),
        (group, P.SEE_INVOICING, _("Read and edit what the invoice needs"), SEAT),
        (group, P.EXPORT_PARTICIPANTS, _("Fetch a list of participants as a file, never with their lists"), SEAT),
        (group, P.MAIL_PARTICIPANTS, _("Write to the participants of an event"), EVENT),
        (group, P.DECIDE_REGISTRATION, _("Answer a request to be let off"), SEAT),
        (group, P.SEAT_OUT_OF_TURN, _("Give somebody a seat out of turn, with a reason"), EVENT),
        (group, P.CHECK_IN, _("Check participants in on the day"), EVENT),
        (group, P.OWN_FEED, _("Have a personal calendar feed"), PERSON),
    )


def _rooms() -> tuple[Act, ...]:
    group = _("Rooms")
    return (
        (group, P.READ_OPEN_ROOMS, _("Read the open rooms"), NOTHING),
        (group, P.POST_IN_OPEN_ROOMS, _("Write in the open rooms"), NOTHING),
        (group, P.KNOW_CLOSED_ROOM, _("Know that a closed room exists"), CLOSED_ROOM),
        (group, P.READ_CLOSED_ROOM, _("Read a closed room"), CLOSED_ROOM),
        (group, P.POST_IN_CLOSED_ROOM, _("Write in a closed room"), CLOSED_ROOM),
        (group, P.CREATE_ROOM, _("Create a room"), EVENT),
        (group, P.INVITE_TO_CLOSED_ROOM, _("Invite to a closed room, and remove from it"), CLOSED_ROOM),
        (group, P.USE_EVENT_ROOM, _("Use the room of an event"), CLOSED_ROOM),
        (group, P.EDIT_OWN_POST, _("Edit or delete one's own post"), POST),
        (group, P.DELETE_POST, _("Delete the post of another"), ANY_ROOM),
        (group, P.REPORT_POST, _("Report a post one can read"), ROOM),
        (group, P.SEE_REPORTS, _("See what has been reported"), NOTHING),
        (group, P.SEARCH_POSTS, _("Search the posts one can read"), ROOM),
        (group, P.UPLOAD_FILE, _("Put up a file"), ROOM),
        (group, P.DOWNLOAD_FILE, _("Fetch a file"), ANY_ROOM),
        (group, P.MENTION, _("Mention somebody who can read it"), ROOM),
        (group, P.SEE_READERS, _("See who has read or thanked"), CLOSED_ROOM),
        (group, P.OPEN_UP_CLOSED_THREAD, _("Move a closed conversation, or open it up"), CLOSED_ROOM),
        (group, P.LOCK_ROOM, _("Lock a room, or put it away"), ROOM),
    )


def _house() -> tuple[Act, ...]:
    group = _("Administration")
    return (
        (group, P.SUSPEND, _("Suspend an account; a moderator for at most 72 hours"), PERSON),
        (group, P.GRANT_ROLE, _("Give or take a role"), PERSON),
        (group, P.READ_TRAIL, _("Read the trail of what was done"), NOTHING),
        (group, P.BREAK_GLASS, _("Let an administrator read a closed room in an emergency"), PERSON),
        (group, P.ERASE_OTHER, _("Erase the account of another who asked for it"), PERSON),
        (group, P.SET_PASSWORD_OF_OTHER, _("Choose the password of another"), PERSON),
        (group, P.START_RESET, _("Help another who has lost the password or the second factor"), PERSON),
        (group, P.ACT_AS_OTHER, _("Log in as somebody else"), PERSON),
        (group, P.CHANGE_SETTINGS, _("Change settings and letters"), NOTHING),
        (group, P.SEE_STATISTICS, _("See statistics, with no number under five"), SEAT),
        (group, P.SEE_YEAR, _("See what a year of events came to, with no number under five"), NOTHING),
        (group, P.SEE_HEALTH, _("Ask whether the site is up"), NOTHING),
        (group, P.OPERATE_SERVER, _("Measure, back up and restore (on the server only)"), NOTHING),
    )
