"""A file that is kept: what stands about it in the database. Its content lies in the folder of files."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base
from politiker.core.register import CONTRACT, personal

WRITTEN = "Når kontoen slettes"


class StoredFile(Base):
    """A file by its random name: what it is called, what it is, and who put it up."""

    __tablename__ = "stored_file"
    __table_args__ = (sa.Index("ix_stored_file_person", "person_id"), sa.Index("ix_stored_file_stored", "stored_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(sa.String(32), unique=True)
    size: Mapped[int]
    stored_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(
        sa.String(100), info=personal("Navne på filer, du har lagt op", "Samtalen og arrangementet", CONTRACT, WRITTEN)
    )
    media_type: Mapped[str] = mapped_column(sa.String(100))
    digest: Mapped[str] = mapped_column(sa.String(64))
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id"),
        info=personal("Filer, du har lagt op", "Samtalen og arrangementet", CONTRACT, WRITTEN),
    )
