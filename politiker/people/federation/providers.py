"""Speaking with a provider: where its doors are, its keys, and a code turned into a token.

Everything here may be slow and nothing of it touches the database: never while a transaction is open. What a provider
says is only kept in memory: its addresses for an hour, its keys for ten minutes, and for a few seconds that it is away,
so that a provider that hangs does not hold up more than one visitor at a time for long.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import HTTPError

from config import Provider
from politiker.core.errors import RuleBroken

SECONDS = 10
MOST_BYTES = 256 * 1024
ADDRESSES_KEPT, KEYS_KEPT, AWAY_KEPT = timedelta(hours=1), timedelta(minutes=10), timedelta(seconds=5)


class ProviderIsAway(RuleBroken):
    """The municipality's log-in does not answer, or not with what it promised."""


class CodeRefused(RuleBroken):
    """The provider does not take the code for a token."""


@dataclass(frozen=True)
class Doors:
    """Where a provider is spoken to, from its discovery document."""

    authorize: str
    token: str
    keys: str


@dataclass(frozen=True)
class Kept:
    """Something a provider said, until when it is believed; None: it was away."""

    until: datetime
    what: Any


_kept: dict[tuple[str, str], Kept] = {}


def doors_of(provider: Provider, *, now: datetime) -> Doors:
    """Where the provider is spoken to. Raises ProviderIsAway."""
    doors: Doors = _remembered(("doors", provider.issuer), ADDRESSES_KEPT, now, lambda: _doors(provider))
    return doors


def keys_of(provider: Provider, *, now: datetime, afresh: bool = False) -> KeySet:
    """What the provider signs with; asked `afresh` when a token names a key we have not seen. Raises ProviderIsAway."""
    place = doors_of(provider, now=now).keys
    if afresh:
        _kept.pop(("keys", place), None)
    keys: KeySet = _remembered(("keys", place), KEYS_KEPT, now, lambda: _keys(place))
    return keys


def tokens_for(provider: Provider, code: str, verifier: str, redirect_uri: str, *, now: datetime) -> Mapping[str, Any]:
    """The provider's answer to a code: an ID token and perhaps more. Raises ProviderIsAway, CodeRefused."""
    fields = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier,
    }  # fmt: skip
    status, answer = _asked(
        "POST", doors_of(provider, now=now).token,
        data=fields, auth=HTTPBasicAuth(provider.client_id, provider.client_secret),
    )  # fmt: skip
    if 400 <= status < 500:
        raise CodeRefused
    if status != 200:
        raise ProviderIsAway
    return answer


def forget_everything() -> None:
    """Nothing a provider said is remembered."""
    _kept.clear()


def _remembered(name: tuple[str, str], lasts: timedelta, now: datetime, ask: Any) -> Any:
    kept = _kept.get(name)
    if kept is None or kept.until <= now or kept.until > now + lasts:
        try:
            kept = Kept(now + lasts, ask())
        except ProviderIsAway:
            kept = Kept(now + AWAY_KEPT, None)
        _kept[name] = kept
    if kept.what is None:
        raise ProviderIsAway
    return kept.what


def _doors(provider: Provider) -> Doors:
    status, found = _asked("GET", provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    places = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    # A provider behind https does not send anybody, nor our secret, elsewhere than to https.
    secure = ("https://",) if provider.issuer.startswith("https://") else ("https://", "http://")
    is_whole = all(isinstance(place, str) and place.startswith(secure) for place in places)
    if status != 200 or found.get("issuer") != provider.issuer or not is_whole:
        raise ProviderIsAway
    return Doors(*places)  # type: ignore[arg-type]  # each was seen to be text


def _keys(place: str) -> KeySet:
    status, found = _asked("GET", place)
    known = [key for key in found.get("keys", ()) if isinstance(key, dict) and key.get("kty") in {"RSA", "EC"}]
    if status != 200 or not known:
        raise ProviderIsAway
    try:
        return KeySet.import_key_set({"keys": known})
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderIsAway from error


def _asked(method: str, url: str, **more: Any) -> tuple[int, dict[str, Any]]:
    """Ask over a verified connection, follow no redirect, and wait ten seconds in all and not longer."""
    ends = time.monotonic() + SECONDS
    try:
        with requests.request(
            method, url, timeout=(SECONDS / 2, SECONDS / 2), allow_redirects=False, stream=True,
            headers={"Accept": "application/json"}, **more,
        ) as answer:  # fmt: skip
            text = b""
            while piece := answer.raw.read1(8192, decode_content=True):
                text += piece
                if len(text) > MOST_BYTES or time.monotonic() > ends:
                    raise ProviderIsAway
            found = json.loads(text) if text else {}
            return answer.status_code, found if isinstance(found, dict) else {}
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise ProviderIsAway from error
