"""How fast a thread opens, held against the reference: short or long, at its beginning or end, on any site.

`python -m tests.benchmarks.threads` · `--quick` for a first look · `--posts 1000000` on the large site.
"""

import argparse
import random

import sqlalchemy as sa
from flask import Flask

from politiker.core import clock
from politiker.core.database import db
from politiker.discussions.rooms.models import Room, RoomKind
from politiker.discussions.threads.models import Post, Thread, ThreadKind
from politiker.people.models import Mandate
from politiker.web.threads.door import path_of
from tests.benchmarks import furnishing, reference
from tests.benchmarks.ground import grounds, leave, postgres, reference_server, running, say, title
from tests.benchmarks.load import Target, interleaved, told
from tests.benchmarks.pages import ask, count_statements

ADDRESS = "maalerum"
PAGE, MEMBERS, SHORT_THREADS, PAGES_AT_RANDOM = 20, 40, 5, 400
SAYING = "Vi tog det op i udvalget, og det hjalp at sige det højt. "
PARAGRAPHS = 3


def main() -> None:
    """Everything about threads, on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000, help="on the large site")
    parser.add_argument("--long", type=int, default=100_000, help="posts of the long thread")
    parser.add_argument("--quick", action="store_true", help="20,000 posts, a thread of 5,000, two short rounds")
    asked = parser.parse_args()
    posts, long = (20_000, 5_000) if asked.quick else (asked.posts, asked.long)
    how = {"rounds": 2, "seconds": 1.0} if asked.quick else {}
    title("Threads: PostgreSQL, 2 workers, 8 connections, signed in, interleaved with the reference")
    with postgres() as server_url, grounds(server_url) as ground:
        house = ground.house()
        furnishing.country(house, 1)
        reference.furnish(ground.database_url)
        members = furnishing.cookies(house, MEMBERS)
        short = [fill(house, PAGE, f"Kort samtale {n}") for n in range(SHORT_THREADS)]
        web, bare = ground.web(), reference_server(ground.database_url)
        with running(web, bare):
            base = Target("reference: gunicorn sync, 20 rows", bare.port, [ask("/")])
            small = Target(f"thread of {PAGE}, site of {SHORT_THREADS * PAGE} posts", web.port, asks(short, members))
            interleaved([base, small], **how)
            told([base, small], base, say)
            ratios = [small.rate / base.rate]
            base.results.clear()
            statements(house, short[0], members[0])

            deep = fill(house, long, "Lang samtale")
            more(house, posts - long)
            pages = long // PAGE
            shuffled = random.Random(1).sample(range(1, pages + 1), min(pages, PAGES_AT_RANDOM))
            first = Target(f"thread of {long:,}: first page", web.port, asks([f"{deep}?side=1"], members))
            last = Target("the same: last page", web.port, asks([f"{deep}?side={pages}"], members))
            some = Target("the same: pages at random", web.port, asks([f"{deep}?side={n}" for n in shuffled], members))
            unread = Target("the same: at the first unread post", web.port, asks([deep], members))
            large = Target(f"thread of {PAGE}, site of {posts:,} posts", web.port, asks(short, members))
            say(f"\n  a site of {posts:,} posts")
            targets = [first, last, some, unread, large]
            interleaved([base, *targets], **how)
            told([base, *targets], base, say)
            ratios += [target.rate / base.rate for target in targets]
            statements(house, f"{deep}?side={pages}", members[0])
        say(f"\n  the lowest ratio {min(ratios):.2f}   goal ≥ 0.9")
        say(f"  p95 last page ÷ first page {last.p95 / first.p95:.2f}   goal ≤ 1.2")
        say(f"  p95 large site ÷ small site {large.p95 / small.p95:.2f}   goal ≤ 1.2")


def asks(paths: list[str], members: list[str]) -> list[bytes]:
    """Every member asks for some of the pages, and each page is asked for."""
    chance = random.Random(2)
    wanted = [(path, chance.choice(members)) for path in paths]
    return [ask(path, member) for path, member in [*wanted, *((chance.choice(paths), member) for member in members)]]


def statements(house: Flask, path: str, member: str) -> None:
    """How many SQL statements a page takes, kept and not, with the one that tells who one is."""
    count = count_statements(house, f"{path}{'&' if '?' in path else '?'}ny=1", member)
    house.extensions["politiker.fragments"].forget()
    say(f"  SQL statements: {count} when its posts are kept, {count_cold(house, path, member)} when not   goal ≤ 5")


def count_cold(house: Flask, path: str, member: str) -> int:
    """The statements of a page whose posts are not kept."""
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        if not statement.lstrip().upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            said.append(statement)

    with house.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    house.test_client(use_cookies=False).get(path, headers={"Cookie": member})
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(said)


def fill(house: Flask, posts: int, name: str) -> str:
    """A thread with so many posts by many councillors; its path."""
    now = clock.now()
    with house.app_context():
        authors = _authors(500)
        thread = Thread(
            room_id=_room(), kind=ThreadKind.QUESTION, title=name, author_id=authors[0].person_id, created_at=now,
            last_post_at=now, post_count=posts,
        )  # fmt: skip
        db.session.add(thread)
        db.session.flush()
        _posts(f"{thread.id}", "n", posts)
        path = path_of(ADDRESS, thread.id, name)
        db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        leave()
    return path


def more(house: Flask, posts: int) -> None:
    """So many more posts, in threads of 20."""
    threads = max(0, posts // PAGE)
    with house.app_context():
        first = db.session.execute(sa.select(sa.func.max(Thread.id))).scalar_one() + 1
        db.session.execute(
            sa.text(
                "INSERT INTO thread (id, room_id, kind, title, author_id, created_at, last_post_at, post_count)"
                " SELECT :first + t, :room, 'question', 'En samtale mere ' || t, :author, now(), now(), :page"
                " FROM generate_series(0, :threads - 1) t"
            ),
            {"first": first, "room": _room(), "author": _authors(1)[0].person_id, "page": PAGE, "threads": threads},
        )
        _posts(f"{first} + (n - 1) / {PAGE}", f"(n - 1) % {PAGE} + 1", threads * PAGE)
        db.session.execute(sa.text("SELECT setval('thread_id_seq', (SELECT max(id) FROM thread))"))
        db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        leave()


def _posts(thread: str, number: str, posts: int) -> None:
    """Posts by many, from expressions over n = 1, 2, …"""
    authors = _authors(500)
    text = "\n\n".join([SAYING * 4] * PARAGRAPHS)
    html = f"<p>{SAYING * 4}</p>\n" * PARAGRAPHS
    db.session.execute(
        sa.text(
            "INSERT INTO post (thread_id, number, author_id, municipality_id, duty, body, html, terms, created_at)"
            f" SELECT {thread}, {number}, (:people)[1 + n % :many], (:places)[1 + n % :many], 'member', :body, :html,"
            " 'udvalg hjalp sag', now() - n * interval '1 second' FROM generate_series(1, :posts) n"
        ).bindparams(
            sa.bindparam("people", [a.person_id for a in authors]),
            sa.bindparam("places", [a.municipality_id for a in authors]),
        ),
        {"many": len(authors), "body": text, "html": html, "posts": posts},
    )
    assert db.session.execute(sa.select(sa.func.max(Post.id))).scalar_one()


def _authors(most: int) -> list[sa.Row[tuple[int, int]]]:
    query = sa.select(Mandate.person_id, Mandate.municipality_id).order_by(Mandate.id).limit(most)
    return list(db.session.execute(query))


def _room() -> int:
    found = db.session.scalars(sa.select(Room.id).where(Room.address == ADDRESS)).one_or_none()
    if found is not None:
        return found
    room = Room(kind=RoomKind.OPEN, address=ADDRESS, title="Politikerrollen", created_at=clock.now())
    db.session.add(room)
    db.session.flush()
    return room.id


if __name__ == "__main__":
    main()
