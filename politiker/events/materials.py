"""Materials of an event: slides, papers and pictures, each opened at its time to those who may have it."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import Base, db, lock, words
from politiker.core.errors import RuleBroken
from politiker.events.models import Event, ProgrammeItem
from politiker.files import storing
from politiker.files.models import StoredFile
from politiker.files.taking import Clean
from politiker.policy import Actor, Permission, require

MOST_MATERIALS = 30  # at one event
LONGEST_TITLE = 160  # characters


class TooManyMaterials(RuleBroken):
    """An event has thirty materials at most."""


class Opening(enum.StrEnum):
    """When a material is opened: at once, when the event is over, or at a moment of its own."""

    NOW = "now"
    AFTER = "after"
    LATER = "later"


class EventMaterial(Base):
    """One material. `is_for_all`: for everybody signed in who sees the event, and not for those with a seat alone."""

    __tablename__ = "event_material"
    __table_args__ = (sa.Index("ix_event_material_event", "event_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    place: Mapped[int]
    opening: Mapped[Opening] = mapped_column(words(Opening))
    opens_at: Mapped[datetime | None]
    is_for_all: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


NEEDED = sa.select(EventMaterial.file_id)  # the ids of files that events need


def add_material(
    event: Event, file: Clean, title: str, *, opening: Opening, opens_at: datetime | None, is_for_all: bool, by: Actor,
    now: datetime,
) -> EventMaterial:  # fmt: skip
    """Put a file up at an event, last in order. Without a title it is called what the file is called.

    `opens_at` counts for `Opening.LATER` alone. Raises TooManyMaterials.
    """
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    count, last = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(EventMaterial.place), 0)).where(
            EventMaterial.event_id == event.id
        )
    ).one()
    if count >= MOST_MATERIALS:
        raise TooManyMaterials(most=MOST_MATERIALS)
    stored = storing.keep(file, by=by, now=now)
    material = EventMaterial(
        event_id=event.id, file_id=stored.id, title=_title(title, file.name), place=last + 1, opening=opening,
        opens_at=opens_at if opening is Opening.LATER else None, is_for_all=is_for_all,
    )  # fmt: skip
    db.session.add(material)
    db.session.flush()
    audit.record(by, Happening.MATERIAL_ADDED, material, now, event_id=event.id)
    return material


def change_material(
    material: EventMaterial, event: Event, title: str, *, opening: Opening, opens_at: datetime | None,
    is_for_all: bool, by: Actor, now: datetime,
) -> None:  # fmt: skip
    """Call a material something else, or open it at another time or to others."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    material.title = _title(title, material.title)
    material.opening, material.is_for_all = opening, is_for_all
    material.opens_at = opens_at if opening is Opening.LATER else None
    db.session.flush()
    audit.record(by, Happening.EDITED, material, now, event_id=event.id)


def move_material_up(material: EventMaterial, event: Event, *, by: Actor, now: datetime) -> None:
    """Let a material change places with the one before it; the first stays where it is."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    db.session.refresh(material)
    before = db.session.scalars(
        sa.select(EventMaterial)
        .where(EventMaterial.event_id == event.id, EventMaterial.place < material.place)
        .order_by(EventMaterial.place.desc())
        .limit(1)
    ).one_or_none()
    if before is not None:
        before.place, material.place = material.place, before.place
        db.session.flush()


def remove_material(material: EventMaterial, event: Event, *, by: Actor, now: datetime) -> None:
    """Take a material down; its file is gone for good."""
    require(by, Permission.EDIT_EVENT, event)
    lock(event)
    uid = db.session.execute(sa.select(StoredFile.uid).where(StoredFile.id == material.file_id)).scalar_one()
    audit.record(by, Happening.MATERIAL_REMOVED, material, now, event_id=event.id)
    db.session.delete(material)
    db.session.flush()
    storing.drop(uid, now=now)


def material_of(event_id: int, material_id: int) -> EventMaterial | None:
    """One material of an event."""
    query = sa.select(EventMaterial).where(EventMaterial.id == material_id, EventMaterial.event_id == event_id)
    return db.session.scalars(query).one_or_none()


def opens_at(opening: Opening, at: datetime | None, ends_at: datetime) -> datetime | None:
    """When a material is opened, at an event that ends at `ends_at`; None when it is open already."""
    match opening:
        case Opening.NOW:
            return None
        case Opening.AFTER:
            return ends_at
        case Opening.LATER:
            return at


def materials_of(event_id: int) -> list[Any]:
    """All materials of an event in order, open or not, with their files. One statement."""
    return list(db.session.connection().execute(_MATERIALS, {"event_id": event_id}))


_MATERIALS = (
    sa.select(
        EventMaterial.id, EventMaterial.title, EventMaterial.opening, EventMaterial.opens_at, EventMaterial.is_for_all,
        StoredFile.uid, StoredFile.name, StoredFile.media_type, StoredFile.size,
    )
    .join(StoredFile, StoredFile.id == EventMaterial.file_id)
    .where(EventMaterial.event_id == sa.bindparam("event_id"))
    .order_by(EventMaterial.place, EventMaterial.id)
)  # fmt: skip


def programme_and_materials(event_id: int) -> tuple[list[Any], list[Any]]:
    """The points of an event's programme, and all its materials, open or not; both in order. One statement.

    A material has its `opens_at` in `starts_at`.
    """
    rows = list(db.session.connection().execute(_BOTH, {"event_id": event_id}))
    return [row for row in rows if row.opening is None], [row for row in rows if row.opening is not None]


def _nothing(kind: Any, name: str) -> sa.Label[Any]:
    return sa.cast(sa.null(), kind).label(name)


_POINTS = sa.select(
    ProgrammeItem.position.label("place"), ProgrammeItem.starts_at, ProgrammeItem.ends_at, ProgrammeItem.title,
    ProgrammeItem.speakers, _nothing(EventMaterial.opening.type, "opening"),
    sa.false().label("is_for_all"), _nothing(sa.Text, "uid"), _nothing(sa.Text, "name"),
    _nothing(sa.Text, "media_type"), _nothing(sa.Integer, "size"),
    ProgrammeItem.id.label("item_id"), ProgrammeItem.kind.label("item_kind"), ProgrammeItem.track,
    ProgrammeItem.capacity,
).where(ProgrammeItem.event_id == sa.bindparam("event_id"))  # fmt: skip
_PAPERS = (
    sa.select(
        EventMaterial.place, EventMaterial.opens_at, _nothing(ProgrammeItem.ends_at.type, "ends_at"),
        EventMaterial.title, sa.literal(""), EventMaterial.opening, EventMaterial.is_for_all, StoredFile.uid,
        StoredFile.name, StoredFile.media_type, StoredFile.size, _nothing(sa.Integer, "item_id"),
        _nothing(ProgrammeItem.kind.type, "item_kind"), _nothing(sa.Text, "track"), _nothing(sa.Integer, "capacity"),
    )
    .join(StoredFile, StoredFile.id == EventMaterial.file_id)
    .where(EventMaterial.event_id == sa.bindparam("event_id"))
)  # fmt: skip
_BOTH = sa.union_all(_POINTS, _PAPERS).order_by("place")


def material_with_file(file_id: int) -> Any | None:
    """The material a file is, with when its event ends: None when it is none."""
    query = (
        sa.select(
            EventMaterial.event_id, EventMaterial.opening, EventMaterial.opens_at, EventMaterial.is_for_all,
            Event.ends_at,
        )
        .join(Event, Event.id == EventMaterial.event_id)
        .where(EventMaterial.file_id == file_id)
    )  # fmt: skip
    return db.session.execute(query).one_or_none()


def _title(title: str, otherwise: str) -> str:
    return " ".join(title.split())[:LONGEST_TITLE] or otherwise
