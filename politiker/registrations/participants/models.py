"""What the organiser notes about participants, people without an account, and who took a list along."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, words
from politiker.core.register import CONTRACT, LEGITIMATE, personal

SOON_AFTER = "Senest 30 dage efter arrangementet"


class Outsider(Base):
    """Somebody without an account, put on a list by the organiser. They cannot log in, and get letters all the same."""

    __tablename__ = "outsider"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    municipality_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("municipality.id"),
        info=personal("Kommune, du arbejder i", "At vide, hvor deltagerne kommer fra", CONTRACT, SOON_AFTER),
    )
    organisation: Mapped[str] = mapped_column(
        sa.String(120),
        default="",
        server_default="",
        info=personal("Arbejdsplads eller organisation", "At vide, hvor deltagerne kommer fra", CONTRACT, SOON_AFTER),
    )
    added_at: Mapped[datetime]


class ParticipantTag(Base):
    """A word the organisers of one event sort its participants by."""

    __tablename__ = "participant_tag"
    __table_args__ = (sa.UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(40))


class Tagging(Base):
    """That a participant has a tag."""

    __tablename__ = "tagging"

    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(
        sa.ForeignKey("participant_tag.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        info=personal("Mærker på din tilmelding", "At arrangøren kan holde styr på deltagerne", CONTRACT, SOON_AFTER),
    )


class ParticipantNote(Base):
    """What the organisers of an event remember about one participant; shown to nobody else."""

    __tablename__ = "participant_note"

    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(
        info=personal("Arrangørens note om din tilmelding", "At aftaler med dig bliver husket", CONTRACT, SOON_AFTER)
    )
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class SavedView(Base):
    """A way of looking at one event's list, shared by its organisers: filter, order and columns, never a name."""

    __tablename__ = "saved_view"
    __table_args__ = (sa.UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(60))
    query: Mapped[str]


class Format(enum.StrEnum):
    """What kind of file a list is taken along as."""

    CSV = "csv"
    XLSX = "xlsx"


class Purpose(enum.StrEnum):
    """What a list is taken along for; chosen, never written."""

    VENUE = "venue"
    KITCHEN = "kitchen"
    TEACHING = "teaching"
    ACCOUNTS = "accounts"
    PRINTING = "printing"
    REPORT = "report"


class ParticipantExport(Base):
    """Who took which columns of an event's list along, when and what for."""

    __tablename__ = "participant_export"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"),
        info=personal(
            "Hvilke deltagerlister du har hentet",
            "At vide, hvem der har en kopi",
            LEGITIMATE,
            "12 måneder efter, at listen er hentet",
        ),
    )
    taken_at: Mapped[datetime]
    format: Mapped[Format] = mapped_column(words(Format))
    purpose: Mapped[Purpose] = mapped_column(words(Purpose))
    columns: Mapped[str]
    rows: Mapped[int]
