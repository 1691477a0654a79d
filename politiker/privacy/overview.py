"""What stands on somebody's own page: each part of it in a word, and all of it in three statements."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.people.factors.models import Factor
from politiker.people.federation.models import ExternalIdentity
from politiker.people.mail_choices import Kind, said_no
from politiker.people.models import Mandate, Person
from politiker.people.sign_ins.models import SignIn


def overview(person_id: int, *, now: datetime) -> Any:
    """Who one is here and how each thing about the account stands, as one row."""
    query = sa.select(
        Person.id,
        Person.uid,
        Person.name,
        Person.email,
        Person.password_hash.is_not(None).label("has_password"),
        Person.feed_hash.is_not(None).label("has_feed"),
        Person.shown_at.is_not(None).label("is_shown"),
        Person.list_shown_at.is_not(None).label("shows_list"),
        (~said_no(Kind.REMINDERS)).label("gets_reminders"),
        (~said_no(Kind.DIGEST)).label("gets_digest"),
        _count(Factor, Factor.confirmed_at.is_not(None)).label("factors"),
        _count(SignIn, SignIn.ended_at.is_(None), SignIn.expires_at > now, SignIn.awaits_factor.is_(False)).label(
            "sign_ins"
        ),
        _count(ExternalIdentity).label("identities"),
        sa.select(sa.func.count())
        .select_from(Entry)
        .where(
            Entry.subject == Person.__tablename__,
            Entry.subject_id == Person.id,
            Entry.happening == Happening.PROFILE_READ,
        )
        .scalar_subquery()
        .label("lookups"),
    ).where(Person.id == person_id)
    return db.session.execute(query).one()


def _count(table: Any, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    query = sa.select(sa.func.count()).select_from(table).where(table.person_id == Person.id, *conditions)
    return query.correlate(Person).scalar_subquery()


def own_mandates(person_id: int) -> list[Mandate]:
    """One's mandates with all that stands in them, the newest first."""
    query = (
        sa.select(Mandate)
        .where(Mandate.person_id == person_id)
        .order_by(Mandate.ends_at.desc(), Mandate.id.desc())
        .options(
            joinedload(Mandate.municipality, innerjoin=True),
            joinedload(Mandate.party, innerjoin=True),
            joinedload(Mandate.duties),
        )
    )
    return list(db.session.scalars(query).unique())
