"""People in every standing an address can have here, and the browsers of those who ask about them."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from politiker.core import clock
from politiker.core.database import db
from politiker.people.factors.models import Factor, FactorKind
from politiker.people.joining.models import Application, Source
from politiker.people.limits import FailedSignIn
from politiker.people.models import Mandate, Municipality, Party, Person, RoleGrant
from politiker.people.sign_ins.models import SignIn
from politiker.people.sign_ins.sessions import begun_sign_in
from politiker.policy import Role
from tests.benchmarks.ground import leave
from tests.people import HASH, PASSWORD, PERIOD

# What an address can be to us. Nobody has one of the first; whoever was erased is nobody.
STANDINGS = ("none", "pending", "active", "lapsed", "suspended", "invited", "administrator")
ENDED = (datetime.fromisoformat("2022-01-01T00:00+00:00"), datetime.fromisoformat("2025-12-31T23:00+00:00"))
DOMAIN = "ringsted.dk"
TOWN = "Ringsted"


def email(standing: str, number: int) -> str:
    """As long for each standing, and not to be told apart."""
    return f"q{STANDINGS.index(standing)}{number:05d}x@{DOMAIN}"


def is_known(body: str) -> bool:
    """Whether somebody has the address in this form."""
    return re.search(r"q[1-9]\d{5}x%40", body) is not None


def furnish(house: Flask, each: int) -> None:
    """So many people of each standing."""
    now = clock.now()
    with house.app_context():
        place, party = _place()
        ids = {standing: _persons(standing, each, now) for standing in STANDINGS[1:]}
        _mandates(ids["active"], place, party, PERIOD)
        _mandates(ids["suspended"], place, party, PERIOD)
        _mandates(ids["lapsed"], place, party, ENDED)
        _put(Application, [_application(ids["pending"][n], n, place, now) for n in range(each)])
        _put(RoleGrant, [{"person_id": one, "role": Role.ADMINISTRATOR, "starts_at": PERIOD[0]}
                         for one in ids["administrator"]])  # fmt: skip
        _put(Factor, [_factor(one, now) for one in ids["administrator"]])
        db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        leave()


def forget_counts(house: Flask) -> None:
    """Let the throttle begin again, so that it never bites within a measurement."""
    with house.app_context():
        db.session.execute(sa.delete(FailedSignIn))
        db.session.commit()
        leave()


def cookies_of(house: Flask, number: int, who: str) -> list[str]:
    """Browsers of so many different councillors, or of so many secretaries, each signed in with a second factor."""
    now = clock.now()
    with house.app_context():
        place, party = _place()
        ids = _add([{"name": f"Spørger {n}", "address": f"{who}{n}@{DOMAIN}"} for n in range(number)], now)
        if who == "secretary":
            _put(RoleGrant, [{"person_id": one, "role": Role.SECRETARY, "municipality_id": place,
                              "starts_at": PERIOD[0]} for one in ids])  # fmt: skip
        else:
            _mandates(ids, place, party, PERIOD)
        tokens = [secrets.token_urlsafe(32) for _ in ids]
        for one, token in zip(ids, tokens, strict=True):
            begun: SignIn = begun_sign_in(one, token, now=now)
            begun.is_strong = True
            db.session.add(begun)
        db.session.commit()
        leave()
    return [f"politiker={token}" for token in tokens]


def fields_for(door: str, house: Flask) -> Callable[[str], dict[str, str]]:
    """What is written in the form of a door about an address."""
    with house.app_context():
        place, party = _place()
        letter = db.session.get_one(Party, party).letter
        leave()
    seat = {"municipality": str(place), "name": "Nina Ny", "list_text": letter}
    more = {
        "log-in": {"password": "et helt forkert kodeord"},
        "apply": seat,
        "change of address": {"present": PASSWORD},
    }
    if door == "invite":
        return lambda address: seat | {"people": f"Nina Ny; {address}; {letter}"}
    return lambda address: {"email": address} | more.get(door, {})


def _place() -> tuple[int, int]:
    place = db.session.scalars(sa.select(Municipality).where(Municipality.name == TOWN)).one().id
    return place, db.session.scalars(
        sa.select(Party.id).where(Party.municipality_id == place).order_by(Party.id)
    ).first() or 0


def _put(model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(sa.insert(model), rows)


def _persons(standing: str, each: int, now: datetime) -> list[int]:
    facts: dict[str, Any] = {"suspended_at": now if standing == "suspended" else None}
    if standing == "invited":
        facts |= {"joined_at": None, "password_hash": None, "invited_at": now - timedelta(days=1)}
    return _add([{"name": f"Prøve {n}", "address": email(standing, n)} for n in range(each)], now, **facts)


def _add(people: list[dict[str, str]], now: datetime, **facts: Any) -> list[int]:
    every = {"joined_at": now, "password_hash": HASH, "invited_at": None, "suspended_at": None, "about": ""} | facts
    rows = [
        {"uid": secrets.token_hex(12), "name": one["name"], "email": one["address"], "email_key": one["address"]}
        | every
        for one in people
    ]
    _put(Person, rows)
    by_key = {key: number for key, number in db.session.execute(sa.select(Person.email_key, Person.id)).tuples()}
    return [by_key[one["address"]] for one in people]


def _mandates(ids: list[int], place: int, party: int, period: tuple[datetime, datetime]) -> None:
    rows = [
        {"person_id": one, "municipality_id": place, "party_id": party, "starts_at": period[0], "ends_at": period[1]}
        for one in ids
    ]
    _put(Mandate, rows)


def _application(person_id: int, number: int, place: int, now: datetime) -> dict[str, Any]:
    address = email("pending", number)
    return {
        "uid": secrets.token_hex(12), "source": Source.APPLIED, "person_id": person_id, "municipality_id": place,
        "list_text": "A", "name": f"Prøve {number}", "email": address, "email_key": address, "created_at": now,
        "confirmed_at": now,
    }  # fmt: skip


def _factor(person_id: int, now: datetime) -> dict[str, Any]:
    return {
        "uid": secrets.token_hex(12), "person_id": person_id, "kind": FactorKind.TOTP, "name": "Telefon",
        "secret": "sealed", "created_at": now, "confirmed_at": now,
    }  # fmt: skip
