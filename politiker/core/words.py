"""Danish between the code's English and the screen. One language, read once from the catalogues."""

import functools
import io
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

CATALOGUES = Path(__file__).parent.parent / "words" / "da"


@functools.cache
def danish() -> Translations:
    """All catalogues in `politiker/words/da`, one for each subject, as one."""
    whole = Catalog(locale="da")
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="da"):
                if message.id:
                    whole[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, **facts: Any) -> str:
    """The Danish for an English message, with its facts filled in."""
    text = danish().gettext(message)
    return text % facts if facts else text


def ngettext(one: str, many: str, n: int, **facts: Any) -> str:
    """The Danish for one or many, with `n` and the other facts filled in."""
    text = danish().ngettext(one, many, n)
    return text % {"n": n, "num": n, **facts}
