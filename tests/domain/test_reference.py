"""Denmark as it is: 98 municipalities, five regions that become four, 2,432 councillors."""

from datetime import date

import pytest

from politiker.core.danish import sort_key
from politiker.people import reference
from politiker.people.reference import UnknownMunicipality

BEFORE, AFTER = date(2026, 12, 31), date(2027, 1, 1)


def test_there_are_98_municipalities_with_four_digit_codes() -> None:
    found = reference.municipalities()
    assert len(found) == len({each.code for each in found}) == 98
    assert all(len(each.code) == 4 and each.code.isdigit() and each.name for each in found)
    assert {each.code: each.name for each in found}["0820"] == "Vesthimmerlands"


def test_five_regions_become_four_on_new_years_day_2027() -> None:
    codes = [each.code for each in reference.municipalities()]
    assert len({reference.region_of(code, BEFORE) for code in codes}) == 5
    assert len({reference.region_of(code, AFTER) for code in codes}) == 4


def test_a_municipality_is_always_in_a_region_that_exists_that_day() -> None:
    for day in (date(2026, 1, 1), BEFORE, AFTER, date(2029, 12, 31)):
        for municipality in reference.municipalities():
            region = reference.region_of(municipality.code, day)
            assert region.first_day is None or region.first_day <= day
            assert region.last_day is None or day <= region.last_day


def test_ringsted_moves_and_aarhus_stays() -> None:
    assert reference.region_of("0329", BEFORE).name == "Region Sjælland"
    assert reference.region_of("0329", AFTER).name == "Region Østdanmark"
    assert reference.region_of("0751", BEFORE) == reference.region_of("0751", AFTER)


def test_the_unknown_code_of_the_new_region_is_not_invented() -> None:
    assert [region.name for region in reference.regions() if region.code is None] == ["Region Østdanmark"]


def test_a_code_that_is_not_danish_is_refused() -> None:
    with pytest.raises(UnknownMunicipality):
        reference.region_of("9999", AFTER)


def test_lists_stand_by_letter_and_their_seats_sum_to_all_councillors() -> None:
    lists = reference.national_lists()
    assert [each.letter for each in lists] == sorted((each.letter for each in lists), key=sort_key)
    assert sum(each.seats or 0 for each in lists) + reference.local_list_seats() == 2_432
    assert {each.letter for each in lists if not each.letter_is_verified} == {"H", "M"}


@pytest.mark.parametrize("seed", range(20))
def test_made_up_councils_keep_the_law_and_the_true_sum(seed: int) -> None:
    sizes = reference.council_sizes(seed)
    assert len(sizes) == 98 and sum(sizes.values()) == 2_432
    assert (sizes.pop("0101"), sizes["0147"], sizes["0840"]) == (55, 31, 23)
    assert all(9 <= size <= 31 and size % 2 == 1 for size in sizes.values())


def test_the_same_seed_gives_the_same_councils() -> None:
    assert reference.council_sizes(7) == reference.council_sizes(7) != reference.council_sizes(8)


def test_a_caller_cannot_change_the_facts() -> None:
    reference.council_sizes(1).clear()
    reference.municipalities().clear()
    assert len(reference.municipalities()) == 98
