"""The words of a name, so that a colleague is found by the beginning of any of them."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base
from politiker.core.register import CONSENT, personal


class NameWord(Base):
    """One word of the name of somebody who said yes to being found, in small letters."""

    __tablename__ = "name_word"
    __table_args__ = (sa.Index("ix_name_word_word", "word"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(
        sa.String(120),
        primary_key=True,
        info=personal("Ordene i dit navn", "At kolleger finder dig", CONSENT, "Når du fjerner det"),
    )
