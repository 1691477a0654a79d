"""Danish words for what the room keeps as words of its own."""

from politiker.audit import Happening
from politiker.core.words import gettext as _
from politiker.people.directory.looking import PROFILES, SEARCHES, Why
from politiker.people.directory.members import Capacity
from politiker.people.models import Duty

DUTIES = {
    Duty.MAYOR: _("Mayor"),
    Duty.DEPUTY_MAYOR: _("Deputy mayor"),
    Duty.COMMITTEE_CHAIR: _("Committee chair"),
    Duty.MEMBER: _("Member"),
    Duty.SUBSTITUTE: _("Substitute"),
    Duty.LEAVE: _("On leave"),
}
REASONS = {
    Why.REGISTRATION: _("A registration for an event"),
    Why.MANDATE: _("Checking a mandate"),
    Why.ENQUIRY: _("An enquiry from the person or the municipality"),
    Why.SECURITY: _("The safety of accounts"),
}
LOOKED_AS = {
    Capacity.COUNCILLOR: _("A councillor"),
    Capacity.SECRETARY: _("The secretary of your municipality"),
    Capacity.ORGANISER: _("An organiser"),
    Capacity.MODERATOR: _("A moderator"),
    Capacity.ADMINISTRATOR: _("An administrator"),
}
COUNCILLORS = {"here": _("A councillor in your municipality"), "elsewhere": _("A councillor in another municipality")}
LOOKED_AT = {
    Happening.PROFILE_READ: _("Your profile"),
    Happening.REGISTRATIONS_READ: _("The list of guests at %(event)s"),
    Happening.PARTICIPANTS_EXPORTED: _("The list of guests at %(event)s, fetched as a file"),
    Happening.NEEDS_READ: _("Guests' needs at %(event)s"),
    Happening.ANSWERS_READ: _("Guests' answers at %(event)s"),
}
TOO_MANY = {
    PROFILES.kind: _("You have opened %(most)s profiles within an hour, and that is the most.", most=PROFILES.most),
    SEARCHES.kind: _("You have searched %(most)s times within an hour, and that is the most.", most=SEARCHES.most),
}
