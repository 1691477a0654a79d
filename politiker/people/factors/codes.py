"""Codes one types: six digits from an app (TOTP, RFC 6238), and recovery codes from paper."""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DRIFT = 1  # a phone's clock may be half a minute off, either way
RECOVERY_CODES = 10
# Without I, L, O and U, which are read as something else.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011")


def new_key() -> str:
    """A new secret for an app, 160 bits in the letters apps understand."""
    return pyotp.random_base32()


def app_address(key: str, *, account: str, site: str) -> str:
    """What the square code holds: the address that puts the key into an app."""
    return pyotp.TOTP(key).provisioning_uri(name=account, issuer_name=site)


def current(key: str, now: datetime) -> tuple[str, int]:
    """The code an app shows now, and for how many seconds more."""
    moment = int(now.timestamp())
    return _code(key, moment // STEP_SECONDS), STEP_SECONDS - moment % STEP_SECONDS


def step_of(key: str, code: str, now: datetime, *, after: int) -> int | None:
    """Which half minute a code belongs to, when it is right now; None for a wrong one.

    Only steps later than `after` count, so that a code that was used, or an older one, is worth nothing.
    """
    digits = tidied(code)
    if re.fullmatch("[0-9]{6}", digits) is None:
        return None
    here, found = int(now.timestamp()) // STEP_SECONDS, None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(_code(key, step), digits) and step > after:
            found = step
    return found


def _code(key: str, step: int) -> str:
    """RFC 4226. Not by pyotp, which refuses the short key of the demonstration."""
    digest = hmac.digest(base64.b32decode(key), step.to_bytes(8, "big"), hashlib.sha1)
    number = int.from_bytes(digest[digest[-1] & 15 :][:4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def tidied(code: str) -> str:
    """A code without the spaces one types or copies along with it, of whatever width."""
    return "".join(sign for sign in code if unicodedata.category(sign) not in {"Zs", "Cc"})


def new_recovery_codes() -> list[str]:
    """Ten codes for paper, of 40 bits each."""
    codes = ["".join(secrets.choice(SIGNS) for _ in range(8)) for _ in range(RECOVERY_CODES)]
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def recovery_code_read(text: str) -> str:
    """A recovery code as it is hashed: small letters, missing hyphens and look-alikes are put right."""
    return tidied(text).replace("-", "").replace("–", "").upper().translate(MISREAD)
