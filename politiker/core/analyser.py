"""How a Danish text becomes the words one can search for. One analyser, for what is stored and what is asked.

SQLite cannot stem and PostgreSQL would do it in its own way, so both are handed words this module has already
folded, sifted and stemmed.
"""

import functools
import re
import threading
from dataclasses import dataclass
from typing import Protocol, cast

import snowballstemmer

from politiker.core.danish import without_accents

LONGEST_TEXT = 100_000  # characters of a text that can be found again
LONGEST_QUERY = 400  # characters
LONGEST_WORD = 64  # characters; PostgreSQL refuses words over 2,046 bytes
SHORTEST_PREFIX = 3  # letters; "ør*" would find half the dictionary

# Small words in nearly every Danish text. "have" is not here (it is a garden too), nor "far", nor "vel".
_SMALL_WORDS = """
    ad af alle at blev bliver da de dem den denne der deres det dette dig din dine disse dog du efter eller
    en end er et for fra ham han hans har havde hendes her hos hun hvad hvis hvor i ikke ind jeg jer jo kan
    kunne man med meget men mig min mine mit når nu og også om op os på sig sin sine sit skal skulle som
    sådan til ud ville var ved vi vil vores være været
"""
STOP_WORDS = frozenset(_SMALL_WORDS.split())

_WORD = re.compile(r"[^\W_]+")
# Where Snowball takes one form of a word for another word: budget, budgetter; borgmester, borgmestre.
_MENDED = re.compile(r"(?<=\w{3})et$|(?<=st)r$")
_SPELLINGS = (("aa", "å"), ("ae", "æ"), ("oe", "ø"))


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: every word of `whole`, and a word that begins with `prefix` unless that is None."""

    whole: tuple[str, ...]
    prefix: str | None

    @property
    def is_empty(self) -> bool:
        """Nothing is asked for: no words, or only small words that are in every text."""
        return not self.whole and self.prefix is None


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


class _Desk(threading.local):
    """A stemmer for each thread, made when first needed: it keeps the word it works on in itself."""

    stemmer: _Stemmer | None = None


_desk = _Desk()


def terms(text: str) -> list[str]:
    """The words a text can be found by, each once, in the order they come. Never raises.

    Only the first 100,000 characters count. Aarhus and Århus, idé and ide, skolerne and skole are the same.
    """
    return list(dict.fromkeys(_stem(word) for word in _words(text[:LONGEST_TEXT]) if word not in STOP_WORDS))


def search_terms(text: str) -> Query:
    """What somebody looks for. The last word may be half typed, so it also finds words it begins.

    Only the first 400 characters count; never raises. A word followed by a space, a word of fewer than three
    letters and a small word are taken to be finished. The prefix is itself a stem, as stored words are:
    "kommuner" must also find "kommunen".
    """
    asked = text[:LONGEST_QUERY]
    words = _words(asked)
    is_half_typed = bool(words) and without_accents(asked)[-1:].isalnum() and words[-1] not in STOP_WORDS
    stems = [_stem(word) for word in words if word not in STOP_WORDS]
    prefix = stems.pop() if is_half_typed and len(stems[-1]) >= SHORTEST_PREFIX else None
    return Query(tuple(dict.fromkeys(stems)), prefix)


def folded_words(text: str) -> list[str]:
    """The words of a text in the form they are compared in, small words included, before any is stemmed.

    Only the first 100,000 characters count; never raises.
    """
    return _words(text[:LONGEST_TEXT])


def _words(text: str) -> list[str]:
    """Folded words: ae, oe and aa are how one writes æ, ø and å on a keyboard without them."""
    folded = without_accents(text.replace("\u00ad", ""))  # a soft hyphen from a PDF is not a gap
    for written, letter in _SPELLINGS:
        folded = folded.replace(written, letter)
    return [word[:LONGEST_WORD] for word in _WORD.findall(folded)]


@functools.lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    if _desk.stemmer is None:
        _desk.stemmer = cast(_Stemmer, snowballstemmer.stemmer("danish"))
    stem = _desk.stemmer.stemWord(word)
    return _MENDED.sub("", stem)
