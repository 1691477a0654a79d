"""What an alias may show: at least five others share all of it, and show just the same."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from politiker.discussions.confidential import anonymity
from politiker.discussions.confidential.anonymity import ORDER, OTHERS, shown
from politiker.discussions.confidential.sizes import _LARGE, _SMALL, Size, size_of
from politiker.people import reference

ATTRIBUTES = st.fixed_dictionaries({
    "duty": st.sampled_from(["mayor", "chair", "member", ""]),
    "region": st.sampled_from(["Nord", "Midt", "Syd", ""]),
    "size": st.sampled_from(["small", "large"]),
})  # fmt: skip
ROOMS = st.lists(ATTRIBUTES, max_size=60).map(lambda members: dict(enumerate(members)))


def exposed(members: dict[int, dict[str, str]], what: dict[int, dict[str, str]]) -> list[int]:
    """Members whose shown combination fewer than five others share, or who are alone in showing just so."""
    alike = Counter(tuple(sorted(one.items())) for one in what.values())
    found = []
    for who, combination in what.items():
        others = sum(
            all(members[other].get(name) == value for name, value in combination.items())
            for other in members
            if other != who
        )
        stands_out = alike[tuple(sorted(combination.items()))] <= OTHERS and len(alike) > 1
        if (combination and others < OTHERS) or stands_out:
            found.append(who)
    return found


@settings(max_examples=400, deadline=None)
@given(ROOMS)
def test_nobody_stands_out_whatever_the_room(members: dict[int, dict[str, str]]) -> None:
    what = shown(members)
    assert what.keys() == members.keys()
    assert exposed(members, what) == []
    for who, combination in what.items():
        assert all(value and members[who][name] == value for name, value in combination.items())
        assert not combination or tuple(combination) in ORDER


def test_the_richest_that_hides_is_shown() -> None:
    members = {n: {"duty": "member", "region": "Nord", "size": "small"} for n in range(6)}
    members |= {10 + n: {"duty": "mayor", "region": "Nord", "size": f"{n}"} for n in range(6)}
    what = shown(members)
    assert what[0] == members[0] and what[10] == {"duty": "mayor", "region": "Nord"}


def richest_alone(members: dict[int, dict[str, str]]) -> dict[int, dict[str, str]]:
    """The rule taken at its word: the richest combination that five others have, whatever those show."""
    found: dict[int, dict[str, str]] = {}
    for who, mine in members.items():
        found[who] = {}
        for names in ORDER:
            others = sum(all(o[n] == mine[n] for n in names) for w, o in members.items() if w != who)
            if others >= OTHERS:
                found[who] = {name: mine[name] for name in names}
                break
    return found


def test_a_rule_that_looks_at_five_others_only_gives_the_mayor_away() -> None:
    """The control: six members and a mayor of one region. The only one with the region alone is the mayor."""
    members = {n: {"duty": "member", "region": "Nord", "size": "small"} for n in range(6)}
    members[6] = {"duty": "mayor", "region": "Nord", "size": "small"}
    taken_at_its_word = richest_alone(members)
    assert exposed(members, taken_at_its_word) == [6]
    assert exposed(members, shown(members)) == []


def test_the_detector_sees_a_crowd_of_five() -> None:
    members = {n: {"duty": "mayor", "region": "Nord", "size": "small"} for n in range(5)}
    assert exposed(members, {n: {"duty": "mayor"} for n in members}) == [0, 1, 2, 3, 4]
    assert shown(members) == {n: {} for n in members}
    assert anonymity.OTHERS == 5


def test_every_municipality_has_a_size() -> None:
    codes = {one.code for one in reference.municipalities()}
    assert codes >= _LARGE | _SMALL and not _LARGE & _SMALL
    assert Counter(size_of(code) for code in codes) == {Size.SMALL: 23, Size.LARGE: 24, Size.MEDIUM: 51}
