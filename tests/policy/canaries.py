"""Words that stand in one closed room and nowhere else, and who may meet them: whoever else does has seen too much."""

import dataclasses
import urllib.parse
from collections import Counter

from werkzeug.test import TestResponse

# Who is in each closed room: its name, what is talked about, and what is said.
INSIDE = {
    "network": "CO C2",
    "C2's own": "C2",
    "asked in": "C2",
    "event room": "CO OR",
    "role room": "C2",
    "opened": "C2 AD",
    "sealed": "CO C2",
    "sealed out": "C2 AD",
    "sealed ask": "C2",
}
# Who else meets a part of it: what one is asked into has a name; and a moderator sees the one post that was reported.
NAME_TOO = {"asked in": "CO", "sealed ask": "CO"}
POST_TOO = {"C2's own": "MO", "sealed": "MO"}
FILE_TOO = {"C2's own": "MO"}  # under that post; of a confidential room a moderator sees the words alone
NO_NAME = {"event room"}  # it is called what the event is called
LIST = "Kanarielisten"  # what the author of a post in every room was elected for, which no room tells anybody


def number(name: str) -> str:
    """The letters a room's words end with, so that no word is the beginning of another."""
    return "".join(sign for sign in name if sign.isalpha()).lower() + "q"


def room_title(name: str) -> str:
    return f"Kanarirum{number(name)}"


def thread_title(name: str) -> str:
    return f"Kanaritraad{number(name)}"


def body(name: str) -> str:
    return f"Kanaritekst{number(name)}"


def more(name: str) -> str:
    """What else is written in a room than the post: a poll, what was learned, a draft."""
    return f"Kanarisnak{number(name)}"


def file_name(name: str) -> str:
    return f"kanarifil{number(name)}.pdf"


def allowed() -> dict[str, set[str]]:
    """Every such word in small letters, with the kinds of people who may meet it."""
    found: dict[str, set[str]] = {LIST.lower(): set()}
    for name, kinds in INSIDE.items():
        inside = set(kinds.split())
        if name not in NO_NAME:
            found[room_title(name).lower()] = inside | set(NAME_TOO.get(name, "").split())
        found[thread_title(name).lower()] = inside
        found[file_name(name).partition(".")[0]] = inside | set(FILE_TOO.get(name, "").split())
        found[more(name).lower()] = inside
        found[body(name).lower()] = inside | set(POST_TOO.get(name, "").split())
    return found


@dataclasses.dataclass
class Watch:
    """Looks at answer after answer, and counts who met which word."""

    addresses: dict[str, set[str]]  # of closed rooms, with who may know them
    met: Counter[tuple[str, str]] = dataclasses.field(default_factory=Counter)
    looked_at: int = 0

    def faults(self, kind: str, answer: TestResponse, *named: str) -> list[str]:
        """What somebody met in an answer who may not: in its words, its headers and where it leads.

        `named` is what they asked for by name themselves, beside the address.
        """
        self.looked_at += 1
        told = f"{answer.get_data().decode('utf-8', 'replace')}\n{answer.headers}"
        asked = answer.request.path
        for echo in (asked, urllib.parse.quote(asked), urllib.parse.quote(asked, safe=""), *named):
            told = told.replace(echo, "")  # what one asked for oneself is no news
        small, found = told.lower(), []
        for word, may in allowed().items() if "kanari" in small else ():
            if word in small:
                self.met[word, kind] += 1
                found += [] if kind in may else [f"{kind} {answer.request.method} {asked} tells {word}"]
        found += [f"{kind} {asked} tells of {a}" for a, may in self.addresses.items() if a in told and kind not in may]
        return found

    def unseen(self, start: str, kinds: set[str]) -> list[str]:
        """Of the words that begin so, those that one of these never met who may: then nothing was looked for."""
        return [
            f"{kind} never met {word}"
            for word, may in allowed().items()
            if word.startswith(start)
            for kind in sorted(may & kinds)
            if not self.met[word, kind]
        ]
