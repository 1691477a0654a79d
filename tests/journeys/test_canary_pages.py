"""The pages of a confidential room as its members get them: kept by nobody, all called the same, true to an alias."""

import re
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.rooms.models import Room
from politiker.people.models import Person
from politiker.web.static_files import __file__ as static_files
from tests import files
from tests.conftest import Clock
from tests.houses import Houses
from tests.journeys import looking
from tests.journeys.confided_story import MEMBERS, Story, as_told
from tests.journeys.looking import sighted, walk
from tests.mail.post_office import settings
from tests.policy.town import without_nonces

NAMED_IN_ADDRESSES = {"sealed_thread.uid", "sealed_file.uid", "sealed_release.uid"}


@pytest.fixture
def story(houses: Houses, wall: Clock) -> Iterator[Story]:
    before = houses.app.config["SETTINGS"]
    yield as_told(houses, wall)
    houses.app.config["SETTINGS"] = before


def inside(story: Story) -> list[str]:
    """Every address that has the room in it."""
    return [path for path in looking.addresses(story) if story.room in path]


def test_what_is_left_behind(house: Flask, story: Story) -> None:
    """No copy in the browser or on the way, no machine that lists it, no title that tells, no referrer to strangers."""
    looked_at = 0
    for kind in MEMBERS:
        for path in inside(story):
            answer = story.town.browser(kind).get(path)
            headers, html = answer.headers, answer.get_data(as_text=True)
            if answer.status_code == 404:
                continue
            looked_at += 1
            assert headers["Cache-Control"] == "no-store", path
            assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, path
            assert "ETag" not in headers and "Last-Modified" not in headers, path
            if answer.status_code == 200 and answer.mimetype == "text/html":
                [title] = re.findall(r"<title>(.*?)</title>", html, re.DOTALL)
                assert title.strip().startswith("Samtale") and not sighted(title.encode(), story.words), path
                assert "noindex" in headers.get("X-Robots-Tag", "") or '"robots" content="noindex' in html, path
    assert looked_at >= 30, looked_at
    print(f"canary pages: {looked_at} looked at")


def test_no_page_names_whoever_speaks_under_an_alias(house: Flask, story: Story) -> None:
    """Neither a mark nor a row's name stands in a page, nor who somebody is: what is drawn is drawn alike for all."""
    dump = looking.rows(house)
    names = {
        str(value)
        for table, some in dump.items()
        if table.startswith("sealed_")
        for row in some
        for column, value in row.items()
        if value is not None and (column.endswith("mark") or column == "uid" or column == "post_uid")
        and f"{table}.{column}" not in NAMED_IN_ADDRESSES
    }  # fmt: skip
    assert len(names) > 15, "control"
    with house.app_context():
        who = {kind: db.session.get_one(Person, story.ids[kind]) for kind in MEMBERS}
        told_of = {kind: {person.uid, person.name, person.email} for kind, person in who.items()}
    pages = 0
    for kind in MEMBERS:
        others = set().union(*(told_of[other] for other in MEMBERS if other != kind))
        for path in [story.at(), story.at("svar"), f"{story.at('svar')}?citat=1", story.at(2, "historik"), story.path]:
            html = story.town.browser(kind).get(path).get_data(as_text=True)
            pages += 1
            assert not [name for name in names if name in html], f"{kind} {path} names a row"
            assert not [name for name in others if name in html], f"{kind} {path} names somebody"
            assert "/kolleger/" not in html and "<img" not in html, f"{kind} {path} shows a face"
    assert pages == 15


def test_two_who_wrote_nothing_see_the_same_page(house: Flask, story: Story, wall: Clock) -> None:
    """Who reads and has done nothing gets, byte for byte, what everybody else gets who has done nothing."""
    wall.moment += timedelta(hours=1)
    pages = {}
    with house.app_context():
        room = db.session.scalars(sa.select(Room).where(Room.address == story.room)).one()
        for kind in ("CU", "C4"):
            if kind not in story.ids:
                story.ids[kind] = looking.newcomer()
            looking.let_in(room.id, story.ids[kind], wall.moment)
        db.session.commit()
    story.sit_down(wall)
    for kind in ("CU", "C4"):
        html = without_nonces(story.town.browser(kind).get(story.at()).get_data(as_text=True))
        pages[kind] = html.replace("Else Uden", "").replace("Frida Falk", "")  # their own names, in the menu
    assert story.words["body"] in pages["CU"], "control: they are inside"
    assert pages["CU"] == pages["C4"]


def test_whoever_is_put_out_finds_nothing(house: Flask, story: Story, wall: Clock) -> None:
    """What was a room a moment ago is, byte for byte, one that never was."""
    karen = story.visitor("CO")
    page = karen.open(f"{story.path}/om")
    assert "Amina Yusuf" in page.main
    karen.send("Fjern Amina Yusuf fra rummet")
    browser = story.town.browser("AM")
    faults, seen, _asked = walk(story, ("AM",), inside(story))
    assert {place for place, _kind in seen} == set() and not faults
    nothing = "A" * len(story.room)
    for path in inside(story):
        found, never = browser.get(path), browser.get(path.replace(story.room, nothing))
        bodies = [without_nonces(answer.get_data(as_text=True)) for answer in (found, never)]
        assert found.status_code == never.status_code == 404 and bodies[0] == bodies[1], path


def test_without_its_keys_the_house_has_no_such_room(house: Flask, story: Story) -> None:
    """Production that was given no keys, or lost them: the members meet nothing, and nobody gets an error."""
    paths = looking.addresses(story)
    for keys in ("", "en-anden:" + "c3" * 32):
        with settings(house, env="production", room_keys=keys):
            faults, seen, _asked = walk(story, (*MEMBERS, "MO"), paths)
            statuses = {story.town.browser("CO").get(path).status_code for path in inside(story)}
        assert not faults, "\n".join(faults)
        assert not seen and statuses == {404}


def test_no_script_keeps_what_is_written(house: Flask) -> None:
    """A draft stands sealed in the house and in no browser; the scripts know no storage."""
    folder = looking.Path(static_files).parent / "static" / "js"
    scripts = {path.name: path.read_text("utf-8") for path in folder.glob("*.js")}
    assert "threads.js" in scripts and "editor.js" in scripts
    for name, text in scripts.items():
        if name.startswith("arrivals"):  # of the door of an event, which no page of a room loads
            continue
        # Log-out empties what the door of an event kept; it only removes.
        text = "".join(line for line in text.splitlines() if "delete(" not in line and "removeItem(" not in line)
        for way in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.", "serviceWorker"):
            assert way not in text, f"{name} uses {way}"


def test_a_large_file_never_waits_on_the_disk(house: Flask, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """On its way in, a file of more than half a megabyte would lie in a folder in plain; not in these rooms."""
    put_down: list[str] = []
    spooled = tempfile.SpooledTemporaryFile.rollover
    monkeypatch.setattr(
        tempfile.SpooledTemporaryFile, "rollover", lambda self: (put_down.append("file"), spooled(self))[1]
    )
    karen, large = story.visitor("CO"), files.pdf(b"/Filler (" + b"x" * 900_000 + b")")
    karen.open(story.at("svar"))
    page = karen.send("Svar", body="Med bilag", files=(BytesIO(large), "stort.pdf"))
    assert "stort.pdf" in page.main and put_down == []
    open_room = story.town.things["open"]["room"]
    karen.open(f"/samtaler/{open_room}/ny")
    karen.send(0, title="Åbent", body="Med bilag", kind="question", files=(BytesIO(large), "stort.pdf"))
    assert put_down, "control: elsewhere it does"
