"""`make run`, as somebody does who has just found us: one command, an address, and people to be."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

from politiker.core import clock
from politiker.people.factors import codes
from tests.inspection import inspect
from tests.postgres import free_port

TOP = Path(__file__).parent.parent.parent
SECONDS = 60


def opened(address: str, server: subprocess.Popen[str]) -> str:
    """What is said there, once somebody answers."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with browser.open(address, timeout=5) as answer:
                return str(answer.read().decode())
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"nobody answers at {address}")


def signed_in(address: str, email: str) -> str:
    """The desk of somebody with a role, reached with the password and the code that were printed."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def send(url: str, **fields: str) -> tuple[str, str]:
        with browser.open(url, timeout=10) as page:
            values = inspect(page.read().decode(), url).form("Log ind").values() | fields
        with browser.open(url.partition("?")[0], urlencode(values, doseq=True).encode(), timeout=10) as answer:
            return answer.url, answer.read().decode()

    url, _page = send(f"{address}/log-ind?next=/arrangoer", email=email, password="demo-politiker-2026")
    return send(url, code=codes.current("POLITIKERDEMOABC", clock.now())[0])[1]


def test_run_house_furnishes_serves_works_and_stops(tmp_path: Path) -> None:
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("POLITIKER_")}
    environment = clean | {
        "POLITIKER_DATABASE_URL": f"sqlite:///{tmp_path / 'politiker.db'}",
        "POLITIKER_DATA_DIR": str(tmp_path),
    }
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    with (tmp_path / "said").open("w+") as said:
        server = subprocess.Popen(
            [*flask, "run-house", "--port", str(port)], cwd=TOP, env=environment, stdout=said, stderr=said, text=True
        )
        try:
            assert 'lang="da"' in opened(f"http://127.0.0.1:{port}/", server)
            end = time.monotonic() + SECONDS
            while "ready" not in opened(f"http://127.0.0.1:{port}/readyz", server) and time.monotonic() < end:
                time.sleep(0.2)
            check = None
            while (check is None or check.returncode) and time.monotonic() < end:
                check = subprocess.run([*flask, "check"], cwd=TOP, env=environment, capture_output=True, text=True)
            assert check is not None and check.returncode == 0, check and check.stdout + check.stderr
            assert "Ole Krog" in signed_in(f"http://127.0.0.1:{port}", "ole@demo.example")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
        said.seek(0)
        words = said.read()
    assert f"http://localhost:{port}" in words and "karen@demo.example" in words and "demo-politiker-2026" in words
    assert re.search(r"a code: [0-9]{6}, good for [0-9]+ seconds", words) and "POLITIKERDEMOABC" in words
    assert "Traceback" not in words
