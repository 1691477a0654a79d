"""What an event is, and which of its moves are legal."""

import enum
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from politiker.core import danish
from politiker.core.database import Base, Lockable, words
from politiker.core.errors import IllegalMove
from politiker.core.register import CONTRACT, PUBLIC_TASK, personal
from politiker.people.models import Municipality
from politiker.policy import Right


class Kind(enum.StrEnum):
    """What sort of meeting it is."""

    SEMINAR = "seminar"
    MEETING = "meeting"
    WEBINAR = "webinar"
    COURSE = "course"


class Audience(enum.StrEnum):
    """Who may see that the event exists."""

    PUBLIC = "public"
    MEMBERS = "members"


class TagKind(enum.StrEnum):
    """What a tag tells: the subject, or for whom."""

    TOPIC = "topic"
    ROLE = "role"


class Topic(enum.StrEnum):
    """The policy areas of a municipality, and the role of the politician."""

    ROLE_OF_POLITICIAN = "politikerrollen"
    ECONOMY = "oekonomi"
    CHILDREN = "boern-og-skole"
    ELDERLY = "aeldre-og-sundhed"
    SOCIAL = "social"
    EMPLOYMENT = "beskaeftigelse"
    CLIMATE = "klima-og-teknik"
    CULTURE = "kultur-og-fritid"
    PLANNING = "by-og-land"
    DIGITAL = "digitalisering"


class ForRole(enum.StrEnum):
    """For whom the event is meant; everybody may still sign up."""

    ALL = "alle"
    MAYOR = "borgmestre"
    COMMITTEE_CHAIR = "udvalgsformaend"
    NEWLY_ELECTED = "nyvalgte"


class Series(Lockable, Base):
    """One course on many dates: each is an event of its own, with its own seats."""

    __tablename__ = "series"

    title: Mapped[str] = mapped_column(sa.String(160))
    created_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        info=personal("Hvem der oprettede rækken", "Sporbarhed", CONTRACT, "Når kontoen slettes"),
    )
    created_at: Mapped[datetime]


# An event lasts no longer; so what began earlier than that is over, and a list need not look there.
LONGEST = timedelta(days=60)


class Venue(Base):
    """A place, and what somebody with a wheelchair, a hearing aid or a guide dog finds there."""

    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(160))
    postcode: Mapped[str] = mapped_column(sa.String(4))
    town: Mapped[str] = mapped_column(sa.String(80))
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipality.id"))
    accessibility: Mapped[str] = mapped_column(default="")

    municipality: Mapped[Municipality] = relationship(lazy="raise")


class Event(Lockable, Base):
    """A meeting with seats. Its counts of seats are changed only while it is locked.

    A hybrid meeting is two: those who come, and their twin on the net with its own seats, line and letters, which
    names the first in `twin_of_id` and stands on its page. A template is a draft that others are copied from.
    """

    __tablename__ = "event"
    __table_args__ = (
        sa.CheckConstraint("capacity > 0", name="capacity_positive"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("seats_held >= 0", name="seats_not_negative"),
        sa.Index("ix_event_upcoming", "starts_at", "id"),
        sa.Index("ix_event_creator", "created_by_id"),
        sa.Index("ix_event_series", "series_id"),
        sa.Index("ix_event_twin", "twin_of_id"),
    )

    title: Mapped[str] = mapped_column(sa.String(160))
    kind: Mapped[Kind] = mapped_column(words(Kind))
    summary: Mapped[str] = mapped_column(sa.String(400))
    description: Mapped[str]
    description_html: Mapped[str]
    audience: Mapped[Audience] = mapped_column(words(Audience), default=Audience.PUBLIC)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venue.id"))
    join_link: Mapped[str | None]
    capacity: Mapped[int]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    binding_at: Mapped[datetime | None]
    price_text: Mapped[str] = mapped_column(sa.String(200), default="")
    contact_name: Mapped[str] = mapped_column(
        sa.String(120),
        info=personal("Kontaktperson", "At kunne spørge arrangøren", PUBLIC_TASK, "Når arrangementet slettes"),
    )
    contact_email: Mapped[str] = mapped_column(
        sa.String(254),
        info=personal(
            "Kontaktpersonens e-mail", "At kunne spørge arrangøren", PUBLIC_TASK, "Når arrangementet slettes"
        ),
    )
    contact_phone: Mapped[str] = mapped_column(
        sa.String(20),
        default="",
        info=personal(
            "Kontaktpersonens telefon", "At kunne spørge arrangøren", PUBLIC_TASK, "Når arrangementet slettes"
        ),
    )
    created_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        info=personal("Hvem der oprettede arrangementet", "Sporbarhed", CONTRACT, "Når kontoen slettes"),
    )
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]
    called_off_reason: Mapped[str | None] = mapped_column(sa.String(400))
    revision: Mapped[int] = mapped_column(default=0)
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("series.id"))
    twin_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event.id"))
    has_twin: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    has_terms: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_template: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    needs_approval: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    municipality_limit: Mapped[int | None]
    confirm_days: Mapped[int | None]
    substitute_free: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    refill_waives: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    seats_held: Mapped[int] = mapped_column(default=0)
    seats_reserved: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting: Mapped[int] = mapped_column(default=0)
    last_number: Mapped[int] = mapped_column(default=0)
    asks_before: Mapped[int] = mapped_column(default=0, server_default="0")
    asks_after: Mapped[int] = mapped_column(default=0, server_default="0")
    terms: Mapped[str] = mapped_column(default="")

    venue: Mapped[Venue | None] = relationship(lazy="raise")
    programme: Mapped[list["ProgrammeItem"]] = relationship(
        order_by="ProgrammeItem.position", cascade="all, delete-orphan", lazy="raise"
    )
    tags: Mapped[list["EventTag"]] = relationship(cascade="all, delete-orphan", lazy="raise")

    @property
    def slug(self) -> str:
        return danish.slug(self.title)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_public(self) -> bool:
        return self.audience is Audience.PUBLIC

    @property
    def is_called_off(self) -> bool:
        return self.called_off_at is not None

    @property
    def seats_free(self) -> int:
        """What anybody can have: seats that nobody holds, and that are reserved for nobody."""
        return max(0, self.capacity - self.seats_held - self.seats_reserved)

    @property
    def is_full(self) -> bool:
        """Nobody walks straight in: no seat is free, or somebody waits for it and not for room for the municipality."""
        return self.seats_free == 0 or (self.waiting > 0 and self.municipality_limit is None)

    def has_begun(self, now: datetime) -> bool:
        return now >= self.starts_at

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at

    def is_open(self, now: datetime) -> bool:
        """Whether one can sign up now: published, not called off, between opening and closing, not begun."""
        return (
            self.is_published
            and not self.is_called_off
            and (self.opens_at is None or self.opens_at <= now)
            and now < (self.closes_at or self.starts_at)
            and not self.has_begun(now)
        )

    def is_binding(self, now: datetime) -> bool:
        """Whether a seat can no longer be given back freely."""
        return self.binding_at is not None and now >= self.binding_at

    def publish(self, now: datetime) -> None:
        if self.is_published or self.is_called_off or self.is_template or self.twin_of_id is not None:
            raise IllegalMove(event=self.id)
        self.published_at = now

    def call_off(self, reason: str, now: datetime) -> None:
        if not self.is_published or self.is_called_off or self.is_over(now) or self.twin_of_id is not None:
            raise IllegalMove(event=self.id)
        self.called_off_at = now
        self.called_off_reason = reason

    def next_number(self) -> int:
        """The next number in the order of coming; never given twice at one event."""
        self.last_number += 1
        return self.last_number


class EventTag(Base):
    """A subject of an event, or a role it is for."""

    __tablename__ = "event_tag"
    __table_args__ = (sa.Index("ix_event_tag_value", "kind", "value", "event_id"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[TagKind] = mapped_column(words(TagKind), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(40), primary_key=True)


class ItemKind(enum.StrEnum):
    """What sort of point of a programme it is."""

    TALK = "talk"
    WORKSHOP = "workshop"
    BREAK = "break"
    OTHER = "other"


class ProgrammeItem(Base):
    """One point of the programme; speakers are public names, one a line. Points side by side have a track each.

    With a `capacity` guests choose it beforehand, one of those that begin together.
    """

    __tablename__ = "programme_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(sa.String(160))
    speakers: Mapped[str] = mapped_column(
        default="", info=personal("Oplægsholderes navne", "Programmet", PUBLIC_TASK, "Når arrangementet slettes")
    )
    kind: Mapped[ItemKind] = mapped_column(words(ItemKind), default=ItemKind.TALK, server_default="talk")
    track: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    capacity: Mapped[int | None]


class EventGrant(Base):
    """A narrow right to one event given to one person."""

    __tablename__ = "event_grant"
    __table_args__ = (sa.Index("ix_event_grant_person", "person_id"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        primary_key=True,
        info=personal("Rettigheder til arrangementer", "At vide hvem der må hvad", CONTRACT, "Når kontoen slettes"),
    )
    right: Mapped[Right] = mapped_column(words(Right), primary_key=True)
    granted_at: Mapped[datetime]
