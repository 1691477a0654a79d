"""Browsers that are signed in, and devices that their owners were seen on before."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base
from politiker.core.register import LEGITIMATE, personal


class SignIn(Base):
    """A browser that is signed in. The cookie holds a random number, the table only its hash."""

    __tablename__ = "sign_in"
    __table_args__ = (sa.Index("ix_sign_in_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(
        info=personal("Hvornår du loggede ind", "At kunne lukke fremmede ude", LEGITIMATE, "30 dage efter udløb")
    )
    seen_at: Mapped[datetime]
    sensitive_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    is_remembered: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_strong: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_by_password: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    awaits_factor: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    challenge: Mapped[str | None] = mapped_column(sa.String(120))
    browser: Mapped[str] = mapped_column(
        sa.String(60),
        default="",
        server_default="",
        info=personal(
            "Hvilken slags browser du loggede ind med",
            "At du kan kende dine enheder",
            LEGITIMATE,
            "30 dage efter udløb",
        ),
    )


class KnownDevice(Base):
    """A browser that its owner signed in on before. Its cookie opens nothing: it only gives the owner a count of tries
    of their own, so that strangers who guess do not lock them out."""

    __tablename__ = "known_device"
    __table_args__ = (sa.UniqueConstraint("token_hash", "person_id"), sa.Index("ix_known_device_person", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(
        info=personal(
            "Hvilke enheder du har logget ind på før (kun som hash)",
            "At kende dig igen, og at skrive til dig om nye",
            LEGITIMATE,
            "12 måneder efter sidste brug",
        )
    )
    seen_at: Mapped[datetime]
