"""Addresses that leave the house, in letters and calendars: whole, from BASE_URL, without a request."""

from email.utils import parseaddr

from flask import current_app

from config import Settings
from politiker.core.tokens import Purpose, reveal


def settings() -> Settings:
    """What whoever runs the house decided."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def absolute(path: str = "/") -> str:
    """A path of ours as somebody outside writes it."""
    return settings().base_url.rstrip("/") + path


def event(event_id: int, slug: str) -> str:
    """The page of an event."""
    return absolute(f"/arrangementer/{event_id}-{slug}")


def seat(event_id: int, slug: str) -> str:
    """One's own place at an event: where one signs up and leaves."""
    return f"{event(event_id, slug)}/tilmelding"


def my_registrations() -> str:
    """All one is signed up for."""
    return absolute("/mine-tilmeldinger")


def key(half: str, purpose: Purpose) -> str:
    """The address that opens one thing once; the seal on the key is made here and stored nowhere."""
    return absolute(f"/noegle/{reveal(half, purpose, settings().secret_key)}")


def calendar_uid(registration_uid: str) -> str:
    """What calendars know a seat by, for as long as it lasts."""
    return f"registration-{registration_uid}@{settings().host}"


def sender() -> str:
    """The address our letters come from, without the name."""
    return parseaddr(settings().mail_sender)[1]
