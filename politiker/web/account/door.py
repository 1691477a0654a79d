"""What the pages of an account share: where a request comes from, and what is an address."""

from ipaddress import ip_address, ip_network
from typing import cast

from flask import Blueprint, g, request, session
from wtforms import EmailField, ValidationError

from politiker.core.names import EmailRefused, clean_email
from politiker.core.words import gettext as _
from politiker.web.browser import BrowserSession
from politiker.web.forms import HouseForm, refuse

blueprint = Blueprint("account", __name__)


def a_letter_can_reach(_form: HouseForm, field: EmailField) -> None:
    """Refuse what is not an e-mail address."""
    try:
        clean_email(field.data or "")
    except EmailRefused:
        raise ValidationError(_("Write an e-mail address, for example name@municipality.dk.")) from None


def has_shown_too_little() -> bool:
    """Whether whoever sits here has a role, and has shown nothing but a password.

    Whoever knows the password of somebody with a role and no second factor must not set up one of their own, nor move
    the account to a mailbox of theirs: that takes a key from a letter to the one we know.
    """
    return bool(g.signed_in.needs_factor and g.signed_in.is_by_password)


def refuse_too_little(form: HouseForm) -> None:
    """Say on a form what to do instead."""
    refuse(form, _("You hold a role here. Log out, and log in with a link in a letter. Then come back to this page."))


def this_browser() -> BrowserSession:
    """The browser at the other end."""
    return cast(BrowserSession, session)


def network() -> str:
    """Where a request comes from, as coarsely as one subscriber is known: an IPv4 address, or an IPv6 /64."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "?"
    return str(address) if address.version == 4 else str(ip_network(f"{address}/64", strict=False))
