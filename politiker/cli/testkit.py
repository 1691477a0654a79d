"""`testkit`: signed-in sessions for load tests. Only in a test house on one's own machine."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from config import Settings
from politiker.cli.neighbours import Neighbours
from politiker.core import clock
from politiker.core.database import db
from politiker.people.councils.queries import sits
from politiker.people.models import Mandate, Party, Person
from politiker.people.sign_ins.models import SignIn
from politiker.people.sign_ins.sessions import SIGN_IN_LASTS, token_digest

AT_A_TIME = 2000
YEARS_IN_OFFICE = timedelta(days=4 * 365)


def group(neighbours: Neighbours) -> AppGroup:
    """The commands, knowing what a browser calls its session."""
    commands = AppGroup("testkit", help="Signed-in sessions for load tests; refuses any house but a test house.")

    @commands.command("sessions")
    @click.argument("number", type=click.IntRange(1, 100_000))
    def sessions(number: int) -> None:
        """Sign NUMBER different councillors in, and print each cookie as name=value."""
        settings: Settings = current_app.config["SETTINGS"]
        if settings.env != "test" or not settings.is_loopback:
            raise click.ClickException("only with POLITIKER_ENV=test and a POLITIKER_BASE_URL on this machine")
        tokens = mint(number, now=clock.now())
        db.session.commit()
        click.echo("\n".join(f"{neighbours.cookie_name}={token}" for token in tokens))

    return commands


def mint(number: int, *, now: datetime) -> list[str]:
    """Sign that many different councillors in, making those that are missing. Returns the random numbers."""
    people = _councillors(number, now)
    people += _made(number - len(people), now)
    tokens = [secrets.token_urlsafe(32) for _ in people]
    _insert(
        sa.insert(SignIn),
        [
            {
                "token_hash": token_digest(token),
                "person_id": person_id,
                "created_at": now,
                "seen_at": now,
                "expires_at": now + SIGN_IN_LASTS,
            }
            for token, person_id in zip(tokens, people, strict=True)
        ],
    )
    return tokens


def _councillors(number: int, now: datetime) -> list[int]:
    """People who sit in a council now and have an account, at most that many."""
    query = sa.select(Person.id).where(
        Person.joined_at.is_not(None), Person.suspended_at.is_(None), sits(Person.id, now)
    )
    return list(db.session.scalars(query.order_by(Person.id).limit(number)))


def _made(number: int, now: datetime) -> list[int]:
    """New councillors, spread over municipalities and lists; marked as demo, so that production refuses them."""
    if number <= 0:
        return []
    batch = secrets.token_hex(6)
    rows = [
        {
            "uid": secrets.token_hex(12),
            "name": f"Rådsmedlem {n}",
            "email": f"{batch}-{n}@testkit.example",
            "email_key": f"{batch}-{n}@testkit.example",
            "joined_at": now,
            "is_demo": True,
        }
        for n in range(1, number + 1)
    ]
    _insert(sa.insert(Person), rows)
    uids = sa.select(Person.id).where(Person.email_key.like(f"{batch}-%")).order_by(Person.id)
    people = list(db.session.scalars(uids))
    lists = list(db.session.execute(sa.select(Party.id, Party.municipality_id).order_by(Party.letter, Party.id)))
    _insert(
        sa.insert(Mandate),
        [
            {
                "person_id": person_id,
                "municipality_id": lists[n % len(lists)].municipality_id,
                "party_id": lists[n % len(lists)].id,
                "starts_at": now - timedelta(days=1),
                "ends_at": now + YEARS_IN_OFFICE,
                "is_first_period": n % 2 == 0,
            }
            for n, person_id in enumerate(people)
        ],
    )
    return people


def _insert(statement: sa.Insert, rows: list[dict[str, Any]]) -> None:
    for first in range(0, len(rows), AT_A_TIME):
        db.session.execute(statement, rows[first : first + AT_A_TIME])
