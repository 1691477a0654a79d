"""That somebody came through a door, as the phone there noted it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base
from politiker.core.register import CONTRACT, personal

MARK_LENGTH = 36


class Arrival(Base):
    """One press at one door. Its mark is made by the phone: sent twice it is the same arrival.

    Two doors may note the same person. They are in as long as one of the notes is not undone, since the earliest.
    """

    __tablename__ = "arrival"
    __table_args__ = (sa.Index("ix_arrival_registration", "registration_id"),)

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    mark: Mapped[str] = mapped_column(sa.String(MARK_LENGTH), unique=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(
        info=personal("Hvornår du kom, ved hver dør", "At vide, hvem der var der", CONTRACT, "5 år efter (bogføring)")
    )
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
