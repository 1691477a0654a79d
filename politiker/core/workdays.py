"""Days on which a Danish town hall answers: Monday to Friday, less the holidays, reckoned and not looked up."""

from datetime import date, datetime, time, timedelta

from politiker.core.danish import from_local, local

OPENS, CLOSES = time(8), time(16)
# Days from Easter Sunday: Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday. The Great Day of
# Prayer has been a working day since 2024 (lov nr. 214 af 06/03/2023).
FROM_EASTER = (-3, -2, 1, 39, 50)
# New Year's Day, 5 June, Christmas Eve to Boxing Day, New Year's Eve: town halls are closed.
FIXED = frozenset({(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)})


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_workday(day: date) -> bool:
    """Whether a town hall is open on a day."""
    holidays = {easter(day.year) + timedelta(days=days) for days in FROM_EASTER}
    return day.weekday() < 5 and (day.month, day.day) not in FIXED and day not in holidays


def is_office_hours(moment: datetime) -> bool:
    """Whether somebody is likely to sit at a desk now."""
    there = local(moment)
    return is_workday(there.date()) and OPENS <= there.time() < CLOSES


def workdays_later(moment: datetime, days: int) -> datetime:
    """So many working days later, at the same hour; what comes after closing or on a holiday counts from the morning
    of the next working day."""
    there = local(moment)
    day, clock = there.date(), max(there.time().replace(fold=0), OPENS)
    if not is_workday(day) or clock >= CLOSES:
        day, clock = _next(day), OPENS
    for _ in range(days):
        day = _next(day)
    return from_local(day, clock)


def _next(day: date) -> date:
    day += timedelta(days=1)
    while not is_workday(day):
        day += timedelta(days=1)
    return day
