"""Days, hours, kroner and order as a Dane reads them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from politiker.core import danish
from politiker.core.danish import NaiveTime, NoSuchLocalTime

TODAY = date(2026, 11, 20)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return danish.from_local(day, time(hour, minute))


def test_winter_and_summer_are_one_and_two_hours_ahead_of_utc() -> None:
    assert danish.local(datetime(2026, 11, 24, 11, tzinfo=UTC)).hour == 12
    assert danish.local(datetime(2026, 7, 1, 10, tzinfo=UTC)).hour == 12


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveTime):
        danish.local(datetime(2026, 11, 24, 12))


def test_days_near_and_far() -> None:
    assert danish.day(TODAY, TODAY) == "i dag"
    assert danish.day(TODAY + timedelta(days=1), TODAY) == "i morgen"
    assert danish.day(date(2026, 11, 24), TODAY) == "tirsdag 24. november"
    assert danish.day(date(2026, 11, 19), TODAY) == "torsdag 19. november"
    assert danish.day(date(2027, 2, 1), TODAY) == "mandag 1. februar 2027"


def test_tomorrow_is_tomorrow_on_new_years_eve() -> None:
    assert danish.day(date(2027, 1, 1), date(2026, 12, 31)) == "i morgen"


def test_clock_has_minutes_only_when_there_are_any() -> None:
    assert danish.clock(at(TODAY, 9)) == "9"
    assert danish.clock(at(TODAY, 9, 30)) == "9.30"
    assert danish.clock(at(TODAY, 9, 5)) == "9.05"
    assert danish.clock(at(TODAY, 0)) == "0"


def test_one_afternoon() -> None:
    day = date(2026, 11, 24)
    assert danish.when(at(day, 12), at(day, 16), TODAY) == "tirsdag 24. november kl. 12–16"
    assert danish.when(at(day, 12), at(day, 16), day) == "i dag kl. 12–16"
    assert danish.long_when(at(day, 12, 15), at(day, 16)) == "tirsdag 24. november 2026 kl. 12.15–16"
    assert danish.when(at(day, 12), at(day, 12), TODAY) == "tirsdag 24. november kl. 12"


def test_noon_to_noon_names_both_days() -> None:
    start, end = at(date(2026, 11, 23), 12), at(date(2026, 11, 24), 12)
    assert danish.when(start, end, TODAY) == "mandag 23. november kl. 12 – tirsdag 24. november kl. 12"
    assert danish.long_when(start, end) == ("mandag 23. november 2026 kl. 12 – tirsdag 24. november 2026 kl. 12")


def test_an_evening_until_midnight_is_one_evening() -> None:
    start, end = at(date(2026, 11, 24), 18), at(date(2026, 11, 25), 0)
    assert danish.when(start, end, TODAY) == "tirsdag 24. november kl. 18–24"


def test_the_day_is_the_danish_day_not_the_day_of_utc() -> None:
    half_past_midnight = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert danish.long_when(half_past_midnight, half_past_midnight) == "torsdag 2. juli 2026 kl. 0.30"


def test_the_hour_summer_time_skips_does_not_exist() -> None:
    for minute in (0, 30, 59):
        with pytest.raises(NoSuchLocalTime):
            at(date(2027, 3, 28), 2, minute)
    assert at(date(2027, 3, 28), 1, 59) == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert at(date(2027, 3, 28), 3) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_the_doubled_hour_means_the_first() -> None:
    assert at(date(2027, 10, 31), 2, 30) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    second = time(2, 30, fold=1)
    assert danish.from_local(date(2027, 10, 31), second) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "øre, shown",
    [
        (675_000, "6.750 kr."),
        (675_050, "6.750,50 kr."),
        (5, "0,05 kr."),
        (0, "0 kr."),
        (-50_000, "-500 kr."),
        (-50, "-0,50 kr."),
        (123_456_789_00, "123.456.789 kr."),
    ],
)
def test_kroner(øre: int, shown: str) -> None:
    assert danish.kroner(øre) == shown


def test_numbers_and_words() -> None:
    assert danish.number(2432) == "2.432"
    assert danish.plural(1, "plads", "pladser") == "1 plads"
    assert danish.plural(0, "plads", "pladser") == "0 pladser"
    assert danish.plural(2432, "plads", "pladser") == "2.432 pladser"
    assert [danish.list_in_words(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a og b",
        "a, b og c",
    ]


def test_danish_alphabetical_order() -> None:
    names = ["Aabenraa", "Ålborg", "Ærø", "zebra", "Ørsted", "Émile", "Erik", "andersen", "Müller", "Myre", "Øst"]
    assert sorted(names, key=danish.sort_key) == [
        "andersen",
        "Émile",
        "Erik",
        "Müller",
        "Myre",
        "zebra",
        "Ærø",
        "Ørsted",
        "Øst",
        "Aabenraa",
        "Ålborg",
    ]


def test_order_is_the_same_for_letters_written_in_one_or_two_code_points() -> None:
    assert danish.sort_key("A\u030alborg") == danish.sort_key("Ålborg") == danish.sort_key("AALBORG")


def test_order_in_a_database_that_compares_bytes_is_the_same() -> None:
    keys = [danish.sort_key(name) for name in ("zebra", "ære", "øre", "åre")]
    assert sorted(keys, key=str.encode) == keys


def test_slugs() -> None:
    assert danish.slug("Budget på Ærø: hvad nu?") == "budget-paa-aeroe-hvad-nu"
    assert danish.slug("Idé & Café Łódź") == "ide-cafe-lodz"
    assert danish.slug("  --  ") == danish.slug("مرحبا") == danish.slug("🎉") == "x"


def test_a_long_slug_is_cut_between_words() -> None:
    slug = danish.slug("kommunalbestyrelse " * 9)
    assert slug == "kommunalbestyrelse-kommunalbestyrelse-kommunalbestyrelse"
    assert len(danish.slug("a" * 500)) == 60
