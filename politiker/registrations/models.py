"""What a registration is, and which of its moves are legal."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from politiker.core.database import Base, words
from politiker.core.errors import IllegalMove
from politiker.core.register import CONSENT, CONTRACT, HEALTH_CONSENT, personal
from politiker.events.models import Event
from politiker.people.models import Person
from politiker.registrations.arrivals.tickets import new_ticket


class State(enum.StrEnum):
    """Where a registration stands. Each has a column with the time it was reached."""

    NOMINATED = "nominated"
    AWAITING_MUNICIPALITY = "awaiting_municipality"
    AWAITING_ORGANISER = "awaiting_organiser"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    EXPIRED = "expired"
    REFUSED = "refused"
    CALLED_OFF = "called_off"


class Participant(enum.StrEnum):
    """What kind of participant somebody is; the price goes by it."""

    COUNCILLOR = "councillor"
    OFFICIAL = "official"
    SPEAKER = "speaker"
    OTHER = "other"


S = State
HOLDS = frozenset({S.NOMINATED, S.AWAITING_MUNICIPALITY, S.CONFIRMED, S.OFFERED, S.WITHDRAWAL_REQUESTED})
CERTAIN = frozenset({S.CONFIRMED, S.WITHDRAWAL_REQUESTED})
OPEN = HOLDS | {S.AWAITING_ORGANISER, S.WAITING}
ENDED = frozenset(S) - OPEN

MOVES: dict[State, frozenset[State]] = {
    S.NOMINATED: frozenset({S.CONFIRMED, S.AWAITING_MUNICIPALITY, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.CALLED_OFF}),
    S.AWAITING_MUNICIPALITY: frozenset({S.CONFIRMED, S.REFUSED, S.EXPIRED, S.WITHDRAWN, S.CALLED_OFF}),
    S.AWAITING_ORGANISER: frozenset({S.CONFIRMED, S.WAITING, S.REFUSED, S.WITHDRAWN, S.CALLED_OFF}),
    S.CONFIRMED: frozenset({S.WITHDRAWAL_REQUESTED, S.WITHDRAWN, S.CALLED_OFF}),
    S.WAITING: frozenset({S.OFFERED, S.CONFIRMED, S.WITHDRAWN, S.CALLED_OFF}),
    S.OFFERED: frozenset({S.CONFIRMED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.CALLED_OFF}),
    S.WITHDRAWAL_REQUESTED: frozenset({S.WITHDRAWN, S.CONFIRMED, S.CALLED_OFF}),
}

_OPEN_SQL = "state IN (" + ", ".join(f"'{s.value}'" for s in sorted(OPEN)) + ")"
_WAITING_SQL = "state = 'waiting'"


class Registration(Base):
    """One person's place at one event, from the first click to the last state.

    The line is ordered by `priority` (0, or a lower number for which somebody gave a reason) and then `number`.
    """

    __tablename__ = "registration"
    __table_args__ = (
        sa.Index(
            "uq_registration_open",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text(_OPEN_SQL),
            postgresql_where=sa.text(_OPEN_SQL),
        ),
        sa.Index(
            "ix_registration_line",
            "event_id",
            "priority",
            "number",
            sqlite_where=sa.text(_WAITING_SQL),
            postgresql_where=sa.text(_WAITING_SQL),
        ),
        sa.Index("ix_registration_person", "person_id", "event_id"),
        sa.Index("ix_registration_event", "event_id", "state"),
        sa.Index("ix_registration_block", "block_id"),
        sa.Index(
            "ix_registration_deadline",
            "offer_ends_at",
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    uid: Mapped[str] = mapped_column(sa.String(32), unique=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        info=personal("Hvilke arrangementer du er tilmeldt", "At holde din plads", CONTRACT, "5 år efter (bogføring)"),
    )
    state: Mapped[State] = mapped_column(words(State))
    number: Mapped[int]
    priority: Mapped[int] = mapped_column(default=0)
    priority_reason: Mapped[str | None] = mapped_column(sa.String(64))
    group_key: Mapped[str | None] = mapped_column(sa.String(32))
    stays_together: Mapped[bool] = mapped_column(default=False)
    takes_last_minute: Mapped[bool] = mapped_column(
        default=False, info=personal("Ja til plads i sidste øjeblik", "Ventelisten", CONTRACT, "Efter arrangementet")
    )
    is_shown: Mapped[bool] = mapped_column(
        default=False, info=personal("Ja til at stå på deltagerlisten", "Deltagerlisten", CONSENT, "Når du fjerner det")
    )
    kind: Mapped[Participant] = mapped_column(
        words(Participant),
        default=Participant.COUNCILLOR,
        server_default="councillor",
        info=personal("Hvilken slags deltager du er", "Pris og plads", CONTRACT, "5 år efter (bogføring)"),
    )
    ticket: Mapped[str | None] = mapped_column(
        sa.String(16),
        default=new_ticket,
        info=personal("Nummeret på din billet", "At tjekke dig ind ved døren", CONTRACT, "5 år efter (bogføring)"),
    )
    arrived_at: Mapped[datetime | None] = mapped_column(
        info=personal("Hvornår du kom", "At vide, hvem der var der", CONTRACT, "5 år efter (bogføring)")
    )
    presence_asked_at: Mapped[datetime | None]
    presence_confirmed_at: Mapped[datetime | None] = mapped_column(
        info=personal("At du har bekræftet, at du kommer", "At ingen plads står tom", CONTRACT, "Efter arrangementet")
    )
    block_id: Mapped[int | None] = mapped_column(sa.ForeignKey("seat_block.id"))
    sequence: Mapped[int] = mapped_column(default=0)
    offer_ends_at: Mapped[datetime | None]
    holds_until: Mapped[datetime | None]
    refilled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    nominated_at: Mapped[datetime | None]
    awaiting_municipality_at: Mapped[datetime | None]
    awaiting_organiser_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    waiting_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    withdrawal_requested_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    expired_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")

    @property
    def holds_seat(self) -> bool:
        return self.state in HOLDS

    @property
    def is_certain(self) -> bool:
        """The seat is theirs, though they may have asked to give it back."""
        return self.state in CERTAIN

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def begin(self, state: State, event: Event, now: datetime) -> None:
        """The first state, counted at the locked event."""
        self.state = state
        self._stamp(now)
        self._count(event, None, state)

    def move(self, state: State, event: Event, now: datetime) -> None:
        """Go to another state, counted at the locked event. Raises IllegalMove."""
        if state not in MOVES.get(self.state, frozenset()):
            raise IllegalMove(registration=self.id, was=self.state, wanted=state)
        self._count(event, self.state, state)
        self.state = state
        self._stamp(now)

    def cross(self, here: Event, there: Event, block_id: int | None, now: datetime) -> None:
        """Take a seat at another held event instead of the place at this one: the same registration, counted there."""
        self._count(here, self.state, None)
        self.event_id, self.block_id, self.number = there.id, block_id, there.next_number()
        self._count(there, None, S.CONFIRMED)
        if self.state is not S.CONFIRMED:
            self.state = S.CONFIRMED
            self._stamp(now)
        self.presence_asked_at = self.presence_confirmed_at = None

    def _stamp(self, now: datetime) -> None:
        setattr(self, f"{self.state.value}_at", now)

    def _count(self, event: Event, was: State | None, becomes: State | None) -> None:
        more = (becomes in HOLDS) - (was in HOLDS)
        event.seats_held += more
        event.seats_reserved -= more if self.block_id is not None else 0
        event.waiting += (becomes is S.WAITING) - (was is S.WAITING)


class Diet(enum.StrEnum):
    """What the kitchen most often is asked for."""

    NONE = "none"
    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    HALAL = "halal"
    GLUTEN_FREE = "gluten_free"
    LACTOSE_FREE = "lactose_free"
    OTHER = "other"


class Needs(Base):
    """What a guest eats and needs, asked once the seat is certain; deleted 30 days after the event."""

    __tablename__ = "needs"

    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    diet: Mapped[Diet] = mapped_column(
        words(Diet), info=personal("Kost", "Maden på arrangementet", HEALTH_CONSENT, "30 dage efter arrangementet")
    )
    diet_note: Mapped[str] = mapped_column(
        sa.String(300),
        default="",
        info=personal(
            "Allergi og andet om mad", "Maden på arrangementet", HEALTH_CONSENT, "30 dage efter arrangementet"
        ),
    )
    access_note: Mapped[str] = mapped_column(
        sa.String(600),
        default="",
        info=personal("Særlige behov", "At du kan deltage", HEALTH_CONSENT, "30 dage efter arrangementet"),
    )
    stated_at: Mapped[datetime]
