"""What audiences, states, rights and diets are called on the desk."""

from politiker.core.words import gettext as _
from politiker.events.models import Audience, ItemKind
from politiker.policy import Right
from politiker.registrations.models import Diet, State

AUDIENCES = {
    Audience.PUBLIC: _("Everybody may see the event"),
    Audience.MEMBERS: _("Only those who are logged in may see the event"),
}
ITEM_KINDS = {
    ItemKind.TALK: _("Talk"),
    ItemKind.WORKSHOP: _("Workshop"),
    ItemKind.BREAK: _("Break"),
    ItemKind.OTHER: _("Other"),
}
STATES = {
    State.NOMINATED: _("Nominated"),
    State.AWAITING_MUNICIPALITY: _("Awaits the municipality"),
    State.AWAITING_ORGANISER: _("Awaits you"),
    State.CONFIRMED: _("Has a seat"),
    State.WAITING: _("On the waiting list"),
    State.OFFERED: _("Is offered a seat"),
    State.WITHDRAWAL_REQUESTED: _("Asks to be let off"),
    State.WITHDRAWN: _("Has left"),
    State.DECLINED: _("Declined the offer"),
    State.EXPIRED: _("Did not answer in time"),
    State.REFUSED: _("Refused"),
    State.CALLED_OFF: _("Called off"),
}
RIGHTS = {
    Right.EDIT: _("Edit, publish and call off"),
    Right.REGISTRATIONS: _("See and handle registrations"),
    Right.NEEDS: _("See the guests' needs"),
    Right.SEATS: _("Give a seat out of turn"),
    Right.CHECK_IN: _("Check in on the day"),
    Right.MONEY: _("Handle invoices"),
}
DIETS = {
    Diet.NONE: _("No special diet"),
    Diet.VEGETARIAN: _("Vegetarian"),
    Diet.VEGAN: _("Vegan"),
    Diet.HALAL: _("Halal"),
    Diet.GLUTEN_FREE: _("Gluten-free"),
    Diet.LACTOSE_FREE: _("Lactose-free"),
    Diet.OTHER: _("Other"),
}
