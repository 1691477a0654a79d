"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is true."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.people.factors.models import Factor
from politiker.people.models import Person
from politiker.people.sign_ins.models import SignIn

LONGEST_ID = 400
LONGEST_ANSWER = 20_000


class PasskeyRefused(RuleBroken):
    """The answer was not made by this passkey, for this site, to this question."""


@dataclass(frozen=True)
class Site:
    """What a passkey is good for: the host it is bound to, the address that may ask for it, and the site's name."""

    host: str
    origin: str
    name: str = ""


@dataclass(frozen=True)
class NewPasskey:
    """What is kept of a passkey: nothing secret."""

    credential: str
    public_key: str
    uses: int


def ask_to_make(person: Person, known: list[Factor], challenge: bytes, site: Site) -> str:
    """What the browser is told in order to make a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=person.uid.encode(),
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(known),
    )
    return webauthn.options_to_json(options)


def made(answer: str, challenge: bytes | None, site: Site) -> NewPasskey:
    """The passkey a browser says it made. Raises PasskeyRefused."""
    try:
        verified = webauthn.verify_registration_response(
            credential=_read(answer, challenge),
            expected_challenge=challenge or b"",
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise PasskeyRefused from error
    credential = bytes_to_base64url(verified.credential_id)
    if len(credential) > LONGEST_ID:
        raise PasskeyRefused
    return NewPasskey(credential, bytes_to_base64url(verified.credential_public_key), verified.sign_count)


def ask_to_use(known: list[Factor], challenge: bytes, site: Site) -> str:
    """What the browser is told in order to use one of these passkeys, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=_descriptors(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def used(answer: str, known: list[Factor], challenge: bytes | None, site: Site) -> tuple[Factor, int]:
    """Which of these passkeys answered, and its new count of uses. Raises PasskeyRefused.

    A count that did not grow tells of a copy, and is refused.
    """
    said = _read(answer, challenge)
    factor = next((one for one in known if one.credential == said.get("id")), None)
    if factor is None or factor.public_key is None:
        raise PasskeyRefused
    try:
        verified = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=challenge or b"",
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(factor.public_key),
            credential_current_sign_count=factor.uses,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise PasskeyRefused from error
    return factor, verified.new_sign_count


def keep_challenge(sign_in_id: int, challenge: bytes) -> None:
    """Remember what this browser is asked; an earlier question is forgotten."""
    asked = bytes_to_base64url(challenge)
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(challenge=asked))


def spend_challenge(sign_in_id: int) -> bytes | None:
    """What this browser was asked, and never again: of two answers to one question, the second has none."""
    asked = db.session.execute(sa.select(SignIn.challenge).where(SignIn.id == sign_in_id)).scalar_one_or_none()
    if asked is None:
        return None
    mine = sa.update(SignIn).where(SignIn.id == sign_in_id, SignIn.challenge == asked).values(challenge=None)
    spent = db.session.execute(mine.returning(SignIn.id)).scalar_one_or_none()
    return base64url_to_bytes(asked) if spent is not None else None


def _read(answer: str, challenge: bytes | None) -> dict[str, Any]:
    """The answer as data; refused at once where nothing was asked."""
    if not challenge or len(answer) > LONGEST_ANSWER:
        raise PasskeyRefused
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise PasskeyRefused
    return said


def _descriptors(known: list[Factor]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in known if one.credential]
