"""The number on a ticket. It names a seat to whoever stands at the door, and opens nothing by itself."""

import hashlib
import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those one takes for another
LENGTH = 8


def new_ticket() -> str:
    """A random number that nobody can guess the next of."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def read_ticket(typed: str) -> str | None:
    """The number in what somebody typed, or in the address a camera read; None when there is none.

    Spaces, dashes and small letters do not matter.
    """
    bare = "".join(sign for sign in typed.rpartition("/")[2].upper() if sign not in " -")
    return bare if len(bare) == LENGTH and set(bare) <= set(SIGNS) else None


def shown(ticket: str) -> str:
    """The number as one reads it aloud: in two halves."""
    return f"{ticket[:4]}-{ticket[4:]}"


def ticket_mark(ticket: str, event_id: int) -> str:
    """What a phone at the door knows a ticket by, so that nobody can make tickets from a lost phone."""
    return hashlib.sha256(f"{event_id}:{ticket}".encode()).hexdigest()
