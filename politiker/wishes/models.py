"""What a wish is: a subject somebody is challenged on, and how many share it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, Lockable, words
from politiker.core.register import CONTRACT, personal
from politiker.events.models import ForRole, Topic

FEW = 5  # a number below this is told as "få": it could point at somebody


class Wish(Lockable, Base):
    """A subject for an event. Who proposed it is told to nobody; `supports` counts them with those who joined.

    The count is changed only while the wish is locked. A wish is over when it was taken back or merged into another.
    """

    __tablename__ = "wish"
    __table_args__ = (sa.Index("ix_wish_author", "author_id", "created_at"), sa.Index("ix_wish_event", "event_id"))

    uid: Mapped[str] = mapped_column(sa.String(32), unique=True)
    author_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        info=personal(
            "Ønsker til arrangementer, du har foreslået", "At lave det, I mangler", CONTRACT, "Når kontoen slettes"
        ),
    )
    title: Mapped[str] = mapped_column(sa.String(120))
    why: Mapped[str] = mapped_column(sa.String(600), default="")
    topic: Mapped[Topic] = mapped_column(words(Topic))
    role: Mapped[ForRole] = mapped_column(words(ForRole))
    terms: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    supports: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wish.id"))
    answer: Mapped[str] = mapped_column(sa.String(1000), default="")
    answered_at: Mapped[datetime | None]
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id"))
    invited_at: Mapped[datetime | None]

    @property
    def is_over(self) -> bool:
        return self.withdrawn_at is not None or self.merged_into_id is not None

    @classmethod
    def stands(cls) -> sa.ColumnElement[bool]:
        """For a query: neither taken back nor merged into another."""
        return sa.and_(cls.withdrawn_at.is_(None), cls.merged_into_id.is_(None))


class WishSupport(Base):
    """Somebody wants the same. Whoever proposed a wish is among them."""

    __tablename__ = "wish_support"
    __table_args__ = (sa.Index("ix_wish_support_person", "person_id"),)

    wish_id: Mapped[int] = mapped_column(sa.ForeignKey("wish.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        primary_key=True,
        info=personal("Ønsker til arrangementer, du støtter", "At lave det, I mangler", CONTRACT, "Når du fjerner det"),
    )
    supported_at: Mapped[datetime]
