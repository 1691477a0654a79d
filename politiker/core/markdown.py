"""What people write in posts, as HTML that is safe to show beside other people's names.

Two locks: markdown-it never passes HTML through, and nh3 keeps only what is on a short list.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from politiker.core.errors import RuleBroken

LONGEST_TEXT = 20_000  # characters
LONGEST_HTML = 250_000  # characters; a table of empty cells can grow thirtyfold
READ_FOR_EACH, LEAST_READ = 10, 1_000  # characters read for each that a summary shows, and in any case
TOP_HEADING, LOWEST_HEADING = 3, 6  # the page owns h1, the post's place on it h2
LINKS = ("http", "https", "mailto")
TAGS = {
    "p",
    "br",
    "hr",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "a",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}

_LINK = re.compile(rf"(?:{'|'.join(LINKS)}):", re.IGNORECASE)


class TextTooLong(RuleBroken):
    """More than 20,000 characters, or 250,000 once it is HTML: it is a document, not a post."""


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Only addresses that say where they lead; the rest stays text, as it was written."""
        return _LINK.match(url.strip()) is not None


def _only_the_words(
    self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    """A picture is never fetched (it would tell a stranger who reads); its description is kept."""
    return nh3.clean_text(tokens[idx].content)


def _parser() -> MarkdownIt:
    parser = _Markdown("commonmark", {"html": False, "linkify": False, "maxNesting": 20}).enable("table")
    parser.add_render_rule("image", _only_the_words)
    return parser


def render(text: str, *, named: Collection[str] = ()) -> str:
    """A post as HTML: paragraphs, lists, quotes, tables and links; no HTML of one's own, no pictures.

    The post's top heading becomes h3 and no level is skipped below it, so that the page's outline holds. What is
    `named` ("@Karen Friis") stands in bold where the writer says it, not in a quote and not in code.
    Raises TextTooLong: over 20,000 characters before anything is read, or when the HTML grows out of bounds.
    """
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(length=len(text), longest=LONGEST_TEXT)
    parser, env = _parser(), dict[str, Any]()
    tokens = parser.parse(_encodable(text), env)
    _shift_headings(tokens)
    if named:
        _set_in_bold(tokens, named)
    html = str(parser.renderer.render(tokens, parser.options, env))
    if len(html) > LONGEST_HTML:
        raise TextTooLong(length=len(html), longest=LONGEST_HTML)
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=set(LINKS),
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )


def summary(text: str, length: int) -> str:
    """The beginning of a post as plain text, at most `length` characters, cut between words with "…".

    Plain text, not HTML: escape it where it is shown. Of a long text only the beginning is read, for a page may show a
    hundred of them.
    """
    read = min(max(READ_FOR_EACH * length, LEAST_READ), LONGEST_TEXT)
    tokens = _parser().parse(_encodable(text[:read]), {})
    words = " ".join(_words(tokens)).split()
    whole = " ".join(words)
    if len(whole) <= length:
        return whole
    room = max(length - 1, 0)
    shown = whole[: room + 1].rpartition(" ")[0] or whole[:room]
    return f"{shown.rstrip(' ,;:–-')}…"[:length]


def spoken(text: str) -> list[str]:
    """The pieces of running text in which the writer speaks: no code, and nothing that is quoted."""
    pieces = _own_inlines(_parser().parse(_encodable(text[:LONGEST_TEXT]), {}))
    return [part.content for piece in pieces for part in piece.children or () if part.type == "text"]


def _own_inlines(tokens: Sequence[Token]) -> list[Token]:
    """The running text outside quotes."""
    depth, found = 0, []
    for token in tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            depth += token.nesting
        elif token.type == "inline" and not depth:
            found.append(token)
    return found


def _set_in_bold(tokens: Sequence[Token], named: Collection[str]) -> None:
    longest_first = sorted(named, key=len, reverse=True)
    names = re.compile(rf"(?<!\w)({'|'.join(re.escape(name) for name in longest_first)})(?!\w)")
    for piece in _own_inlines(tokens):
        parts: list[Token] = []
        for part in piece.children or ():
            parts += _cut(part, names) if part.type == "text" else [part]
        piece.children = parts


def _cut(text: Token, names: re.Pattern[str]) -> list[Token]:
    parts = []
    for n, words in enumerate(names.split(text.content)):
        said = [Token("text", "", 0, content=words)] if words else []
        parts += [Token("strong_open", "strong", 1), *said, Token("strong_close", "strong", -1)] if n % 2 else said
    return parts


def _shift_headings(tokens: Sequence[Token]) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    levels = sorted({heading.tag for heading in headings})
    for heading in headings:
        heading.tag = f"h{min(TOP_HEADING + levels.index(heading.tag), LOWEST_HEADING)}"


def _words(tokens: Sequence[Token]) -> list[str]:
    said = []
    for token in tokens:
        if token.type == "inline":
            parts = token.children or ()
            said.append("".join(" " if part.type.endswith("break") else part.content for part in parts))
        elif token.type in ("code_block", "fence"):
            said.append(token.content)
    return said


def _encodable(text: str) -> str:
    """Half a character (a lone surrogate can arrive in JSON) becomes "?" instead of an error later."""
    return text.encode("utf-8", "replace").decode("utf-8")
