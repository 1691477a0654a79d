"""Persons, the mandates that let them in, and the municipalities they were elected in."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from politiker.core.database import Base, Lockable, words
from politiker.core.register import (
    CONSENT,
    CONTRACT,
    LEGITIMATE,
    MADE_PUBLIC,
    PARTY_CONSENT,
    PUBLIC_TASK,
    personal,
)
from politiker.policy import Role


class Municipality(Base):
    """One of the 98. `council_word` is what this council calls itself; the two words mean the same organ."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(4), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    council_word: Mapped[str] = mapped_column(sa.String(40), default="kommunalbestyrelse")


class RegionMembership(Base):
    """Which region a municipality lies in, from one day until another; Østdanmark comes on 1 January 2027."""

    __tablename__ = "region_membership"
    __table_args__ = (sa.UniqueConstraint("municipality_id", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipality.id"))
    region: Mapped[str] = mapped_column(sa.String(40), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Party(Base):
    """A list that stood in one municipality at one election; a letter alone names nothing."""

    __tablename__ = "party"
    __table_args__ = (sa.UniqueConstraint("municipality_id", "election", "letter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipality.id"))
    election: Mapped[int]
    letter: Mapped[str] = mapped_column(sa.String(4))
    name: Mapped[str] = mapped_column(sa.String(120))
    is_local: Mapped[bool] = mapped_column(default=False)


class Person(Lockable, Base):
    """Somebody we know. Without a mandate or a role, a person has no rights beyond their own data."""

    __tablename__ = "person"

    uid: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(
        sa.String(120), info=personal("Navn", "At vide hvem der deltager", CONTRACT, "Når kontoen slettes")
    )
    email: Mapped[str] = mapped_column(
        sa.String(254), info=personal("E-mailadresse", "At skrive til dig", CONTRACT, "Når kontoen slettes")
    )
    email_key: Mapped[str] = mapped_column(
        sa.String(254),
        unique=True,
        info=personal("E-mailadresse i små bogstaver", "Én konto pr. adresse", CONTRACT, "Når kontoen slettes"),
    )
    password_hash: Mapped[str | None] = mapped_column(
        info=personal("Adgangskode (kun som hash)", "At logge ind", CONTRACT, "Når kontoen slettes")
    )
    invited_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None] = mapped_column(
        info=personal(
            "Hvornår din konto blev spærret", "At en spærret konto ikke kan bruges", LEGITIMATE, "Når kontoen slettes"
        )
    )
    suspended_until: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None] = mapped_column(
        info=personal(
            "Ja til at kunne findes under Kolleger", "At ligestillede finder dig", CONSENT, "Når du fjerner det"
        )
    )
    list_shown_at: Mapped[datetime | None] = mapped_column(
        info=personal(
            "Ja til at vise din liste på din profil, og hvornår du sagde det",
            "At kolleger kan se den",
            PARTY_CONSENT,
            "Når du fjerner det",
        )
    )
    about: Mapped[str] = mapped_column(
        sa.String(500),
        default="",
        server_default="",
        info=personal(
            "Din egen præsentation", "At kolleger ved, hvad de kan spørge dig om", CONSENT, "Når du fjerner den"
        ),
    )
    is_demo: Mapped[bool] = mapped_column(default=False)
    feed_hash: Mapped[str | None] = mapped_column(
        sa.String(64),
        unique=True,
        info=personal("Nøgle til kalenderfeed (kun som hash)", "Dit kalenderfeed", CONTRACT, "Når du lukker feedet"),
    )

    mandates: Mapped[list["Mandate"]] = relationship(back_populates="person", lazy="raise")


class Duty(enum.StrEnum):
    """What a councillor does in the council, with dates of its own."""

    MAYOR = "mayor"
    DEPUTY_MAYOR = "deputy_mayor"
    COMMITTEE_CHAIR = "committee_chair"
    MEMBER = "member"
    SUBSTITUTE = "substitute"
    LEAVE = "leave"


class Ending(enum.StrEnum):
    """Why a mandate ended before, or with, its period."""

    PERIOD = "period"
    RESIGNED = "resigned"
    MOVED_AWAY = "moved_away"
    CHANGED_LIST = "changed_list"
    LEAVE_OVER = "leave_over"
    MISTAKE = "mistake"


class Mandate(Base):
    """A seat in a council: who, where, for which list, and from when until when. Rights follow it."""

    __tablename__ = "mandate"
    __table_args__ = (sa.Index("ix_mandate_person", "person_id", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    municipality_id: Mapped[int] = mapped_column(
        sa.ForeignKey("municipality.id"),
        index=True,
        info=personal("Kommune du er valgt i", "Adgang følger mandatet", PUBLIC_TASK, "90 dage efter mandatets ophør"),
    )
    party_id: Mapped[int] = mapped_column(
        sa.ForeignKey("party.id"),
        info=personal("Liste du er valgt for", "At blande deltagere på tværs", MADE_PUBLIC, "90 dage efter ophør"),
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_first_period: Mapped[bool] = mapped_column(default=False)
    ending: Mapped[Ending | None] = mapped_column(
        words(Ending),
        info=personal("Hvorfor et mandat ophørte", "Adgang følger mandatet", PUBLIC_TASK, "90 dage efter ophør"),
    )
    lapsed_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="mandates", lazy="raise")
    municipality: Mapped[Municipality] = relationship(lazy="raise")
    party: Mapped[Party] = relationship(lazy="raise")
    duties: Mapped[list["MandateDuty"]] = relationship(back_populates="mandate", lazy="raise")

    @classmethod
    def runs(cls, now: datetime) -> sa.ColumnElement[bool]:
        """The condition of a query that a mandate runs: from its first moment, and no longer at its last."""
        return sa.and_(cls.starts_at <= now, cls.ends_at > now)


class MandateDuty(Base):
    """A duty within a mandate, dated; a chair names the committee."""

    __tablename__ = "mandate_duty"

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(sa.ForeignKey("mandate.id"), index=True)
    duty: Mapped[Duty] = mapped_column(
        words(Duty), info=personal("Hverv i rådet", "At finde ligestillede", PUBLIC_TASK, "90 dage efter ophør")
    )
    committee: Mapped[str | None] = mapped_column(
        sa.String(120), info=personal("Udvalg", "At finde ligestillede", PUBLIC_TASK, "90 dage efter ophør")
    )
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]

    mandate: Mapped[Mandate] = relationship(back_populates="duties", lazy="raise")

    @classmethod
    def runs(cls, now: datetime) -> sa.ColumnElement[bool]:
        """The condition of a query that a duty is held: from its first moment, and no longer at its last, if any."""
        return sa.and_(cls.starts_at <= now, sa.or_(cls.ends_at.is_(None), cls.ends_at > now))


class RoleGrant(Base):
    """A role given to a person, from when until when; a secretary's is for one municipality."""

    __tablename__ = "role_grant"
    __table_args__ = (sa.Index("ix_role_grant_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(
        words(Role), info=personal("Rolle på siden", "At vide hvem der må hvad", CONTRACT, "12 måneder efter ophør")
    )
    municipality_id: Mapped[int | None] = mapped_column(sa.ForeignKey("municipality.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]

    @classmethod
    def runs(cls, now: datetime) -> sa.ColumnElement[bool]:
        """The condition of a query that a role is held: from its first moment, and no longer at its last, if any."""
        return sa.and_(cls.starts_at <= now, sa.or_(cls.ends_at.is_(None), cls.ends_at > now))
