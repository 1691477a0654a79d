"""Load: many connections asking as fast as they are answered, and what the answers took.

`wrk` is used where it is installed, because it leaves nearly both cores to the server; otherwise a small client in
Python does the same, and is the dearer part of the measurement at thousands of answers a second.
"""

import asyncio
import json
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.wire import Wire

WRK = shutil.which("wrk")
CONNECTIONS = 8
ROUNDS = 5
SECONDS = 3.0

SCRIPT = """
local asked = {}
for line in io.lines("%s") do asked[#asked + 1] = line:gsub("\\\\r", "\\r"):gsub("\\\\n", "\\n") end
math.randomseed(os.time())
local turn, unique = math.random(#asked), math.random(1000000000)
function request()
  turn = turn %% #asked + 1
  unique = unique + 1
  return (asked[turn]:gsub("@UNIQUE@", tostring(unique)))
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('JSON{"requests":%%d,"duration":%%d,"errors":%%d,"p50":%%d,"p95":%%d,"p99":%%d}\\n',
    summary.requests, summary.duration, e.status + e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
"""


@dataclass
class Result:
    """Answers a second, milliseconds for the slowest of 2, 20 and 100, and how many went wrong."""

    rate: float
    p50: float
    p95: float
    p99: float
    errors: int


@dataclass
class Target:
    """Something to ask: requests with `@UNIQUE@` where each shall be new, and where to."""

    name: str
    port: int
    requests: list[bytes]
    results: list[Result] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The median round."""
        return statistics.median(result.rate for result in self.results)

    @property
    def p95(self) -> float:
        return statistics.median(result.p95 for result in self.results)

    @property
    def errors(self) -> int:
        return sum(result.errors for result in self.results)


def interleaved(targets: list[Target], *, rounds: int = ROUNDS, seconds: float = SECONDS) -> None:
    """Ask each in turn, so many rounds, after a moment to warm up."""
    for target in targets:
        asyncio.run(_answers(target))
        run(target, seconds=1)
    for _ in range(rounds):
        for target in targets:
            target.results.append(run(target, seconds=seconds))


async def _answers(target: Target) -> None:
    """Each kind of request is answered 200, or there is nothing to measure."""
    wire = Wire(target.port)
    for raw in random.sample(target.requests, min(10, len(target.requests))):
        answer = await wire.ask(raw.replace(b"@UNIQUE@", b"0"))
        assert answer.status == 200, f"{target.name}: {answer.status} for {raw.split()[1].decode()}"
    wire.close()


def run(target: Target, *, seconds: float, connections: int = CONNECTIONS) -> Result:
    """One round. Requests come in random order."""
    asked = random.sample(target.requests, len(target.requests))
    if WRK:
        return _wrk(target.port, asked, seconds, connections)
    return asyncio.run(_python(target.port, asked, seconds, connections))


def _wrk(port: int, asked: list[bytes], seconds: float, connections: int) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        lines, script = Path(folder, "asked"), Path(folder, "ask.lua")
        lines.write_text("\n".join(raw.decode().replace("\r", "\\r").replace("\n", "\\n") for raw in asked))
        script.write_text(SCRIPT % lines)
        how = ["-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "-s", str(script)]
        command = [WRK or "wrk", *how, f"http://127.0.0.1:{port}/"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(said.partition("JSON")[2])
    took = found["duration"] / 1e6
    return Result(found["requests"] / took, found["p50"] / 1e3, found["p95"] / 1e3, found["p99"] / 1e3, found["errors"])


async def _python(port: int, asked: list[bytes], seconds: float, connections: int) -> Result:
    took: list[float] = []
    errors = 0
    ends = time.perf_counter() + seconds
    numbers = iter(range(random.randrange(10**9), 10**12))

    async def visitor(first: int) -> None:
        nonlocal errors
        wire, turn = Wire(port), first
        while (began := time.perf_counter()) < ends:
            turn = (turn + 1) % len(asked)
            answer = await wire.ask(asked[turn].replace(b"@UNIQUE@", b"%d" % next(numbers)))
            took.append(time.perf_counter() - began)
            errors += answer.status >= 400
        wire.close()

    began = time.perf_counter()
    await asyncio.gather(*(visitor(n * len(asked) // connections) for n in range(connections)))
    return Result(len(took) / (time.perf_counter() - began), *(percentile(took, p) for p in (50, 95, 99)), errors)


def percentile(seconds: list[float], p: float) -> float:
    """In milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * p / 100))] if ordered else 0.0


async def all_at_once(port: int, raws: list[bytes], connections: int) -> tuple[float, list[float], list[int]]:
    """Send each request once over so many connections: seconds in all, seconds for each, and the statuses."""
    took: list[float] = []
    statuses: list[int] = []
    line: Iterator[bytes] = iter(raws)

    async def visitor() -> None:
        wire = Wire(port)
        for raw in line:
            began = time.perf_counter()
            answer = await wire.ask(raw)
            took.append(time.perf_counter() - began)
            statuses.append(answer.status)
        wire.close()

    began = time.perf_counter()
    await asyncio.gather(*(visitor() for _ in range(connections)))
    return time.perf_counter() - began, took, statuses


def told(targets: list[Target], reference: Target, say: Callable[[str], None] = print) -> None:
    """A line for each: answers a second, ratio to the reference, p50 and p95."""
    for target in targets:
        p50 = statistics.median(result.p50 for result in target.results)
        wrong = f"  {target.errors} ERRORS" if target.errors else ""
        say(
            f"  {target.name:<46} {target.rate:8.0f}/s  ÷ reference {target.rate / reference.rate:6.2f}"
            f"   p50 {p50:6.1f} ms  p95 {target.p95:6.1f} ms{wrong}"
        )
