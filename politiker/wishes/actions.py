"""What councillors and organisers do with wishes."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.analyser import terms
from politiker.core.database import db, lock, lock_row
from politiker.core.errors import Forbidden, RuleBroken
from politiker.events.actions import draft_event
from politiker.events.details import EventDetails
from politiker.events.models import Event, ForRole, Topic
from politiker.people.limits import Limit
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require
from politiker.wishes import letters
from politiker.wishes.models import Wish, WishSupport

NEW_WISHES = Limit("wishes", 5, timedelta(days=7))


class TooManyWishes(RuleBroken):
    """Five wishes in a week; support those of others meanwhile."""


class WishIsOver(RuleBroken):
    """The wish was taken back, or is part of another."""


class OthersWishItToo(RuleBroken):
    """A wish that others support is no longer its author's alone to take back."""


class SameWish(RuleBroken):
    """A wish cannot be made part of itself."""


class HasAnEvent(RuleBroken):
    """An event was made of the wish already."""


def propose(title: str, why: str, topic: Topic, role: ForRole, *, by: Actor, now: datetime) -> Wish:
    """Ask for an event about something. Whoever asks supports it. Raises TooManyWishes."""
    require(by, Permission.PROPOSE_WISH)
    assert by.person_id is not None
    lock_row(Person, by.person_id)
    lately = sa.select(sa.func.count()).where(
        Wish.author_id == by.person_id, Wish.created_at > now - NEW_WISHES.window, Wish.withdrawn_at.is_(None)
    )
    if db.session.execute(lately).scalar_one() >= NEW_WISHES.most:
        raise TooManyWishes
    wish = Wish(
        uid=secrets.token_hex(12), author_id=by.person_id, title=title, why=why, topic=topic, role=role,
        terms=" ".join(terms(f"{title} {why}")), created_at=now, supports=1,
    )  # fmt: skip
    db.session.add(wish)
    db.session.flush()
    db.session.add(WishSupport(wish_id=wish.id, person_id=by.person_id, supported_at=now))
    audit.record(by, Happening.WISH_PROPOSED, wish, now)
    db.session.flush()
    return wish


def support(wish: Wish, *, by: Actor, now: datetime) -> None:
    """Want the same; twice is once. Raises WishIsOver."""
    require(by, Permission.PROPOSE_WISH)
    assert by.person_id is not None
    _hold(wish)
    if db.session.get(WishSupport, (wish.id, by.person_id)) is None:
        db.session.add(WishSupport(wish_id=wish.id, person_id=by.person_id, supported_at=now))
        wish.supports += 1
        db.session.flush()


def take_back(wish: Wish, *, by: Actor) -> None:
    """No longer want it; one's own wish is withdrawn instead. Raises WishIsOver."""
    require(by, Permission.PROPOSE_WISH)
    _hold(wish)
    mine = db.session.get(WishSupport, (wish.id, by.person_id))
    if mine is not None and wish.author_id != by.person_id:
        db.session.delete(mine)
        wish.supports -= 1
        db.session.flush()


def withdraw(wish: Wish, *, by: Actor, now: datetime) -> None:
    """Take one's own wish back while nobody else wants it. Raises WishIsOver, OthersWishItToo."""
    require(by, Permission.PROPOSE_WISH)
    _hold(wish)
    if wish.author_id != by.person_id:
        raise Forbidden
    if wish.supports > 1 or wish.event_id is not None:
        raise OthersWishItToo
    db.session.execute(sa.delete(WishSupport).where(WishSupport.wish_id == wish.id))
    wish.withdrawn_at, wish.supports, wish.title, wish.why, wish.terms = now, 0, "", "", ""
    db.session.flush()


def answer(wish: Wish, text: str, *, by: Actor, now: datetime) -> None:
    """Say what comes of a wish; those who want it are written to. Raises WishIsOver."""
    require(by, Permission.ANSWER_WISH)
    _hold(wish)
    wish.answer, wish.answered_at = text, now
    audit.record(by, Happening.WISH_ANSWERED, wish, now)
    letters.answered(wish, now)


def merge(wish: Wish, into: Wish, *, by: Actor, now: datetime) -> None:
    """Make one wish part of another. Who wants both is counted once. Raises WishIsOver, SameWish, HasAnEvent."""
    require(by, Permission.ANSWER_WISH)
    if wish.id == into.id:
        raise SameWish
    for one in sorted((wish, into), key=lambda one: one.id):
        _hold(one)
    if wish.event_id is not None:
        raise HasAnEvent
    there = sa.select(WishSupport.person_id).where(WishSupport.wish_id == into.id)
    theirs = WishSupport.wish_id == wish.id
    as_it_is = {"synchronize_session": False}
    db.session.execute(
        sa.delete(WishSupport).where(theirs, WishSupport.person_id.in_(there.scalar_subquery())),
        execution_options=as_it_is,
    )
    db.session.execute(sa.update(WishSupport).where(theirs).values(wish_id=into.id), execution_options=as_it_is)
    db.session.expire_all()
    count = sa.select(sa.func.count()).where(WishSupport.wish_id == into.id)
    into.supports, wish.supports, wish.merged_into_id = db.session.execute(count).scalar_one(), 0, into.id
    audit.record(by, Happening.WISHES_MERGED, wish, now)
    db.session.flush()


def make_event(wish: Wish, details: EventDetails, *, by: Actor, now: datetime) -> Event:
    """A draft of what was wished for. Those who wanted it are invited first, when it is published.

    Raises WishIsOver, HasAnEvent.
    """
    require(by, Permission.ANSWER_WISH)
    _hold(wish)
    if wish.event_id is not None:
        raise HasAnEvent
    event = draft_event(details, by=by, now=now)
    wish.event_id = event.id
    db.session.flush()
    return event


def invite_wishers(wish_id: int, *, now: datetime) -> bool:
    """The event of a wish is published: those who wanted it hear of it first, once. Whether anybody was told."""
    wish = lock_row(Wish, wish_id)
    event = db.session.get_one(Event, wish.event_id) if wish.event_id is not None else None
    if event is None or wish.invited_at is not None or not event.is_published or event.is_called_off:
        return False
    wish.invited_at = now
    letters.invited(wish, now)
    return True


def _hold(wish: Wish) -> Wish:
    lock(wish)
    if wish.is_over:
        raise WishIsOver
    return wish
