"""What we ask about persons: what each may be at this moment, and the lists the forms choose from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import UtcDateTime, db
from politiker.people.models import Mandate, Municipality, Person, RoleGrant
from politiker.people.sign_ins.models import SignIn
from politiker.policy import Actor, Right, Role


@dataclass(frozen=True)
class SignedIn:
    """Who sits at a browser: the sign-in, the person's name, and what the person may be now."""

    sign_in_id: int
    seen_at: datetime
    sensitive_at: datetime | None
    name: str
    actor: Actor
    is_strong: bool
    needs_factor: bool
    is_by_password: bool = False


def mandates_of(person_id: Any) -> sa.Select[*tuple[Any, ...]]:
    """A person's mandates as (kind, value, municipality_id, event_id, starts_at, ends_at)."""
    return sa.select(
        sa.literal("mandate").label("kind"),
        sa.literal("").label("value"),
        Mandate.municipality_id.label("municipality_id"),
        sa.cast(sa.null(), sa.Integer).label("event_id"),
        Mandate.starts_at.label("starts_at"),
        Mandate.ends_at.label("ends_at"),
    ).where(Mandate.person_id == person_id)


def roles_of(person_id: Any) -> sa.Select[*tuple[Any, ...]]:
    """A person's roles, in the same shape."""
    return sa.select(
        sa.literal("role"),
        sa.cast(RoleGrant.role, sa.Text),
        RoleGrant.municipality_id,
        sa.cast(sa.null(), sa.Integer),
        RoleGrant.starts_at,
        RoleGrant.ends_at,
    ).where(RoleGrant.person_id == person_id)


def actor_from(person_id: int, standings: Iterable[Any], now: datetime) -> Actor:
    """What the standings (kind, value, municipality_id, event_id, starts_at, ends_at) make of a person now.

    The union of what each gives, and never more. A mandate or role outside its dates gives nothing.
    """
    councils: set[int] = set()
    secretary_of: set[int] = set()
    roles: set[Role] = set()
    rights: set[tuple[int, Right]] = set()
    was_councillor = False
    for kind, value, municipality_id, event_id, starts_at, ends_at in standings:
        runs = (starts_at is None or starts_at <= now) and (ends_at is None or now < ends_at)
        if kind == "mandate":
            was_councillor = was_councillor or (ends_at is not None and ends_at <= now)
            councils |= {municipality_id} if runs else set()
        elif kind == "right":
            rights.add((event_id, Right(value)))
        elif kind == "role" and runs:
            roles.add(Role(value))
            if value == Role.SECRETARY:
                secretary_of.add(municipality_id)
    return Actor(
        person_id=person_id,
        councillor_in=frozenset(councils),
        was_councillor=was_councillor,
        secretary_of=frozenset(secretary_of),
        roles=frozenset(roles),
        rights=frozenset(rights),
    )


def holder_of(token_hash: Any, now: Any) -> sa.ScalarSelect[Any]:
    """The id of the person whose live sign-in this is."""
    return (
        sa.select(SignIn.person_id)
        .where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .scalar_subquery()
    )


def sign_in_row(token_hash: Any, now: Any) -> sa.Select[*tuple[Any, ...]]:
    """The live sign-in itself, in the shape of the standings.

    (kind, name, sign-in id, person id, seen, last at a sensitive page); the kind is "strong" after a second factor,
    and "password" after a password alone.
    """
    return (
        sa.select(
            sa.case((SignIn.is_strong, "strong"), (SignIn.is_by_password, "password"), else_="person").label("kind"),
            sa.cast(Person.name, sa.Text).label("value"),
            SignIn.id.label("municipality_id"),
            Person.id.label("event_id"),
            SignIn.seen_at.label("starts_at"),
            SignIn.sensitive_at.label("ends_at"),
        )
        .join(Person, Person.id == SignIn.person_id)
        .where(
            SignIn.token_hash == token_hash,
            SignIn.ended_at.is_(None),
            SignIn.awaits_factor.is_(False),
            SignIn.expires_at > now,
            Person.suspended_at.is_(None),
        )
    )


def welcome(person_id: Any) -> sa.Select[*tuple[Any, ...]]:
    """One row, in the shape of the standings, for a person who may come in; none for one who is suspended."""
    return sa.select(
        sa.literal("person").label("kind"),
        sa.literal("").label("value"),
        sa.cast(sa.null(), sa.Integer).label("municipality_id"),
        Person.id.label("event_id"),
        sa.cast(sa.null(), UtcDateTime()).label("starts_at"),
        sa.cast(sa.null(), UtcDateTime()).label("ends_at"),
    ).where(Person.id == person_id, Person.suspended_at.is_(None))


def signed_in_from(rows: Iterable[Any], now: datetime) -> SignedIn | None:
    """Who holds a sign-in, from its row and the standings of its person; None when there is no such row.

    A role works only where its holder has proved themselves with a second factor: without it `needs_factor` is true
    and the person is what they would be without their roles.
    """
    standings = list(rows)
    mine = next((row for row in standings if row.kind in {"person", "password", "strong"}), None)
    if mine is None:
        return None
    actor = actor_from(mine.event_id, (row for row in standings if row is not mine), now)
    is_strong = mine.kind == "strong"
    needs_factor = bool(actor.roles) and not is_strong
    if needs_factor:
        actor = replace(actor, roles=frozenset(), secretary_of=frozenset(), rights=frozenset())
    return SignedIn(
        sign_in_id=mine.municipality_id,
        seen_at=mine.starts_at,
        sensitive_at=mine.ends_at,
        name=mine.value,
        actor=actor,
        is_strong=is_strong,
        needs_factor=needs_factor,
        is_by_password=mine.kind == "password",
    )


def by_email(key: str) -> Person | None:
    """The person with this address in small letters."""
    return db.session.scalars(sa.select(Person).where(Person.email_key == key)).one_or_none()


def person_by_uid(uid: str) -> Person | None:
    """The person an address names, or None."""
    return db.session.scalars(sa.select(Person).where(Person.uid == uid)).one_or_none()


def id_of(key: str) -> int | None:
    """The number of the person with this address, and nothing of the person: as quick whether there is one or not."""
    return db.session.scalar(sa.select(Person.id).where(Person.email_key == key))


def municipalities() -> list[Any]:
    """(id, name) of all 98, unordered."""
    return list(db.session.execute(sa.select(Municipality.id, Municipality.name)))


def has_role(person_id: int, *, now: datetime) -> bool:
    """Whether a person has any role at this moment."""
    query = sa.select(RoleGrant.id).where(RoleGrant.person_id == person_id, RoleGrant.runs(now))
    return db.session.execute(query.limit(1)).first() is not None


def is_organiser(person_id: int, *, now: datetime) -> bool:
    """Whether a person is an organiser at this moment and may come in."""
    query = (
        sa.select(RoleGrant.id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == Role.ORGANISER,
            RoleGrant.runs(now),
            Person.suspended_at.is_(None),
        )
    )
    return db.session.execute(query.limit(1)).first() is not None


def roles_by_date(person_id: int, *, now: datetime) -> list[Any]:
    """(role, municipality, since) of the roles a person has now, oldest first."""
    query = (
        sa.select(RoleGrant.role, Municipality.name.label("municipality"), RoleGrant.starts_at)
        .outerjoin(Municipality, Municipality.id == RoleGrant.municipality_id)
        .where(
            RoleGrant.person_id == person_id,
            RoleGrant.runs(now),
        )
        .order_by(RoleGrant.starts_at, RoleGrant.id)
    )
    return list(db.session.execute(query))


def email_of(person_id: int) -> str:
    """The address we write to."""
    return db.session.execute(sa.select(Person.email).where(Person.id == person_id)).scalar_one()
