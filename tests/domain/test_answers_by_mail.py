"""An answer by mail: what is left of it, whose it has to be, and what it may open, which is one thread and no more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden, RuleBroken
from politiker.core.markdown import TextTooLong
from politiker.discussions.by_mail import answering, models, reading
from politiker.discussions.by_mail.addresses import LASTS, answer_address, sealed
from politiker.discussions.rooms.models import Room, RoomChoice
from politiker.discussions.threads import writing
from politiker.discussions.threads.models import Post, Thread
from politiker.people.models import Person
from tests import people, talks
from tests.mail import arranged_rooms
from tests.mail.post_office import settings

SECRET, DOMAIN = "et hemmeligt ord", "svar.example.dk"
INBOUND = f"lmtp://127.0.0.1:2424?domain={DOMAIN}"


@pytest.fixture
def open_for_mail(room: Flask, now: datetime) -> Any:
    """The house with answers by mail, and a thread of Mads's in an open room, that Karen may answer."""
    with settings(room, inbound_mail_url=INBOUND):
        yield talks.thread(talks.open_room(now), people.mads(), now)


def mail(
    text: str = "Tag det med gruppen.", *, sender: str = "Karen Friis <karen@example.dk>", **headers: str
) -> bytes:
    """A mail as a program sends it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "svar@svar.example.dk"
    message["Subject"] = "Re: Nyt"
    for name, value in (
        {"Message-ID": "<1@example.dk>"} | {n.replace("_", "-"): v for n, v in headers.items()}
    ).items():
        if value:
            message[name] = value
    message.set_content(text)
    return message.as_bytes()


def karens_address(thread: Thread, now: datetime) -> str:
    return answer_address(arranged_rooms.karen().id, thread.id, written_at=now)


def take(thread: Thread, now: datetime, raw: bytes = b"", *, to: str = "", bounce_to: str = "karen@example.dk") -> Any:
    to = to or karens_address(thread, now)
    return answering.take(raw or mail(), to=to, bounce_to=bounce_to, now=now)


def posts(thread: Thread) -> list[str]:
    query = sa.select(Post.body).where(Post.thread_id == thread.id, Post.number > 1).order_by(Post.number)
    return list(db.session.scalars(query))


def test_it_becomes_a_post(open_for_mail: Thread, now: datetime) -> None:
    post = take(open_for_mail, now)
    assert (post.body, post.author_id, post.number) == ("Tag det med gruppen.", arranged_rooms.karen().id, 2)


def test_the_same_mail_twice_is_one_post(open_for_mail: Thread, now: datetime) -> None:
    assert take(open_for_mail, now) is not None
    assert take(open_for_mail, now + timedelta(hours=1)) is None
    assert take(open_for_mail, now, mail("Andet.", Message_ID="<2@example.dk>")) is not None
    assert posts(open_for_mail) == ["Tag det med gruppen.", "Andet."]


def test_a_mail_without_a_number_is_known_by_what_it_is(open_for_mail: Thread, now: datetime) -> None:
    nameless = mail(Message_ID="")
    assert take(open_for_mail, now, nameless) is not None
    assert take(open_for_mail, now, nameless) is None
    assert take(open_for_mail, now, mail("Mere.", Message_ID="")) is not None


def test_what_was_taken_is_forgotten_after_sixty_days(open_for_mail: Thread, now: datetime) -> None:
    take(open_for_mail, now)
    assert models.forget_taken(now=now + timedelta(days=60)) == 0
    assert models.forget_taken(now=now + timedelta(days=60, seconds=1)) == 1


@pytest.mark.parametrize(
    "sender",
    [
        "Mads Holm <mads@example.dk>", "karen@example.dk.evil.example", "Karen <karen@example.com>",
        "karen@example.dk, m@x.dk", "evil@example.com (karen@example.dk)", "karen@example.dk <evil@example.com>",
        '"karen@example.dk" <evil@example.com>', "", "karen", "=?utf-8?q?karen=40example=2Edk?= <evil@example.com>",
    ],
)  # fmt: skip
def test_somebody_elses_mail_is_refused(sender: str, open_for_mail: Thread, now: datetime) -> None:
    with pytest.raises(answering.SenderIsAnother):
        take(open_for_mail, now, mail(sender=sender or "x@x.dk").replace(b"From: x@x.dk\n", b"X: y\n"))
    assert posts(open_for_mail) == []


def test_two_senders_are_none(open_for_mail: Thread, now: datetime) -> None:
    with pytest.raises(answering.SenderIsAnother):
        take(open_for_mail, now, b"From: evil@example.com\n" + mail())


def test_capitals_in_the_address_make_no_difference(open_for_mail: Thread, now: datetime) -> None:
    assert take(open_for_mail, now, mail(sender="KAREN@Example.DK"), to=karens_address(open_for_mail, now).upper())


@pytest.mark.parametrize(
    ("headers", "bounce_to"),
    [
        ({"Auto-Submitted": "auto-replied"}, "k@x.dk"), ({"Auto-Submitted": "auto-generated (x)"}, "k@x.dk"),
        ({"Precedence": "bulk"}, "k@x.dk"), ({"Precedence": "AUTO_REPLY"}, "k@x.dk"),
        ({"X-Autoreply": "yes"}, "k@x.dk"),
        ({"List-Id": "<x.example.dk>"}, "k@x.dk"), ({"X-Auto-Response-Suppress": "All"}, "k@x.dk"), ({}, ""),
    ],
)  # fmt: skip
def test_what_a_machine_wrote_is_refused(
    headers: dict[str, str], bounce_to: str, open_for_mail: Thread, now: datetime
) -> None:
    with pytest.raises(reading.MailIsAutomatic):
        take(open_for_mail, now, mail(**headers), bounce_to=bounce_to)
    assert take(open_for_mail, now, mail(**{"Auto-Submitted": "no"})) is not None, "control"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\xff\xfe\x00", b"From: karen@example.dk\n", b"Content-Type: multipart/mixed; boundary=x\n\n--x--",
        b"From: karen@example.dk\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhej\n" * 60 + b"--x--",
        b"From: karen@example.dk\nContent-Type: image/png\n\nabc", b"From: karen@example.dk\nTo: =?x?y?z?=\n\n\n",
    ],
)  # fmt: skip
def test_what_is_no_mail_is_refused_and_breaks_nothing(raw: bytes, open_for_mail: Thread, now: datetime) -> None:
    with pytest.raises(RuleBroken):
        take(open_for_mail, now, raw or b" ")
    assert posts(open_for_mail) == []


def test_nothing_new_is_refused(open_for_mail: Thread, now: datetime) -> None:
    with pytest.raises(writing.NothingWritten):
        take(open_for_mail, now, mail("> citat\n\nSendt fra min iPhone\n"))
    with pytest.raises(TextTooLong):
        take(open_for_mail, now, mail("ord " * 6000, Message_ID="<9@x>"))


def test_files_are_left_out_and_it_is_said(open_for_mail: Thread, now: datetime) -> None:
    message = EmailMessage()
    message["From"], message["Message-ID"] = "karen@example.dk", "<3@x>"
    message.set_content("Se bilaget.")
    message.add_attachment(b"%PDF-1.4 kaninhul", maintype="application", subtype="pdf", filename="bilag.pdf")
    post = take(open_for_mail, now, message.as_bytes())
    assert post.body == f"Se bilaget.\n\n{answering.FILES_LEFT_OUT}" and "kaninhul" not in post.body


def test_a_logo_in_a_signature_is_no_file(open_for_mail: Thread, now: datetime) -> None:
    message = EmailMessage()
    message["From"], message["Message-ID"] = "karen@example.dk", "<4@x>"
    message.set_content("Hej.")
    message.add_alternative("<p>Hej.</p><img src='cid:logo'>", subtype="html")
    html: Any = message.get_payload()
    html[1].add_related(b"png", maintype="image", subtype="png", cid="<logo>", filename="logo.png")
    assert take(open_for_mail, now, message.as_bytes()).body == "Hej."


def test_an_unknown_alphabet_is_read_as_well_as_can_be(open_for_mail: Thread, now: datetime) -> None:
    raw = b"From: karen@example.dk\nContent-Type: text/plain; charset=x-klingon\n\n" + "blåbær".encode()
    assert take(open_for_mail, now, raw).body == "blåbær"


def lapse(thread: Thread, now: datetime) -> None:
    karen = arranged_rooms.karen().id
    db.session.execute(sa.text("UPDATE mandate SET ends_at = starts_at WHERE person_id = :id"), {"id": karen})


def silence(thread: Thread, now: datetime) -> None:
    until = now + timedelta(days=1)
    db.session.add(RoomChoice(person_id=arranged_rooms.karen().id, room_id=thread.room_id, silenced_until=until))


def change(what: str, column: str, value: Any = None) -> Callable[[Thread, datetime], None]:
    def act(thread: Thread, now: datetime) -> None:
        thing: Any = thread if what == "thread" else db.session.get_one(Room, thread.room_id)
        setattr(thing, column, value if value is not None else now)

    return act


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lapse, answering.NoSuchAddress),
        (silence, Forbidden),
        (change("thread", "locked_at"), writing.ThreadIsLocked),
        (change("thread", "hidden_at"), writing.ThreadIsLocked),
        (change("room", "locked_at"), writing.RoomIsLocked),
        (change("room", "archived_at"), writing.RoomIsLocked),
        (change("room", "is_confidential", True), answering.NoSuchAddress),
        (change("room", "kind", "network"), answering.NoSuchAddress),
        (change("room", "kind", "event"), answering.NoSuchAddress),
    ],
)
def test_the_right_to_write_is_asked_when_it_comes(
    act: Callable[[Thread, datetime], None], refusal: type[RuleBroken], open_for_mail: Thread, now: datetime
) -> None:
    to = karens_address(open_for_mail, now)
    act(open_for_mail, now)
    db.session.flush()
    db.session.expire_all()
    with pytest.raises(refusal):
        take(open_for_mail, now, to=to)
    assert posts(open_for_mail) == []


def test_a_suspended_person_does_not_write(open_for_mail: Thread, now: datetime) -> None:
    arranged_rooms.karen().suspended_at = now
    db.session.flush()
    with pytest.raises(answering.NoSuchAddress):
        take(open_for_mail, now)


def test_an_old_address_follows_nobody_to_another_mailbox(open_for_mail: Thread, now: datetime) -> None:
    """After a change of address only the new one writes."""
    to = karens_address(open_for_mail, now)
    arranged_rooms.karen().email_key = "karen@ny.example.dk"
    with pytest.raises(answering.SenderIsAnother):
        take(open_for_mail, now, to=to)
    assert take(open_for_mail, now, mail(sender="karen@ny.example.dk"), to=to) is not None


def test_it_works_for_thirty_days(open_for_mail: Thread, now: datetime) -> None:
    to = karens_address(open_for_mail, now)
    assert take(open_for_mail, now + LASTS, to=to) is not None
    with pytest.raises(answering.AddressHasExpired):
        take(open_for_mail, now + LASTS + timedelta(days=1), to=to)


def test_it_opens_nothing_else(house: Flask, now: datetime) -> None:
    """What stands in the address is no key and switches nothing off."""
    text = sealed(7, 8, now, house.config["SECRET_KEY"])
    client = house.test_client(use_cookies=False)
    for path in (f"/noegle/{text}", f"/afmeld-breve/{text}", f"/afmeld-breve/{text.removeprefix('svar+')}"):
        assert client.get(path).status_code == 404, path


def test_only_letters_about_open_rooms_take_an_answer(room: Flask, now: datetime) -> None:
    letter = arranged_rooms.answered(now)
    assert answer_address(letter.author_id, letter.thread_id, written_at=now) == "", "not without the setting"
    with settings(room, inbound_mail_url=INBOUND):
        assert answer_address(letter.author_id, letter.thread_id, written_at=now).endswith(f"@{DOMAIN}")


def test_nobody_is_gone_or_never_came(open_for_mail: Thread, now: datetime) -> None:
    to = karens_address(open_for_mail, now)
    db.session.execute(sa.update(Person).where(Person.email_key == "karen@example.dk").values(joined_at=None))
    with pytest.raises(answering.SenderIsAnother):
        take(open_for_mail, now, to=to)
    nowhere = answer_address(arranged_rooms.mads().id, 2**30, written_at=now)
    with pytest.raises(answering.NoSuchAddress):
        take(open_for_mail, now, mail(sender="mads@example.dk"), to=nowhere)
