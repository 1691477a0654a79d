"""Changing what one signs in with while one is signed in: the password and the address."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base
from politiker.core.register import CONTRACT, personal


class EmailChange(Base):
    """A wish to be written to elsewhere, until the new address has answered."""

    __tablename__ = "email_change"
    __table_args__ = (sa.Index("ix_email_change_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    email: Mapped[str] = mapped_column(
        sa.String(254),
        info=personal("En ny e-mailadresse, du har bedt om", "At skifte adresse", CONTRACT, "2 dage efter"),
    )
    email_key: Mapped[str] = mapped_column(
        sa.String(254),
        info=personal("Den nye adresse i små bogstaver", "Én konto pr. adresse", CONTRACT, "2 dage efter"),
    )
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
