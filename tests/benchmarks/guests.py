"""Councillors at their browsers, many at once: the pages and forms that are really there, sent as a browser would."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.benchmarks.wire import Form, NoForm, Wire, form_on, plain, request

HOST = "localhost"
JOIN, LEAVE = "Tilmeld mig", "Afmeld mig"


@dataclass
class Tally:
    """What everybody was answered, and how long it took."""

    outcomes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    gets: list[float] = field(default_factory=list)
    posts: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def failures(self) -> int:
        """Answers of 5xx, and requests without an answer in thirty seconds."""
        return sum(n for status, n in self.statuses.items() if status >= 500 or status == 0)


async def read_form(wire: Wire, path: str, cookie: str, button: str, tally: Tally) -> Form:
    """Open a page and find the form with this button. Raises NoForm."""
    began = time.perf_counter()
    answer = await wire.ask(plain(request("GET", path, host=HOST, cookie=cookie)))
    tally.gets.append(time.perf_counter() - began)
    tally.statuses[answer.status] += 1
    return form_on(answer.text, path, button)


def sent(form: Form, cookie: str) -> bytes:
    """The request that sends a form just as it stands."""
    return request("POST", form.action, host=HOST, cookie=cookie, fields=form.fields)


async def sign_up(wire: Wire, path: str, cookie: str, tally: Tally) -> None:
    """Open the short page, and press the button."""
    try:
        form = await read_form(wire, path, cookie, JOIN, tally)
        began = time.perf_counter()
        answer = await wire.ask(sent(form, cookie))
        tally.posts.append(time.perf_counter() - began)
        tally.statuses[answer.status] += 1
        tally.outcomes[{303: "registered", 422: "registered already"}.get(answer.status, "refused")] += 1
    except NoForm:
        tally.outcomes["registered already"] += 1
    except (OSError, TimeoutError):
        tally.statuses[0] += 1
        tally.outcomes["no answer"] += 1


async def rush(port: int, path: str, cookies: Iterable[str], connections: int) -> Tally:
    """Everybody signs up for the same event, so many at a time."""
    tally, line = Tally(), iter(cookies)

    async def one_connection() -> None:
        wire = Wire(port)
        for cookie in line:
            await sign_up(wire, path, cookie, tally)
        wire.close()

    began = time.perf_counter()
    await asyncio.gather(*(one_connection() for _ in range(connections)))
    tally.seconds = time.perf_counter() - began
    return tally


async def forms(port: int, path: str, cookies: list[str], button: str) -> list[bytes]:
    """The form of each, fetched beforehand and ready to be sent."""
    tally = Tally()
    found: dict[str, bytes] = {}
    line: Iterator[str] = iter(cookies)

    async def one_connection() -> None:
        wire = Wire(port)
        for cookie in line:
            found[cookie] = sent(await read_form(wire, path, cookie, button, tally), cookie)
        wire.close()

    await asyncio.gather(*(one_connection() for _ in range(8)))
    return [found[cookie] for cookie in cookies]
