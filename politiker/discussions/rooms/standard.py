"""The rooms that are always there: what councillors talk about everywhere, and those who hold the same office."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, insert_once
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.people.models import Duty
from politiker.policy import system


@dataclass(frozen=True)
class Standard:
    """A room as it is furnished. `word` is the address of an open room; of a role's it makes an opaque one."""

    word: str
    title: str
    purpose: str
    duty: Duty | None = None
    newly_elected: bool = False

    @property
    def kind(self) -> RoomKind:
        return RoomKind.ROLE if self.duty or self.newly_elected else RoomKind.OPEN

    @property
    def address(self) -> str:
        """The same each time, so that two who furnish at once make one room."""
        if self.kind is RoomKind.OPEN:
            return self.word
        return hashlib.sha256(f"role room: {self.word}".encode()).hexdigest()[:22]


STANDARD = (
    Standard(
        "politikerrollen",
        "Politikerrollen",
        "At være folkevalgt: møderne, tiden, familien, gruppen, pressen og dem, man er valgt af.",
    ),
    Standard("oekonomi", "Økonomi", "Budget, regnskab, anlæg og de valg, der følger med."),
    Standard("boern-og-skole", "Børn og skole", "Dagtilbud, skoler, fritid og børn, der har brug for mere."),
    Standard("social-og-sundhed", "Social og sundhed", "Ældre, handicap, psykiatri, forebyggelse og pårørende."),
    Standard("klima-og-teknik", "Klima og teknik", "Planer, veje, vand, natur, energi og klimatilpasning."),
    Standard("borgmestre", "Borgmestre", "For dem, der er borgmestre lige nu.", duty=Duty.MAYOR),
    Standard(
        "udvalgsformaend", "Udvalgsformænd", "For dem, der er formænd for et udvalg lige nu.", duty=Duty.COMMITTEE_CHAIR
    ),
    Standard("nyvalgte", "Nyvalgte", "For dem, der sidder i rådet for første gang.", newly_elected=True),
)


def furnish(*, now: datetime) -> int:
    """Make those of the standard rooms that are not there yet; the others stay as they are. Returns how many."""
    made = 0
    for one in STANDARD:
        row = {
            "address": one.address, "kind": one.kind, "title": one.title, "purpose": one.purpose, "duty": one.duty,
            "newly_elected": one.newly_elected, "created_at": now,
        }  # fmt: skip
        if insert_once(Room, row, "address"):
            made += 1
            room = db.session.scalars(sa.select(Room).where(Room.address == one.address)).one()
            audit.record(system("furnish_rooms"), Happening.ROOM_CREATED, room, now)
    return made
