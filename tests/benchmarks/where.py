"""Where the time goes: milliseconds of one core for a page or a sign-up, and which library spends them.

`python -m tests.benchmarks.where`
"""

import cProfile
import itertools
import pstats
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.benchmarks import furnishing
from tests.benchmarks.ground import grounds, postgres, say, title
from tests.benchmarks.guests import JOIN
from tests.benchmarks.pages import LIST
from tests.benchmarks.wire import form_on

TIMES = 150
SHOWN = 7


def main() -> None:
    """The pages a member opens most, and the sign-up itself."""
    title("Where the time goes: PostgreSQL, 200 events, in one process; the profile itself makes it slower")
    with postgres() as server_url, grounds(server_url) as ground:
        house = ground.house()
        furnishing.country(house, 200)
        cookies = furnishing.cookies(house, TIMES * 2 + 10)
        paths = furnishing.addresses(house, 100)
        event = furnishing.address(furnishing.seminar(house, capacity=50))
        client, numbers = house.test_client(use_cookies=False), itertools.count()
        member = {"Cookie": cookies[0]}

        def page(address: Callable[[int], str], headers: dict[str, str]) -> Callable[[], Any]:
            return lambda: client.get(address(next(numbers)), headers=headers)

        spent("list, anonymous, never asked before", page(lambda n: f"{LIST}?ny={n}", {}))
        spent("list, signed in", page(lambda n: LIST, member))
        spent("event page, signed in", page(lambda n: paths[n % 100], member))
        spent("my registrations", page(lambda n: "/mine-tilmeldinger", member))
        spent("sign-up page", page(lambda n: f"{event}/tilmelding", member))
        spent("sign-up POST", _posts(house, client, f"{event}/tilmelding", cookies))


def _posts(house: Flask, client: FlaskClient, path: str, cookies: list[str]) -> Callable[[], Any]:
    forms = []
    for cookie in cookies:
        form = form_on(client.get(path, headers={"Cookie": cookie}).text, path, JOIN)
        forms.append((form, {"Cookie": cookie}))
    line = iter(forms)

    def post() -> Any:
        form, headers = next(line)
        answer = client.post(form.action, data=form.fields, headers=headers)
        assert answer.status_code == 303
        return answer

    return post


def spent(name: str, act: Callable[[], Any]) -> None:
    """One line: core milliseconds an act, and the libraries by share."""
    for _ in range(5):
        act()
    began, by_clock = time.process_time(), time.perf_counter()
    for _ in range(TIMES):
        act()
    core, clock = time.process_time() - began, time.perf_counter() - by_clock
    profile = cProfile.Profile(time.process_time)  # waiting for the database is not work
    profile.enable()
    for _ in range(TIMES):
        act()
    profile.disable()
    shares = by_library(profile)
    whole = sum(shares.values())
    told = ", ".join(f"{library} {100 * part / whole:.0f} %" for library, part in shares.most_common(SHOWN))
    say(f"  {name:<40} {1000 * core / TIMES:5.2f} ms of a core ({1000 * clock / TIMES:.2f} ms by the clock): {told}")


def by_library(profile: cProfile.Profile) -> Counter[str]:
    """Seconds by library; what is built into Python counts for whoever called it."""
    shares: Counter[str] = Counter()
    stats: Any = pstats.Stats(profile)
    for (file, _line, _name), (_calls, _all, own, _cumulative, callers) in stats.stats.items():
        if file.startswith("~") and callers:
            for (calling, _, _), (_, _, part, _) in callers.items():
                shares[_library(calling)] += part
        else:
            shares[_library(file)] += own
    return shares


def _library(file: str) -> str:
    if found := re.search(r"site-packages/(\w+)", file):
        return found.group(1)
    if "/politiker/" in file:
        return f"politiker.{file.rpartition('/politiker/')[2].split('/')[0].removesuffix('.py')}"
    return "templates" if file.endswith(".html") else "Python"


if __name__ == "__main__":
    main()
