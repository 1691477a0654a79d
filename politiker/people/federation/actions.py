"""Going to a provider, coming back, and who it is that came."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from config import Provider
from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock
from politiker.core.errors import RuleBroken
from politiker.core.names import EmailRefused, clean_email
from politiker.people.federation import letters
from politiker.people.federation.id_tokens import Claims
from politiker.people.federation.models import ExternalIdentity, FederationAttempt
from politiker.people.federation.providers import Doors
from politiker.people.models import Mandate, Municipality, Person, RoleGrant
from politiker.people.queries import by_email
from politiker.people.sign_ins.sessions import token_digest
from politiker.policy import Actor, Permission, Role, require

ATTEMPT_LASTS = timedelta(minutes=10)
SCOPE = "openid email profile"


class AttemptIsOver(RuleBroken):
    """This journey was not begun in this browser, it took more than ten minutes, or it has ended already."""


class NobodyWeKnow(RuleBroken):
    """The provider knows them, and we do not."""


class IdentityIsTaken(RuleBroken):
    """This log-in opens another account, or this account is opened by another log-in of the same municipality."""


@dataclass(frozen=True)
class Journey:
    """What was remembered of a journey that has come back."""

    nonce: str
    verifier: str
    next: str | None
    is_linking: bool


def begin(
    provider: Provider, doors: Doors, redirect_uri: str, *, browser: str, next: str | None, is_linking: bool = False,
    now: datetime,
) -> str:  # fmt: skip
    """Set out: the address at the provider to go to. The journey is remembered for this browser alone."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    db.session.add(
        FederationAttempt(
            state_hash=token_digest(state),
            browser_hash=token_digest(browser),
            provider=provider.name,
            nonce=nonce,
            verifier=verifier,
            next=next,
            is_linking=is_linking,
            created_at=now,
        )
    )
    facts = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    return f"{doors.authorize}{'&' if '?' in doors.authorize else '?'}{urlencode(facts)}"


def come_back(provider: Provider, state: str, *, browser: str, now: datetime) -> Journey:
    """Take up the journey that this browser set out on; nobody can take it up again. Raises AttemptIsOver."""
    attempt = FederationAttempt
    row = db.session.execute(
        sa.delete(attempt)
        .where(
            attempt.state_hash == token_digest(state),
            attempt.browser_hash == token_digest(browser),
            attempt.provider == provider.name,
            attempt.created_at > now - ATTEMPT_LASTS,
            attempt.created_at <= now + ATTEMPT_LASTS,
        )
        .returning(attempt.nonce, attempt.verifier, attempt.next, attempt.is_linking)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise AttemptIsOver
    return Journey(*row)


def recognise(provider: Provider, claims: Claims, *, now: datetime) -> Person:
    """Whose log-in this is. At the first one it is linked, when the municipality vouches for an address we know.

    Only for whoever sits or is secretary in that very municipality, and never for the house's own staff, linked before
    or not: a municipality cannot make itself an administrator here. Raises NobodyWeKnow; a suspended person is nobody
    we know.
    """
    known = _linked(provider, claims.subject)
    person = lock(known if known is not None else _vouched_for(provider, claims, now))
    if person.suspended_at is not None or _belongs_elsewhere(person, provider, now):
        raise NobodyWeKnow
    if known is None:
        mine = identity_of(person.id, provider)
        if mine is None:
            _link(person, provider, claims.subject, Actor(person_id=person.id), now)
            person.joined_at = person.joined_at or now
        elif mine.subject != claims.subject:
            raise NobodyWeKnow  # somebody else at the municipality opens this account already
    if person.joined_at is None:
        raise NobodyWeKnow
    return person


def link(person: Person, provider: Provider, subject: str, *, by: Actor, now: datetime) -> None:
    """Let one's own municipality's log-in open one's account from now on. Raises IdentityIsTaken, NobodyWeKnow."""
    require(by, Permission.END_OWN_SESSIONS, person)
    lock(person)
    if _belongs_elsewhere(person, provider, now):
        raise NobodyWeKnow
    mine, theirs = identity_of(person.id, provider), _linked(provider, subject)
    if mine is not None and mine.subject == subject:
        return
    if mine is not None or theirs is not None:
        raise IdentityIsTaken
    _link(person, provider, subject, by, now)


def unlink(person: Person, name: str, *, by: Actor, now: datetime) -> None:
    """No longer let the log-in of that name open one's own account. Nothing happens when it did not."""
    require(by, Permission.END_OWN_SESSIONS, person)
    lock(person)
    mine = ExternalIdentity
    gone = db.session.execute(
        sa.delete(mine).where(mine.person_id == person.id, mine.provider == name).returning(mine.id)
    ).first()
    if gone is not None:
        audit.record(by, Happening.IDENTITY_UNLINKED, person, now)


def identity_of(person_id: int, provider: Provider) -> ExternalIdentity | None:
    """What a person is to a provider, if anything."""
    mine = ExternalIdentity
    query = sa.select(mine).where(mine.person_id == person_id, mine.provider == provider.name)
    return db.session.scalars(query.limit(1)).one_or_none()


def identities_of(person_id: int) -> Collection[str]:
    """The names of the providers that open a person's account."""
    return set(db.session.scalars(sa.select(ExternalIdentity.provider).where(ExternalIdentity.person_id == person_id)))


def forget_attempts(*, now: datetime) -> None:
    """Journeys that can no longer come back are deleted."""
    old = FederationAttempt.created_at < now - ATTEMPT_LASTS
    db.session.execute(sa.delete(FederationAttempt).where(old))


def _linked(provider: Provider, subject: str) -> Person | None:
    query = (
        sa.select(Person)
        .join(ExternalIdentity, ExternalIdentity.person_id == Person.id)
        .where(ExternalIdentity.provider == provider.name, ExternalIdentity.subject == subject)
    )
    return db.session.scalars(query).one_or_none()


def _link(person: Person, provider: Provider, subject: str, by: Actor, now: datetime) -> None:
    identity = ExternalIdentity(person_id=person.id, provider=provider.name, subject=subject, created_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(identity)
    except sa.exc.IntegrityError as error:  # linked to somebody else this very moment
        raise IdentityIsTaken from error
    audit.record(by, Happening.IDENTITY_LINKED, person, now)
    letters.identity_linked(person, provider, identity.id, now)


def _vouched_for(provider: Provider, claims: Claims, now: datetime) -> Person:
    """The person with the address that the provider has verified, if they belong to its municipality."""
    try:
        person = by_email(clean_email(claims.email or "").key)
    except EmailRefused:
        person = None
    if person is None or person.suspended_at is not None:
        raise NobodyWeKnow
    place = _is_place_of(provider)
    seats = sa.select(Mandate.id).join(Municipality, Municipality.id == Mandate.municipality_id)
    sits = seats.where(place, Mandate.person_id == person.id, Mandate.runs(now))
    held = _roles_of(person, provider, now)
    belongs = db.session.execute(sits.limit(1)).first() is not None or any(
        role.role is Role.SECRETARY and role.is_there for role in held
    )
    if not belongs:
        raise NobodyWeKnow
    return person


def _belongs_elsewhere(person: Person, provider: Provider, now: datetime) -> bool:
    """Whether somebody sits or works where this municipality has no say: in another one's council, or in the house."""
    if any(role.role is not Role.SECRETARY or not role.is_there for role in _roles_of(person, provider, now)):
        return True
    seats = sa.select(Mandate.id).join(Municipality, Municipality.id == Mandate.municipality_id)
    other = seats.where(~_is_place_of(provider), Mandate.person_id == person.id, Mandate.runs(now))
    return db.session.execute(other.limit(1)).first() is not None


def _roles_of(person: Person, provider: Provider, now: datetime) -> list[Any]:
    """(role, whether it is for the provider's municipality) of the roles somebody has now."""
    roles = sa.select(RoleGrant.role, _is_place_of(provider).label("is_there")).outerjoin(
        Municipality, Municipality.id == RoleGrant.municipality_id
    )
    return list(db.session.execute(roles.where(RoleGrant.person_id == person.id, RoleGrant.runs(now))))


def _is_place_of(provider: Provider) -> Any:
    return sa.or_(Municipality.name == provider.municipality, Municipality.code == provider.municipality)
