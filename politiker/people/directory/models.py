"""The words of a name, so that a colleague is found by the beginning of any of them."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base
from politiker.core.register import CONSENT, personal


def _by_bytes(length: int) -> sa.types.TypeEngine[str]:
    """Text in the order of its bytes on both databases, whatever language the server was installed with."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


class NameWord(Base):
    """One word of the name of somebody who said yes to being found; `place` 0 is the first, and stands for the person.

    `sort` is the whole name as the Danish alphabet orders it, so that a list can be cut where it stands.
    """

    __tablename__ = "name_word"
    __table_args__ = (sa.Index("ix_name_word_word", "word"), sa.Index("ix_name_word_sort", "place", "sort"))

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(
        _by_bytes(120),
        primary_key=True,
        info=personal("Ordene i dit navn", "At kolleger finder dig", CONSENT, "Når du fjerner det"),
    )
    place: Mapped[int]
    sort: Mapped[str] = mapped_column(
        _by_bytes(255),
        info=personal("Dit navn i alfabetets orden", "At kolleger finder dig", CONSENT, "Når du fjerner det"),
    )
