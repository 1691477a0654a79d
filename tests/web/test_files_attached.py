"""Files under posts: put there, seen, fetched by those who read the room, and by nobody else."""

import io
import threading
import time
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import jobs
from politiker.core.database import db
from politiker.discussions.threads.models import Post, Thread
from politiker.files import storing
from politiker.files.models import StoredFile
from politiker.files.taking import Clean
from politiker.policy import Role
from politiker.worker.room_tables import JOBS
from tests import files, hostile_files, people, talks
from tests.conftest import Clock
from tests.files import fetch, upload
from tests.statements import counted
from tests.visitor import Visitor

MEGABYTE = 1024 * 1024


@pytest.fixture
def town(house: Flask, now: datetime) -> dict[str, Any]:
    """Karen and Mads are in a network, Amina is not; and there is an open room."""
    with house.app_context():
        who = {
            "karen": people.karen(), "mads": people.mads(), "amina": people.amina(), "birgit": people.birgit(),
            "adam": people.adam(), "ole": people.ole(), "mo": people.with_role(Role.MODERATOR),
            "nobody": people.person(),
        }  # fmt: skip
        network, open_room = talks.network(now, who["karen"], who["mads"]), talks.open_room(now)
        closed, said = talks.thread(network, who["karen"], now), talks.thread(open_room, who["karen"], now)
        db.session.commit()
        return {name: person.id for name, person in who.items()} | {
            "closed": f"/samtaler/{network.address}/{closed.id}-x",
            "open": f"/samtaler/{open_room.address}/{said.id}-x",
            "new": f"/samtaler/{open_room.address}/ny",
        }


def stored(house: Flask) -> list[StoredFile]:
    with house.app_context():
        found = list(db.session.scalars(sa.select(StoredFile).order_by(StoredFile.id)))
        db.session.expunge_all()
        return found


def answer_with(visitor: Visitor, where: str, sent: Any, status: int = 200, body: str = "Se her.") -> Any:
    visitor.open(where)
    return visitor.send("Svar", status, body=body, files=sent)


def test_files_hang_under_the_answer_and_can_be_fetched(house: Flask, visitor: Visitor, town: dict[str, Any]) -> None:
    page = answer_with(visitor.sign_in(town["karen"]), town["open"], upload("referat.pdf", "foto.jpg", "budget.xlsx"))
    for words in ("referat.pdf PDF, 1 kB", "foto.jpg Billede, 1 kB", "budget.xlsx Excel, 5 kB"):
        assert words in page.main, words
    reader = Visitor(house).sign_in(town["mads"])
    page = reader.open(town["open"])
    answer = fetch(reader, page.link("referat.pdf"))
    assert (answer.status_code, answer.data) == (200, files.SOUND["referat.pdf"][0])
    photograph = fetch(reader, page.link("foto.jpg")).data
    assert b"Exif" not in photograph and b"HEMMELIG" not in photograph


def test_the_first_post_of_a_conversation_may_have_files(house: Flask, visitor: Visitor, town: dict[str, Any]) -> None:
    visitor.sign_in(town["karen"]).open(town["new"])
    page = visitor.send("Start samtalen", title="Et oplæg", body="Se her.", files=upload("oplæg.pptx"))
    assert page.heading == "Et oplæg" and "oplæg.pptx PowerPoint" in page.main


def test_a_refused_file_is_named_and_the_text_is_kept(house: Flask, visitor: Visitor, town: dict[str, Any]) -> None:
    bad = [(io.BytesIO(hostile_files.REFUSED["makro.docm"]), "makro.docm"), *upload("referat.pdf")]
    page = answer_with(visitor.sign_in(town["karen"]), town["open"], bad, 422, "Det **lange** svar")
    assert "makro.docm indeholder makroer" in page.errors() and "Vælg også de andre filer igen." in page.errors()
    assert "Det **lange** svar" in page.html and stored(house) == []
    page = visitor.send("Svar", body="Det **lange** svar", files=upload("referat.pdf"))
    assert "referat.pdf" in page.main and len(stored(house)) == 1


def test_five_files_and_no_more(house: Flask, visitor: Visitor, town: dict[str, Any]) -> None:
    page = answer_with(visitor.sign_in(town["karen"]), town["open"], upload(*["referat.pdf"] * 6), 422)
    assert "Vælg højst 5 filer." in page.errors() and stored(house) == []
    answer_with(visitor, town["open"], upload(*["referat.pdf"] * 4))
    edit = f"/indlaeg/{newest_post(house)}/ret"
    visitor.open(edit)
    page = visitor.send("Gem indlægget", 422, files=upload("referat.pdf", "brev.odt"))
    assert "højst 5 filer" in page.errors() and len(stored(house)) == 4
    visitor.open(edit)
    visitor.send("Gem indlægget", take_off=[stored(house)[0].uid], files=upload("brev.odt", "tal.ods"))
    assert [file.name for file in stored(house)] == ["referat.pdf"] * 3 + ["brev.odt", "tal.ods"]


def newest_post(house: Flask) -> int:
    with house.app_context():
        return db.session.scalars(sa.select(sa.func.max(Post.id))).one()


def test_nobody_takes_a_file_off_the_post_of_another(house: Flask, visitor: Visitor, town: dict[str, Any]) -> None:
    answer_with(visitor.sign_in(town["karen"]), town["open"], upload("referat.pdf"))
    other = Visitor(house).sign_in(town["mads"])
    answer_with(other, town["open"], upload("brev.odt"))
    mine, theirs = stored(house)
    other.open(f"/indlaeg/{newest_post(house)}/ret")
    other.send("Gem indlægget", 422, take_off=[mine.uid])
    assert [file.uid for file in stored(house)] == [mine.uid, theirs.uid]


def work(house: Flask, now: datetime) -> None:
    """Do every job of ours that is due, as the worker does."""
    with house.app_context():
        while (job := jobs.claim(now=now)) is not None:
            if job.name == "remove_bytes":
                JOBS[job.name](job.facts, people.TESTER, now)
            jobs.finish(job, now=now)
        db.session.commit()


def test_with_the_post_the_file_is_gone_for_good(
    house: Flask, visitor: Visitor, town: dict[str, Any], now: datetime
) -> None:
    page = answer_with(visitor.sign_in(town["karen"]), town["open"], upload("referat.pdf"))
    address = page.link("referat.pdf")
    with house.app_context():
        path = storing.path_of(address.rpartition("/")[2])
    assert path.exists()
    visitor.open(f"/indlaeg/{newest_post(house)}/slet")
    page = visitor.send("Slet indlægget")
    assert "referat.pdf" not in page.html and stored(house) == []
    assert fetch(visitor, address).status_code == 404
    work(house, now)
    assert not path.exists()


def test_every_file_comes_as_a_download_with_strict_headers(
    house: Flask, visitor: Visitor, town: dict[str, Any]
) -> None:
    """Whatever a file is called or holds, a browser saves it and runs nothing (ASSURANCE G10)."""
    visitor.sign_in(town["karen"])
    names = [name for name in hostile_files.NAMES if name.strip(" .") and "\ud83d" not in name and "\r" not in name]
    sent = [(io.BytesIO(content), name) for name, (content, _) in files.SOUND.items()]
    sent += [(io.BytesIO(content), name) for name, (content, _) in hostile_files.MADE_HARMLESS.items()]
    sent += [(io.BytesIO(files.SOUND["referat.pdf"][0]), name) for name in names]
    for start in range(0, len(sent), 5):
        answer_with(visitor, town["open"], sent[start : start + 5])
    kept = stored(house)
    assert len(kept) == len(sent) >= 50
    for file in kept:
        answer = fetch(visitor, f"/filer/{file.uid}")
        assert answer.status_code == 200 and len(answer.data) == file.size
        assert answer.headers["Content-Disposition"].startswith("attachment; filename")
        assert answer.headers["Content-Type"] == file.media_type
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
    danish = next(file for file in kept if file.name == "oplæg.pptx")
    disposition = fetch(visitor, f"/filer/{danish.uid}").headers["Content-Disposition"]
    assert "filename*=UTF-8''opl%C3%A6g.pptx" in disposition


def test_a_part_or_the_head_of_a_file(house: Flask, visitor: Visitor, town: dict[str, Any]) -> None:
    address = answer_with(visitor.sign_in(town["karen"]), town["open"], upload("referat.pdf")).link("referat.pdf")
    whole = files.SOUND["referat.pdf"][0]
    with visitor.client.head(address) as head:
        assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(whole)))
    part = fetch(visitor, address, Range="bytes=5-9")
    assert (part.status_code, part.data) == (206, whole[5:10])
    assert part.headers["Cache-Control"] == "no-store" and part.headers["Content-Disposition"].startswith("attachment")
    assert fetch(visitor, address, Range="bytes=99999999-").status_code == 416
    assert visitor.client.post(address).status_code in {400, 405}


def test_who_may_fetch_a_file_of_a_closed_room(house: Flask, visitor: Visitor, town: dict[str, Any]) -> None:
    address = answer_with(visitor.sign_in(town["karen"]), town["closed"], upload("referat.pdf")).link("referat.pdf")
    assert fetch(Visitor(house).sign_in(town["mads"]), address).status_code == 200
    stranger = house.test_client()
    assert stranger.get(address).status_code == 303 and stranger.head(address).status_code == 303
    for name in ("amina", "birgit", "adam", "ole", "mo", "nobody"):
        somebody = Visitor(house).sign_in(town[name])
        hidden, nothing = fetch(somebody, address), fetch(somebody, f"/filer/{'0' * 32}")
        assert (hidden.status_code, hidden.data) == (404, nothing.data), name
        assert sorted(hidden.headers.keys()) == sorted(nothing.headers.keys())
    for wrong in ("/filer/x", "/filer/..%2f..%2fetc%2fpasswd", f"/filer/{address[-32:].upper()}", "/filer/"):
        assert fetch(visitor, wrong).status_code == 404, wrong


def test_a_file_of_an_open_room_is_for_councillors_and_moderators(
    house: Flask, visitor: Visitor, town: dict[str, Any]
) -> None:
    address = answer_with(visitor.sign_in(town["karen"]), town["open"], upload("referat.pdf")).link("referat.pdf")
    expected = {"karen": 200, "amina": 200, "mo": 200, "birgit": 404, "adam": 404, "ole": 404, "nobody": 404}
    for name, status in expected.items():
        assert fetch(Visitor(house).sign_in(town[name]), address).status_code == status, name


@pytest.mark.parametrize("what", [Post, Thread])
def test_a_file_of_what_is_hidden_is_for_moderators_alone(
    house: Flask, visitor: Visitor, town: dict[str, Any], now: datetime, what: Any
) -> None:
    address = answer_with(visitor.sign_in(town["karen"]), town["open"], upload("referat.pdf")).link("referat.pdf")
    with house.app_context():
        db.session.execute(sa.update(what).values(hidden_at=now))
        db.session.commit()
    assert fetch(visitor, address).status_code == 404
    assert fetch(Visitor(house).sign_in(town["mo"]), address).status_code == 200


def test_the_right_is_asked_each_time(house: Flask, visitor: Visitor, town: dict[str, Any], wall: Clock) -> None:
    """Mads has the address, and then is let out of the room."""
    address = answer_with(visitor.sign_in(town["karen"]), town["closed"], upload("referat.pdf")).link("referat.pdf")
    mads = Visitor(house).sign_in(town["mads"])
    known = fetch(mads, address).headers["ETag"]
    with house.app_context():
        db.session.execute(
            sa.text("UPDATE room_member SET left_at = joined_at WHERE person_id = :id"), {"id": town["mads"]}
        )
        db.session.commit()
    assert fetch(mads, address, **{"If-None-Match": known}).status_code == 404


def test_files_cost_one_statement_however_many(house: Flask, visitor: Visitor, town: dict[str, Any]) -> None:
    visitor.sign_in(town["karen"])
    costs = []
    for n in range(3):
        if n:
            for _ in range(4):
                answer_with(visitor, town["open"], upload(*["referat.pdf"] * 3))
        house.extensions["politiker.fragments"].forget()
        with counted(house) as sent:
            visitor.open(town["open"].replace("-x", "-hvordan-siger-man-nej-til-sin-borgmester"))
        costs.append(len([one for one in sent if "post_file" in one and "stored_file" in one]))
        assert len(sent) <= 5, sent
    assert costs == [0, 1, 1]


def test_far_too_much_is_answered_at_once_and_never_read(house: Flask, visitor: Visitor, town: dict[str, Any]) -> None:
    visitor.sign_in(town["karen"]).open(town["open"])
    action = visitor.page.form("Svar").action
    begun = time.monotonic()
    for path, megabytes in ((action, 100), (f"/indlaeg/{newest_post(house)}/tak", 3), ("/log-ind", 3)):
        body = Endless(megabytes * MEGABYTE)
        sent = {
            "wsgi.input": body, "CONTENT_LENGTH": str(body.length), "CONTENT_TYPE": "multipart/form-data; boundary=x",
        }  # fmt: skip
        answer = visitor.client.post(path, environ_overrides=sent)
        assert answer.status_code in {303, 413}, path
        assert body.given <= MEGABYTE, "what is refused by its size is not read"
    assert time.monotonic() - begun < 1


class Endless(io.RawIOBase):
    """A body that notes how much of it was read."""

    def __init__(self, length: int) -> None:
        self.length, self.given = length, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        n = min(len(buffer), self.length - self.given)
        buffer[:n] = bytes(n)
        self.given += n
        return n


def test_an_upload_holds_nobody_up_while_it_is_looked_at(
    house: Flask, visitor: Visitor, town: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cleaning takes its time; meanwhile somebody else writes. On SQLite a held transaction would stop them."""
    wrote: list[int] = []

    def meanwhile() -> None:
        other = Visitor(house).sign_in(town["mads"])
        other.open(town["open"])
        other.send("Svar", body="Imens")
        wrote.append(newest_post(house))

    def slow(content: bytes, name: str, **_more: bool) -> Clean:
        somebody = threading.Thread(target=meanwhile)
        somebody.start()
        somebody.join()
        return Clean(content, "referat.pdf", "application/pdf")

    monkeypatch.setattr("politiker.web.files.uploading.cleaned", slow)
    began = time.monotonic()
    answer_with(visitor.sign_in(town["karen"]), town["open"], upload("referat.pdf"))
    assert time.monotonic() - began < 10 and wrote and newest_post(house) > wrote[0]
    assert len(stored(house)) == 1
