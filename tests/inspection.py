"""The house inspects itself: what must hold for every page, whoever opens it and why."""

import functools
import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import html5lib
from babel.messages.pofile import read_po

from politiker.core.words import CATALOGUES

UNLABELLED = {"hidden", "submit", "button"}
INTERACTIVE = {"a", "button", "select", "textarea", "label"}
Tag = ET.Element


@dataclass(frozen=True)
class Form:
    """A form on a page; `pressed` is the one of its buttons that stands outside it, and may lead elsewhere."""

    tag: Tag
    pressed: Tag | None = None

    @property
    def action(self) -> str:
        own = self.tag.get("action", "")
        return own if self.pressed is None else self.pressed.get("formaction", own)

    @property
    def button(self) -> str:
        buttons = [t for t in self.tag.iter("button")] if self.pressed is None else [self.pressed]
        return words_of(buttons[0]) if buttons else ""

    @property
    def buttons(self) -> str:
        """The words of all its buttons, for a form that has several."""
        return " | ".join(words_of(tag) for tag in self.tag.iter("button"))

    def values(self) -> dict[str, str | list[str]]:
        """What a browser would send if nothing were touched."""
        found: dict[str, str | list[str]] = {}
        if self.pressed is not None:
            found[self.pressed.get("name", "")] = self.pressed.get("value", "")
        for tag in self.tag.iter():
            name = tag.get("name")
            if not name:
                continue
            kind = tag.get("type", "text")
            if tag.tag == "textarea":
                found[name] = (tag.text or "").removeprefix("\n")
            elif tag.tag == "select":
                options = list(tag.iter("option"))
                chosen = [o for o in options if o.get("selected") is not None] or options[:1]
                found[name] = chosen[0].get("value", "") if chosen else ""
            elif tag.tag == "input" and kind in {"checkbox", "radio"}:
                if tag.get("checked") is not None:
                    earlier = found.get(name)
                    value = tag.get("value", "on")
                    found[name] = value if earlier is None or kind == "radio" else [*_list(earlier), value]
            elif tag.tag == "input":
                found[name] = tag.get("value", "")
        return found


def _list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class Page:
    """A page as a test reads it."""

    root: Tag
    html: str

    @property
    def words(self) -> str:
        """All that can be read, as one line."""
        return words_of(self.root)

    @property
    def heading(self) -> str:
        return words_of(self.all("h1")[0])

    @property
    def main(self) -> str:
        """What can be read between the menu and the footer."""
        return words_of(self.all("main")[0])

    def all(self, name: str) -> list[Tag]:
        return list(self.root.iter(name))

    def links(self) -> dict[str, str]:
        """Words of each link to its address."""
        return {words_of(a): a.get("href", "") for a in self.all("a")}

    def link(self, text: str) -> str:
        """The address behind a link with these words in it."""
        found = [href for words, href in self.links().items() if text in words]
        assert found, f"no link says {text!r}; there are {sorted(self.links())}"
        return found[0]

    def forms(self) -> list[Form]:
        """Every form, once for each of its buttons if they stand outside it."""
        outside: dict[str, list[Tag]] = {}
        for button in self.all("button"):
            outside.setdefault(button.get("form", ""), []).append(button)
        outside.pop("", None)
        return [Form(tag, button) for tag in self.all("form") for button in outside.get(tag.get("id", ""), [None])]

    def form(self, which: str | int) -> Form:
        """A form that sends something, by the words of its button or by its number."""
        forms = [form for form in self.forms() if form.tag.get("method", "get").lower() == "post"]
        if isinstance(which, int):
            return forms[which]
        found = [form for form in forms if which in form.button] or [form for form in forms if which in form.buttons]
        assert found, f"no form has a button {which!r}; there are {[f.button for f in forms]}"
        return found[0]

    def errors(self) -> str:
        """What the error summary says."""
        found = [
            t for t in self.root.iter() if "error-summary" in (t.get("class") or "").split() or t.get("role") == "alert"
        ]
        return " ".join(words_of(tag) for tag in found)


def words_of(tag: Tag) -> str:
    """What can be read in a piece of a page."""
    return re.sub(r"\s+", " ", "".join(_texts(tag))).strip()


def _texts(tag: Tag) -> list[str]:
    if not isinstance(tag.tag, str) or tag.tag in {"script", "style", "head"}:
        return []
    found = [tag.text or ""]
    for child in tag:
        found += [*_texts(child), child.tail or ""]
    return [*found, " "]


def inspect(html: str, path: str) -> Page:
    """Refuse a page that breaks a rule of the house; otherwise give it to be read."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(html)
    faults = [f"not valid: {code} {position}" for position, code, _facts in parser.errors]
    page = Page(root, html)
    faults += [
        *_frame(page),
        *_ids(page),
        *_inputs(page),
        *_forms(page),
        *_nesting(root),
        *_inline(page),
        *_english(page),
    ]
    assert not faults, f"{path}:\n  " + "\n  ".join(faults)
    return page


def _frame(page: Page) -> list[str]:
    faults = []
    if page.root.get("lang") != "da":
        faults.append("the language is not said to be Danish")
    headings = page.all("h1")
    title = words_of_title(page)
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1")
    elif not title.startswith(words_of(headings[0])):
        faults.append(f"the title {title!r} does not begin with the heading {words_of(headings[0])!r}")
    levels = [int(t.tag[1]) for t in page.root.iter() if isinstance(t.tag, str) and re.fullmatch("h[1-6]", t.tag)]
    faults += [f"h{b} follows h{a}" for a, b in itertools.pairwise(levels) if b > a + 1]
    return faults


def words_of_title(page: Page) -> str:
    """The page's title, with white space folded."""
    return re.sub(r"\s+", " ", "".join(page.all("title")[0].itertext())).strip()


def _ids(page: Page) -> list[str]:
    ids = [t.get("id") for t in page.root.iter() if t.get("id")]
    faults = [f"the id {i!r} stands twice" for i in {i for i in ids if ids.count(i) > 1}]
    for tag in page.root.iter():
        for name in ("aria-describedby", "aria-labelledby", "for", "form"):
            for target in (tag.get(name) or "").split():
                if target not in ids:
                    faults.append(f"{name} points at {target!r}, which is not there")
    return faults


def _inputs(page: Page) -> list[str]:
    labelled = {t.get("for") for t in page.all("label")}
    faults = []
    for tag in page.root.iter():
        if tag.tag not in {"input", "select", "textarea"} or tag.get("type") in UNLABELLED:
            continue
        if tag.get("id") not in labelled and not tag.get("aria-label"):
            faults.append(f"the input {tag.get('name')!r} has no label")
    return faults


def _forms(page: Page) -> list[str]:
    faults = []
    for form in page.forms():
        if not form.action:
            faults.append(f"the form {form.button!r} does not say where it goes")
        names = {t.get("name") for t in form.tag.iter()}
        if form.tag.get("method", "get").lower() == "post" and "csrf_token" not in names:
            faults.append(f"the form {form.button!r} has no token")
    return faults


def _nesting(root: Tag, inside: frozenset[str] = frozenset()) -> list[str]:
    faults = []
    for tag in root:
        if not isinstance(tag.tag, str):
            continue
        if tag.tag in INTERACTIVE - {"label"} and inside & (INTERACTIVE - {"label"}):
            faults.append(f"<{tag.tag}> stands inside {sorted(inside & INTERACTIVE)}")
        faults += _nesting(tag, inside | {tag.tag})
    return faults


def _inline(page: Page) -> list[str]:
    faults = []
    for tag in page.root.iter():
        faults += [f"<{tag.tag}> has {name}" for name in tag.attrib if name == "style" or name.startswith("on")]
        is_data = tag.get("type") == "application/ld+json"
        if tag.tag == "style" or (tag.tag == "script" and not tag.get("src") and not is_data):
            faults.append(f"<{tag.tag}> has something in it")
        for name in ("src", "href"):
            is_elsewhere = (tag.get(name) or "").startswith(("http:", "https:", "//"))
            if tag.tag in {"script", "img", "link"} and is_elsewhere and tag.get("rel") != "canonical":
                faults.append(f"{tag.get(name)} is on another machine")
    return faults


@functools.cache
def _english_messages() -> frozenset[str]:
    """Every English message of two words or more that has a different Danish."""
    found = set()
    for path in CATALOGUES.glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                text = message.id if isinstance(message.id, str) else message.id[0] if message.id else ""
                if " " in text and text != message.string and "%" not in text:
                    found.add(re.sub(r"\s+", " ", text))
    return frozenset(found)


def _english(page: Page) -> list[str]:
    words = page.words
    found = [text for text in _english_messages() if text in words]
    whole = [text for text in found if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", words)]
    return [f"English is left over: {text!r}" for text in whole]
