"""What is said in a confidential room stays there: a word of its own in each place, looked for everywhere else.

Every page as every kind of person, search, calendars and files of one's own data, every letter, every log line, and
everything that stands on the disk. Each word has to be met inside, and each detector to find what is put before it.
"""

import base64
import gzip
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import sealing
from politiker.core.database import db
from politiker.discussions.confidential.models import SEALED, SealedPost
from politiker.discussions.confidential.seals import Seals, place, seals_of
from politiker.discussions.moderation.models import Opening
from politiker.discussions.rooms.models import Room
from politiker.people.sign_ins.models import SignIn
from politiker.worker import Worker
from tests.conftest import Clock
from tests.houses import Houses
from tests.journeys import looking
from tests.journeys.confided_story import MEMBERS, ONLY, OUTSIDERS, Story, as_told, told
from tests.journeys.looking import sighted, walk
from tests.mail.post_office import PostOffice, post_office, settings

INSIDE = ["amina@example.dk", "karen@example.dk", "mads@example.dk"]
AFTERWARDS = ("2026-09-01T10:20", "2026-09-02T10:05", "2026-09-02T10:12", "2026-09-07T05:20", "2026-09-07T05:30")


@pytest.fixture
def story(houses: Houses, wall: Clock) -> Iterator[Story]:
    before = houses.app.config["SETTINGS"]
    yield as_told(houses, wall)
    houses.app.config["SETTINGS"] = before


def test_every_page_as_everybody(house: Flask, story: Story, wall: Clock) -> None:
    wall.moment += timedelta(minutes=30)
    story.sit_down(wall)
    paths = looking.addresses(story)
    is_whole = house.config["SETTINGS"].database_url.startswith("sqlite")
    if not is_whole:
        # The same pages: what a database could change is what is found by the room's own addresses, and on lists.
        paths = [path for path in paths if story.room in path or "/" not in path[1:] or path.startswith("/moderation")]
    faults, seen, asked = walk(story, (*OUTSIDERS, *MEMBERS), paths)
    assert not faults, "\n".join(faults)
    wanted = {(place, kind) for kind in (*MEMBERS, "MO") for place in story.words if story.may(kind, place)}
    wanted.discard(("choice", "AM"))  # she has answered the poll, and sees no more of it until five have
    assert not wanted - seen, f"control: met by nobody inside: {sorted(wanted - seen)}"
    assert {place for place, _kind in seen | story.seen} == set(story.words)
    assert asked >= (3_000 if is_whole else 600)
    print(f"canary walk: {asked} answers from {len(paths)} addresses, {len(story.words)} words")
    _while_the_glass_is_broken(story, wall, paths)


def _while_the_glass_is_broken(story: Story, wall: Clock, paths: list[str]) -> None:
    """For an hour the administrator reads what the members read; not a minute longer, and nobody else does."""
    asker, other = story.visitor("AD"), story.visitor("A2")
    asker.open("/administration/rum")
    asker.send(
        "Spørg en anden", room=f"http://localhost{story.at()}", category="danger", reason="Trusler mod et medlem"
    )
    faults, _seen, _asked = walk(story, ("AD",), paths)
    assert not faults, "asking opens nothing"
    with story.town.house.app_context():
        opening = sa.select(Opening.id).join(Room, Room.id == Opening.room_id).where(Room.address == story.room)
        number = db.session.execute(opening).scalar_one()
    form = next(one for one in other.open("/administration/rum").forms() if one.action.endswith(f"/{number}"))
    other.post(form.action, 303, **form.values() | {"answer": "yes"})
    wall.moment += timedelta(minutes=59)
    story.sit_down(wall)
    faults, seen, _asked = walk(story, ("AD", "A2", "WK", "MO"), paths)
    read = {place for place, kind in seen if kind == "AD"}
    assert read >= {"title", "thread", "body", "edited", "version", "poll", "learning", "file", "content"}
    assert not read & ONLY.keys(), "drafts and what waits for an answer are nobody else's"
    assert not [fault for fault in faults if not fault.startswith("AD ")]
    wall.moment += timedelta(minutes=2)
    story.sit_down(wall)
    faults, seen, _asked = walk(story, ("AD",), paths)
    assert not faults and not seen, "afterwards it is closed"


def test_search_answers_as_if_the_room_were_not_there(house: Flask, story: Story) -> None:
    asked, unknown = 0, "zqfindesikkexv"
    for kind in (*OUTSIDERS, *MEMBERS):
        browser = story.town.browser(kind)
        nothing = browser.get("/soeg", query_string={"q": unknown})
        other = looking.wire(nothing).decode().replace(unknown, "")
        for word in story.words.values():
            found = browser.get("/soeg", query_string={"q": word})
            told = looking.wire(found).decode().replace(word, "").replace(word.replace(" ", "+"), "")
            asked += 1
            assert found.status_code == nothing.status_code
            assert not sighted(told.encode(), story.words), f"{kind} looks for {word}"
            for address in (story.room, story.thread):
                assert address not in told, f"{kind} looks for {word}"
            assert len(told) == len(other) or " " in word, f"{kind}: a search for {word} differs"
    print(f"canary search: {asked} searches")


def test_own_data_holds_ones_own_words_alone(house: Flask, story: Story, wall: Clock) -> None:
    story.sit_down(wall)
    own = {"CO": {"body"}, "C2": {"edited", "version"}, "AM": set()}
    for kind in (*MEMBERS, *OUTSIDERS[1:]):
        if kind in {"LA", "WK"}:
            continue
        answer = story.town.browser(kind).get("/min-side/data.json")
        assert answer.status_code == 200, kind
        found = sighted(answer.get_data(), story.words) - {"title", "thread", "alias of CO", "alias of C2"}
        allowed = own.get(kind, set()) | ({"body"} if kind == "C2" else set())  # Mads quotes her in his own post
        assert found <= allowed and own.get(kind, set()) <= found, f"{kind} takes {found} along"
        if kind not in MEMBERS:
            assert json.loads(answer.get_data())["fortrolige_rum"] == []


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened:
        yield opened


def test_no_letter_tells(house: Flask, story: Story, wall: Clock, office: PostOffice) -> None:
    """Invitations, the opened room, the news of the next noon and the weekly letter, over real SMTP."""
    _while_it_is_asked_for(story)
    with settings(house, mail_url=office.url):
        worker = Worker(house)
        for moment in AFTERWARDS:
            wall.moment = datetime.fromisoformat(f"{moment}+00:00")
            while worker.round():
                pass
    kinds = {str(taken.message["X-Intent"]) for taken in office.taken}
    assert kinds >= {"room_invitation", "room_news", "room_opened", "digest"}, kinds
    for taken in office.taken:
        told_ = looking.letter_bytes(taken.raw, taken.message)
        assert not sighted(told_, story.words), f"{taken.message['X-Intent']} to {taken.to}"
        assert story.thread.encode() not in told_
        if not set(taken.to) & {*INSIDE, "else@example.dk"}:
            assert story.room.encode() not in told_, f"{taken.message['X-Intent']} to {taken.to} names the room"
    news = [taken for taken in office.taken if taken.message["X-Intent"] == "room_news"]
    to = sorted(taken.to[0] for taken in news if story.room in taken.message.as_string())
    assert to == INSIDE, "all alike, whoever wrote"
    print(f"canary letters: {len(office.taken)} of {len(kinds)} kinds")


def _while_it_is_asked_for(story: Story) -> None:
    """Somebody else is asked in, and two administrators open the room."""
    asker, other, karen = story.visitor("AD"), story.visitor("A2"), story.visitor("CO")
    karen.open(f"{story.path}/om")
    karen.send("Inviter", who="else@example.dk")
    asker.open("/administration/rum")
    asker.send("Spørg en anden", room=story.path, category="danger", reason="Trusler mod et medlem")
    form = other.open("/administration/rum").forms()
    for one in form:
        if one.tag.get("method") == "post" and one.action.rpartition("/")[2].isdecimal():
            other.post(one.action, 303, **one.values() | {"answer": "yes"})


def test_no_log_line_tells(house: Flask, wall: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The story itself, what is refused, and what breaks: by a fault that carries the words, and a database away."""
    before = house.config["SETTINGS"]
    with looking.logs() as taken:
        story = told(house, wall)
        story.sit_down(wall)
        karen = story.town.browser("CO")
        paths = [path for path in looking.addresses(story) if path.startswith("/samtaler")]
        walk(story, ("CO", "CU"), paths)
        sent = story.words | {"csrf_token": "forkert", "words": story.words["thread"]}
        for path in paths:
            karen.post(path, data=sent)
        house.config["PROPAGATE_EXCEPTIONS"], before_testing = False, house.config["TESTING"]
        house.config["TESTING"] = False
        words = " ".join(story.words.values())
        broken = 0
        for fault in (ValueError(words), sa.exc.OperationalError(words, {"body": words}, Exception(words))):
            for method in ("open", "seal", "mark"):
                with monkeypatch.context() as patched:
                    patched.setattr(Seals, method, lambda *a, fault=fault, **m: _raise(fault))
                    broken += sum(karen.get(path).status_code >= 500 for path in paths)
        house.config["TESTING"] = before_testing
        house.config["PROPAGATE_EXCEPTIONS"] = None
    house.config["SETTINGS"] = before
    assert broken >= 20, "control: it broke"
    text = "\n".join(taken.lines)
    assert len(taken.lines) >= broken
    assert not sighted(text.encode(), story.words)
    for uid in (story.room, story.thread):
        assert uid not in text, "an address of a confidential room stands in a log"
    ours = [json.loads(line) for line in taken.lines if line.startswith('{"at"')]
    told_of = [line for line in ours if "confidential" in str(line.get("endpoint", ""))]
    assert told_of and not [line for line in told_of if line.get("person")]
    print(f"canary logs: {len(taken.lines)} lines, {broken} answers of 500 and more")


def _raise(fault: Exception) -> Any:
    raise fault


def test_nothing_on_the_disk_tells(house: Flask, wall: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Raw file and the journal of the telling, or every table as PostgreSQL copies it; and every file of the house. The
    key opens it.
    """
    monkeypatch.setitem(house.config, "SETTINGS", house.config["SETTINGS"])  # put back afterwards
    story = told(house, wall)
    kept = looking.everything_kept(house, tmp_path)
    found = {name: sighted(content, story.words) for name, content in kept.items()}
    aliases = {name: places & {"alias of CO", "alias of C2"} for name, places in found.items()}
    assert not {name: places for name, places in found.items() if places}, found
    size = sum(map(len, kept.values()))
    assert size > 100_000 and b"karen@example.dk" in b"".join(kept.values()).lower(), "control: it is all there"
    with house.app_context():
        opened = _opened_with_the_key(story.room)
    missing = {place for place, word in story.words.items() if word not in opened} - {"deleted"}
    assert not missing, f"control: with the key there is no {missing}"
    assert not any(aliases.values())
    print(f"canary dump: {len(kept)} pieces, {size} bytes")


def _opened_with_the_key(address: str) -> str:
    """All that is sealed in a room, opened."""
    room = db.session.scalars(sa.select(Room).where(Room.address == address)).one()
    seals_of(room)
    texts = []
    for table, key, columns in SEALED:
        of: Any = table
        mine = of.address == address if table is Room else of.room_id == room.id
        for row in db.session.scalars(sa.select(of).where(mine)):
            for name in columns:
                sealed = getattr(row, name)
                if sealed is not None:
                    where = place(getattr(of, name), *(getattr(row, part) for part in key))
                    texts.append(sealing.unseal(sealed, room=address, place=where))
    whole = b"\n".join(texts)
    files = [base64.b64decode(text.strip(b'"')) for text in texts if text.startswith(b'"')]
    return (whole + b"\n".join(files)).decode("utf-8", "replace")


def test_the_detectors_see(house: Flask, story: Story, tmp_path: Path) -> None:
    """Controls: a word in any dress, in a cell, in a file, in a log line and in a header is seen; others are not."""
    word = {"w": "zqhemmeligtxv", "alias": "Sølvgrå Ørred"}
    for text in word.values():
        for shift in ("", "a", "ab"):
            assert sighted(base64.b64encode(f"{shift}{text}z".encode()), word)
        assert sighted(gzip.compress(text.encode()), word) and sighted(text.encode("utf-16-le"), word)
        assert sighted(text.encode().hex().encode(), word)
    assert sighted(b"ZQHEMMELIGTXV", word)
    assert not sighted(b"ganske almindelige ord", word)
    with house.app_context():
        seals = db.session.scalars(sa.select(SealedPost)).first()
        assert seals is not None
        db.session.execute(sa.update(SignIn).values(browser=story.words["body"]))
        db.session.commit()
    (house.config["SETTINGS"].data_dir / "glemt.txt").write_text(f"Glemt: {story.words['learning']}")
    kept = looking.everything_kept(house, tmp_path)
    (house.config["SETTINGS"].data_dir / "glemt.txt").unlink()
    found = set().union(*(sighted(content, story.words) for content in kept.values()))
    assert found == {"body", "learning"}
