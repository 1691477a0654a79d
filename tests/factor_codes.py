"""Second factors of people in tests: an app, its codes, and a passkey made of nothing but arithmetic.

Call inside an app context.
"""

import hashlib
import json
import secrets
from datetime import datetime
from struct import pack

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask import current_app
from webauthn.helpers import bytes_to_base64url

from politiker.core.database import db
from politiker.people.factors import actions, codes
from politiker.people.models import Person
from tests import people

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def server_secret() -> str:
    """What this house seals with."""
    return str(current_app.config["SECRET_KEY"])


def with_app(person: Person, now: datetime) -> tuple[str, list[str]]:
    """Set up an app for a person: the key in it, and the recovery codes. The code of half a minute ago was used."""
    key, sealed = actions.offer_key(person, secret=server_secret(), now=now)
    code = earlier(key, now)
    fresh = actions.add_app(
        person, sealed, code, name="App", secret=server_secret(), keeping=None, by=people.actor(person, now), now=now
    )
    db.session.flush()
    return key, fresh


def shown(key: str, now: datetime) -> str:
    """What the app shows now."""
    return codes.current(key, now)[0]


def earlier(key: str, now: datetime) -> str:
    """What the app showed half a minute ago."""
    return codes.current(key, datetime.fromtimestamp(now.timestamp() - codes.STEP_SECONDS, now.tzinfo))[0]


class Passkey:
    """A passkey for one host, that answers whoever asks as its flags say."""

    def __init__(self, host: str = "localhost", origin: str = "http://localhost") -> None:
        self.host, self.origin = host, origin
        self.id = secrets.token_bytes(32)
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.uses = 0
        self.flags = PRESENT | VERIFIED

    def make(self, challenge: bytes) -> str:
        """The answer to being made, as the browser's JSON."""
        client = self._client("webauthn.create", challenge)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(is_new=True)})
        return self._answer({"clientDataJSON": client, "attestationObject": attestation})

    def use(self, challenge: bytes) -> str:
        """The answer to being used."""
        self.uses += 1
        client, data = self._client("webauthn.get", challenge), self._data()
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _client(self, kind: str, challenge: bytes) -> bytes:
        said = {"type": kind, "challenge": bytes_to_base64url(challenge), "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, *, is_new: bool = False) -> bytes:
        flags = self.flags | (ATTESTED if is_new else 0)
        head = hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + pack(">I", self.uses)
        if not is_new:
            return head
        point = self.private.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        return head + bytes(16) + pack(">H", len(self.id)) + self.id + public

    def _answer(self, response: dict[str, bytes]) -> str:
        name = bytes_to_base64url(self.id)
        parts = {part: bytes_to_base64url(value) for part, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})
