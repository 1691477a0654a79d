"""Four years from New Year to New Year, and which four one means in November."""

from datetime import UTC, datetime

import pytest

from politiker.people.councils.periods import first_year_at, first_year_elected, period_of


@pytest.mark.parametrize(
    ("moment", "present", "elected"),
    [
        (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), 2022, 2026),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), 2026, 2026),
        (datetime(2026, 9, 1, tzinfo=UTC), 2026, 2026),
        (datetime(2029, 10, 31, 22, 59, tzinfo=UTC), 2026, 2026),
        (datetime(2029, 10, 31, 23, 0, tzinfo=UTC), 2026, 2030),
        (datetime(2029, 12, 31, 22, 59, tzinfo=UTC), 2026, 2030),
        (datetime(2029, 12, 31, 23, 0, tzinfo=UTC), 2030, 2030),
    ],
)
def test_which_four_years(moment: datetime, present: int, elected: int) -> None:
    assert (first_year_at(moment), first_year_elected(moment)) == (present, elected)
    begins, ends = period_of(present)
    assert begins <= moment < ends


def test_a_period_is_four_years_of_danish_time() -> None:
    assert period_of(2026) == (datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2029, 12, 31, 23, tzinfo=UTC))
