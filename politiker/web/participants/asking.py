"""What an address asks of the list: filter, order, columns and page; and the address for what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from politiker.registrations.models import Participant, State
from politiker.registrations.participants.table import Order, Standing, Wanted
from politiker.web.participants import words

USUAL = ("municipality", "state", "since", "tags")
LONGEST_TEXT = 120
LAST_PAGE = 100_000
LONGEST_QUERY = 2_000
T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """What was asked: whom, which columns, and which page of fifty."""

    wanted: Wanted
    columns: tuple[str, ...]
    page: int

    @property
    def is_usual(self) -> bool:
        """Nothing was asked for but the list itself."""
        return self.wanted == Wanted() and self.columns == USUAL

    def facts(self, *, with_text: bool = True) -> list[tuple[str, str]]:
        """What was asked, as an address has it."""
        wanted = self.wanted
        arrived = {None: "", True: "yes", False: "no"}[wanted.arrived]
        one = {
            "state": wanted.state or "",
            "kind": wanted.kind or "",
            "municipality": str(wanted.municipality_id or ""),
            "region": wanted.region,
            "is_new": "yes" if wanted.is_new else "",
            "tag": str(wanted.tag_id or ""),
            "arrived": arrived,
            "text": wanted.text if with_text else "",
            "order": wanted.order if wanted.order is not Order.NUMBER else "",
        }
        columns = [] if self.columns == USUAL else [("column", name) for name in self.columns]
        return [(name, str(value)) for name, value in one.items() if value] + columns

    def query(self, *, with_text: bool = True) -> str:
        """The same as one text; without the name that was searched for it may be kept."""
        return urlencode(self.facts(with_text=with_text))

    def address(self, event_id: int, **more: Any) -> str:
        """Where the list is shown like this."""
        facts = [*self.facts(), *((name, str(value)) for name, value in more.items())]
        return url_for("organiser.registrations", event_id=event_id) + (f"?{urlencode(facts)}" if facts else "")


def asked_from(given: MultiDict[str, str]) -> Asked:
    """Read what an address asks; what makes no sense is as if it were not there."""
    states: dict[str, State | Standing] = {**{s.value: s for s in Standing}, **{s.value: s for s in State}}
    columns = tuple(name for name in words.COLUMNS if name in given.getlist("column"))
    wanted = Wanted(
        state=states.get(given.get("state", "")),
        kind=_one_of({kind.value: kind for kind in Participant}, given.get("kind")),
        municipality_id=number(given.get("municipality", "")) or None,
        region=given.get("region", "")[:40],
        is_new=given.get("is_new") == "yes",
        tag_id=number(given.get("tag", "")) or None,
        arrived={"yes": True, "no": False}.get(given.get("arrived", "")),
        text=" ".join(given.get("text", "").replace("\0", "").split())[:LONGEST_TEXT],
        order=_one_of({order.value: order for order in Order}, given.get("order")) or Order.NUMBER,
    )
    return Asked(wanted, columns or USUAL, min(max(number(given.get("page", "")), 1), LAST_PAGE))


def parsed(query: str) -> MultiDict[str, str]:
    """What a kept or hidden query says, as an address would give it."""
    return MultiDict(parse_qsl(query[:LONGEST_QUERY]))


def _one_of(known: Mapping[str, T], given: str | None) -> T | None:
    return known.get(given or "")


def number(text: str) -> int:
    """A whole number that was asked for; nought when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
