"""Which letters somebody wants. Without a choice the default of the kind holds.

The address that switches one kind off stands in each letter of that kind. It needs no log-in and no row: the text
in it names the person and the kind, and is sealed with the server's secret, so that nobody can make one. It holds
no e-mail address, opens nothing, and never runs out (RFC 8058).
"""

import enum
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core import addresses
from politiker.core.database import Base, db, lock_row, words
from politiker.core.errors import Forbidden
from politiker.core.register import CONTRACT, personal
from politiker.people.models import Person
from politiker.policy import Actor

_TEXT = re.compile(r"([0-9a-z]{1,32})\.([a-z]{1,20})\.[0-9a-f]{32}")


class Kind(enum.StrEnum):
    """A kind of letter one can do without. Letters about one's own seat or account are not among them."""

    DIGEST = "digest"
    REMINDERS = "reminders"
    REPLIES = "replies"
    MENTIONS = "mentions"
    ROOMS = "rooms"
    WISHES = "wishes"


DEFAULT: Mapping[Kind, bool] = dict.fromkeys(Kind, True)


class Rhythm(enum.StrEnum):
    """How often the letter with news comes. Never is a no to its kind."""

    DAILY = "daily"
    WEEKLY = "weekly"


class MailChoice(Base):
    """One person's yes or no to one kind of letter, and since when."""

    __tablename__ = "mail_choice"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(words(Kind), primary_key=True)
    is_wanted: Mapped[bool] = mapped_column(
        info=personal("Hvilke breve du vil have", "Kun at skrive, når du vil", CONTRACT, "Når kontoen slettes")
    )
    chosen_at: Mapped[datetime]


class DigestChoice(Base):
    """When somebody wants the letter with news; without a row it comes every Monday. Monday is 0."""

    __tablename__ = "digest_choice"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    rhythm: Mapped[Rhythm] = mapped_column(
        words(Rhythm),
        info=personal("Hvor ofte du vil have nyhedsbrev", "Kun at skrive, når du vil", CONTRACT, "Når kontoen slettes"),
    )
    weekday: Mapped[int] = mapped_column(
        info=personal("Dagen for brevet om nyt", "Kun at skrive, når du vil", CONTRACT, "Når kontoen slettes")
    )


def choices_of(person_id: int) -> dict[Kind, bool]:
    """What a person wants of each kind, chosen or by default."""
    query = sa.select(MailChoice.kind, MailChoice.is_wanted).where(MailChoice.person_id == person_id)
    return {**DEFAULT, **{kind: wanted for kind, wanted in db.session.execute(query)}}


def wants(person_id: int, kind: Kind) -> bool:
    """Whether a letter of this kind may go to a person now."""
    return choices_of(person_id)[kind]


def said_no(kind: Kind) -> sa.ColumnElement[bool]:
    """For a query over persons: whether somebody switched this kind off."""
    return sa.exists().where(
        MailChoice.person_id == Person.id, MailChoice.kind == kind, MailChoice.is_wanted.is_(False)
    )


def choose(chosen: Mapping[Kind, bool], *, by: Actor, now: datetime) -> None:
    """Say yes or no to kinds of letters, for oneself: nobody can choose for another. Raises Forbidden.

    When each was chosen is kept with the choice; what is chosen already keeps its time.
    """
    if by.person_id is None:
        raise Forbidden
    lock_row(Person, by.person_id)
    for kind, wanted in chosen.items():
        choice = db.session.get(MailChoice, (by.person_id, kind))
        if choice is None:
            if wanted is not DEFAULT[kind]:
                db.session.add(MailChoice(person_id=by.person_id, kind=kind, is_wanted=wanted, chosen_at=now))
        elif choice.is_wanted is not wanted:
            choice.is_wanted, choice.chosen_at = wanted, now
    db.session.flush()


def rhythm_of(person_id: int) -> tuple[Rhythm, int]:
    """How often a person wants the letter with news, and on which weekday (Monday is 0)."""
    choice = db.session.get(DigestChoice, person_id)
    return (choice.rhythm, choice.weekday) if choice is not None else (Rhythm.WEEKLY, 0)


def choose_rhythm(rhythm: Rhythm, weekday: int, *, by: Actor) -> None:
    """Have the letter with news every day, or once a week on a day (Monday is 0), for oneself. Raises Forbidden."""
    if by.person_id is None or weekday not in range(7):
        raise Forbidden
    lock_row(Person, by.person_id)
    choice = db.session.get(DigestChoice, by.person_id)
    if choice is not None:
        choice.rhythm, choice.weekday = rhythm, weekday
    elif (rhythm, weekday) != (Rhythm.WEEKLY, 0):
        db.session.add(DigestChoice(person_id=by.person_id, rhythm=rhythm, weekday=weekday))
    db.session.flush()


def unsubscribe_address(person: Person, kind: Kind) -> str:
    """Where one press switches one kind of letter off for one person."""
    text = sealed(person.uid, kind, addresses.settings().secret_key)
    return addresses.absolute(f"/afmeld-breve/{text}")


def sealed(uid: str, kind: str, secret: str) -> str:
    """Who and which kind, with the seal that only this house can make."""
    seal = hmac.new(secret.encode(), f"unsubscribe:{uid}:{kind}".encode(), hashlib.sha256).hexdigest()
    return f"{uid}.{kind}.{seal[:32]}"


def meant_by(text: str, *, secret: str) -> tuple[Person, Kind] | None:
    """Whom and which kind a sealed text names, or None when it was never ours or the person is gone."""
    found = _TEXT.fullmatch(text)
    if found is None or not hmac.compare_digest(sealed(found[1], found[2], secret), text):
        return None
    person = db.session.scalars(sa.select(Person).where(Person.uid == found[1])).one_or_none()
    return (person, Kind(found[2])) if person is not None and found[2] in set(Kind) else None
