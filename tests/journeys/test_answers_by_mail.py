"""From the letter to the post, over real sockets: LMTP and SMTP, what is taken and what its sender is told."""

import re
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.threads.models import Post, Thread
from politiker.mail.outbox import OutgoingMail
from politiker.worker import Worker, intake
from politiker.worker.intake import Intake
from tests import people, talks
from tests.conftest import Clock
from tests.mail import arranged_rooms
from tests.mail.post_office import PostOffice, Taken, post_office, settings
from tests.postgres import free_port

DOMAIN = "svar.example.dk"


@contextmanager
def open_intake(house: Flask, scheme: str) -> Iterator[Intake]:
    """The worker's mail server, listening; closed afterwards."""
    with settings(house, inbound_mail_url=f"{scheme}://127.0.0.1:{free_port()}?domain={DOMAIN}"):
        stop = threading.Event()
        taking = intake.start(house, stop)
        assert taking is not None and taking.listens.wait(10)
        try:
            yield taking
        finally:
            stop.set()
            taking.join(10)
            assert not taking.is_alive()


@pytest.fixture(params=["lmtp", "smtp"])
def taking(request: pytest.FixtureRequest, house: Flask, wall: Clock) -> Iterator[Intake]:
    with open_intake(house, request.param) as one:
        yield one


@pytest.fixture
def office(house: Flask, taking: Intake) -> Iterator[PostOffice]:
    with post_office() as open_office, settings(house, mail_url=open_office.url):
        yield open_office


@contextmanager
def line(taking: Intake) -> Iterator[smtplib.SMTP]:
    """A mail server of Karen's that brings something."""
    if taking.kind is intake._Lmtp:
        with smtplib.LMTP(taking.host, taking.port) as server:
            yield server
    else:
        with smtplib.SMTP(taking.host, taking.port) as server:
            yield server


def told_of_an_answer(house: Flask, wall: Clock, office: PostOffice) -> Taken:
    """Karen asked, Mads answered, and the worker has written to her."""
    with house.app_context():
        talks.answer(arranged_rooms.asked(wall.moment), people.mads(), wall.moment, "Gå ned i et kaninhul.")
        db.session.commit()
    worker = Worker(house)
    while worker.round():
        pass
    [letter] = [one for one in office.taken if one.message["X-Intent"] == "thread_reply"]
    assert letter.to == ["karen@example.dk"]
    return letter


def answer(text: str = "Det prøver jeg.", *, to: str, sender: str = "Karen Friis <karen@example.dk>") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Re: Nyt i samtalen"
    message["Message-ID"] = "<svar-1@example.dk>"
    message.set_content(text)
    return message


def bring(taking: Intake, message: EmailMessage, *, sender: str = "karen@example.dk") -> tuple[int, str]:
    """Bring a mail; the code and words of the answer."""
    with line(taking) as server:
        try:
            server.send_message(message, sender, [str(message["To"])])
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            return code, words.decode("ascii")
        except smtplib.SMTPDataError as refused:
            assert isinstance(refused.smtp_error, bytes)
            return refused.smtp_code, refused.smtp_error.decode("ascii")
    return 250, ""


def bodies(house: Flask) -> list[str]:
    with house.app_context():
        return list(db.session.scalars(sa.select(Post.body).order_by(Post.id)))[2:]


def test_the_answer_to_a_letter_becomes_a_post(house: Flask, wall: Clock, taking: Intake, office: PostOffice) -> None:
    letter = told_of_an_answer(house, wall, office)
    to = str(letter.message["Reply-To"])
    assert re.fullmatch(rf"svar\+[0-9a-z]+-[0-9a-z]+-[0-9a-z]+-[a-z2-7]{{26}}@{re.escape(DOMAIN)}", to)
    assert len(to.partition("@")[0]) <= 64
    plain = letter.message.get_body(("plain",))
    assert plain is not None and "Dit svar bliver et indlæg i samtalen" in plain.get_content()
    quoted = "\n".join(f"> {one}" for one in plain.get_content().split("\n"))
    text = f"Det prøver jeg.\n\nDen tir. 1. sep. 2026 kl. 12.03 skrev Politiker <{to}>:\n\n{quoted}\n"
    for _twice in range(2):
        assert bring(taking, answer(text, to=to)) == (250, "")
    assert bodies(house) == ["Det prøver jeg."], "twice is once"
    with house.app_context():
        post = db.session.scalars(sa.select(Post).order_by(Post.id.desc())).first()
        assert post is not None and post.author_id == arranged_rooms.karen().id

    # And Mads, who follows what he has written in, is told of it in his turn.
    worker = Worker(house)
    while worker.round():
        pass
    assert ["mads@example.dk"] in [one.to for one in office.taken]


def test_a_forged_one_is_refused_while_its_sender_waits(
    house: Flask, wall: Clock, taking: Intake, office: PostOffice
) -> None:
    to = str(told_of_an_answer(house, wall, office).message["Reply-To"])
    before = len(office.taken)
    for sender in ("Mads Holm <mads@example.dk>", "karen@example.dk.evil.example", "a@b.dk, karen@example.dk"):
        code, words = bring(taking, answer(to=to, sender=sender))
        assert code == 550 and words.startswith("5.7.1 Svar fra den adresse, brevet blev sendt til"), sender
    broken = to.replace(to.partition("@")[0][-3:], "aaa")
    for address in (broken, f"svar@{DOMAIN}", f"karen@{DOMAIN}", to.replace(DOMAIN, "example.dk")):
        assert bring(taking, answer(to=address))[0] == 550, address
    assert bring(taking, answer(to=to), sender="")[0] == 550, "a report of delivery"
    wall.moment += timedelta(days=31)
    assert "30 dage" in bring(taking, answer(to=to))[1]
    assert bodies(house) == [] and len(office.taken) == before, "and nobody is written to"


def test_each_refusal_has_its_sentence(house: Flask, wall: Clock, taking: Intake, office: PostOffice) -> None:
    to = str(told_of_an_answer(house, wall, office).message["Reply-To"])
    away = answer(to=to)
    away["Auto-Submitted"] = "auto-replied"
    assert "Automatiske svar" in bring(taking, away)[1]
    assert "ikke noget nyt" in bring(taking, answer("> citat", to=to))[1]
    assert bring(taking, answer("ord " * 6000, to=to)) == (
        552,
        "5.3.4 Svaret er for langt. Der er plads til 20.000 tegn",
    )
    with house.app_context():
        db.session.execute(sa.update(Thread).values(locked_at=wall.moment))
        db.session.commit()
    assert bring(taking, answer(to=to)) == (550, "5.7.1 Samtalen er lukket for nye svar")
    assert bodies(house) == []


def test_a_mail_of_more_than_a_megabyte_is_too_much(
    house: Flask, wall: Clock, taking: Intake, office: PostOffice
) -> None:
    to = str(told_of_an_answer(house, wall, office).message["Reply-To"])
    big = answer(to=to)
    big.add_attachment(b"x" * 1_000_000, maintype="application", subtype="octet-stream", filename="stor.bin")
    with line(taking) as server, pytest.raises(smtplib.SMTPException) as refused:  # said beforehand, in MAIL
        server.sendmail("karen@example.dk", [to], big.as_bytes(), mail_options=[f"SIZE={len(big.as_bytes())}"])
    assert "552" in str(refused.value)
    with line(taking) as server:  # or found out on the way
        server.ehlo_or_helo_if_needed()
        server.mail("karen@example.dk")
        server.rcpt(to)
        assert server.data(big.as_bytes(policy=big.policy.clone(linesep="\r\n")))[0] == 552
        assert server.noop()[0] == 250, "and the line still works"
    assert bodies(house) == []


def test_a_long_line_is_taken(house: Flask, wall: Clock, taking: Intake, office: PostOffice) -> None:
    """Some programs write a paragraph on one line, of more than the thousand octets a line may have."""
    to = str(told_of_an_answer(house, wall, office).message["Reply-To"])
    raw = f"From: karen@example.dk\r\nTo: {to}\r\nMessage-ID: <lang@x>\r\n\r\n{'Et langt svar. ' * 500}\r\n"
    with line(taking) as server:
        server.sendmail("karen@example.dk", [to], raw)
    assert bodies(house) == [("Et langt svar. " * 500).strip()]


def test_one_address_at_a_time(house: Flask, wall: Clock, taking: Intake, office: PostOffice) -> None:
    to = str(told_of_an_answer(house, wall, office).message["Reply-To"])
    with line(taking) as server:
        server.ehlo_or_helo_if_needed()
        server.mail("karen@example.dk")
        assert server.rcpt(to)[0] == 250
        assert server.rcpt(to)[0] == 452


def test_many_at_once_are_one_post_each(house: Flask, wall: Clock, taking: Intake, office: PostOffice) -> None:
    """Eight mail servers bring the same mail and one of their own, all at the same moment."""
    to = str(told_of_an_answer(house, wall, office).message["Reply-To"])
    ready, found = threading.Barrier(8), []

    def one(number: int) -> None:
        own = answer(f"Svar {number}", to=to)
        own.replace_header("Message-ID", f"<{number}@example.dk>")
        ready.wait()
        found.extend([bring(taking, answer(to=to))[0], bring(taking, own)[0]])

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [250] * 16
    assert sorted(bodies(house)) == sorted(["Det prøver jeg.", *(f"Svar {n}" for n in range(8))])


def test_rubbish_on_the_line_does_not_end_it(house: Flask, wall: Clock, taking: Intake, office: PostOffice) -> None:
    to = str(told_of_an_answer(house, wall, office).message["Reply-To"])
    for rubbish in (b"\x00\xff\xfe\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"A" * 200_000, b"MAIL FROM:<\xff>\r\n"):
        with socket.create_connection((taking.host, taking.port)) as raw:
            raw.sendall(rubbish)
    assert bring(taking, answer(to=to)) == (250, "")


def test_the_database_is_away(
    house: Flask, wall: Clock, taking: Intake, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the sender is told to come again, and nothing is lost: the same mail is taken later."""
    to = str(told_of_an_answer(house, wall, office).message["Reply-To"])

    def away(*_args: object, **_facts: object) -> None:
        raise sa.exc.OperationalError("", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(intake.answering, "take", away)
        assert bring(taking, answer(to=to)) == (451, "4.3.0 Kan ikke modtage lige nu. Kom igen senere")
    assert bring(taking, answer(to=to)) == (250, "")
    assert bodies(house) == ["Det prøver jeg."]


def test_one_has_the_port_and_the_other_waits(
    house: Flask, wall: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(intake, "KNOCK_AGAIN", 0.2)
    with open_intake(house, "lmtp") as first:
        stop = threading.Event()
        second = intake.start(house, stop)
        assert second is not None and not second.listens.wait(1), "and it goes on living"
        assert second.is_alive()
        assert any("taken" in record.message for record in caplog.records)
        first.stop.set()
        first.join(10)
        assert second.listens.wait(10), "when the first ends, the second takes over"
        stop.set()
        second.join(10)


def test_without_a_setting_there_is_none(house: Flask, wall: Clock) -> None:
    assert intake.start(house, threading.Event()) is None


def test_a_closed_room_takes_no_mail(house: Flask, wall: Clock, taking: Intake, office: PostOffice) -> None:
    """Its letters carry no such address; and one that was sealed before it closed opens nothing."""
    with house.app_context():
        karen, mads = people.karen(), people.mads()
        closed = talks.network(wall.moment, karen, mads)
        talks.answer(talks.thread(closed, karen, wall.moment), mads, wall.moment)
        db.session.commit()
    worker = Worker(house)
    while worker.round():
        pass
    with house.app_context():
        assert db.session.scalars(sa.select(OutgoingMail.letter)).all() == ["thread_reply"]
    [letter] = office.taken
    assert letter.message["Reply-To"] is None and "svar+" not in letter.raw.decode()


def test_nothing_anybody_wrote_stands_in_the_log(
    house: Flask, wall: Clock, taking: Intake, office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    to = str(told_of_an_answer(house, wall, office).message["Reply-To"])
    bring(taking, answer("Kaninhullet er dybt.", to=to))
    bring(taking, answer("Kaninhullet er dybt.", to=to, sender="mads@example.dk"))
    everything = "\n".join(f"{record.getMessage()} {record.__dict__.get('facts', '')}" for record in caplog.records)
    assert "refused" in everything, "control: something is written"
    for canary in ("Kaninhul", "karen@", "mads@", to, "svar+"):
        assert canary not in everything
