"""`person …`: administration without a browser."""

import contextlib
import json
from collections.abc import Iterator
from datetime import datetime, time

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from politiker import audit
from politiker.audit import Happening
from politiker.core import clock
from politiker.core.danish import from_local
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.people import actions
from politiker.people.models import Duty, Municipality, Party, Person
from politiker.people.queries import by_email
from politiker.policy import Role, system
from politiker.privacy import dossier

BY = system("command line")
PERIOD = ("2026-01-01", "2030-01-01")
group = AppGroup("person", help="Know, invite and trust people.")
Day = click.DateTime(["%Y-%m-%d"])


@contextlib.contextmanager
def saying_why() -> Iterator[None]:
    """A rule that says no becomes one line and an exit code."""
    try:
        yield
    except RuleBroken as rule:
        db.session.rollback()
        raise click.ClickException(f"{type(rule).__name__}: {type(rule).__doc__}") from None


def _person(email: str) -> Person:
    person = by_email(email.strip().casefold())
    if person is None:
        raise click.ClickException(f"nobody is known by {email}")
    return person


def _municipality(name: str) -> Municipality:
    found = db.session.scalars(sa.select(Municipality).where(Municipality.name == name)).one_or_none()
    if found is None:
        raise click.ClickException(f"there is no municipality {name}; the name has no “Kommune” after it")
    return found


@group.command("add")
@click.argument("name")
@click.argument("email")
@click.option("--invite", is_flag=True, help="Write to them at once.")
def add(name: str, email: str, invite: bool) -> None:
    """Know a person by NAME and EMAIL; no rights follow."""
    now = clock.now()
    with saying_why():
        person = actions.add_person(name, email, by=BY, now=now)
        if invite:
            actions.invite(person, by=BY, now=now)
    db.session.commit()
    click.echo(f"person {person.id} added{' and invited' if invite else ''}")


@group.command("invite")
@click.argument("email")
def invite(email: str) -> None:
    """Write to a known person with a key to choose a password; older keys stop working."""
    person = _person(email)
    actions.invite(person, by=BY, now=clock.now())
    db.session.commit()
    click.echo(f"person {person.id} invited; the worker sends the letter")


@group.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--municipality", help="For a secretary: the municipality, by name.")
@click.option("--end", is_flag=True, help="Take the role back instead; the person is logged out everywhere.")
def role(email: str, role: str, municipality: str | None, end: bool) -> None:
    """Give the person with EMAIL a ROLE from now on, or take it back."""
    if (role == Role.SECRETARY) != (municipality is not None):
        raise click.UsageError("a secretary needs --municipality, and no other role has one")
    place = _municipality(municipality).id if municipality else None
    person = _person(email)
    change = actions.end_role if end else actions.give_role
    with saying_why():
        change(person, Role(role), by=BY, now=clock.now(), municipality_id=place)
    db.session.commit()
    click.echo(f"person {person.id} is {'no longer ' if end else ''}{role}")


@group.command("mandate")
@click.argument("email")
@click.argument("municipality")
@click.argument("letter")
@click.option("--from", "first", type=Day, default=PERIOD[0], show_default=True, help="First day.")
@click.option("--until", type=Day, default=PERIOD[1], show_default=True, help="The day after the last.")
@click.option("--duty", type=click.Choice([duty.value for duty in Duty]), default=Duty.MEMBER.value, show_default=True)
@click.option("--committee", help="Which committee a chair leads.")
@click.option("--newly-elected", is_flag=True)
def mandate(
    email: str,
    municipality: str,
    letter: str,
    first: datetime,
    until: datetime,
    duty: str,
    committee: str | None,
    newly_elected: bool,
) -> None:
    """Note that the person with EMAIL sits in the council of MUNICIPALITY for the list LETTER."""
    place = _municipality(municipality)
    newest = sa.select(Party).where(Party.municipality_id == place.id, Party.letter == letter)
    party = db.session.scalars(newest.order_by(Party.election.desc()).limit(1)).one_or_none()
    if party is None:
        raise click.ClickException(f"no list {letter} stood in {municipality}")
    person = _person(email)
    actions.give_mandate(
        person,
        place.id,
        party.id,
        starts_at=from_local(first.date(), time()),
        ends_at=from_local(until.date(), time()),
        by=BY,
        is_first_period=newly_elected,
        duties=((Duty(duty), committee),),
    )
    db.session.commit()
    click.echo(f"person {person.id} sits in {municipality} for {party.name}")


@group.command("export")
@click.argument("email")
def export(email: str) -> None:
    """Print everything kept about the person with EMAIL, as they would fetch it themselves; the export is recorded."""
    now = clock.now()
    person = _person(email)
    found = dossier.dossier(person.id, now=now)
    audit.record(BY, Happening.DATA_EXPORTED, person, now)
    db.session.commit()
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))
