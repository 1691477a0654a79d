"""One's account: logging in and out, choosing a password, and the browsers one is logged in on."""

from politiker.web.account import confirm, links, log_in, passwords, sign_ins
from politiker.web.account.door import blueprint

__all__ = ["blueprint", "confirm", "links", "log_in", "passwords", "sign_ins"]
