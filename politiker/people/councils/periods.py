"""The four years a council sits: from New Year to New Year, in Denmark.

Local elections are held every fourth year in November (kommunal- og regionalvalgloven § 6); the period of those elected
on 18 November 2025 is 2026–2029.
"""

from datetime import date, datetime, time

from politiker.core.danish import from_local, local

FIRST, YEARS = 2026, 4
VOTED_FROM = 11  # the month from which the next council is known


def period_of(first_year: int) -> tuple[datetime, datetime]:
    """When the council of these four years begins and when it has stepped down, in UTC."""
    begins, ends = (from_local(date(year, 1, 1), time()) for year in (first_year, first_year + YEARS))
    return begins, ends


def first_year_at(now: datetime) -> int:
    """The first year of the period one is in."""
    year = local(now).year
    return year - (year - FIRST) % YEARS


def first_year_elected(now: datetime) -> int:
    """The same; but in the last two months of a period, of the one that was just voted for."""
    present = first_year_at(now)
    today = local(now)
    return present + YEARS if (today.year, today.month) >= (present + YEARS - 1, VOTED_FROM) else present
