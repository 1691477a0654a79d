"""Changing one's password and one's address while one is logged in."""

from politiker.web.credentials import email, password
from politiker.web.credentials.door import blueprint

__all__ = ["blueprint", "email", "password"]
