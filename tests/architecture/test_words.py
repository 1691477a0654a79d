"""Danish for every English message, and no Danish for messages nobody says."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_wtf
import wtforms
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from politiker.core.words import CATALOGUES
from politiker.web.notices import NOTICES
from tests.architecture.reading import Source, everything, refuse

KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2)}
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false", "newstyle_gettext": "true"}
BLANK = re.compile(r"%\((\w+)\)[sd]")
Said = dict[str, str]  # an English message to where it is said


def said_in(source: Source) -> Said:
    """Every message a file says."""
    if source.path.endswith(".py"):
        kind, options = "python", {}
    elif source.path.endswith((".html", ".txt")) and source.path.startswith("templates/"):
        kind, options = "jinja2.ext:babel_extract", JINJA
    else:
        return {}
    found = extract(kind, io.BytesIO(source.text.encode()), keywords=KEYWORDS, options=options)
    return {_first(message): f"{source.path}:{line}" for line, message, _comments, _context in found}


def _first(message: Any) -> str:
    return message if isinstance(message, str) else message[0]


def said() -> Said:
    """Every message of the house, the notices by code, and those of WTForms, which ships no Danish."""
    found: Said = {}
    for source in everything():
        if source.path.startswith(("politiker/", "templates/")):
            found |= said_in(source)
    return found | {text: f"notice {code}" for code, text in NOTICES.items()}


def said_by_wtforms() -> Said:
    found: Said = {}
    for package in (wtforms, flask_wtf):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            found |= said_in(Source(f"{package.__name__}/{path.name}", path.read_text("utf-8")))
    return found


def catalogues() -> Iterator[tuple[str, Message]]:
    """Every translated message with the name of its catalogue."""
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            yield from ((path.name, message) for message in read_po(file, locale="da") if message.id)


def texts(message: Message) -> tuple[str, ...]:
    """The Danish of a message, one and many."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def untranslated(said: Said, known: list[tuple[str, Message]]) -> list[str]:
    danish = {_first(message.id) for _name, message in known if all(texts(message))}
    return [f"{where}: no Danish for {text!r}" for text, where in said.items() if text not in danish]


def unused(said: Said, known: list[tuple[str, Message]]) -> list[str]:
    return [f"{name}: nobody says {message.id!r}" for name, message in known if _first(message.id) not in said]


def conflicting(known: list[tuple[str, Message]]) -> list[str]:
    first: dict[str, tuple[str, tuple[str, ...]]] = {}
    faults = []
    for name, message in known:
        earlier = first.setdefault(_first(message.id), (name, texts(message)))
        if earlier[1] != texts(message):
            faults.append(f"{name} and {earlier[0]} differ about {message.id!r}")
    return faults


def wrong_blanks(known: list[tuple[str, Message]]) -> list[str]:
    """Danish that fills in something else than the English does."""
    faults = []
    for name, message in known:
        wanted = set(BLANK.findall(" ".join(message.id) if isinstance(message.id, list | tuple) else message.id))
        faults += [f"{name}: {message.id!r}" for text in texts(message) if not set(BLANK.findall(text)) <= wanted]
    return faults


def test_every_message_has_its_danish() -> None:
    """Context: a page half in English is worse than a page in English.
    Decision: code and templates say English message ids; a test reads them all and asks for the Danish of each,
    the notices and WTForms' own validators included.
    Price: a message that is put together at run time cannot be found, so messages stand whole in the code.
    """
    refuse(untranslated(said() | said_by_wtforms(), list(catalogues())))


def test_no_catalogue_has_an_unused_or_conflicting_message() -> None:
    """Context: catalogues grow, and nobody dares to delete.
    Decision: what nobody says is refused, and two catalogues never differ about the same English.
    Price: one word with two meanings needs two English messages.
    """
    known = list(catalogues())
    refuse(unused(said() | said_by_wtforms(), known))
    refuse(conflicting(known))
    refuse(wrong_blanks(known))


def test_words_control() -> None:
    python = said_in(Source("politiker/web/x.py", 'x = _("Nobody has translated this")'))
    template = said_in(Source("templates/x.html", "<p>{{ _('Nor this') }}</p>{% trans %}Nor that{% endtrans %}"))
    assert set(python | template) == {"Nobody has translated this", "Nor this", "Nor that"}
    known = [("a.po", Message("Hello %(name)s", "Hej %(navn)s")), ("b.po", Message("Hello %(name)s", "Goddag"))]
    assert len(untranslated(python | template, known)) == 3
    assert len(unused({}, known)) == 2
    assert conflicting(known) and wrong_blanks(known)
