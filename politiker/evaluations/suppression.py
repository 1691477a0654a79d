"""Which numbers of a table may be shown: none under five, and none that can be reckoned out from the others.

It is not enough to leave out the small groups: the total less those that are shown tells what is left. So more is left
out until what is left, too, is nobody or at least five.
"""

from collections.abc import Mapping, Sequence

from politiker.evaluations.models import FEWEST


def shown(groups: Mapping[str, Sequence[int]], total: Sequence[int]) -> frozenset[str]:
    """The groups that may be shown beside the total. Each is a row of counts; so is the total, and no group overlaps.

    What is in no group counts as one more that is never shown.
    """
    if not is_enough(total):
        return frozenset()
    left = {name: row for name, row in groups.items() if is_enough(row)}
    while left:
        rest = [all_of_it - sum(row[i] for row in left.values()) for i, all_of_it in enumerate(total)]
        if is_enough(rest) or (not any(rest) and len(left) > 1):
            break
        del left[min(left, key=lambda name: (min(left[name]), name))]
    return frozenset(left)


def is_enough(row: Sequence[int]) -> bool:
    """Whether there are at least five behind every number."""
    return all(number >= FEWEST for number in row)
