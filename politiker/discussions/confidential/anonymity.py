"""Which attributes an alias may show: never so many that the crowd behind them is too small to hide in.

The promise is that at least five OTHER members share the whole combination shown. That alone is not enough. Were
everybody shown the richest combination five others share, then in a region of six ordinary members and one mayor "the
one of whom only the region is shown" would be the mayor. So five others also SHOW the very same combination: members
are put into groups by the richest attributes first, each group of six or more shows what it has in common, and those
left over are grouped by poorer ones. If fewer than six would be left showing nothing, the smallest group joins them.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

OTHERS = 5
ORDER: tuple[tuple[str, ...], ...] = (
    ("duty", "region", "size"),
    ("duty", "region"),
    ("duty", "size"),
    ("region", "size"),
    ("duty",),
    ("region",),
    ("size",),
)
Attributes = Mapping[str, str]
Who = TypeVar("Who", bound=Hashable)


def shown(members: Mapping[Who, Attributes]) -> dict[Who, dict[str, str]]:
    """What each member may show beside an alias, as attribute to value; nothing for many.

    For every member at least five others have the whole combination, and show just the same. `members` may lack an
    attribute of somebody; what is not known is not shown.
    """
    groups: list[tuple[dict[str, str], list[Who]]] = []
    left = list(members)
    for names in ORDER:
        by_values: dict[tuple[str, ...], list[Who]] = {}
        for who in left:
            if all(members[who].get(name) for name in names):
                by_values.setdefault(tuple(members[who][name] for name in names), []).append(who)
        large = {values: crowd for values, crowd in by_values.items() if len(crowd) > OTHERS}
        groups += [(dict(zip(names, values, strict=True)), crowd) for values, crowd in large.items()]
        gone = {who for crowd in large.values() for who in crowd}
        left = [who for who in left if who not in gone]
    if groups and 0 < len(left) <= OTHERS:
        smallest = min(groups, key=lambda group: len(group[1]))
        groups.remove(smallest)
        left += smallest[1]
    return {who: {} for who in left} | {who: dict(common) for common, crowd in groups for who in crowd}
