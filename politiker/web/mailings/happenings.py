"""What is done at an event, each in a sentence that tells nothing of a person, in groups one can choose between."""

from politiker.audit import Happening
from politiker.core.words import gettext as _

H = Happening
GROUPS: dict[str, tuple[str, dict[Happening, str]]] = {
    "arrangementet": (
        _("The event itself"),
        {
            H.DRAFTED: _("The draft was made"),
            H.EDITED: _("Something about the event was changed"),
            H.PUBLISHED: _("The event was published"),
            H.CALLED_OFF: _("The event was called off"),
            H.EVENT_COPIED: _("The event was copied from another"),
            H.SERIES_MADE: _("A series was made of the event"),
            H.DATES_ASKED: _("The invited were asked about dates"),
            H.DATE_CHOSEN: _("A date was chosen"),
            H.CALENDAR_IMPORTED: _("A calendar was taken in"),
            H.QUESTIONS_CHANGED: _("The questions were changed"),
            H.TERMS_CHANGED: _("The terms were changed"),
            H.MATERIAL_ADDED: _("A material was put up"),
            H.MATERIAL_REMOVED: _("A material was taken down"),
            H.EVALUATION_OPENED: _("The evaluation was opened"),
            H.EVALUATION_CLOSED: _("The evaluation was closed"),
        },
    ),
    "tilmeldinger": (
        _("Registrations, in the log"),
        {
            H.REGISTERED: _("A participant was signed up"),
            H.OFFERED: _("A seat was offered"),
            H.ACCEPTED_OFFER: _("An offer was accepted"),
            H.DECLINED_OFFER: _("An offer was declined"),
            H.OFFER_EXPIRED: _("An offer ran out"),
            H.PROMOTED: _("A participant got a seat from the waiting list"),
            H.WITHDRAWAL_REQUESTED: _("A participant asked to be let off"),
            H.WITHDRAWAL_REFUSED: _("A participant was not let off"),
            H.WITHDRAWN: _("A participant was withdrawn"),
            H.REGISTRATION_APPROVED: _("A registration was approved"),
            H.REGISTRATION_REFUSED: _("A registration was refused"),
            H.SEATS_RESERVED: _("Seats were reserved"),
            H.SEATS_RELEASED: _("Reserved seats were released"),
            H.ADDED_BY_STAFF: _("A participant was added by an organiser"),
            H.SUBSTITUTED: _("A participant was replaced by another"),
            H.MOVED_TO_EVENT: _("A participant was moved here from another event"),
            H.SEATED_OUT_OF_TURN: _("A seat was given out of turn"),
            H.PARTICIPANT_NOTED: _("A note or a tag about a participant was changed"),
            H.PRESENCE_CONFIRMED: _("A participant confirmed that they come"),
            H.TASK_DONE: _("A task about a participant was done"),
        },
    ),
    "breve": (
        _("Letters, in the log"),
        {
            H.PARTICIPANTS_MAILED: _("A letter was sent to participants"),
            H.MAIL_SENT_AGAIN: _("A letter was sent again"),
        },
    ),
    "paa-dagen": (
        _("The day itself"),
        {
            H.CHECKED_IN: _("A participant was checked in"),
            H.CHECK_IN_UNDONE: _("A check-in was undone"),
            H.PRINTED: _("Badges or lists were printed"),
            H.CERTIFICATE_ISSUED: _("A certificate of attendance was issued"),
        },
    ),
    "opslag": (
        _("Who looked at what"),
        {
            H.REGISTRATIONS_READ: _("The list of participants was opened"),
            H.NEEDS_READ: _("The participants' needs were opened"),
            H.ANSWERS_READ: _("The participants' answers were opened"),
            H.PARTICIPANTS_EXPORTED: _("The participants were fetched as a file"),
        },
    ),
    "rettigheder": (
        _("Rights, in the log"),
        {
            H.RIGHT_GRANTED: _("A right to the event was given"),
            H.RIGHT_TAKEN: _("A right to the event was taken back"),
        },
    ),
}
SENTENCES = {happening: words for _name, group in GROUPS.values() for happening, words in group.items()}


def sentence(happening: Happening) -> str:
    """What was done, in a sentence."""
    return SENTENCES.get(happening) or _("Something else was done")
