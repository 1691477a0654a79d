"""How large a municipality is, in three words: an attribute that says something and gives little away.

Classes by population, with borders at about 30,000 and 62,000, made from rounded figures of 2024: a rough sorting and
no statistic. Only the words are ever shown.
"""

import enum

_LARGE = frozenset(
    {
        "0101",
        "0147",
        "0157",
        "0159",
        "0217",
        "0259",
        "0265",
        "0316",
        "0330",
        "0370",
        "0461",
        "0540",
        "0561",
        "0615",
        "0621",
        "0630",
        "0657",
        "0730",
        "0740",
        "0746",
        "0751",
        "0791",
        "0851",
        "0860",
    }
)
_SMALL = frozenset(
    {
        "0155",
        "0161",
        "0163",
        "0165",
        "0183",
        "0187",
        "0201",
        "0223",
        "0269",
        "0336",
        "0350",
        "0440",
        "0480",
        "0482",
        "0492",
        "0530",
        "0563",
        "0665",
        "0671",
        "0727",
        "0741",
        "0773",
        "0825",
    }
)


class Size(enum.StrEnum):
    """Small, medium-sized, large."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


def size_of(code: str) -> Size:
    """The size of the municipality with this number."""
    return Size.LARGE if code in _LARGE else Size.SMALL if code in _SMALL else Size.MEDIUM
