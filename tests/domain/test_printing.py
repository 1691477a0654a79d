"""Papers for the day: whatever stands in a name is a name, and 400 of them are made in a moment."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from politiker.registrations.arrivals.queries import Roll
from politiker.registrations.printing import typesetting
from politiker.registrations.printing.papers import Arrow, Paper, Sheet, as_pdf

NOW = datetime(2026, 9, 1, 10, 0, 0, 123456, tzinfo=UTC)
WORDS = dict.fromkeys(("heading", "nobody", "name", "place", "at", "signature", "left", "right", "ahead"), "Ord")
NASTY = ("#panic(1)", "$x", "*a_b*", "<label> @ref", "`raw` \\ // /* */", '"]#[', "=Heading", "Åse Ærø-Łukasz")


def printed(paper: Paper, names: tuple[str, ...], **more: Any) -> bytes:
    people = tuple(SimpleNamespace(name=name, municipality="Ærø", arrived_at=None) for name in names)
    usual: dict[str, Any] = {"title": "Døgn #1 *nu* $", "starts_at": NOW, "ends_at": NOW + timedelta(hours=4)}
    return as_pdf(paper, Roll(people), **usual, words=WORDS, now=NOW, **more)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("names", [(), ("Karen Friis",), NASTY], ids=["nobody", "one", "nasty"])
def test_every_paper_is_tagged_whatever_the_names(paper: Paper, names: tuple[str, ...]) -> None:
    made = printed(paper, names, text=NASTY[0], arrow=Arrow.LEFT, sheet=Sheet.TWO_BY_FOUR)
    assert made.startswith(b"%PDF") and b"/StructTreeRoot" in made and b"/Lang" in made


def test_what_a_name_says_is_never_run() -> None:
    """Control: the same name pasted into the document instead would stop it."""
    with pytest.raises(RuntimeError):
        typesetting.typst.compile(b"#panic(1)", format="pdf")
    assert printed(Paper.BADGES, ("#panic(1)",)).startswith(b"%PDF")


@pytest.mark.parametrize(("people", "sheet", "pages"), [(10, "2x5", 1), (11, "2x5", 2), (8, "2x4", 1), (9, "2x4", 2)])
def test_a_sheet_holds_as_many_badges_as_it_says(people: int, sheet: str, pages: int) -> None:
    names = tuple("Anne-Marie Christine von Holstein-Rathlou Jensen" for _ in range(people))
    assert pages_of(printed(Paper.BADGES, names, sheet=Sheet(sheet))) == pages


@pytest.mark.parametrize(("people", "pages"), [(4, 1), (5, 2)])
def test_four_table_cards_on_a_sheet(people: int, pages: int) -> None:
    assert pages_of(printed(Paper.TABLE_CARDS, ("Karen Friis",) * people)) == pages


def pages_of(pdf: bytes) -> int:
    [count] = re.findall(rb"/Type/Pages/Count (\d+)", pdf)
    return int(count)
