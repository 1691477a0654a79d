"""While strangers guess at her password from twenty addresses, does the owner come in?

`python -m tests.benchmarks.throttle`

Real HTTP through a proxy we trust, on the real clock: for half a minute twenty addresses fail on one account once a
second each, and once a second the owner logs in from the device she always uses. The control is the owner on
a device we have never seen, who has to be turned away: otherwise nobody was slowed down.
"""

import http.client
import re
import statistics
import threading
import time
from collections import Counter
from urllib.parse import urlencode

from politiker.core import clock
from politiker.core.database import db
from politiker.people.sign_ins import devices
from tests import people
from tests.benchmarks.ground import Ground, grounds, postgres, running, say, title

SECONDS, ADDRESSES, EVERY, ALLOWED = 30.0, 20, 1.0, 2.0
EMAIL = "karen@example.dk"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def main() -> None:
    """On both databases."""
    with postgres() as server_url:
        for url in (None, server_url):
            with grounds(url) as ground:
                harassed(ground)


class Browser:
    """Somebody at an address of their own, perhaps with the cookie of a device that is known."""

    def __init__(self, port: int, address: str, device: str = "") -> None:
        self.port, self.address = port, address
        status, headers, body = self._ask("GET", {}, "")
        found = TOKEN.search(body)
        assert status == 200 and found, status
        cookie = headers["Set-Cookie"].partition(";")[0]
        self.cookie = f"{cookie}; enhed={device}" if device else cookie
        self.token = found[1]

    def log_in(self, password: str) -> int:
        """What logging in is answered with."""
        fields = urlencode({"csrf_token": self.token, "email": EMAIL, "password": password})
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        return self._ask("POST", kind, fields)[0]

    def _ask(self, method: str, headers: dict[str, str], body: str) -> tuple[int, http.client.HTTPMessage, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, "/log-ind", body, headers | {"X-Forwarded-For": self.address, "Host": "localhost"})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            line.close()


def harassed(ground: Ground) -> None:
    """Raises AssertionError unless the owner came in every time, and the control was turned away. Times are told."""
    title(f"{ADDRESSES} addresses fail on one account for {SECONDS:.0f} s: {ground.kind}, 2 workers")
    ground.more["POLITIKER_TRUSTED_PROXIES"] = "1"
    with ground.house().app_context():
        phone = devices.recognise(people.karen(), None, now=clock.now())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    web = ground.web()
    refused: Counter[int] = Counter()
    took: list[float] = []
    with running(web):
        ends = time.monotonic() + SECONDS
        guessers = [threading.Thread(target=guess, args=(web.port, n, ends, refused)) for n in range(ADDRESSES)]
        for guesser in guessers:
            guesser.start()
        while time.monotonic() < ends - 1:
            time.sleep(1)
            began = time.perf_counter()
            status = Browser(web.port, "192.0.2.1", phone).log_in(people.PASSWORD)
            took.append(time.perf_counter() - began)
            assert status == 303, status
        control = Browser(web.port, "192.0.2.1").log_in(people.PASSWORD)
        for guesser in guessers:
            guesser.join()
    slow = sum(one > ALLOWED for one in took)
    say(f"  the owner came in {len(took)} times from her own device: median {statistics.median(took):.2f} s,"
        f" slowest {max(took):.2f} s (page and form); {slow} took over {ALLOWED:.0f} s")  # fmt: skip
    say(f"  strangers: {refused[422]} tries looked at, {refused[429]} told to wait; control, the owner on a device"
        f" never seen: {control}")  # fmt: skip
    assert refused[422] <= 50 and refused[429] > 0, refused
    assert control == 429, control


def guess(port: int, number: int, ends: float, refused: Counter[int]) -> None:
    """Fail once a second from one address, as long as it lasts."""
    browser = Browser(port, f"198.51.100.{number}")
    while time.monotonic() < ends:
        refused[browser.log_in("forkert forkert forkert")] += 1
        time.sleep(EVERY)


if __name__ == "__main__":
    main()
