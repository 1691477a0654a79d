"""Passwords: argon2id, at least twelve characters, none that anybody would guess."""

import functools
import itertools
import re
import unicodedata
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from politiker.core.errors import RuleBroken
from politiker.people import reference

# 19 MiB, two passes, one lane: OWASP's smallest recommended argon2id, and 80 sign-ins a second on two cores.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SHORTEST, LONGEST = 12, 200
# Checked against when there is nobody to check against, so that both take the same time.
NOBODY = HASHER.hash("nobody has this password")
COMMON = (
    "password passwort kodeord adgangskode qwertyuiopå qwertyuiop qwerty asdfghjkl velkommen velkomst sommer vinter"
    " efterår forår danmark denmark politik politiker kommune kommunen byråd byraad byrådet hemmelig letmein welcome"
    " administrator admin fodbold abcdefghijklmnopqrstuvwxyz abcdefgh iloveyou skat test"
)

PasswordHash = NewType("PasswordHash", str)


class PasswordRefused(RuleBroken):
    """The password is too short, too long or too easily guessed; `why` tells which."""


def chosen(password: str, *, name: str = "", email: str = "") -> PasswordHash:
    """The hash of a new password, once it is found good. Slow: never while a transaction is open.

    Any script and any characters are welcome. Raises PasswordRefused.
    """
    require_good(password, name=name, email=email)
    return hashed(password)


def require_good(password: str, *, name: str = "", email: str = "") -> None:
    """Raises PasswordRefused unless the password is long enough and not easily guessed."""
    text = _normal(password[: 4 * LONGEST])
    if len(text) < SHORTEST:
        raise PasswordRefused(why="short")
    if len(text) > LONGEST:
        raise PasswordRefused(why="long")
    own = frozenset(part.casefold() for part in re.split(r"[\W_\d]+", f"{name} {email}") if len(part) > 1)
    letters = "".join(c for c in text.casefold() if c.isalpha())
    guessable = _only_made_of(own | _common(), letters)
    if guessable or text.isdigit() or len(set(text)) < 5 or _is_a_run(text):
        raise PasswordRefused(why="guessable")


def hashed(password: str) -> PasswordHash:
    """The argon2id hash of a password."""
    return PasswordHash(HASHER.hash(_normal(password)))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the one that was stored; as slow when nothing was stored, quick when it is too long."""
    if len(password) > 4 * LONGEST or len(_normal(password)) > LONGEST:
        return False
    try:
        return HASHER.verify(stored or NOBODY, _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _only_made_of(words: frozenset[str], letters: str) -> bool:
    """Whether the letters are nothing but words that anybody would try, one after another."""
    reached = {0}
    for place in range(len(letters)):
        if place in reached:
            reached |= {place + len(word) for word in words if letters.startswith(word, place)}
    return bool(letters) and len(letters) in reached


@functools.cache
def _common() -> frozenset[str]:
    """What everybody thinks of, and the municipalities spelled with nothing but letters."""
    towns = (town.name.casefold() for town in reference.municipalities())
    return frozenset([*COMMON.split(), *("".join(c for c in town if c.isalpha()) for town in towns)])


def _is_a_run(text: str) -> bool:
    return len({ord(b) - ord(a) for a, b in itertools.pairwise(text)}) == 1
