"""What is said in a confidential room, sealed with a key that is not in the database.

The keys are in the setting ROOM_KEYS, the newest first. Of each, every room has a key of its own (HKDF-SHA256 over the
room's address), so that a slip in one room says nothing of another. A text is sealed with AES-256-GCM and tied to its
place, that is table, column and row: moved anywhere else, it no longer opens. Before that it is filled up to the next
power of two, so that the length of what is stored tells little of what was said.

A mark stands for a person where nothing else may: HMAC-SHA256 with a random key of the room, itself sealed. Whoever
has the database alone can neither make a mark nor try out who is behind one. The mark key is not derived from
ROOM_KEYS, for marks have to outlive a change of keys.
"""

import base64
import binascii
import functools
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config import RoomKey
from politiker.core.addresses import settings
from politiker.core.errors import RuleBroken

NONCE, LENGTH = 12, 4  # bytes
SMALLEST, LARGEST_STEP = 256, 1024 * 1024  # bytes a text is filled up to: powers of two, then whole megabytes


class NoRoomKeys(RuleBroken):
    """There is no key to seal with: production without ROOM_KEYS has no confidential rooms."""


class KeyIsMissing(RuleBroken):
    """It was sealed with a key that is not in ROOM_KEYS; `key` is its id."""


class SealIsBroken(RuleBroken):
    """It was changed, or stands in another place than it was sealed for."""


def room_keys() -> tuple[RoomKey, ...]:
    """The keys this house has, the newest first."""
    return settings().keys_of_rooms


def is_possible() -> bool:
    """Whether there can be confidential rooms here at all."""
    return bool(room_keys())


def newest_id() -> str:
    """The id of the key that everything new is sealed with. Raises NoRoomKeys."""
    if not room_keys():
        raise NoRoomKeys
    return room_keys()[0].id


def key_id(sealed: str) -> str:
    """Which key a sealed text needs."""
    return sealed.partition(".")[0]


def seal(content: bytes, *, room: str, place: str) -> str:
    """Seal something for one place in one room, with the newest key. `room` is its address. Raises NoRoomKeys."""
    if not room_keys():
        raise NoRoomKeys
    key, nonce = room_keys()[0], secrets.token_bytes(NONCE)
    body = AESGCM(_content_key(key, room)).encrypt(nonce, _filled(content), place.encode())
    return f"{key.id}.{base64.b64encode(nonce + body).decode()}"


def unseal(sealed: str, *, room: str, place: str) -> bytes:
    """What was sealed, if it was sealed for this place. Raises KeyIsMissing, SealIsBroken."""
    id, _dot, text = sealed.partition(".")
    key = next((key for key in room_keys() if key.id == id), None)
    if key is None:
        raise KeyIsMissing(key=id)
    try:
        raw = base64.b64decode(text, validate=True)
        filled = AESGCM(_content_key(key, room)).decrypt(raw[:NONCE], raw[NONCE:], place.encode())
    except (InvalidTag, ValueError, binascii.Error):
        raise SealIsBroken from None
    return filled[LENGTH : LENGTH + int.from_bytes(filled[:LENGTH], "big")]


def new_mark_key() -> bytes:
    """What the marks of a new room are made with."""
    return secrets.token_bytes(32)


def mark(mark_key: bytes, purpose: str, *about: str | int) -> str:
    """What stands for a person in one connection: another purpose or another thread gives an unrelated mark."""
    told = "\0".join([purpose, *(str(part) for part in about)])
    return base64.urlsafe_b64encode(hmac.new(mark_key, told.encode(), hashlib.sha256).digest()).decode().rstrip("=")


@functools.lru_cache(maxsize=256)
def _content_key(key: RoomKey, room: str) -> bytes:
    return HKDF(SHA256(), 32, salt=b"politiker room", info=f"content:{room}".encode()).derive(key.secret)


def _filled(content: bytes) -> bytes:
    whole = len(content).to_bytes(LENGTH, "big") + content
    size = SMALLEST
    while size < len(whole):
        size += min(size, LARGEST_STEP)
    return whole.ljust(size, b"\0")
