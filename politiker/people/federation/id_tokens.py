"""Whether an ID token is what it says: signed by the provider, for us, about this journey, now.

Nothing of a token is kept or logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError

from config import Provider
from politiker.core.errors import RuleBroken
from politiker.people.federation import providers

ALGORITHMS = ("RS256", "ES256")
CLOCKS_DIFFER = 60  # seconds
OLDEST = timedelta(minutes=10)
LONGEST_SUBJECT = 255


class TokenIsNotRight(RuleBroken):
    """The provider's token is not one we can believe."""


@dataclass(frozen=True)
class Claims:
    """As much as we use of what a provider says about somebody."""

    subject: str
    email: str | None  # only one that the provider has verified
    is_strong: bool  # they gave a second factor there


def read(answer: Mapping[str, Any], provider: Provider, nonce: str, *, now: datetime) -> Claims:
    """What the token in a provider's answer says. Slow the first time. Raises TokenIsNotRight, ProviderIsAway."""
    text = answer.get("id_token")
    if not isinstance(text, str):
        raise TokenIsNotRight
    token = _opened(text, provider, now=now)
    options: Any = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    params = {"nonce": nonce, "client_id": provider.client_id, "access_token": answer.get("access_token")}
    claims = CodeIDToken(token.claims, token.header, options=options, params=params)
    try:
        claims.validate(now=int(now.timestamp()), leeway=CLOCKS_DIFFER)
        is_old = claims["iat"] < (now - OLDEST).timestamp()
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        raise TokenIsNotRight from error
    subject, email, amr = claims.get("sub"), claims.get("email"), claims.get("amr")
    if is_old or not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or "\0" in subject:
        raise TokenIsNotRight
    is_verified = claims.get("email_verified") is True and isinstance(email, str)
    return Claims(subject, email if is_verified else None, isinstance(amr, list) and "mfa" in amr)


def _opened(text: str, provider: Provider, *, now: datetime) -> jwt.Token:
    """The token once its signature is found to be the provider's; its keys are asked for once more if they changed."""
    try:
        header = jws.extract_compact(text.encode()).headers()
        if header.get("alg") not in ALGORITHMS:
            raise TokenIsNotRight
        try:
            return jwt.decode(text, providers.keys_of(provider, now=now), algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            return jwt.decode(text, providers.keys_of(provider, now=now, afresh=True), algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError, UnicodeError) as error:
        raise TokenIsNotRight from error
