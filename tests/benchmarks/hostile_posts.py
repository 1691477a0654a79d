"""Five thousand hostile strings as posts in a real Chromium: how many run, with our policy and without it.

`python -m tests.benchmarks.hostile_posts`
"""

import shutil
import time

from playwright.sync_api import sync_playwright

from tests.benchmarks.ground import say, title
from tests.browser.conftest import NAMES, QUIET
from tests.browser.hostile import EVERYTHING, Watched, strings

CONTROL, ENOUGH = 1_500, 300


def main() -> None:
    """Prints the figures, and fails when a post ran or the control did not."""
    title(f"Hostile posts: {EVERYTHING:,} strings in Chromium")
    program = next(found for name in NAMES if (found := shutil.which(name)))
    every = strings()
    assert len(every) == EVERYTHING
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        for has_csp in (False, True):
            began, watched = time.perf_counter(), Watched(chromium, has_csp=has_csp)
            ran = watched.show_posts(every)
            watched.close()
            how = "with our policy" if has_csp else "without any policy"
            say(f"  as posts, {how:<20} {ran} ran   {time.perf_counter() - began:5.1f} s   goal 0")
            assert ran == 0
        watched = Watched(chromium, has_csp=False)
        ran = watched.show_raw(strings(CONTROL))
        watched.close()
        chromium.close()
    say(f"  control, {CONTROL:,} of them as they are   {ran} ran   goal > {ENOUGH}")
    assert ran > ENOUGH


if __name__ == "__main__":
    main()
