"""An application to be let in as a councillor, from the first line to the decision."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from politiker.core.database import Base, Lockable, words
from politiker.core.register import CONTRACT, MADE_PUBLIC, PUBLIC_TASK, personal
from politiker.people.models import Municipality, Party

UNTIL = "30 dage efter afgørelsen"


class Source(enum.StrEnum):
    """How it began: somebody applied, was invited, or stood in a council's list."""

    APPLIED = "applied"
    INVITED = "invited"
    IMPORTED = "imported"


class Rejection(enum.StrEnum):
    """Why not, chosen from a list."""

    NOT_ELECTED = "not_elected"
    WRONG_MUNICIPALITY = "wrong_municipality"
    ANOTHER_ACCOUNT = "another_account"
    NOT_THEM = "not_them"
    UNANSWERED = "unanswered"


class Application(Lockable, Base):
    """Somebody says they sit in a council; the secretary there vouches, and an administrator decides."""

    __tablename__ = "application"
    __table_args__ = (
        sa.Index("ix_application_queue", "municipality_id", "decided_at"),
        sa.Index("ix_application_person", "person_id"),
        sa.Index("ix_application_email", "email_key"),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), unique=True)
    source: Mapped[Source] = mapped_column(words(Source))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    municipality_id: Mapped[int] = mapped_column(
        sa.ForeignKey("municipality.id"),
        info=personal("Kommune du siger, du er valgt i", "At kontrollere dit mandat", PUBLIC_TASK, UNTIL),
    )
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party.id"))
    list_text: Mapped[str] = mapped_column(
        sa.String(120),
        info=personal("Liste du siger, du er valgt for", "At kontrollere dit mandat", MADE_PUBLIC, UNTIL),
    )
    name: Mapped[str] = mapped_column(
        sa.String(120), info=personal("Navn som på stemmesedlen", "At kontrollere dit mandat", PUBLIC_TASK, UNTIL)
    )
    email: Mapped[str] = mapped_column(
        sa.String(254), info=personal("Kommunal e-mailadresse", "At kontrollere dit mandat", CONTRACT, UNTIL)
    )
    email_key: Mapped[str] = mapped_column(
        sa.String(254), info=personal("Adressen i små bogstaver", "Én konto pr. adresse", CONTRACT, UNTIL)
    )
    looks_like: Mapped[str | None] = mapped_column(
        sa.String(120), info=personal("Et navn, dit ligner", "At ingen udgiver sig for en anden", PUBLIC_TASK, UNTIL)
    )
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    vouched_at: Mapped[datetime | None]
    vouched_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    disowned_at: Mapped[datetime | None]
    disowned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    declined_at: Mapped[datetime | None]
    papers_checked_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    is_approved: Mapped[bool | None]
    rejection: Mapped[Rejection | None] = mapped_column(words(Rejection))
    secretary_reminded_at: Mapped[datetime | None]
    administrator_reminded_at: Mapped[datetime | None]

    municipality: Mapped[Municipality] = relationship(lazy="raise")
    party: Mapped[Party | None] = relationship(lazy="raise")

    @property
    def is_vouched(self) -> bool:
        return self.vouched_at is not None
