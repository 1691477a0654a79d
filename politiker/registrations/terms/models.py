"""Seats reserved for some, what each kind of participant pays, and what it costs to leave late."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, words
from politiker.core.register import CONTRACT, personal
from politiker.registrations.models import Participant


class SeatBlock(Base):
    """Seats that only a municipality's councillors or a named group may have, until a moment or until let go."""

    __tablename__ = "seat_block"
    __table_args__ = (
        sa.CheckConstraint("seats > 0", name="seats_positive"),
        sa.Index("ix_seat_block_event", "event_id"),
        sa.Index("ix_seat_block_until", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(120))
    municipality_id: Mapped[int | None] = mapped_column(sa.ForeignKey("municipality.id"))
    seats: Mapped[int]
    until: Mapped[datetime]
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class BlockMember(Base):
    """One person of a named group that has seats reserved."""

    __tablename__ = "block_member"
    __table_args__ = (sa.Index("ix_block_member_person", "person_id"),)

    block_id: Mapped[int] = mapped_column(sa.ForeignKey("seat_block.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        primary_key=True,
        info=personal("At en plads er reserveret til dig", "At holde pladsen til dig", CONTRACT, "Efter arrangementet"),
    )


class Price(Base):
    """What one kind of participant pays, in øre without VAT. A kind that has none pays what the price text says."""

    __tablename__ = "event_price"
    __table_args__ = (sa.CheckConstraint("ore >= 0", name="ore_not_negative"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[Participant] = mapped_column(words(Participant), primary_key=True)
    ore: Mapped[int]


class WithdrawalTerm(Base):
    """Leaving later than so many days before the start costs a percentage of the price, or an amount in øre."""

    __tablename__ = "withdrawal_term"
    __table_args__ = (
        sa.CheckConstraint("(percent IS NULL) <> (ore IS NULL)", name="percent_or_ore"),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name="percent_of_all"),
        sa.CheckConstraint("ore > 0", name="ore_positive"),
    )

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    days_before: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    percent: Mapped[int | None]
    ore: Mapped[int | None]
