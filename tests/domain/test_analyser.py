"""A citizen who searches finds what was written, however it was spelt."""

import itertools
import sys
import threading
from collections.abc import Callable

import pytest
import snowballstemmer  # type: ignore[import-untyped]

from politiker.core.analyser import LONGEST_WORD, STOP_WORDS, Query, search_terms, terms


@pytest.mark.parametrize(
    "one, other",
    [
        ("Aarhus", "Århus"),
        ("aeldre", "ældre"),
        ("soenderborg", "Sønderborg"),
        ("skolerne", "skole"),
        ("A\u030arhus", "Århus"),
        ("idé", "ide"),
        ("BUDGETTER", "budget"),
        ("borgmestre", "borgmesteren"),
        ("internettet", "internet"),
        ("kom\u00admune", "kommune"),
        ("arrangementerne", "arrangement"),
        ("Malmö", "Malmø"),
    ],
)
def test_two_spellings_of_the_same_word_find_each_other(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize("one, other", [("sål", "sal"), ("øre", "are"), ("mål", "mal"), ("læse", "lase")])
def test_danish_letters_are_not_accents(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_each_word_once_in_the_order_they_come() -> None:
    assert terms("Budget og skole, skolens budget i 2027 § 16") == ["budg", "skol", "2027", "16"]


def test_small_words_are_left_out_and_are_written_as_they_are_folded() -> None:
    assert terms("Det er en og i på paa den") == []
    assert all(terms(word) == [] for word in STOP_WORDS)


def test_what_is_half_typed_finds_the_word_it_begins() -> None:
    query = search_terms("skolers budge")
    assert query == Query(("skol",), "budg")
    assert query.prefix is not None and terms("budgetter")[0].startswith(query.prefix)


def test_a_whole_word_as_prefix_finds_its_other_forms() -> None:
    query = search_terms("kommuner")
    assert query.prefix is not None and terms("kommunen")[0].startswith(query.prefix)


def test_a_word_followed_by_a_space_is_finished() -> None:
    assert search_terms("budget ") == Query(("budg",), None)


def test_short_words_are_taken_whole() -> None:
    assert search_terms("EU") == Query(("eu",), None)
    assert search_terms("liste Ø") == Query(("list", "ø"), None)


def test_only_small_words_ask_for_nothing() -> None:
    assert search_terms("hvad er det").is_empty
    assert search_terms("").is_empty
    assert not search_terms("skole i").is_empty


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "a\x00b",
        "🎉👩‍👩‍👧",
        "مرحبا بالعالم",
        "\u202eskole",
        "\ud800",
        "x" * 1_000_000,
        "å " * 500_000,
        "İstanbul",
        "ﷺ" * 1000,
        "\u0301" * 10_000,
        "' OR 1=1 --",
        '"*"',
    ],
)
def test_nothing_a_stranger_types_breaks_it(text: str) -> None:
    found, query = terms(text), search_terms(text)
    assert all(word.isalnum() and len(word) <= LONGEST_WORD for word in [*found, *query.whole])


def test_only_the_beginning_of_a_very_long_text_counts() -> None:
    assert "slutning" not in terms("ord " * 25_000 + "slutning")
    assert terms("ord " * 24_990 + "slut")[-1] == "slut"


def test_many_threads_stem_as_one_does() -> None:
    """The stemmer keeps the word it works on in itself: shared between threads it mixes words up or fails.

    With one stemmer for all threads this failed every time of ten.
    """
    alone = snowballstemmer.stemmer("danish")
    roots = ["".join(letters) for letters in itertools.product("bdfgklm", "ou", "lnprst", "aiy", "dgkn")]
    words = [f"{root}{end}" for root in roots for end in ("erne", "ens", "e")]
    expected = {word: [alone.stemWord(word)] for word in words}
    wrong: list[object] = []

    def work(number: int) -> None:
        for word in words[number::8]:
            try:
                found = terms(word)
            except Exception as error:
                wrong.append(error)
            else:
                if found != expected[word]:
                    wrong.append((word, found))

    with_short_turns(8, work)
    assert wrong == []


def with_short_turns(number_of_threads: int, work: Callable[[int], None]) -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(number_of_threads)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(usual)
