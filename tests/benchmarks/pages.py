"""How fast the pages are, as ratios to the reference; how many statements, how many bytes, and what data does to it.

`python -m tests.benchmarks.pages`
"""

import contextlib
import gzip
import html
import itertools
import random
import re
import threading
import time
import urllib.parse
from collections.abc import Iterator

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from tests.benchmarks import furnishing, reference
from tests.benchmarks.ground import grounds, postgres, reference_server, running, say, title
from tests.benchmarks.load import WRK, Target, interleaved, told
from tests.benchmarks.wire import request

EVENTS = 200
FILTERS = 20
HOST = "localhost"
LIST = "/arrangementer"


def main() -> None:
    """Everything about pages, on PostgreSQL."""
    title("Pages: PostgreSQL, 200 events, 2,432 councillors, 2 workers, 8 connections, medians of 5 rounds")
    say(f"  client: {'wrk' if WRK else 'Python (wrk is not installed)'}")
    with postgres() as server_url, grounds(server_url) as ground:
        house = ground.house()
        furnishing.country(house, EVENTS)
        reference.furnish(ground.database_url)
        members = furnishing.cookies(house, 40)
        paths = furnishing.addresses(house, EVENTS)
        web, bare = ground.web(), reference_server(ground.database_url)
        with running(web, bare):
            filters = filter_addresses(house, FILTERS)
            base = Target("reference: gunicorn sync, 20 rows", bare.port, [request("GET", "/", host=HOST)])
            strangers(house, web.port, base, paths, filters)
            guests(web.port, base, paths, members)
            statements(house, paths, members[0])
            over_the_wire(house, paths[0])
            hundredfold(house, web.port, base, paths, members)


def ask(path: str, cookie: str = "") -> bytes:
    """What a browser sends for a page."""
    return request("GET", path, host=HOST, cookie=cookie)


def strangers(house: Flask, port: int, base: Target, paths: list[str], filters: list[str]) -> None:
    """Anonymous readers: answers that are kept, answers that are not, and a mixture while things change."""
    say("\n  anonymous")
    targets = [
        base,
        Target("list, kept", port, [ask(LIST)]),
        Target("event page, kept", port, [ask(paths[0])]),
        Target("list, never asked before", port, [ask(f"{LIST}?ny=@UNIQUE@")]),
        Target("event page, never asked before", port, [ask(f"{path}?ny=@UNIQUE@") for path in paths]),
        Target("20 filter combinations, never asked before", port, [ask(f"{path}&ny=@UNIQUE@") for path in filters]),
    ]
    interleaved(targets)
    with changing(house, paths):
        mixed = Target("200 events + 20 filters at random, 1 sign-up + 1 edit a second", port,
                       [ask(path) for path in (*paths, *filters)])  # fmt: skip
        interleaved([mixed])
    told([*targets, mixed], base)
    say("  goal: kept ≥ 5.0, never asked before ≥ 0.9")
    base.results.clear()


def guests(port: int, base: Target, paths: list[str], members: list[str]) -> None:
    """Signed-in readers: nothing is kept for them."""
    say("\n  signed in")
    targets = [
        base,
        Target("list", port, [ask(LIST, cookie) for cookie in members]),
        Target("event page", port, [ask(path, random.choice(members)) for path in paths]),
        Target("my registrations", port, [ask("/mine-tilmeldinger", cookie) for cookie in members]),
        Target("sign-up page", port, [ask(f"{path}/tilmelding", random.choice(members)) for path in paths]),
    ]
    interleaved(targets)
    told(targets, base)
    say("  goal: list and event page ≥ 0.9")
    base.results.clear()


@contextlib.contextmanager
def changing(house: Flask, paths: list[str]) -> Iterator[None]:
    """One sign-up and one edit a second meanwhile."""
    events = [int(re.findall(r"\d+", path)[0]) for path in paths]
    pairs = itertools.product(random.sample(furnishing.councillors(house, 300), 300), events)
    stop = threading.Event()

    def change() -> None:
        for number, (person, event) in enumerate(pairs):
            if stop.wait(1.0):
                return
            with contextlib.suppress(Exception):  # some are registered already
                furnishing.sign_up(house, random.choice(events), person)
            furnishing.edit(house, event, number)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def filter_addresses(house: Flask, number: int) -> list[str]:
    """So many combinations of what the list's own filter offers, and words to search for."""
    page = house.test_client().get(LIST).text
    offered = [
        [(name, html.unescape(value)) for value in re.findall(r'<option value="([^"]*)"', inside)]
        for name, inside in re.findall(r'<select\b[^>]*\bname="(\w+)"[^>]*>(.*?)</select>', page, re.S)
    ]
    text = re.findall(r'<input\b[^>]*type="search"[^>]*\bname="(\w+)"', page)[0]
    offered.append([(text, word) for word in ("", "", "budget", "klima", "møde")])
    chance = random.Random(1)
    found: set[str] = set()
    while len(found) < number:
        chosen = [(name, value) for name, value in map(chance.choice, offered) if value]
        if len(chosen) <= 3:
            found.add(f"{LIST}?{urllib.parse.urlencode(chosen)}")
    return sorted(found)


def statements(house: Flask, paths: list[str], member: str) -> None:
    """How many SQL statements a page takes, with the statement that tells who one is."""
    say("\n  SQL statements a page (BEGIN, COMMIT and PRAGMA not counted)")
    for name, path in (("list", LIST), ("event page", paths[1]), ("my registrations", "/mine-tilmeldinger")):
        counts = [count_statements(house, f"{path}?ny={random.random()}", cookie) for cookie in ("", member)]
        say(f"  {name:<46} anonymous {counts[0]}   signed in {counts[1]}")
    say("  goal: list ≤ 3, event page ≤ 5")


def count_statements(house: Flask, path: str, cookie: str) -> int:
    """The statements of one page."""
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        if not statement.lstrip().upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            said.append(statement)

    with house.app_context():
        engine = db.engine
    client = house.test_client(use_cookies=False)
    headers = {"Cookie": cookie} if cookie else {}
    client.get(path, headers=headers)
    sa.event.listen(engine, "before_cursor_execute", note)
    client.get(f"{path}1", headers=headers)
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(said)


def over_the_wire(house: Flask, path: str) -> None:
    """Bytes and requests of a first visit, everything compressed as it is sent, and of the next page."""
    say("\n  over the wire, with headers")
    for name, page in (("list", LIST), ("event page", path)):
        first = first_visit(house, page)
        again = size(house, f"{page}?igen=1")
        say(f"  {name:<46} first visit {sum(first.values()) / 1000:6.1f} KB in {len(first)} requests"
            f"   next page {again / 1000:5.1f} KB")  # fmt: skip
    say("  goal: ≤ 100 KB in ≤ 8 requests, then ≤ 15 KB")


def first_visit(house: Flask, path: str) -> dict[str, int]:
    """Each address a browser fetches for a page it never saw, with its bytes."""
    page = house.test_client().get(path).text
    found = re.findall(r'<(?:link|script|img)\b[^>]*?(?:href|src)="(/[^"]+)"[^>]*>', page)
    files = [f for f in dict.fromkeys(found) if re.search(r"\.(css|js|svg|png|ico|woff2|jpg|webp)(\?|$)", f)]
    for sheet in [file for file in files if ".css" in file]:
        css = house.test_client().get(sheet).text
        for url in re.findall(r'url\(["\']?([^"\')]+)["\']?\)', css):
            if ".woff2" in url:  # pictures in the sheet are only fetched where they are used
                files.append(urllib.parse.urljoin(sheet, url))
    return {file: size(house, file) for file in (path, *dict.fromkeys(files))}


def size(house: Flask, path: str) -> int:
    """Bytes of an answer as it is sent."""
    answer = house.test_client().get(path, headers={"Accept-Encoding": "gzip, br"})
    body = answer.data
    is_text = (answer.content_type or "").startswith(("text", "application/j", "image/svg"))
    if is_text and "Content-Encoding" not in answer.headers:
        say(f"    (not compressed: {path}, {len(body)} bytes, {len(gzip.compress(body))} with gzip)")
    return len(body) + sum(len(name) + len(value) + 4 for name, value in answer.headers) + 17


def hundredfold(house: Flask, port: int, base: Target, paths: list[str], members: list[str]) -> None:
    """The same pages with a hundred times the events: p95 against p95, one after the other."""
    say("\n  a hundredfold data")

    def targets() -> list[Target]:
        return [
            Target("list, anonymous, never asked before", port, [ask(f"{LIST}?ny=@UNIQUE@")]),
            Target("list, signed in", port, [ask(LIST, cookie) for cookie in members]),
            Target("event page, signed in", port, [ask(path, random.choice(members)) for path in paths]),
        ]

    before = targets()
    interleaved([base, *before])
    base_before = base.p95
    base.results.clear()
    count = furnishing.a_hundredfold(house)
    time.sleep(5)
    after = targets()
    interleaved([base, *after])
    say(f"  {'reference, the same data in both':<46} p95 {base_before:5.1f} → {base.p95:5.1f} ms")
    for was, now in zip(before, after, strict=True):
        say(f"  {was.name:<46} p95 {was.p95:5.1f} → {now.p95:5.1f} ms   × {now.p95 / was.p95:.2f}")
    say(f"  goal: × ≤ 1.2 ({count} events)")
    base.results.clear()


if __name__ == "__main__":
    main()
