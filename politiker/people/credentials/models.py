"""Wishes to be written to elsewhere."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base
from politiker.core.register import CONTRACT, personal

KEPT = "2 dage efter en ønsket ændring"


class EmailChange(Base):
    """A wish to be written to elsewhere, until the new address has answered.

    `password_mark` tells whether the password is still the one that was given when it was asked for: whoever chooses a
    new password, because it was not them, has thereby taken the wish back.
    """

    __tablename__ = "email_change"
    __table_args__ = (sa.Index("ix_email_change_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    email: Mapped[str] = mapped_column(
        sa.String(254), info=personal("En ny e-mailadresse, du har bedt om", "At skifte adresse", CONTRACT, KEPT)
    )
    email_key: Mapped[str] = mapped_column(
        sa.String(254), info=personal("Den nye adresse i små bogstaver", "Én konto pr. adresse", CONTRACT, KEPT)
    )
    password_mark: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
