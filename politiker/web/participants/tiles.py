"""A map of Denmark in which every municipality is a tile of the same size, near where it lies."""

from collections.abc import Mapping
from dataclasses import dataclass

# The number of each municipality, from west to east and from north to south.
MAP = """
.... .... .... 0860 0813 .... 0825 .... .... .... .... .... .... .... ....
.... 0787 0849 0810 .... .... .... .... .... .... .... .... .... .... ....
.... 0773 0820 0851 .... .... .... .... .... .... .... .... .... .... ....
0665 0671 0779 0840 0846 .... .... .... .... .... .... .... .... .... ....
.... 0661 0791 0730 0707 .... .... .... .... .... .... 0270 0217 .... ....
0760 0657 0740 0710 0706 .... .... .... .... .... 0260 0219 0210 0223 ....
.... 0756 0746 0751 .... .... .... .... 0306 .... 0250 0201 0230 0173 ....
0573 0530 0766 0615 0727 0741 .... 0326 0316 0350 0240 0190 0159 0157 ....
0561 0575 0630 0607 .... .... .... .... .... 0265 0151 0163 0175 0147 0101
0563 .... 0621 0410 0480 0440 .... .... .... .... 0169 0165 0161 0153 0167
.... 0550 0510 0420 0461 0450 .... 0330 0340 0329 0253 0183 0187 0185 0155
.... .... 0580 .... 0430 0479 0482 .... 0370 0259 0269 .... .... .... 0400
.... .... .... 0540 .... 0492 .... .... .... 0320 0336 .... .... .... ....
.... .... .... .... .... .... .... 0360 0376 0390 .... .... .... .... ....
"""
PLACES = {
    code: (column, row)
    for row, line in enumerate(MAP.strip().splitlines())
    for column, code in enumerate(line.split())
    if code != "...."
}
COLUMNS, ROWS = 15, 14
SHADES = ((5, 4), (3, 3), (2, 2), (1, 1))  # from so many people, this dark


@dataclass(frozen=True)
class Tile:
    """One municipality on the map: where it lies, how many come from there, and how dark it is."""

    name: str
    number: int
    column: int
    row: int
    shade: int


def tiles(numbers: Mapping[str, tuple[str, int]]) -> list[Tile]:
    """The map, from the name and the number of people of each municipality by its code."""
    return [
        Tile(name, number, *PLACES[code], next((shade for least, shade in SHADES if number >= least), 0))
        for code, (name, number) in numbers.items()
        if code in PLACES
    ]
