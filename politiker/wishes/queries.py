"""What we ask about wishes; never who has one but oneself."""

from collections import Counter
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.analyser import terms
from politiker.core.database import db
from politiker.events.models import Event, ForRole, Topic
from politiker.people.models import Mandate, RegionMembership
from politiker.wishes.models import Wish, WishSupport

PAGE = 20
LOOKED_THROUGH = 1000  # the newest wishes one is held against
MOST_ALIKE = 3


def by_uid(uid: str) -> Wish | None:
    """A wish by its random name, whatever became of it."""
    return db.session.scalars(sa.select(Wish).where(Wish.uid == uid)).one_or_none()


def listed(person_id: int, *, page: int, topic: Topic | None = None, only_mine: bool = False) -> list[Any]:
    """A page of the wishes that stand, those most wanted first; one statement, and one row more if there are more.

    `is_mine` tells one's own, `is_wanted` those one supports. An event is told once it is published.
    """
    is_wanted = sa.exists().where(WishSupport.wish_id == Wish.id, WishSupport.person_id == person_id)
    query = (
        sa.select(
            Wish.uid, Wish.title, Wish.why, Wish.topic, Wish.role, Wish.supports, Wish.answer, Wish.created_at,
            (Wish.author_id == person_id).label("is_mine"), is_wanted.label("is_wanted"),
            Event.id.label("event_id"), Event.title.label("event_title"),
        )
        .outerjoin(Event, sa.and_(Event.id == Wish.event_id, Event.published_at.is_not(None)))
        .where(Wish.stands())
        .order_by(Wish.supports.desc(), Wish.id.desc())
    )  # fmt: skip
    if topic is not None:
        query = query.where(Wish.topic == topic)
    if only_mine:
        query = query.where(is_wanted)
    return list(db.session.execute(query.offset((page - 1) * PAGE).limit(PAGE + 1)))


def alike(text: str) -> list[Any]:
    """The few wishes with most words in common with a text, as (uid, title, supports). One statement."""
    asked = set(terms(text))
    if not asked:
        return []
    query = sa.select(Wish.uid, Wish.title, Wish.supports, Wish.terms).where(Wish.stands())
    rows = db.session.execute(query.order_by(Wish.id.desc()).limit(LOOKED_THROUGH)).all()
    common = [(len(asked & set(row.terms.split())), row) for row in rows]
    near = [(many, row) for many, row in common if many >= min(2, len(asked))]
    near.sort(key=lambda pair: (-pair[0], -pair[1].supports))
    return [row for _many, row in near[:MOST_ALIKE]]


def for_organiser(*, page: int) -> list[Any]:
    """A page of the wishes that stand, those most wanted first, with the event of each, drafts too. One statement."""
    query = (
        sa.select(
            Wish.uid, Wish.title, Wish.why, Wish.topic, Wish.role, Wish.supports, Wish.answer, Wish.answered_at,
            Wish.created_at, Event.id.label("event_id"), Event.title.label("event_title"), Event.published_at,
        )
        .outerjoin(Event, Event.id == Wish.event_id)
        .where(Wish.stands())
        .order_by(Wish.supports.desc(), Wish.id.desc())
    )  # fmt: skip
    return list(db.session.execute(query.offset((page - 1) * PAGE).limit(PAGE + 1)))


def others_than(uid: str) -> list[Any]:
    """The wishes another may be made part of, as (uid, title), those most wanted first."""
    query = sa.select(Wish.uid, Wish.title).where(Wish.stands(), Wish.uid != uid)
    return list(db.session.execute(query.order_by(Wish.supports.desc(), Wish.id.desc()).limit(100)))


def demand(*, now: datetime) -> dict[str, list[tuple[Any, int]]]:
    """How many different councillors want something, by subject, by role and by region. Two statements."""
    by_kind = sa.select(Wish.topic, Wish.role, WishSupport.person_id).join(WishSupport, WishSupport.wish_id == Wish.id)
    rows = db.session.execute(by_kind.where(Wish.stands()).distinct()).all()
    day = danish.local(now).date()
    regions = (
        sa.select(RegionMembership.region, sa.func.count(sa.distinct(WishSupport.person_id)))
        .select_from(WishSupport)
        .join(Wish, Wish.id == WishSupport.wish_id)
        .join(Mandate, sa.and_(Mandate.person_id == WishSupport.person_id, Mandate.runs(now)))
        .join(
            RegionMembership,
            sa.and_(
                RegionMembership.municipality_id == Mandate.municipality_id,
                RegionMembership.starts_on <= day,
                sa.or_(RegionMembership.ends_on.is_(None), RegionMembership.ends_on >= day),
            ),
        )
        .where(Wish.stands())
        .group_by(RegionMembership.region)
    )
    by_region = [(region, many) for region, many in db.session.execute(regions)]
    return {
        "topics": _most({(row.topic, row.person_id) for row in rows}),
        "roles": _most({(row.role, row.person_id) for row in rows}),
        "regions": sorted(by_region, key=lambda pair: -pair[1]),
    }


def _most(pairs: set[tuple[Topic | ForRole, int]]) -> list[tuple[Any, int]]:
    return Counter(kind for kind, _person in pairs).most_common()


def to_invite() -> list[int]:
    """The wishes whose event is published and whose people have not been told."""
    query = sa.select(Wish.id).join(Event, Event.id == Wish.event_id)
    told = query.where(Wish.invited_at.is_(None), Event.published_at.is_not(None), Event.called_off_at.is_(None))
    return list(db.session.scalars(told.order_by(Wish.id).limit(100)))
