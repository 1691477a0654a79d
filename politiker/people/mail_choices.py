"""Which letters somebody wants. Without a choice the default of the kind holds."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, words
from politiker.core.register import CONTRACT, personal


class Kind(enum.StrEnum):
    """A kind of letter one can do without. Letters about one's own seat or account are not among them."""

    DIGEST = "digest"
    REMINDERS = "reminders"


class MailChoice(Base):
    """One person's yes or no to one kind of letter, and since when."""

    __tablename__ = "mail_choice"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(words(Kind), primary_key=True)
    is_wanted: Mapped[bool] = mapped_column(
        info=personal("Hvilke breve du vil have", "Kun at skrive, når du vil", CONTRACT, "Når kontoen slettes")
    )
    chosen_at: Mapped[datetime]
