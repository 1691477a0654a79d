"""Sentences shown once after an act, named in the address: no session has to remember them."""

from politiker.core.words import gettext as _

NOTICES = {
    "gemt": "The changes are saved.",
    "udgivet": "The event is published.",
    "aflyst": "The event is called off, and everybody signed up is being told.",
    "afmeldt": "You have left the event.",
    "anmodet": "Your request is sent to the organiser. You keep your seat until they answer.",
    "afslaaet": "You have declined the seat. It goes to the next in line.",
    "logget-ud": "You are logged out.",
    "adgangskode": "Your new password is set. Log in with it.",
    "behov": "Thank you. Your needs are noted.",
    "feed": "The calendar feed is closed.",
    "besvaret": "The request is answered.",
}


def notice(code: str | None) -> str | None:
    """The Danish sentence of a notice, or None when there is none of that name."""
    text = NOTICES.get(code or "")
    return _(text) if text else None
