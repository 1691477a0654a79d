"""How long a search takes over very many posts, held against the reference of the same run.

`python -m tests.benchmarks.searching [--posts N] [--sqlite-posts N]`: a million on PostgreSQL and 100,000 on SQLite
unless told otherwise. The words follow Zipf's law, as those of a language do, and go through the house's analyser.
"""

import argparse
import http.client
import itertools
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from politiker import demo
from politiker.core import clock
from politiker.core.analyser import terms
from politiker.core.database import db
from politiker.discussions.threads.models import Post
from politiker.people.models import Mandate
from politiker.search import words as vocabulary
from tests import talks
from tests.benchmarks import furnishing, reference
from tests.benchmarks.ground import Ground, grounds, leave, postgres, reference_server, running, say, title

POSTS, SQLITE_POSTS = 1_000_000, 100_000
GOAL = 150.0  # milliseconds, the 95th of a hundred
WORDS = 60_000  # in the language
LONG = 60  # words of a post, more or less
PER_THREAD = 10
ROOMS, CLOSED = 16, 4
ASKED = 40  # questions of each kind
COPIES = 20  # of each text
GATHERED = 6  # turns of the job that gathers words


@dataclass
class Language:
    """Words, how they are counted up to, and what each is found by."""

    words: list[str]
    weights: list[float]
    stems: list[str]


def main() -> None:
    """Both databases, one after the other."""
    options = argparse.ArgumentParser()
    options.add_argument("--posts", type=int, default=POSTS)
    options.add_argument("--sqlite-posts", type=int, default=SQLITE_POSTS)
    asked = options.parse_args()
    with postgres() as server_url:
        with grounds(server_url) as ground:
            measure(ground, ground.database_url, asked.posts)
        with grounds() as small, grounds(server_url) as beside:
            measure(small, beside.database_url, asked.sqlite_posts)


def measure(ground: Ground, reference_url: str, number: int) -> None:
    """Fill one house, and ask it everything."""
    title(f"Search over {number:,} posts: {ground.kind}, 2 workers, one question at a time")
    house, chance = ground.house(), random.Random(2026)
    cookies = furnishing.cookies(house, 200)
    language = invented(chance)
    began = time.perf_counter()
    with house.app_context():
        frequency = fill(ground, language, number, chance)
        leave()
    say(f"  filled in {time.perf_counter() - began:.0f} s; load {Path('/proc/loadavg').read_text().split()[0]}")
    reference.furnish(reference_url)
    web, bare = ground.web(), reference_server(reference_url)
    with running(web, bare):
        base = told("reference: 20 rows", bare.port, ["/"] * ASKED * 5, itertools.repeat(""), None)
        turns, slow = itertools.cycle(cookies), []
        for name, paths in questions(language, frequency, number, chance).items():
            for path in paths[:4]:
                ask(web.port, path, next(turns))
            if told(name, web.port, paths, turns, base) > GOAL:
                slow.append(name)
        say(f"  goal: p95 ≤ {GOAL:.0f} ms: {'missed by ' + ', '.join(slow) if slow else 'kept'}")


def ask(port: int, path: str, cookie: str) -> float:
    """One question on a connection of its own; how many milliseconds until the whole answer was here."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Host": "localhost"} | ({"Cookie": cookie} if cookie else {}))
    answer = connection.getresponse()
    answer.read()
    spent = 1000 * (time.perf_counter() - began)
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return spent


def told(name: str, port: int, paths: list[str], cookies: Iterator[str], base: float | None) -> float:
    """Ask so many times and say what it took; the 95th of a hundred."""
    spent = sorted(ask(port, path, next(cookies)) for path in paths)
    p50, p95 = statistics.median(spent), spent[int(len(spent) * 0.95) - 1]
    times = "" if base is None else f"   {p95 / base:6.1f} × reference"
    say(f"    {name:<52} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms{times}")
    return p95


def questions(language: Language, frequency: Counter[str], number: int, chance: random.Random) -> dict[str, list[str]]:
    """Addresses by what makes them hard."""
    known = dict(zip(language.words, language.stems, strict=True))
    share = {word: frequency[stem] / number for word, stem in known.items() if stem}

    def between(low: float, high: float) -> list[str]:
        some = [word for word, part in share.items() if low <= part <= high and len(word) > 3]
        return chance.choices(some, k=ASKED)

    common, medium, few = between(0.05, 0.15), between(0.008, 0.02), between(0.001, 0.003)
    rare = between(1 / number, 30 / number)
    begun = [f"{word[:3]}" for word in common]
    kinds = {
        "a common word (in every tenth post)": [f"{word} " for word in common],
        "a word in every hundredth": [f"{word} " for word in medium],
        "a word in every five hundredth": [f"{word} " for word in few],
        "a rare word": [f"{word} " for word in rare],
        "two common words": [f"{a} {b} " for a, b in zip(common, reversed(common), strict=True)],
        "a common and a rare word": [f"{a} {b} " for a, b in zip(common, rare, strict=True)],
        "three words of every hundredth": [
            f"{a} {b} {c} " for a, b, c in zip(medium, medium[7:] + medium, few[3:] + few, strict=False)
        ][:ASKED],
        "the beginning of a common word": begun,
        "the beginning of a word, and a rare one": [f"{a} {b}" for a, b in zip(rare, begun, strict=True)],
        "the beginning of a word, and nothing like it": [f"findesikke {b}" for b in begun],
        "nothing found": [f"{word}xq" for word in rare],
        "mistyped": [f"{word[:3]}{word[4:]} " for word in common],
    }
    paths = {name: [f"/soeg?q={quote(text)}" for text in several] for name, several in kinds.items()}
    paths["a common word, only conversations"] = [f"{path}&vis=samtaler" for path in paths[next(iter(kinds))]]
    return paths


def invented(chance: random.Random) -> Language:
    """Danish words of the demo's own texts, and compounds of them until there are enough, the shortest first."""
    text = " ".join(path.read_text() for path in Path(demo.__file__).parent.rglob("*.md"))
    counted = Counter(re.findall("[a-zæøå]{2,}", text.lower()))
    words = [word for word, _uses in counted.most_common()]
    long = [word for word in words if len(word) > 3]
    seen = dict.fromkeys(words)
    while len(seen) < WORDS:
        seen[f"{chance.choice(long)}{chance.choice(long)}"] = None
    words = list(seen)
    weights = list(itertools.accumulate(1 / (rank + 2.7) ** 1.05 for rank in range(len(words))))
    return Language(words, weights, ["".join(terms(word)[:1]) for word in words])


def fill(ground: Ground, language: Language, number: int, chance: random.Random) -> Counter[str]:
    """So many posts in a tenth as many conversations; in how many posts each stem stands.

    A twentieth of them is made here, and the database repeats it: what is rare stands in twenty posts.
    """
    now = clock.now()
    _take_your_time(ground)
    authors = list(db.session.scalars(sa.select(Mandate.person_id).order_by(Mandate.id).limit(200)))
    rooms = [talks.open_room(now, f"Rum {n}").id for n in range(ROOMS)]
    rooms += [talks.network(now).id for _n in range(CLOSED)]
    threads = [_thread(language, rooms, authors, now - timedelta(hours=n), chance) for n in range(number // PER_THREAD)]
    _insert_threads(threads)
    index = dict(zip(language.words, language.stems, strict=True))
    frequency: Counter[str] = Counter()
    texts = []
    for _n in range(number // COPIES):
        length = chance.randint(LONG // 2, LONG * 3 // 2)
        chosen = chance.choices(language.words, cum_weights=language.weights, k=length)
        stems = dict.fromkeys(index[word] for word in chosen)
        stems.pop("", None)
        frequency.update(stems.keys())
        texts.append((" ".join(chosen), " ".join(stems)))
    _insert_posts(ground, texts, authors, now - timedelta(days=1))
    for _turn in range(GATHERED):
        vocabulary.gather(now=now + timedelta(hours=1))
    db.session.commit()
    leave()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _take_your_time(ground, connection)
        connection.execute(sa.text("ANALYZE" if ground.kind == "SQLite" else "VACUUM ANALYZE"))
    return Counter({stem: uses * COPIES for stem, uses in frequency.items()})


def _take_your_time(ground: Ground, connection: Any = None) -> None:
    """Filling takes longer than any page may."""
    if ground.kind == "PostgreSQL":
        (connection or db.session).execute(sa.text("SET statement_timeout = 0"))


def _thread(language: Language, rooms: list[int], authors: list[int], at: Any, chance: random.Random) -> dict[str, Any]:
    words = " ".join(chance.choices(language.words, cum_weights=language.weights, k=6))
    return {
        "room": chance.choice(rooms), "title": words.capitalize()[:160], "terms": " ".join(terms(words)),
        "author": chance.choice(authors), "at": at.replace(tzinfo=None),
    }  # fmt: skip


def _insert_threads(rows: list[dict[str, Any]]) -> None:
    statement = sa.text(
        "INSERT INTO thread (room_id, kind, title, terms, author_id, created_at, last_post_at, post_count)"
        " VALUES (:room, 'question', :title, :terms, :author, :at, :at, 0)"
    )
    for part in range(0, len(rows), 10_000):
        db.session.execute(statement, rows[part : part + 10_000])


def _insert_posts(ground: Ground, texts: list[tuple[str, str]], authors: list[int], at: datetime) -> None:
    """Every text so many times, over all conversations by turns; PostgreSQL fills its search at the end."""
    run, is_big = db.session.execute, ground.kind == "PostgreSQL"
    run(sa.text("CREATE TEMP TABLE said (n bigint PRIMARY KEY, body text, terms text)"))
    run(sa.text("CREATE TEMP TABLE place (n bigint PRIMARY KEY, id bigint)"))
    run(sa.text("CREATE TEMP TABLE author (n bigint PRIMARY KEY, id bigint)"))
    rows = [{"n": n, "body": body, "terms": stems} for n, (body, stems) in enumerate(texts)]
    for part in range(0, len(rows), 10_000):
        run(sa.text("INSERT INTO said VALUES (:n, :body, :terms)"), rows[part : part + 10_000])
    run(sa.text("INSERT INTO place SELECT row_number() OVER (ORDER BY id) - 1, id FROM thread"))
    run(sa.text("INSERT INTO author VALUES (:n, :id)"), [{"n": n, "id": id} for n, id in enumerate(authors)])
    made = ""
    if is_big:
        run(sa.text("SET session_replication_role = replica"))
        made = run(sa.text("SELECT pg_get_indexdef('ix_post_search_terms'::regclass)")).scalar_one()
        run(sa.text("DROP INDEX ix_post_search_terms"))
    many = {"texts": len(texts), "threads": len(texts) * COPIES // PER_THREAD, "authors": len(authors), "at": at}
    statement = sa.text(
        "INSERT INTO post (thread_id, number, author_id, body, html, terms, created_at, thanks)"
        " SELECT place.id, (:k * :texts + said.n) / :threads + 1, author.id, body, '<p>' || body || '</p>', terms, :at,"
        " 0"
        " FROM said JOIN place ON place.n = ((:k * :texts + said.n) * 7919) % :threads"
        " JOIN author ON author.n = (:k * :texts + said.n) % :authors ORDER BY said.n"
    ).bindparams(
        sa.bindparam("at", type_=Post.created_at.type),
        *(sa.bindparam(name, type_=sa.BigInteger()) for name in ("k", "texts", "threads", "authors")),
    )
    for k in range(COPIES):
        run(statement, many | {"k": k})
    if is_big:
        run(sa.text("SET session_replication_role = DEFAULT"))
        run(
            sa.text(
                "INSERT INTO post_search (post_id, thread_id, room_id, terms) SELECT post.id, thread_id, room_id,"
                " ' ' || post.terms || ' ' FROM post JOIN thread ON thread.id = thread_id"
            )
        )
        run(sa.text(made))
    db.session.commit()


if __name__ == "__main__":
    main()
