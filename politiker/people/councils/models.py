"""What is said about a mandate before it is so: a member's own report, and a council that sits on."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from politiker.core.database import Base, Lockable, words
from politiker.core.register import PUBLIC_TASK, personal
from politiker.people.models import Mandate


class Change(enum.StrEnum):
    """What can happen to a mandate within its period."""

    LEAVE = "leave"
    RETURN = "return"
    CHANGE_OF_LIST = "change_of_list"
    RESIGNATION = "resignation"
    MOVED_AWAY = "moved_away"


class MandateReport(Lockable, Base):
    """A councillor tells of a change of their own; it takes effect when the secretary or an administrator confirms."""

    __tablename__ = "mandate_report"
    __table_args__ = (sa.Index("ix_mandate_report_mandate", "mandate_id"),)

    uid: Mapped[str] = mapped_column(sa.String(32), unique=True)
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    change: Mapped[Change] = mapped_column(
        words(Change),
        info=personal("En ændring, du selv har meldt", "At dit mandat passer", PUBLIC_TASK, "90 dage efter ophør"),
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party.id"))
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    is_confirmed: Mapped[bool | None]

    mandate: Mapped[Mandate] = relationship(lazy="raise")


class Prolongation(Lockable, Base):
    """A council whose election is held again sits on until a date (kommunal- og regionalvalgloven § 97, stk. 2).

    One administrator asks, another confirms.
    """

    __tablename__ = "prolongation"

    uid: Mapped[str] = mapped_column(sa.String(32), unique=True)
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipality.id"), index=True)
    ends_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]


class Substitution(Base):
    """A mandate that stands in for another while its holder is on leave."""

    __tablename__ = "substitution"

    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id", ondelete="CASCADE"), primary_key=True)
    stands_in_for_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id", ondelete="CASCADE"), index=True)
