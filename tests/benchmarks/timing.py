"""Whether the time of an answer tells who has an account: every door that takes an address, every pair of standings.

`python -m tests.benchmarks.timing [--quick] [--sqlite] [DOOR …]`

Each standing has its own thousand addresses. In every round one of each is asked about, in an order of its own, each
from a browser and a client address that were never seen; the counts of the throttle are emptied every hundred
rounds. What is measured is the time from the request to its whole answer. The AUC (Mann-Whitney) of a pair is the
chance that one answer of the one takes longer than one of the other: 0.5 tells nothing. With a thousand of each its
standard error is 0.013. The leaky control has to show.
"""

import asyncio
import gc
import hashlib
import html
import itertools
import random
import re
import sys
import time
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flask import Flask

from tests.benchmarks import standings
from tests.benchmarks.ground import Ground, grounds, postgres, running, say, title
from tests.benchmarks.standings import STANDINGS
from tests.benchmarks.wire import FORM, INPUT, Answer, Wire, attribute, plain, request

ROUNDS, QUICK, WARM_UP = 1000, 150, 10
CALM_AFTER = 100
TOLD = 0.05  # so far from a half tells; with fewer than a thousand, as far as chance goes in the worst of 21 pairs
HOST = "localhost"


@dataclass(frozen=True)
class Door:
    """Where an address is written into a form, and who sits there: nobody, or somebody signed in.

    `field` is the one that holds the address, and `to` is where the form is sent when that is another address.
    """

    name: str
    path: str
    who: str = ""
    field: str = "email"
    to: str = ""


DOORS = (
    Door("log-in", "/log-ind"),
    Door("reset", "/nulstil-adgangskode"),
    Door("log-in link", "/log-ind/link"),
    Door("apply", "/bliv-medlem"),
    Door("invite", "/inviter", "secretary", field="people", to="/inviter/send"),
    Door("change of address", "/min-side/email", "councillor"),
)


@dataclass
class Measured:
    """Seconds by standing, and every way in which the answers differed."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[tuple[int, str, str]] = field(default_factory=Counter)


def auc(one: list[float], other: list[float]) -> float:
    """The chance that one of `one` is larger than one of `other`; a tie counts half."""
    ranked = sorted(other)
    wins = sum(bisect_left(ranked, value) + bisect_right(ranked, value) for value in one)
    return wins / (2 * len(one) * len(other))


def worst(seconds: dict[str, list[float]]) -> tuple[float, str, str]:
    """The pair that tells most: its AUC, and which two."""
    pairs = [(auc(seconds[a], seconds[b]), a, b) for a, b in itertools.combinations(STANDINGS, 2)]
    return max(pairs, key=lambda pair: abs(pair[0] - 0.5))


def error(rounds: int) -> float:
    """The standard error of an AUC of two samples of this size that are alike."""
    return float((1 / (6 * rounds)) ** 0.5)


def bound(rounds: int) -> float:
    """How far from a half the worst pair may be."""
    return max(TOLD, 3.5 * error(rounds))


def main(*words: str) -> None:
    """About twenty minutes; `--quick` two."""
    rounds = QUICK if "--quick" in words else ROUNDS
    named = [word for word in words if not word.startswith("--")]
    doors = [door for door in DOORS if not named or door.name in named]
    title(f"Does the time of an answer tell? {rounds} of each of {len(STANDINGS)} standings, interleaved")
    say(f"  an AUC within {bound(rounds):.3f} of a half tells nothing; standard error {error(rounds):.3f}")
    if "--sqlite" in words:
        with grounds(TRUSTED_PROXIES="1") as ground:
            every(ground, doors, rounds)
        return
    with postgres() as server_url, grounds(server_url, TRUSTED_PROXIES="1") as ground:
        every(ground, doors, rounds)


def every(ground: Ground, doors: list[Door], rounds: int) -> None:
    """Every door, and then one with a leak."""
    house = ground.house()
    standings.furnish(house, rounds + WARM_UP)
    for door in doors:
        tell(door.name, at(ground, house, door, rounds, "wsgi:app"))
    leak = tell(
        "control: reset, leaking 2 ms", at(ground, house, DOORS[1], min(rounds, 200), "tests.benchmarks.leaky:app")
    )
    assert abs(leak - 0.5) > TOLD, "the control did not show: nothing of this can be believed"


def tell(name: str, measured: Measured) -> float:
    """One line of a door, with the worst pair; and what told the standings apart without any clock."""
    value, one, other = worst(measured.seconds)
    every_second = sorted(itertools.chain(*measured.seconds.values()))
    middle = 1000 * every_second[len(every_second) // 2]
    verdict = "tells nothing" if abs(value - 0.5) <= bound(len(measured.seconds[one])) else "TELLS"
    say(f"  {name:<28} worst pair {one}/{other}: AUC {value:.3f}, {verdict}; median {middle:.1f} ms")
    from_nobody = ", ".join(f"{s} {auc(measured.seconds[s], measured.seconds['none']):.3f}" for s in STANDINGS[1:])
    say(f"  {'':<28} each against none: {from_nobody}")
    if len(measured.answers) > 1:
        say(f"  {'':<28} ANSWERS DIFFER (status, where to, page): {dict(measured.answers)}")
    return value


def at(ground: Ground, house: Flask, door: Door, rounds: int, target: str) -> Measured:
    """Measure one door of one server."""
    asking = (rounds + WARM_UP) * len(STANDINGS) // 4 + 1  # one account may ask five times an hour
    cookies = standings.cookies_of(house, asking, door.who) if door.who else [""]
    server = ground.web(workers=1, target=target)
    standings.forget_counts(house)
    with running(server):
        try:
            return asyncio.run(asked(server.port, house, door, rounds, itertools.cycle(cookies)))
        finally:
            standings.forget_counts(house)


async def asked(port: int, house: Flask, door: Door, rounds: int, cookies: Iterator[str]) -> Measured:
    """All the rounds, one request at a time; the first of them only warm the server up."""
    measured, wire, dice = Measured(), Wire(port), random.Random(7)
    fill = standings.fields_for(door.name, house)
    gc.disable()
    for number in range(rounds + WARM_UP):
        if number % CALM_AFTER == CALM_AFTER - 1:
            standings.forget_counts(house)
            gc.collect()
        for standing in dice.sample(STANDINGS, len(STANDINGS)):
            raw = await written(wire, door, next(cookies), fill, standings.email(standing, number), dice)
            began = time.perf_counter()
            answer = await wire.ask(raw)
            took = time.perf_counter() - began
            if number >= WARM_UP:
                measured.seconds[standing].append(took)
                measured.answers[said(answer, standings.email(standing, number))] += 1
    gc.enable()
    wire.close()
    return measured


async def written(
    wire: Wire, door: Door, cookie: str, fill: Callable[[str], dict[str, str]], address: str, dice: random.Random
) -> bytes:
    """The form of a door, fetched by a new browser from a new place and filled in; ready to be sent."""
    place = f"10.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(1, 255)}"
    page = await wire.ask(from_place(plain(request("GET", door.path, host=HOST, cookie=cookie)), place))
    if page.status != 200:
        raise RuntimeError(f"{door.path}: {page.status} {page.location}")
    set_cookie = page.headers.get(b"set-cookie", b"").decode().split(";")[0]
    inside = next(text for _attributes, text in FORM.findall(page.text) if f'name="{door.field}"' in text)
    inputs = {attribute(tag, "name"): attribute(tag, "value") for tag in INPUT.findall(inside)}
    names = set(inputs) | {part.split('"')[0] for part in inside.split('name="')[1:]}
    hidden = {name: value for name, value in inputs.items() if name in {"csrf_token", "idempotency_key", "next"}}
    fields = hidden | {name: value for name, value in fill(address).items() if name in names}
    return from_place(
        request("POST", door.to or door.path, host=HOST, cookie=cookie or set_cookie, fields=fields), place
    )


def said(answer: Answer, address: str) -> tuple[int, str, str]:
    """All that an answer says: status, where to, and the page less what is new in each and the address itself."""
    text = re.sub(r'value="[^"]*"', "", html.unescape(answer.text).replace(address, ""))
    return answer.status, answer.location, hashlib.sha256(text.encode()).hexdigest()[:8]


def from_place(raw: bytes, place: str) -> bytes:
    """The same request, as our own proxy passes it on for somebody at this client address."""
    line, _, rest = raw.partition(b"\r\n")
    return line + f"\r\nX-Forwarded-For: {place}\r\nX-Forwarded-Proto: http\r\n".encode() + rest


if __name__ == "__main__":
    main(*sys.argv[1:])
