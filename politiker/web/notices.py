"""Sentences shown once after an act, named in the address: no session has to remember them."""

from flask import request

from politiker.core.words import gettext as _

NOTICES = {
    "gemt": "The changes are saved.",
    "udgivet": "The event is published.",
    "aflyst": "The event is called off, and everybody signed up is being told.",
    "afmeldt": "You have left the event.",
    "anmodet": "Your request is sent to the organiser. You keep your seat until they answer.",
    "afslaaet": "You have declined the seat. It goes to the next in line.",
    "logget-ud": "You are logged out.",
    "logget-ind": "Your password is set, and you are logged in.",
    "adgangskode": "Your new password is set. Log in with it.",
    "behov": "Thank you. Your needs are noted.",
    "behov-slettet": "What you told is deleted.",
    "feed-lavet": "The address is made, but it is shown only once. Make a new one if you did not copy it.",
    "feed": "The calendar feed is closed.",
    "besvaret": "The request is answered.",
    "gaest-afmeldt": "The guest has left the event and is being told.",
    "sted": "The place is saved and chosen below.",
    "rettighed": "The right is given.",
}


def notice() -> str | None:
    """The sentence that the address of this request names, or None.

    Only after an act on one of our own pages: a link from elsewhere cannot make a page say that something was done.
    """
    code = request.args.get("besked") if request else None
    if code is None or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return None
    text = NOTICES.get(code)
    return _(text) if text else None
