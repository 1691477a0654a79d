"""Hostile strings do nothing as posts, in a real browser; all five thousand are in the benchmarks."""

import pytest
from playwright.sync_api import Browser

from tests.browser.hostile import Watched, strings

SAMPLE, CONTROL = 1_000, 100


@pytest.mark.parametrize("has_csp", [False, True], ids=["without our policy", "with it"])
def test_a_hostile_post_runs_nothing(chromium: Browser, has_csp: bool) -> None:
    watched = Watched(chromium, has_csp=has_csp)
    assert watched.show_posts(strings(SAMPLE)) == 0, watched.ran
    watched.close()


def test_control_the_same_strings_run_where_nobody_makes_them_safe(chromium: Browser) -> None:
    watched = Watched(chromium, has_csp=False)
    ran = watched.show_raw(strings(CONTROL))
    watched.close()
    assert ran > CONTROL // 15, f"{ran} of {CONTROL}: a browser in which nothing runs proves nothing"
