"""Texts made to keep a parser busy are refused or rendered; how quickly is in the benchmarks."""

import pytest

from politiker.core.markdown import LONGEST_TEXT, TextTooLong, render
from tests.benchmarks.bombs import PIECES, SIZE, bomb


@pytest.mark.parametrize("name", PIECES)
def test_a_bomb_is_refused_or_rendered(name: str) -> None:
    with pytest.raises(TextTooLong):
        render(bomb(name))
    assert len(bomb(name)) == SIZE
    try:
        assert render(bomb(name, LONGEST_TEXT))
    except TextTooLong as refused:
        assert refused.facts["length"] > LONGEST_TEXT, "it grew out of bounds once it was HTML"
