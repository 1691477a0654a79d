"""What somebody wrote themselves in a mail: without the letter they answered, signatures and the telephone's greeting.

The rules are those of the mail programs Danes use, in Danish and English. Where it is doubtful whether a line was
written or put there by a program, it stays.
"""

import re

MOST_LINES = 4_000
ATTRIBUTION_LINES, LONGEST_ATTRIBUTION = 4, 600  # a mail program breaks a long one; characters

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u00ad]")
_QUOTED = re.compile(r"^\s{0,3}>")
_DATED = re.compile(r"^\*?(?:den|on|d\.|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)\b.*\d", re.IGNORECASE)
_NAME_FIRST = re.compile(r"^[^@]{0,200}[^@\s]@[^@\s]+\s+(?:skrev|wrote)\b", re.IGNORECASE)
_WROTE = re.compile(r"\b(?:skrev|wrote)\b", re.IGNORECASE)
_DIVIDER = re.compile(
    r"^-{2,}\s?(?:oprindelig (?:meddelelse|besked|e-?mail)|original message|videresendt (?:meddelelse|besked)"
    r"|forwarded message|begin forwarded message)\s?-{2,}$|^(?:begin forwarded message|start på videresendt besked):$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^_{20,}$")
_FROM = re.compile(r"^\*?(?:fra|from)\s?:\*?\s?\S", re.IGNORECASE)
_MORE_HEADERS = re.compile(
    r"^\*?(?:sendt|sent|dato|date|til|to|cc|emne|subject|besvar til|reply-to)\s?:", re.IGNORECASE
)
_SIGNATURE = re.compile(r"^-- ?$")
_TELEPHONE = re.compile(
    r"^(?:sendt fra (?:min|mit) .{2,60}|sent from my .{2,60}|sendt fra (?:outlook|mail|yahoo|gmail|proton).{0,60}"
    r"|sent from (?:outlook|mail|yahoo|gmail|proton).{0,60}|(?:hent|få) outlook (?:til|for) .{2,60}"
    r"|get outlook for .{2,60}|sendt via .{2,40}|sendt med .{2,40}app.{0,20})(?:<\S*>)?$",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """What is left of a mail's text when everything a mail program added is taken away; "" when nothing is."""
    lines = [line.rstrip() if line != "-- " else line for line in _plain(text).split("\n")[:MOST_LINES]]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _SIGNATURE.match(lines[at]) or _begins_old_letter(lines, at):
            break
        if length := _attribution(lines, at):
            if not _is_followed_by_quote(lines, at + length):
                break
            at += length
        elif _QUOTED.match(lines[at]):
            at += 1
        else:
            kept.append(lines[at])
            at += 1
    return _tidy(kept)


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = _INVISIBLE.sub("", text)
    return "".join(sign for sign in text if sign in "\n\t" or sign >= " ")


def _begins_old_letter(lines: list[str], at: int) -> bool:
    """A dividing line, or the block of headers Outlook puts above the letter that is answered."""
    line = lines[at].strip()
    if _DIVIDER.match(line):
        return True
    if _RULE.match(line):
        return any(_FROM.match(one.strip()) for one in lines[at + 1 : at + 4])
    return bool(_FROM.match(line)) and sum(bool(_MORE_HEADERS.match(one.strip())) for one in lines[at + 1 : at + 7]) > 1


def _attribution(lines: list[str], at: int) -> int:
    """How many lines of "Den … skrev …:" stand here; 0 for none.

    It has to hold an address or stand above a quotation, for people write "Den 3. maj skrev borgmesteren:" as well.
    """
    is_dated, joined = bool(_DATED.match(lines[at].strip())), ""
    for length in range(1, min(ATTRIBUTION_LINES if is_dated else 1, len(lines) - at) + 1):
        line = lines[at + length - 1].strip()
        joined = f"{joined} {line}".strip()
        if not line or len(joined) > LONGEST_ATTRIBUTION:
            break
        if joined.rstrip("*").endswith(":") and (_WROTE.search(joined) if is_dated else _NAME_FIRST.match(joined)):
            return length if "@" in joined or _is_followed_by_quote(lines, at + length) else 0
    return 0


def _is_followed_by_quote(lines: list[str], at: int) -> bool:
    return any(_QUOTED.match(line) for line in [line for line in lines[at : at + 4] if line.strip()][:1])


def _tidy(lines: list[str]) -> str:
    """Without empty lines and greetings of telephones at the end, and with at most one empty line between others."""
    while lines and (not lines[-1].strip() or _TELEPHONE.match(lines[-1].strip())):
        lines.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
