"""Memory of a worker, time until the first answer, and `make run` from nothing.

`python -m tests.benchmarks.resources`
"""

import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.benchmarks import furnishing
from tests.benchmarks.ground import HERE, Running, grounds, postgres, running, say, title
from tests.benchmarks.load import Target, run
from tests.benchmarks.pages import LIST, ask
from tests.postgres import free_port

TWO_MINUTES = 120.0


def main() -> None:
    """All three."""
    memory_and_start()
    from_nothing()


def memory_and_start() -> None:
    """What a worker holds after some thousand pages, and how soon it answers."""
    title("Memory and start: PostgreSQL, 200 events, 2 workers")
    with postgres() as server_url, grounds(server_url) as ground:
        house = ground.house()
        furnishing.country(house, 200)
        members = furnishing.cookies(house, 40)
        paths = furnishing.addresses(house, 200)
        starts = []
        for _ in range(5):
            web = ground.web()
            starts.append(web.start())
            web.stop()
        web = ground.web()
        with running(web):
            fresh = memory(web)
            pages = [ask(path, random.choice(members)) for path in paths] + [ask(path) for path in paths]
            run(Target("pages", web.port, [*pages, ask(LIST), ask(LIST, members[0])]), seconds=15)
            used = memory(web)
    say(f"  PSS a worker: {_megabytes(fresh)} fresh, {_megabytes(used)} after 15 s of pages   (goal ≤ 90 MB)")
    say(f"  from start to first answer: {sorted(starts)[2]:.2f} s, the median of 5   (goal ≤ 2 s)")


def memory(web: Running) -> list[float]:
    """The proportional set size of each worker that serves, in MB."""
    found = []
    for process in web.workers():
        rollup = Path(f"/proc/{process}/smaps_rollup")
        if rollup.exists() and (pss := re.search(r"^Pss:\s+(\d+) kB", rollup.read_text(), re.M)):
            found.append(int(pss.group(1)) / 1024)
    return sorted(found)[-2:]


def _megabytes(found: list[float]) -> str:
    return " and ".join(f"{megabytes:.0f} MB" for megabytes in found)


def from_nothing() -> None:
    """`make run` in a fresh copy with pip alone, until the first page."""
    title("make run from nothing, pip alone, until the first page")
    port = free_port()
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=HERE, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    folder = Path(tempfile.mkdtemp(prefix="politiker-run-"))
    for file in files:
        if (HERE / file).is_file():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(HERE / file, folder / file)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("POLITIKER_", "VIRTUAL_ENV"))}
    clean["PATH"] = os.pathsep.join(p for p in clean["PATH"].split(os.pathsep) if not Path(p, "uv").exists())
    clean["PIP_NO_CACHE_DIR"] = "1"
    began = time.perf_counter()
    make = subprocess.Popen(
        ["make", "run", f"PORT={port}"], cwd=folder, env=clean, start_new_session=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        status = _first_page(f"http://localhost:{port}/arrangementer", make)
        say(f"  answered {status} after {time.perf_counter() - began:.0f} s   (goal ≤ 90 s)")
    finally:
        os.killpg(make.pid, signal.SIGKILL)
        make.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _first_page(address: str, make: subprocess.Popen[bytes]) -> int:
    ends = time.perf_counter() + TWO_MINUTES * 2
    while time.perf_counter() < ends:
        if make.poll() is not None:
            assert make.stdout is not None
            raise AssertionError(f"make run ended:\n{make.stdout.read()[-3000:].decode(errors='replace')}")
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                status: int = answer.status
                return status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError("make run never answered")


if __name__ == "__main__":
    main()
