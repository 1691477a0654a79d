"""Passkeys: an answer is true only from this key, for this site, to this question, once, by a person who showed it."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.people.factors import actions, passkeys, proving
from politiker.people.factors.models import FactorKind
from politiker.people.factors.passkeys import PasskeyRefused, Site
from politiker.people.factors.queries import factors_of
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.people.sign_ins.models import SignIn
from tests import people
from tests.factor_codes import PRESENT, VERIFIED, Passkey, server_secret

SITE = Site("localhost", "http://localhost", "Politiker")
CHALLENGE = b"a question of thirty-two bytes.."


def with_passkey(person: Person, key: Passkey, now: datetime) -> list[str]:
    new = passkeys.made(key.make(CHALLENGE), CHALLENGE, SITE)
    by = people.actor(person, now)
    return actions.add_passkey(person, new, name="Nøgle", secret=server_secret(), keeping=None, by=by, now=now)


def prove(person: Person, answer: str, challenge: bytes | None, now: datetime) -> None:
    proving.prove_with_passkey(person, answer, challenge=challenge, site=SITE, now=now)


def test_a_passkey_is_made_and_used(room: Flask, now: datetime) -> None:
    karen, key = people.karen(), Passkey()
    assert len(with_passkey(karen, key, now)) == 10
    for _ in range(2):
        challenge = secrets.token_bytes(32)
        prove(karen, key.use(challenge), challenge, now)
    [factor] = factors_of(karen.id)
    assert factor.kind is FactorKind.PASSKEY and factor.uses == 2 and factor.used_at == now
    options = json.loads(passkeys.ask_to_use([factor], CHALLENGE, SITE))
    assert options["userVerification"] == "required" and options["rpId"] == "localhost"
    making = json.loads(passkeys.ask_to_make(karen, [factor], CHALLENGE, SITE))
    assert making["attestation"] == "none" and making["authenticatorSelection"]["userVerification"] == "required"
    assert making["excludeCredentials"][0]["id"] == factor.credential


FAULTS: dict[str, Callable[[Passkey], None]] = {
    "another origin": lambda key: setattr(key, "origin", "http://localhost.attacker.example"),
    "another port": lambda key: setattr(key, "origin", "http://localhost:8000"),
    "another host": lambda key: setattr(key, "host", "attacker.example"),
    "nobody verified": lambda key: setattr(key, "flags", PRESENT),
    "nobody present": lambda key: setattr(key, "flags", VERIFIED),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_passkey_for_somebody_else_is_refused(fault: str, room: Flask, now: datetime) -> None:
    karen, key, new = people.karen(), Passkey(), Passkey()
    with_passkey(karen, key, now)
    FAULTS[fault](key)
    FAULTS[fault](new)
    with pytest.raises(PasskeyRefused):
        passkeys.made(new.make(CHALLENGE), CHALLENGE, SITE)
    with pytest.raises(PasskeyRefused):
        prove(karen, key.use(CHALLENGE), CHALLENGE, now)


def test_an_answer_to_another_question_is_refused(room: Flask, now: datetime) -> None:
    karen, mads, key, copy = people.karen(), people.mads(), Passkey(), Passkey()
    with_passkey(karen, key, now)
    with_passkey(mads, Passkey(), now)
    with pytest.raises(PasskeyRefused):
        passkeys.made(copy.make(b"another question, also 32 bytes."), CHALLENGE, SITE)
    for challenge in (b"another question, also 32 bytes.", b"", None):
        with pytest.raises(PasskeyRefused):
            prove(karen, key.use(CHALLENGE), challenge, now)
    with pytest.raises(PasskeyRefused):
        prove(mads, key.use(CHALLENGE), CHALLENGE, now)
    with pytest.raises(PasskeyRefused):
        prove(karen, key.make(CHALLENGE), CHALLENGE, now)
    copy.id = key.id
    with pytest.raises(PasskeyRefused):
        prove(karen, copy.use(CHALLENGE), CHALLENGE, now)
    with pytest.raises(PasskeyRefused):
        with_passkey(mads, key, now)


def test_a_count_that_does_not_grow_tells_of_a_copy(room: Flask, now: datetime) -> None:
    karen, key = people.karen(), Passkey()
    with_passkey(karen, key, now)
    prove(karen, key.use(CHALLENGE), CHALLENGE, now)
    key.uses -= 1
    with pytest.raises(PasskeyRefused):
        prove(karen, key.use(CHALLENGE), CHALLENGE, now)


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[]", "null", "7", "{}", '{"id": 7}', '{"id": "x"}', '{"id": "\u00e6", "rawId": "\u00e6"}', "[" * 10_000,
     '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}', '{"id": "a", "response": []}', "x" * 30_000],
)  # fmt: skip
def test_what_is_no_answer_is_refused(answer: str, room: Flask, now: datetime) -> None:
    karen, key = people.karen(), Passkey()
    with_passkey(karen, key, now)
    name = json.loads(key.use(CHALLENGE))["id"]
    for text in (answer, answer.replace('"a"', f'"{name}"'), answer.replace('"x"', f'"{name}"')):
        with pytest.raises(PasskeyRefused):
            prove(karen, text, CHALLENGE, now)
        with pytest.raises(PasskeyRefused):
            passkeys.made(text, CHALLENGE, SITE)


def test_damaged_answers_are_refused_and_break_nothing(room: Flask, now: datetime) -> None:
    karen, key = people.karen(), Passkey()
    with_passkey(karen, key, now)
    for part in ("clientDataJSON", "authenticatorData", "signature", "attestationObject"):
        for damage in ("", "AAAA", "%%%", 7, None, [], {}):
            for whole, ask in ((key.use(CHALLENGE), "use"), (Passkey().make(CHALLENGE), "make")):
                said = json.loads(whole)
                if part not in said["response"]:
                    continue
                said["response"][part] = damage
                with pytest.raises(PasskeyRefused):
                    if ask == "use":
                        prove(karen, json.dumps(said), CHALLENGE, now)
                    else:
                        passkeys.made(json.dumps(said), CHALLENGE, SITE)


def test_a_question_is_asked_of_one_browser_and_answered_once(room: Flask, now: datetime) -> None:
    karen = people.karen()
    for _ in range(2):
        sessions.sign_in(karen, now=now)
    db.session.flush()
    here, there = db.session.query(SignIn.id).order_by(SignIn.id)
    assert passkeys.spend_challenge(here.id) is None
    passkeys.keep_challenge(here.id, CHALLENGE)
    assert passkeys.spend_challenge(there.id) is None
    assert passkeys.spend_challenge(here.id) == CHALLENGE
    assert passkeys.spend_challenge(here.id) is None
