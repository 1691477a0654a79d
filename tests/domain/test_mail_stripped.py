"""What is left of a mail when everything a mail program added is taken away, and the addresses that take answers."""

import time
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from config import Settings, SettingsRefused
from politiker.discussions.by_mail import addresses, reading
from politiker.discussions.by_mail.addresses import meant_by, sealed
from politiker.discussions.by_mail.stripping import own_words
from tests.mail.answers import CORPUS, Answer

SECRET, DOMAIN = "et hemmeligt ord", "svar.example.dk"


@pytest.mark.parametrize("answer", CORPUS, ids=lambda answer: answer.name)
def test_what_a_mail_program_added_is_taken_away(answer: Answer) -> None:
    message = EmailMessage()
    message["From"] = "karen@example.dk"
    message.set_content(answer.sent, subtype="html" if answer.is_html else "plain", charset=answer.charset)
    assert own_words(reading.read(message.as_bytes(), bounce_to="x").text) == answer.own


def test_the_corpus_is_one() -> None:
    assert len(CORPUS) >= 30 and len({answer.name for answer in CORPUS}) == len(CORPUS)
    assert any(own_words(answer.sent) == answer.sent.strip() for answer in CORPUS), "control: some stay as they are"


@pytest.mark.parametrize(
    "text",
    [
        "Den 1.1 skrev " * 40_000, "Den 1 skrev a@b:\n" * 40_000, "a@b" * 300_000 + " skrev:", ">" * 900_000,
        "\n" * 900_000, "<div>" * 150_000, "Fra: x\n" * 100_000, "<![CDATA[" * 90_000, "&#" * 400_000,
        "-- \n" * 100_000, "<" * 900_000, "<!--" * 200_000, "<script>" * 100_000, "<a <b" * 180_000, "<p>" * 300_000,
    ],
)  # fmt: skip
def test_a_hostile_text_is_read_at_once(text: str) -> None:
    for subtype in ("plain", "html"):
        raw = f"From: a@b.dk\r\nContent-Type: text/{subtype}\r\n\r\n{text}".encode()
        begun = time.process_time()
        own_words(reading.read(raw, bounce_to="x").text)
        assert time.process_time() - begun < 3


def test_a_seal_is_for_one_person_one_thread_and_one_day(now: datetime) -> None:
    address = f"{sealed(7, 8, now, SECRET)}@{DOMAIN}"
    meant = meant_by(address, secret=SECRET, domain=DOMAIN)
    assert meant is not None and (meant.person_id, meant.thread_id) == (7, 8)
    local, _at, _domain = address.partition("@")
    person, thread, day, seal = local.removeprefix("svar+").split("-")
    wrong = [
        f"svar+9-{thread}-{day}-{seal}", f"svar+{person}-9-{day}-{seal}", f"svar+{person}-{thread}-zzz-{seal}",
        f"svar+{person}-{thread}-{day}-{'a' * 26}", f"svar+{person}-{thread}-{day}-{seal[:-1]}", local + "a",
        f"svar+0{person}-{thread}-{day}-{seal}", local.replace("svar+", "svar"), "svar", "", "svar+---",
    ]  # fmt: skip
    assert not [text for text in wrong if meant_by(f"{text}@{DOMAIN}", secret=SECRET, domain=DOMAIN)]
    assert meant_by(address, secret="et andet", domain=DOMAIN) is None
    assert meant_by(f"{local}@example.dk", secret=SECRET, domain=DOMAIN) is None
    assert meant_by(f"{local}@{DOMAIN}\n", secret=SECRET, domain=DOMAIN) is None


def test_the_longest_is_short_enough(now: datetime) -> None:
    assert len(sealed(2**31 - 1, 2**31 - 1, now + timedelta(days=365 * 50), SECRET)) <= 64
    assert addresses._short(0) == "0"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("imap://host/INBOX", "IMAP"), ("imaps://u:p@host/Svar", "IMAP"), ("http://host:1", "lmtp://host:port"),
        ("lmtp://host", "lmtp://host:port"), ("smtp://:2525", "lmtp://host:port"), ("smtp://host:port", "lmtp://host:port"),
        ("smtp://host:99999", "lmtp://host:port"), ("lmtp://host:24?domain=a b", "lmtp://host:port"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_work_is_refused(url: str, says: str) -> None:
    with pytest.raises(SettingsRefused, match=says) as refused:
        Settings.from_environment({"POLITIKER_INBOUND_MAIL_URL": url})
    assert "u:p" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "domain"),
    [("lmtp://127.0.0.1:24", "politiker.example.dk"), ("smtp://[::1]:2525?domain=Svar.Example.dk", "svar.example.dk")],
)
def test_settings_that_work(url: str, domain: str) -> None:
    environment = {"POLITIKER_INBOUND_MAIL_URL": url, "POLITIKER_BASE_URL": "https://politiker.example.dk"}
    assert Settings.from_environment(environment).inbound_domain == domain
