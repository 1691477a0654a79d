"""By which words somebody is found. Written out in a to z, so that whatever begins a name begins its word too."""

import re

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.people.directory.models import NameWord
from politiker.people.models import Person

SHORTEST_PREFIX = 3  # letters; shorter words of a name have to be written whole, beside a longer one
MOST_WORDS = 12
# Not the other way round, as in a text: of "micha" one cannot know that an e will follow, and make it an æ.
_WRITTEN_OUT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_WORD = re.compile(r"[^\W\d_]+")


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, each once: Åge and Aage are one, so are Sören and Søren; no sign stands for any letter."""
    written = danish.without_accents(name).translate(_WRITTEN_OUT)
    return tuple(dict.fromkeys(word[:60] for word in _WORD.findall(written)))[:MOST_WORDS]


def is_long_enough(words: tuple[str, ...]) -> bool:
    """Whether a question for a name is narrow enough to be asked."""
    return any(len(word) >= SHORTEST_PREFIX for word in words)


def index_name(person: Person) -> None:
    """Make somebody findable by the name they have now, or by none if they do not want to be found.

    Whoever changes a name, or the wish to be found, calls this in the same transaction.
    """
    db.session.execute(sa.delete(NameWord).where(NameWord.person_id == person.id))
    if person.shown_at is not None:
        db.session.execute(sa.insert(NameWord), rows_for(person.id, person.name))


def rows_for(person_id: int, name: str) -> list[dict[str, object]]:
    """The rows by which a name is found."""
    sort = danish.sort_key(name)[:255]
    return [
        {"person_id": person_id, "word": word, "place": place, "sort": sort}
        for place, word in enumerate(words_of(name))
    ]
