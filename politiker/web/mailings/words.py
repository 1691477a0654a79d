"""What audiences, letters and their outcomes are called, why one did not arrive, and why a letter is refused."""

import re
from datetime import datetime
from typing import Any

from politiker.core import danish
from politiker.core.errors import RuleBroken
from politiker.core.markdown import TextTooLong
from politiker.core.words import gettext as _
from politiker.registrations.mailings.errors import (
    AlreadySent,
    FilesTooLarge,
    NobodyToWriteTo,
    NothingToSendAgain,
    PlaceholderInAddress,
    PlaceOfThoseWhoDoNotWait,
    RecipientsChanged,
    ReminderTooLate,
    TooManyFiles,
    UnknownPlaceholder,
)
from politiker.registrations.mailings.models import Audience
from politiker.registrations.mailings.placeholders import NAMES, PLACE_IN_LINE
from politiker.registrations.mailings.ready_made import ReadyMade
from politiker.registrations.models import Participant

AUDIENCES = {
    Audience.CERTAIN: _("Everybody with a seat"),
    Audience.WAITING: _("Those on the waiting list"),
    Audience.OFFERED: _("Those who are offered a seat"),
    Audience.UNDECIDED: _("Those who await an approval"),
    Audience.EVERYBODY: _("Everybody who is signed up or waits"),
    Audience.NEEDS_UNSTATED: _("Those with a seat who have not told their needs"),
    Audience.PRESENCE_UNCONFIRMED: _("Those who have not confirmed that they come"),
    Audience.ARRIVED: _("Those who came"),
    Audience.ABSENT: _("Those with a seat who have not come"),
    Audience.CALLED_OFF: _("Those who had a seat when the event was called off"),
    Audience.PICKED: _("Those I have picked"),
}
KINDS = {
    Participant.COUNCILLOR: _("Councillors"),
    Participant.OFFICIAL: _("Officials"),
    Participant.SPEAKER: _("Speakers"),
    Participant.OTHER: _("Others who take part"),
}
READY_MADE = {
    ReadyMade.REMINDER: _("A reminder"),
    ReadyMade.PRACTICAL: _("Practical information"),
    ReadyMade.THANKS: _("Thanks and materials"),
}
LETTERS = {  # those of `log.ABOUT_SEATS`
    "registered": _("You have a seat"),
    "promoted": _("You have got a seat from the waiting list"),
    "waiting": _("You are on the waiting list"),
    "offered": _("You are offered a seat, in a letter"),
    "offer_expired": _("The offer has run out"),
    "withdrawn": _("You have been withdrawn"),
    "withdrawal_refused": _("You keep your seat"),
    "event_changed": _("The event has changed"),
    "called_off": _("The event is called off, in a letter"),
    "reminder_14": _("The reminder 14 days before"),
    "reminder_2": _("The reminder 2 days before"),
    "awaiting_organiser": _("Your registration awaits the organiser"),
    "registration_refused": _("Your registration was not approved"),
    "presence": _("Are you coming?"),
    "seat_released": _("Your seat was given to another"),
    "way_changed": _("You take part in another way"),
    "mailing": _("A letter from the organiser"),
}
STATES = {
    "queued": (_("On its way"), "info"),
    "sent": (_("Sent, of a letter"), "success"),
    "dropped": (_("Not sent, for it was theirs no longer"), "neutral"),
    "failed": (_("Did not arrive"), "error"),
    "forgotten": (_("No longer remembered"), "neutral"),
}
PLACEHOLDERS = ", ".join(f"{{{name}}}" for name in NAMES)
MEGABYTE = 1024 * 1024


def state_of(mail: Any) -> str:
    """Where a letter in the outbox stands; `forgotten` when it is no longer there."""
    if mail.id is None:
        return "forgotten"
    if mail.failed_at is not None:
        return "failed"
    if mail.dropped_at is not None:
        return "dropped"
    return "sent" if mail.sent_at is not None else "queued"


def moment_of(mail: Any) -> datetime | None:
    """When a letter came to stand where it stands."""
    moment: datetime | None = mail.failed_at or mail.dropped_at or mail.sent_at or mail.created_at
    return moment


def name_of(mail: Any) -> str:
    """What a letter is called: the organiser's own by its subject."""
    return mail.subject or LETTERS[mail.letter]


def why_failed(error: str | None) -> str:
    """Why a letter did not arrive, in a sentence, with the number the other machine gave."""
    error = error or ""
    code = re.match(r"([45]\d\d)(?: ([45])\.(\d{1,3})\.(\d{1,3}))?", error)
    if code is None:
        if error.startswith("the server does not know"):
            return _("The mail server cannot send to an address with such letters.")
        if error.startswith("cannot be written"):
            return _("The letter could not be written.")
        return _("The letter could not be sent.")
    said = f" ({error})"
    match (code[3], code[4]):
        case ("1", _any):
            return _("The address does not exist.") + said
        case ("2", "2"):
            return _("The mailbox is full.") + said
        case ("2", _any):
            return _("The mailbox is closed.") + said
        case ("3", "4"):
            return _("The letter is too large for the recipient.") + said
        case ("7", _any):
            return _("The recipient's mail server refuses letters from here.") + said
    if error.startswith("4"):
        return _("The recipient's mail server has not taken the letter for three days.") + said
    return _("The recipient's mail server refused the letter.") + said


def words_for(rule: RuleBroken) -> str | None:
    """The Danish sentence of a broken rule about letters, or None when it has none here."""
    match rule:
        case UnknownPlaceholder(facts={"name": name}):
            return _("%(name)s is not known. You can use %(known)s.", name=name, known=PLACEHOLDERS)
        case PlaceholderInAddress(facts={"name": name}):
            return _("%(name)s cannot stand inside the address of a link.", name=name)
        case PlaceOfThoseWhoDoNotWait():
            name = f"{{{PLACE_IN_LINE}}}"
            return _("%(name)s can be used only in letters to those on the waiting list.", name=name)
        case TextTooLong():
            return _("The text is too long for a letter.")
        case TooManyFiles(facts={"most": most}):
            return _("A letter has at most %(most)s files.", most=most)
        case FilesTooLarge(facts={"most": most}):
            return _("The files come to more than %(most)s MB together.", most=most // MEGABYTE)
        case AlreadySent():
            return _("The letter is sent already, so it can no longer be changed.")
        case NobodyToWriteTo():
            return _("The letter is for nobody right now, so it is not sent.")
        case RecipientsChanged(facts={"count": count}):
            return _(
                "The letter is for %(count)s now, and that is not what you were shown. Look again, and send it then.",
                count=danish.number(count),
            )
        case NothingToSendAgain():
            return _("The letter is on its way already.")
        case ReminderTooLate(facts={"days": days}):
            return _("It is less than %(days)s days before the event already.", days=days)
    return None
