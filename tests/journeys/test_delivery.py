"""Letters on their way, to a real SMTP server: what arrives, and what happens when something goes wrong."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.mail import delivery, outbox
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.worker import LETTERS
from politiker.worker.postman import LETTERS_A_CONNECTION, Postman
from tests import people
from tests.conftest import Clock
from tests.mail import arranged
from tests.mail.post_office import OK, PostOffice, post_office, settings


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened:
        yield opened


@pytest.fixture
def postman(house: Flask, office: PostOffice) -> Iterator[Postman]:
    with settings(house, mail_url=office.url, mail_reply_to="hjaelp@example.dk"):
        yield Postman(house, LETTERS)


def invited(house: Flask, now: datetime, number: int, names: list[str] | None = None) -> None:
    """So many persons with an invitation in the outbox."""
    with house.app_context():
        arranged_names = names or ["Karen Friis"] * number
        for n, name in enumerate(arranged_names):
            somebody = people.person("Karen Friis", email=f"guest{n}@example.dk", joined=False)
            arranged.accounts.invite(somebody, by=people.TESTER, now=now)
            db.session.execute(sa.update(Person).where(Person.id == somebody.id).values(name=name))
        db.session.commit()


def mails(house: Flask) -> list[Any]:
    with house.app_context():
        query = sa.select(
            OutgoingMail.letter, OutgoingMail.attempts, OutgoingMail.sent_at, OutgoingMail.failed_at,
            OutgoingMail.dropped_at, OutgoingMail.error, OutgoingMail.due_at, OutgoingMail.code,
        ).order_by(OutgoingMail.id)  # fmt: skip
        return list(db.session.execute(query))


def deliver_all(postman: Postman) -> None:
    while postman.round():
        pass


def test_a_confirmation_arrives_with_its_appointment(
    house: Flask, postman: Postman, office: PostOffice, now: datetime
) -> None:
    with house.app_context():
        arranged.registered(now)
        db.session.commit()
    deliver_all(postman)
    [mail] = mails(house)
    [taken] = office.taken
    assert taken.to == ["karen@example.dk"] and taken.sender == "politiker@localhost.localdomain"
    assert taken.id == f"<registered.{mail.code}@localhost>"
    assert taken.message["X-Intent"] == "registered"
    assert taken.message["Auto-Submitted"] == "auto-generated"
    assert taken.message["Reply-To"] == "hjaelp@example.dk"
    assert taken.message["Date"].datetime == now
    assert taken.message.get_content_type() == "multipart/alternative"
    parts = list(taken.message.iter_parts())
    assert [p.get_content_type() for p in parts] == ["text/plain", "text/html", "text/calendar"]
    assert parts[2].get_param("method") == "REQUEST" and parts[2].get_content_charset() == "utf-8"
    assert not parts[2].is_attachment() and parts[2].get_filename() is None
    assert "METHOD:REQUEST" in parts[2].get_content()
    assert mail.sent_at == now
    assert max(len(line) for line in taken.raw.split(b"\r\n")) <= 998
    assert taken.raw.isascii()


def test_what_is_sent_is_not_sent_again(house: Flask, postman: Postman, office: PostOffice, now: datetime) -> None:
    invited(house, now, 3)
    deliver_all(postman)
    deliver_all(postman)
    assert len(office.taken) == 3


def test_many_letters_share_a_connection(house: Flask, postman: Postman, office: PostOffice, now: datetime) -> None:
    invited(house, now, LETTERS_A_CONNECTION + 5)
    deliver_all(postman)
    assert len(office.copies()) == LETTERS_A_CONNECTION + 5
    assert office.connections == 2


def test_an_hour_without_a_server_loses_nothing(
    house: Flask, postman: Postman, office: PostOffice, wall: Clock
) -> None:
    invited(house, wall.moment, 20)
    office.close()
    for _ in range(60 * 60 // 20):
        assert postman.round() is False
        wall.moment += timedelta(seconds=20)
    assert 12 < postman.found_closed < 25, "it knocks now and then"
    assert {mail.attempts for mail in mails(house)} == {0}
    office.open()
    for _ in range(16):
        deliver_all(postman)
        wall.moment += timedelta(seconds=20)
    assert sorted(office.copies().values()) == [1] * 20


def test_a_letter_not_taken_now_is_tried_again_and_the_others_go_out(
    house: Flask, postman: Postman, office: PostOffice, wall: Clock
) -> None:
    invited(house, wall.moment, 5)
    office.rcpt = lambda address: "451 4.7.1 come back later" if address.startswith("guest2") else OK
    deliver_all(postman)
    assert len(office.taken) == 4
    [waits] = [mail for mail in mails(house) if mail.sent_at is None]
    assert (waits.attempts, waits.error, waits.due_at) == (1, "451 4.7.1", wall.moment + timedelta(seconds=60))
    wall.moment += timedelta(seconds=61)
    deliver_all(postman)
    [waits] = [mail for mail in mails(house) if mail.sent_at is None]
    assert waits.due_at == wall.moment + timedelta(seconds=120)
    office.rcpt = lambda address: OK
    deliver_all(postman)
    assert len(office.taken) == 4, "it waits its time"
    wall.moment += timedelta(seconds=121)
    deliver_all(postman)
    assert sorted(office.copies().values()) == [1] * 5


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_a_letter_refused_for_good_is_given_up_at_once(
    where: str, house: Flask, postman: Postman, office: PostOffice, wall: Clock
) -> None:
    invited(house, wall.moment, 5)
    refusal = "550 5.1.1 <guest2@example.dk> is unknown here"
    if where == "rcpt":
        office.rcpt = lambda address: refusal if address.startswith("guest2") else OK
    else:
        office.data = lambda taken: refusal if taken.to[0].startswith("guest2") else OK
    deliver_all(postman)
    wall.moment += timedelta(hours=2)
    deliver_all(postman)
    assert len(office.taken) == 4
    [failed] = [mail for mail in mails(house) if mail.sent_at is None]
    assert failed.failed_at is not None and failed.attempts == 1
    assert failed.error == "550 5.1.1", "the server's words may name the person"


def test_a_sender_that_is_refused_is_the_post_offices_trouble_not_the_letters(
    house: Flask, postman: Postman, office: PostOffice, wall: Clock
) -> None:
    invited(house, wall.moment, 3)

    async def refuse(*_: Any) -> str:
        return "530 5.7.0 sign in first"

    office.handle_MAIL = refuse  # type: ignore[attr-defined]
    office.close()
    office.open()
    deliver_all(postman)
    assert [mail.failed_at for mail in mails(house)] == [None] * 3
    assert sorted(mail.attempts for mail in mails(house)) == [0, 0, 1]
    assert postman.found_closed == 1


def test_a_server_that_dies_after_taking_it_gets_it_again_under_the_same_id(
    house: Flask, postman: Postman, office: PostOffice, wall: Clock
) -> None:
    invited(house, wall.moment, 3)
    office.vanish = lambda taken: len(office.taken) == 2
    deliver_all(postman)
    for _ in range(10):
        wall.moment += timedelta(seconds=61)
        deliver_all(postman)
    assert sorted(office.copies().values()) == [1, 1, 2]
    assert all(mail.sent_at for mail in mails(house))


def test_temporary_trouble_ends_after_three_days_and_not_before(
    house: Flask, postman: Postman, office: PostOffice, wall: Clock
) -> None:
    invited(house, wall.moment, 1)
    office.rcpt = lambda address: "451 4.3.0 not today"
    begun = wall.moment
    while wall.moment - begun < timedelta(days=3):
        deliver_all(postman)
        wall.moment += timedelta(minutes=30)
        assert mails(house)[0].failed_at is None
    wall.moment += timedelta(hours=2)
    deliver_all(postman)
    [mail] = mails(house)
    assert mail.failed_at == wall.moment and mail.attempts > 60
    with house.app_context():
        assert outbox.retry_failed(now=wall.moment) == 1
        db.session.commit()


def test_poison_parks_itself_and_ninety_nine_go_out(
    house: Flask, postman: Postman, office: PostOffice, now: datetime
) -> None:
    invited(house, now, 100)
    with house.app_context():
        db.session.execute(sa.update(Person).where(Person.email_key == "guest7@example.dk").values(email="x\r\ny@z"))
        db.session.commit()
    deliver_all(postman)
    assert len(office.copies()) == 99
    [poison] = [mail for mail in mails(house) if mail.failed_at is not None]
    assert poison.error.startswith("cannot be written: ")
    with house.app_context():
        assert outbox.counts() == {"queued": 0, "sent": 99, "dropped": 0, "failed": 1}


def test_a_letter_that_ends_every_worker_is_parked(
    house: Flask, postman: Postman, office: PostOffice, wall: Clock
) -> None:
    invited(house, wall.moment, 1)
    for _ in range(delivery.MOST_ATTEMPTS):
        with house.app_context():
            assert delivery.claim(now=wall.moment) is not None
            db.session.commit()
        wall.moment += timedelta(seconds=61)
    deliver_all(postman)
    assert office.taken == []
    assert mails(house)[0].failed_at == wall.moment


def test_a_letter_nobody_here_knows_waits_for_a_newer_worker(house: Flask, office: PostOffice, now: datetime) -> None:
    invited(house, now, 1)
    with settings(house, mail_url=office.url):
        Postman(house, {}).round()
    [mail] = mails(house)
    assert mail.failed_at is None and mail.due_at > now


def test_without_encryption_nothing_is_sent_where_it_is_required(house: Flask, office: PostOffice, wall: Clock) -> None:
    invited(house, wall.moment, 1)
    with settings(house, mail_url=office.url, mail_require_tls=True):
        postman = Postman(house, LETTERS)
        assert postman.round() is False
    assert office.taken == [] and postman.found_closed == 1
    assert mails(house)[0].attempts == 0


def test_a_letter_to_an_address_with_danish_letters(
    house: Flask, postman: Postman, office: PostOffice, now: datetime
) -> None:
    with house.app_context():
        somebody = people.person("Søren Ærø", email="Søren@ærø.dk", joined=False)
        arranged.accounts.invite(somebody, by=people.TESTER, now=now)
        db.session.commit()
    deliver_all(postman)
    [taken] = office.taken
    assert taken.to == ["Søren@xn--r-3fa9c.dk"]
    assert "To: Søren Ærø <Søren@xn--r-3fa9c.dk>\r\n".encode() in taken.raw


def test_files_on_ones_own_machine(house: Flask, now: datetime, tmp_path: Any) -> None:
    invited(house, now, 2)
    with settings(house, mail_url="file:", data_dir=tmp_path):
        deliver_all(Postman(house, LETTERS))
        with house.app_context():
            db.session.execute(sa.update(OutgoingMail).values(sent_at=None))
            db.session.commit()
        deliver_all(Postman(house, LETTERS))
    files = sorted((tmp_path / "mail").iterdir())
    assert [f.name for f in files] == sorted(f"invitation.{m.code}@localhost.eml" for m in mails(house))
    assert files[0].read_bytes().startswith(b"From: ")
