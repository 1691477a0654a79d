"""Passwords: argon2id, at least twelve characters, none that anybody would guess."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from politiker.core.errors import RuleBroken

# 19 MiB, two passes, one lane: OWASP's smallest recommended argon2id, and 80 sign-ins a second on two cores.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SHORTEST, LONGEST = 12, 200
# Checked against when there is nobody to check against, so that both take the same time.
NOBODY = HASHER.hash("nobody has this password")
COMMON = frozenset(
    "password passwort kodeord adgangskode qwertyuiop velkommen sommer vinter danmark politik politiker kommune"
    " byraad byråd hemmelig letmein administrator fodbold".split()
)


class PasswordRefused(RuleBroken):
    """The password is too short, too long or too easily guessed; `why` tells which."""


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def require_good(password: str, *, name: str = "", email: str = "") -> None:
    """Any script and any characters are welcome. Raises PasswordRefused."""
    text = _normal(password)
    if len(text) < SHORTEST:
        raise PasswordRefused(why="short")
    if len(text) > LONGEST:
        raise PasswordRefused(why="long")
    bare = "".join(c for c in text.casefold() if c.isalpha())
    own = {part.casefold() for part in [*name.split(), email.split("@")[0]] if len(part) > 3}
    if bare in COMMON or bare in own or len(set(text)) < 5 or _is_a_run(text):
        raise PasswordRefused(why="guessable")


def _is_a_run(text: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in zip(text, text[1:], strict=False)}
    return len(steps) == 1


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return HASHER.hash(_normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the one that was stored; as slow when nothing was stored."""
    if len(password) > LONGEST:
        return False
    try:
        return HASHER.verify(stored or NOBODY, _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
