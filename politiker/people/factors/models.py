"""What somebody has set up to prove themselves with besides the password."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, words
from politiker.core.register import CONTRACT, personal


class FactorKind(enum.StrEnum):
    """A code from an app (TOTP, RFC 6238), or a passkey (WebAuthn)."""

    TOTP = "totp"
    PASSKEY = "passkey"


class Factor(Base):
    """One app or one passkey of a person. A secret is stored sealed, a passkey as its public key."""

    __tablename__ = "factor"
    __table_args__ = (sa.Index("ix_factor_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(sa.String(32), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[FactorKind] = mapped_column(
        words(FactorKind),
        info=personal("Din totrinsbekræftelse", "At kun du kan logge ind", CONTRACT, "Når du fjerner den"),
    )
    name: Mapped[str] = mapped_column(
        sa.String(60),
        info=personal("Hvad du kalder din app eller nøgle", "At du kan kende den", CONTRACT, "Når du fjerner den"),
    )
    secret: Mapped[str | None] = mapped_column(
        info=personal(
            "Nøgle til koder fra din app (krypteret)", "At kun du kan logge ind", CONTRACT, "Når du fjerner den"
        )
    )
    credential: Mapped[str | None] = mapped_column(
        sa.String(400),
        unique=True,
        info=personal(
            "Adgangsnøgle (kun den offentlige del)", "At kun du kan logge ind", CONTRACT, "Når du fjerner den"
        ),
    )
    public_key: Mapped[str | None]
    uses: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One of ten codes on paper, each good once, for whoever has lost the phone. Only hashes."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.Index("ix_recovery_code_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(
        sa.String(64),
        info=personal(
            "Nødkoder (kun som hash)", "At du kan logge ind uden din telefon", CONTRACT, "Når du fjerner den"
        ),
    )
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
