"""Sealing what has to be read again, and hashing what has not: both with keys made from the server's secret.

A copy of the database alone opens nothing: neither the secret behind a person's codes, nor a recovery code, which is
short enough to be guessed if it were only hashed.
"""

import base64
import functools
import hashlib
import hmac
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def seal(text: str, *, secret: str, now: datetime) -> str:
    """The text, so that only this server can read it."""
    return _box(secret).encrypt_at_time(text.encode(), int(now.timestamp())).decode()


def unseal(sealed: str, *, secret: str, now: datetime, within: timedelta | None = None) -> str | None:
    """What was sealed; None when it was not sealed by us, or longer ago than `within`."""
    try:
        if within is None:
            return _box(secret).decrypt(sealed.encode()).decode()
        return _box(secret).decrypt_at_time(sealed.encode(), int(within.total_seconds()), int(now.timestamp())).decode()
    except InvalidToken:
        return None


def hashed_code(person_id: int, code: str, *, secret: str) -> str:
    """What is stored of a recovery code."""
    return hmac.new(_key(secret, "recovery code"), f"{person_id}:{code}".encode(), hashlib.sha256).hexdigest()


@functools.cache
def _box(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(secret, "factor")))


@functools.cache
def _key(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"politiker {purpose}".encode()).derive(secret.encode())
