"""A real SMTP server for the tests, that answers as the test wants and remembers what it took."""

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from tests.postgres import free_port

OK = "250 OK"


@dataclasses.dataclass(frozen=True)
class Taken:
    """One message as it came over the wire."""

    sender: str
    to: list[str]
    message: EmailMessage
    raw: bytes

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])


class PostOffice:
    """`rcpt` and `data` decide the answers; `vanish` says which message it takes and then hangs up without a word."""

    def __init__(self) -> None:
        self.port = free_port()
        self.taken: list[Taken] = []
        self.connections = 0
        self.rcpt: Callable[[str], str] = lambda address: OK
        self.data: Callable[[Taken], str] = lambda taken: OK
        self.vanish: Callable[[Taken], bool] = lambda taken: False
        self._lock = threading.Lock()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def open(self) -> "PostOffice":
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, name: str, said: Any) -> Any:
        self.connections += 1
        session.host_name = name
        return said

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _o: Any) -> str:
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.content
        assert isinstance(raw, bytes)
        message = message_from_bytes(raw, policy=default)
        taken = Taken(str(envelope.mail_from), list(envelope.rcpt_tos), message, raw)  # type: ignore[arg-type]
        answer = self.data(taken)
        if answer.startswith("250"):
            with self._lock:
                self.taken.append(taken)
            if self.vanish(taken):
                server.transport.abort()
        return answer

    def copies(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(taken.id for taken in self.taken)


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """An open one, closed afterwards."""
    office = PostOffice().open()
    try:
        yield office
    finally:
        office.close()


@contextmanager
def settings(house: Flask, **changes: Any) -> Iterator[Flask]:
    """The house with other settings for a while."""
    before = house.config["SETTINGS"]
    house.config["SETTINGS"] = dataclasses.replace(before, **changes)
    try:
        yield house
    finally:
        house.config["SETTINGS"] = before
