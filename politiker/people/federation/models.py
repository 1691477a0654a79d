"""Who a person is to a municipality's log-in, and journeys there and back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base
from politiker.core.register import CONTRACT, personal


class ExternalIdentity(Base):
    """Who a person is to a municipality's log-in: the provider's name and its own number for them."""

    __tablename__ = "external_identity"
    __table_args__ = (sa.UniqueConstraint("provider", "subject"), sa.Index("ix_external_identity_person", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    provider: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(
        sa.String(255),
        info=personal("Dit nummer hos din kommunes log ind", "At logge ind derfra", CONTRACT, "Når du fjerner det"),
    )
    created_at: Mapped[datetime]


class FederationAttempt(Base):
    """A journey to a provider and back: what has to be the same when the browser returns. Good for ten minutes."""

    __tablename__ = "federation_attempt"

    state_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    browser_hash: Mapped[str] = mapped_column(sa.String(64))
    provider: Mapped[str] = mapped_column(sa.String(40))
    nonce: Mapped[str] = mapped_column(sa.String(64))
    verifier: Mapped[str] = mapped_column(sa.String(128))
    next: Mapped[str | None]
    is_linking: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[datetime]
