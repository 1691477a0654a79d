"""Every measurement, one after the other: `make bench`. Times are printed; only exactness can make it fail."""

import os
import platform
import time

from tests.benchmarks import (
    arrivals,
    bombs,
    crash,
    hostile_posts,
    pages,
    participants,
    resources,
    searching,
    signups,
    storm,
    threads,
    throttle,
    timing,
    where,
)
from tests.benchmarks.ground import say


def main() -> None:
    """Takes about an hour on two cores. Each part runs alone too: `python -m tests.benchmarks.pages`.

    `python -m tests.benchmarks.timing` tells whether the time of an answer says who has an account; `--quick` for
    a first look, and the names of doors for some of them.
    """
    began = time.perf_counter()
    say(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, Python {platform.python_version()}, load before"
        f" {os.getloadavg()[0]:.1f}")  # fmt: skip
    for part in (
        pages, participants, arrivals, threads, searching, where, signups, storm, crash, resources, throttle, timing,
        bombs, hostile_posts,
    ):  # fmt: skip
        part.main()
    say(f"\nAll of it took {(time.perf_counter() - began) / 60:.0f} minutes.")


if __name__ == "__main__":
    main()
