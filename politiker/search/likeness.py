"""How far one word is from another, and how to find those that are near without looking at all of them.

A word is cut in three. Whoever mistypes a letter or two leaves one of the pieces whole, a letter or two from its place.
"""

SHORTEST, LONGEST = 3, 30  # letters of a stem that can be told from its neighbours
SHORT = 6  # letters; a shorter word is near another at one slip, a longer one at two


def keys(word: str) -> tuple[str, str, str]:
    """What a word is kept under: how long it is, which third, and what stands there."""
    first, middle, last = (f"{len(word)}:{third}:{word[a:b]}" for third, (a, b) in enumerate(_thirds(len(word))))
    return first, middle, last


def keys_near(word: str) -> tuple[list[str], list[str], list[str]]:
    """What the words that may be near this one are kept under, for each third."""
    found: tuple[dict[str, None], dict[str, None], dict[str, None]] = ({}, {}, {})
    for length in range(len(word) - 2, len(word) + 3):
        slips = _slips(len(word), length)
        if abs(length - len(word)) > slips or not SHORTEST <= length <= LONGEST:
            continue
        for third, (a, b) in enumerate(_thirds(length)):
            for shift in range(-slips, slips + 1):
                if a + shift >= 0 and b + shift <= len(word):
                    found[third][f"{length}:{third}:{word[a + shift : b + shift]}"] = None
    return list(found[0]), list(found[1]), list(found[2])


def distance(one: str, other: str) -> int | None:
    """How many slips lie between two words: a letter too many, too few, wrong, or two that changed places.

    None when there are more than their length allows.
    """
    most = _slips(len(one), len(other))
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        two_before, before, row = before, row, [n]
        for m, their in enumerate(other, 1):
            cost = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != their))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == their:
                cost = min(cost, two_before[m - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return None
    return row[-1] if row[-1] <= most else None


def _slips(one: int, other: int) -> int:
    return 1 if min(one, other) < SHORT else 2


def _thirds(length: int) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    a, b = length // 3, 2 * length // 3
    return (0, a), (a, b), (b, length)
