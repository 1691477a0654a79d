"""Mails made to keep Python's own parser busy: a minute and more for one of a megabyte, before they were refused."""

import time

import pytest

from politiker.discussions.by_mail.reading import Incoming, MailIsUnreadable, read

SIZE = 1024 * 1024  # octets, as much as is taken
HALF = SIZE // 2
FROM = b"From: karen@example.dk\n"
QUICK = 2.0  # seconds on a machine that does much else
_NEST = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(400))
BOMBS = {
    "parts in parts": FROM + _NEST + b"\n" + b"a\n" * ((SIZE - len(_NEST)) // 2),
    "a list of senders": b"From: " + b"a," * (SIZE // 2) + b"\n\nHej",
    "comments": b"From: " + b"(" * SIZE + b"\n\nHej",
    "a kind with many words": FROM + b"Content-Type: text/plain; " + b"a*0=b; " * (SIZE // 7) + b"\n\nHej",
    "many senders": FROM * (SIZE // len(FROM)) + b"\nHej",
    "a slow alphabet": FROM + b"Content-Type: text/plain; charset=punycode\n\n" + b"a" * HALF + b"-" + b"9" * HALF,
}  # fmt: skip


def attempt(raw: bytes) -> Incoming | None:
    try:
        return read(raw, bounce_to="karen@example.dk")
    except MailIsUnreadable:
        return None


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_over_in_a_moment(name: str) -> None:
    before = time.process_time()
    mail = attempt(BOMBS[name])
    assert time.process_time() - before < QUICK
    assert mail is None or mail.sender_key == ("" if name == "many senders" else "karen@example.dk")


def test_a_mail_in_a_few_parts_is_read() -> None:
    """As programs write it: the text in two ways, with a picture and a file."""
    raw = FROM + (
        b"Content-Type: multipart/mixed; boundary=aa\n\n--aa\nContent-Type: multipart/related; boundary=bb\n\n--bb\n"
        b"Content-Type: multipart/alternative; boundary=cc\n\n--cc\nContent-Type: text/plain\n\nJa tak.\n--cc--\n"
        b"--bb--\n"
        b"--aa\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\nx\n--aa--\n"
    )
    mail = attempt(raw)
    assert mail is not None and (mail.text.strip(), mail.has_files) == ("Ja tak.", True)
