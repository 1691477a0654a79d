"""No number under five, and none that can be reckoned out from the others."""

from collections.abc import Callable, Mapping, Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from politiker.evaluations.suppression import shown

Groups = dict[str, tuple[int, ...]]
Shown = Callable[[Mapping[str, Sequence[int]], Sequence[int]], frozenset[str]]


def leaks(groups: Groups, total: tuple[int, ...], told: frozenset[str]) -> list[str]:
    """What somebody can reckon out who sees the total and the groups that are told, and which is under five."""
    faults = [f"{name}: {row}" for name, row in groups.items() if name in told and min(row) < 5]
    if told and min(total) < 5:
        faults.append(f"total {total}")
    rest = [whole - sum(groups[name][i] for name in told) for i, whole in enumerate(total)]
    if told and any(rest) and min(rest) < 5:
        faults.append(f"the rest {rest}")
    for name in told:
        beside = [whole - groups[name][i] for i, whole in enumerate(total)]
        if min(beside) < 5:
            faults.append(f"all but {name}: {beside}")
    return faults


def only_the_small_ones_left_out(groups: Mapping[str, Sequence[int]], total: Sequence[int]) -> frozenset[str]:
    """What one thinks of first, and what leaks."""
    return frozenset(name for name, row in groups.items() if min(row) >= 5)


def tables(cells: int) -> st.SearchStrategy[tuple[Groups, tuple[int, ...]]]:
    row = st.tuples(*[st.integers(0, 20)] * cells)
    groups = st.lists(row, min_size=1, max_size=6).map(lambda rows: {f"g{n}": one for n, one in enumerate(rows)})
    return st.tuples(groups, row).map(
        lambda both: (both[0], tuple(sum(r[i] for r in both[0].values()) + both[1][i] for i in range(cells)))
    )


@given(tables(1))
def test_a_table_of_sizes_tells_of_nobody_less_than_five(table: tuple[Groups, tuple[int, ...]]) -> None:
    assert not leaks(*table, shown(*table))


@given(tables(2))
def test_a_table_of_those_who_did_and_those_who_did_not(table: tuple[Groups, tuple[int, ...]]) -> None:
    assert not leaks(*table, shown(*table))


@given(st.lists(st.integers(5, 20), min_size=2, max_size=6))
def test_what_can_be_shown_is_shown(sizes: list[int]) -> None:
    assume(sum(sizes) > 0)
    groups = {f"g{n}": (size,) for n, size in enumerate(sizes)}
    assert shown(groups, (sum(sizes),)) == frozenset(groups)


def test_leaving_out_the_small_ones_alone_leaks_control() -> None:
    groups: Groups = {"many": (20,), "few": (3,)}
    assert leaks(groups, (23,), only_the_small_ones_left_out(groups, (23,))) == ["the rest [3]", "all but many: [3]"]
    assert shown(groups, (23,)) == frozenset()
    groups = {"many": (20,), "some": (6,), "few": (3,)}
    assert leaks(groups, (29,), only_the_small_ones_left_out(groups, (29,))) == ["the rest [3]"]
    assert shown(groups, (29,)) == {"many"}, "the six are left out as well, so that the three are nine"
