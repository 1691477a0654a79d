"""Twenty markdown bombs: texts made to keep a parser busy. Each is refused or rendered within a second
of processor time.

`python -m tests.benchmarks.bombs`
"""

import time
from collections.abc import Callable

from politiker.core.markdown import LONGEST_TEXT, TextTooLong, render, summary
from tests.benchmarks.ground import say, title

SIZE = 100_000  # characters
PIECES = {
    "quotes in quotes": "> ",
    "lists in lists": "- ",
    "brackets": "[",
    "closing brackets": "]",
    "pictures": "![",
    "links in links": "[a](",
    "emphasis": "*a ",
    "strong without end": "**a ",
    "underscores": "_a_",
    "stars and underscores": "*_",
    "code": "`a",
    "backticks": "`",
    "angle brackets": "<",
    "entities": "&amp;",
    "escapes": "\\*",
    "references": "[a]: b\n",
    "table rows": "|a" * 40 + "\n",
    "headings": "# a\n",
    "indented code": "    a\n\n",
    "autolinks": "<http://a",
}
BEFORE = {"table rows": "|a" * 40 + "\n" + "|-" * 40 + "\n"}


def bomb(name: str, size: int = SIZE) -> str:
    """One of the twenty, of a size."""
    piece, before = PIECES[name], BEFORE.get(name, "")
    return (before + piece * (size // len(piece) + 1))[:size]


def outcome(work: Callable[[str], str], text: str) -> str:
    """What became of it."""
    try:
        return f"{len(work(text)):,} characters"
    except TextTooLong:
        return "refused"


def main() -> None:
    """Prints how long each takes: as it is, as long as a post may be, and as the beginning in a list."""
    title(f"Markdown bombs of {SIZE:,} characters, and of the {LONGEST_TEXT:,} a post may have")
    worst = 0.0
    for name in PIECES:
        said = []
        for work, size in ((render, SIZE), (render, LONGEST_TEXT), (lambda text: summary(text, 200), SIZE)):
            text, began = bomb(name, size), time.process_time()
            became = outcome(work, text)
            took = time.process_time() - began
            worst = max(worst, took)
            said.append(f"{1000 * took:7.1f} ms {became:<20}")
        say(f"  {name:<24} {'  '.join(said)}")
    say(f"  the slowest {1000 * worst:.0f} ms   goal ≤ 1,000 ms")


if __name__ == "__main__":
    main()
