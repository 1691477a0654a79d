"""What the search looks in: the words of posts, and the words that people write."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from politiker.core.database import Base, Lockable
from politiker.core.register import CONTRACT, personal
from politiker.discussions.threads.models import BIG, WRITTEN


class PostSearch(Base):
    """The words of one post that may be found, each between spaces, with its place.

    Triggers in the database keep it true. A post that is deleted or hidden has no row, nor has one in a thread that is
    hidden or was merged into another.
    """

    __tablename__ = "post_search"
    __table_args__ = (sa.Index("ix_post_search_room", "room_id", "post_id"),)

    post_id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    thread_id: Mapped[int] = mapped_column(index=True)
    room_id: Mapped[int]
    terms: Mapped[str] = mapped_column(
        info=personal("Ordene i det, du skrev", "At det kan findes igen", CONTRACT, WRITTEN)
    )


class SearchWord(Base):
    """A word of open rooms and of published events, as people write it; never one from a closed room.

    `uses` tells in how many posts it was seen, more or less. The three pieces are how words nearly like it find it.
    """

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    stem: Mapped[str] = mapped_column(sa.String(64), index=True)
    uses: Mapped[int]
    first: Mapped[str] = mapped_column(sa.String(40), index=True)
    middle: Mapped[str] = mapped_column(sa.String(40), index=True)
    last: Mapped[str] = mapped_column(sa.String(40), index=True)
    checked_at: Mapped[datetime] = mapped_column(index=True)


class SearchMark(Lockable, Base):
    """How far the words have been read: the number of the last post. One row."""

    __tablename__ = "search_mark"

    post_id: Mapped[int] = mapped_column(BIG, default=0, server_default="0")
