"""Denmark's municipalities, regions, lists and councils, from the files beside this one.

Codes and names of municipalities equal HL7 Denmark's dk-core list; regions follow lov nr. 699 af 20/06/2025;
seats are those won at the local elections of 18 November 2025. What could not be verified says so here.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random

EAST_DENMARK_BEGINS = date(2027, 1, 1)  # Region Østdanmark replaces Hovedstaden and Sjælland
COUNCILLORS = 2_432  # elected in all 98 councils for 2026–2029
SMALLEST_COUNCIL, LARGEST_COUNCIL = 9, 31  # always odd (KL); København alone may have 55


class UnknownMunicipality(LookupError):
    """No Danish municipality has this code."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality with its four-digit code. `name` has no "Kommune" after it and is not a key."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region and the days it exists between, both included; None is open.

    `code` is None for Region Østdanmark: its official code was not found.
    """

    code: str | None
    name: str
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class NationalList:
    """A list that stood in many municipalities in 2025, and the seats it won in all of them.

    `letter` is no key: local lists share letters between towns and letters change hands. `seats` is None
    where only the sum with others is known. `letter_is_verified` is False for H and M.
    """

    letter: str
    name: str
    short: str
    seats: int | None
    letter_is_verified: bool


def municipalities() -> list[Municipality]:
    """The 98 municipalities, by code."""
    return [Municipality(row["kode"], row["navn"]) for row in _rows("kommuner.csv")]


def regions() -> list[Region]:
    """All six regions: the five until the end of 2026, and Region Østdanmark from 1 January 2027."""
    return list(_regions().values())


def region_of(code: str, date: date) -> Region:
    """The region a municipality lies in on a day. Raises UnknownMunicipality.

    The map is that of the municipal reform of 2007, changed once: on 1 January 2027.
    """
    row = _municipality_rows().get(code)
    if row is None:
        raise UnknownMunicipality(code)
    return _regions()[row["region_2027" if date >= EAST_DENMARK_BEGINS else "region_2026"]]


def national_lists() -> list[NationalList]:
    """The lists known by name in the whole country, by list letter, never by size."""
    return [
        NationalList(
            letter=row["bogstav"],
            name=row["navn"],
            short=row["kort"],
            seats=int(row["mandater_kv2025"]) if row["mandater_kv2025"] else None,
            letter_is_verified=row["bogstav_status"].startswith("verified"),
        )
        for row in _rows("partier_kv2025.csv")
        if row["bogstav"]
    ]


def local_list_seats() -> int:
    """The seats that local lists and others won in 2025, together."""
    return sum(int(row["mandater_kv2025"]) for row in _rows("partier_kv2025.csv") if not row["bogstav"])


def known_council_sizes() -> dict[str, int]:
    """The council sizes of 2026–2029 that were found, by municipality code: three of the 98."""
    return {row["kode"]: int(row["pladser_2026_2029"]) for row in _rows("raadsstoerrelser.csv")}


def council_sizes(seed: int) -> dict[str, int]:
    """Seats in every council, by municipality code, for demonstrations: 95 of the 98 are MADE UP.

    Three are true. The others are odd numbers from 9 to 31, drawn so that the sum is the true 2,432; the same
    seed always gives the same. Never show one as a fact about a municipality.
    """
    sizes = {municipality.code: SMALLEST_COUNCIL for municipality in municipalities()} | known_council_sizes()
    still_growing = [code for code in sizes if code not in known_council_sizes()]
    chance = Random(seed)
    for _ in range((COUNCILLORS - sum(sizes.values())) // 2):
        # random() gives the same in every version of Python; choice() need not
        chosen = still_growing[int(chance.random() * len(still_growing))]
        sizes[chosen] += 2
        if sizes[chosen] == LARGEST_COUNCIL:
            still_growing.remove(chosen)
    return sizes


@cache
def _rows(file: str) -> tuple[dict[str, str], ...]:
    lines = files(__name__).joinpath(file).read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader(lines))


@cache
def _municipality_rows() -> dict[str, dict[str, str]]:
    return {row["kode"]: row for row in _rows("kommuner.csv")}


@cache
def _regions() -> dict[str, Region]:
    return {
        row["navn"]: Region(
            code=row["kode"] or None,
            name=row["navn"],
            first_day=None if row["kode"] else EAST_DENMARK_BEGINS,
            last_day=date.fromisoformat(row["gyldig_til"]) if row["gyldig_til"] else None,
        )
        for row in _rows("regioner.csv")
    }
