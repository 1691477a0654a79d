"""What has to happen for each letter about password, address and municipal log-in. Call inside a room."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from config import Provider
from politiker.core.database import db
from politiker.core.tokens import Purpose, Token
from politiker.people.credentials import actions as credentials
from politiker.people.credentials.models import EmailChange
from politiker.people.federation import actions as federation
from tests import people


def password_changed(now: datetime) -> datetime:
    karen = people.karen()
    credentials.change_password(
        karen, people.HASH, proved=karen.password_hash, keep=None, by=people.actor(karen, now), now=now
    )
    return now


def email_changing(now: datetime, new: str = "karen@ny.example.dk") -> datetime:
    karen = people.karen()
    credentials.ask_to_change_email(karen, new, by=people.actor(karen, now), now=now)
    return now


def email_change(now: datetime, new: str = "karen@ny.example.dk") -> datetime:
    email_changing(now, new)
    credentials.send_email_change(db.session.scalars(sa.select(EmailChange.id)).one(), now=now)
    return now


def email_taken(now: datetime) -> datetime:
    people.person("Pia Nissen", email="pia@example.dk")
    return email_change(now, "pia@example.dk")


def email_changed(now: datetime) -> datetime:
    email_change(now)
    key = db.session.scalars(sa.select(Token).where(Token.purpose == Purpose.EMAIL)).one()
    credentials.confirm_email_change(db.session.scalars(sa.select(EmailChange)).one(), key, keep=None, now=now)
    return now


def identity_linked(now: datetime) -> datetime:
    karen = people.karen()
    provider = Provider("by", "https://log-ind.example", "politiker", "hemmelig", "Aarhus", "By Kommune")
    federation.link(karen, provider, "k-1", by=people.actor(karen, now), now=now)
    return now


ARRANGED: dict[str, Callable[[datetime], datetime]] = {
    "password_changed": password_changed,
    "email_changing": email_changing,
    "email_change": email_change,
    "email_taken": email_taken,
    "email_changed": email_changed,
    "identity_linked": identity_linked,
}
