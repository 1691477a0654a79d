"""What the pages of an account share: where a request comes from, and what is an address."""

from ipaddress import ip_address, ip_network
from typing import cast

from flask import Blueprint, request, session
from wtforms import EmailField, ValidationError

from politiker.core.names import EmailRefused, clean_email
from politiker.core.words import gettext as _
from politiker.web.browser import BrowserSession
from politiker.web.forms import HouseForm

blueprint = Blueprint("account", __name__)


def a_letter_can_reach(_form: HouseForm, field: EmailField) -> None:
    """Refuse what is not an e-mail address."""
    try:
        clean_email(field.data or "")
    except EmailRefused:
        raise ValidationError(_("Write an e-mail address, for example name@municipality.dk.")) from None


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
