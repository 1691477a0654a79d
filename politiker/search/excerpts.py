"""Lines of a text around the words somebody looked for: plain text in pieces, so that a page marks them safely."""

import functools
import html
import re
import unicodedata

from politiker.core.analyser import Query, terms

SHOWN = 220  # characters of an excerpt
BEFORE = 60  # of them before the first word that was looked for
_TAG = re.compile(r"<[^>]*(?:>|\Z)")
_WORD = re.compile(r"[^\W_]+")

Piece = tuple[str, bool]


def plain(markup: str) -> str:
    """The words of a rendered post in one line. What was cut off inside a tag or an entity is dropped."""
    return unicodedata.normalize("NFC", " ".join(html.unescape(_TAG.sub(" ", markup)).split()))


def excerpt(text: str, asked: Query, *, whole: bool = False) -> tuple[Piece, ...]:
    """The part of a plain text around the words asked for, as (text, whether it is one of them) by turns.

    All of it if `whole`; else some 220 characters, with "…" where something was left out.
    """
    found = [(one.start(), one.end()) for one in _WORD.finditer(text) if is_asked_for(one.group(), asked)]
    begin, end = 0, len(text)
    if not whole and len(text) > SHOWN:
        first = found[0][0] if found else 0
        begin = _between_words(text, max(0, min(first - BEFORE, len(text) - SHOWN)))
        end = len(text) if begin + SHOWN >= len(text) else text.rfind(" ", begin + 1, begin + SHOWN)
        end = begin + SHOWN if end <= begin else end
    pieces: list[Piece] = [("…", False)] if begin else []
    at = begin
    for start, stop in found:
        if start < at or stop > end:
            continue
        pieces += [(text[at:start], False), (text[start:stop], True)]
        at = stop
    pieces += [(text[at:end], False)] + ([("…", False)] if end < len(text) else [])
    return tuple(piece for piece in pieces if piece[0])


def is_asked_for(word: str, asked: Query) -> bool:
    """Whether a word of a text is one of those asked for, in whatever form it stands."""
    return any(
        term in asked.whole or (asked.prefix is not None and term.startswith(asked.prefix)) for term in _terms(word)
    )


@functools.lru_cache(maxsize=20_000)
def _terms(word: str) -> tuple[str, ...]:
    return tuple(terms(word))


def _between_words(text: str, at: int) -> int:
    """The beginning of the word at a place, unless that is a very long one."""
    if at == 0:
        return 0
    gap = text.rfind(" ", max(0, at - 40), at + 1)
    return gap + 1 if gap >= 0 else at
