"""Where answers by mail come in: a small mail server beside the worker, that takes nothing it cannot make a post of.

The machine that brings a mail hears at once whether it became a post, and tells its sender; nobody else is written
to. Any number of workers may try: one has the port, the others knock again now and then.
"""

import asyncio
import logging
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from config import Settings
from politiker.core import clock
from politiker.core.database import db
from politiker.core.errors import Forbidden, RuleBroken
from politiker.core.markdown import TextTooLong
from politiker.discussions.by_mail import answering, reading
from politiker.discussions.threads import pace, writing

log = logging.getLogger("politiker.intake")
LARGEST = 1024 * 1024  # octets of one mail
LONGEST_LINE = 64 * 1024  # octets; mail programs send longer ones than they may
PATIENCE = 60.0  # seconds without a word
MOST_LINES = 100  # connections at once: idle ones would use up the files the worker may hold open
KNOCK_AGAIN = 30.0  # seconds between tries for a port that somebody has
NOBODY = "<>"  # the sender of a report of delivery, as the server hands it on
# Only letters that every mail server can pass on: without æ, ø and å.
TAKEN = "250 2.0.0 Dit svar er modtaget"
SAID: Mapping[type[RuleBroken], str] = {
    answering.NoSuchAddress: "550 5.1.1 Adressen er ikke en svaradresse, eller samtalen er ikke til mere",
    answering.AddressHasExpired: "550 5.1.6 Svaradressen er mere end 30 dage gammel. Svar i stedet i samtalen",
    answering.SenderIsAnother: "550 5.7.1 Svar fra den adresse, brevet blev sendt til. Intet er gemt",
    reading.MailIsAutomatic: "550 5.7.1 Automatiske svar bliver ikke til indhold i samtalen",
    reading.MailIsUnreadable: "550 5.6.0 Mailen kan ikke forstaas. Skriv svaret som almindelig tekst",
    writing.NothingWritten: "550 5.6.0 Der stod ikke noget nyt i svaret. Skriv over den tekst, du svarer paa",
    writing.ThreadIsLocked: "550 5.7.1 Samtalen er lukket for nye svar",
    writing.RoomIsLocked: "550 5.7.1 Rummet er lukket for nye svar",
    pace.TooManyPosts: "450 4.7.1 Du har skrevet mange indlaeg paa kort tid. Mailen proeves igen lidt senere",
    Forbidden: "550 5.7.1 Du kan ikke skrive i samtalen",
    TextTooLong: "552 5.3.4 Svaret er for langt. Der er plads til 20.000 tegn",
}
REFUSED = "550 5.7.1 Svaret kan ikke modtages"
BUSY = b"421 4.7.0 For mange forbindelser. Kom igen senere\r\n"
LATER = "451 4.3.0 Kan ikke modtage lige nu. Kom igen senere"


class Desk:
    """Answers the commands of a mail server. One mail at a time for one address: others come in the next."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.lines = 0

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _o: Any) -> str:
        """Is it an address of ours, that still works?"""
        if envelope.rcpt_tos:
            return "452 4.5.3 En modtager ad gangen"
        answer = await asyncio.get_running_loop().run_in_executor(None, self.know, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Make a post of it, or say why not."""
        raw = envelope.content
        assert isinstance(raw, bytes)
        bounce_to, to = (envelope.mail_from or "").replace(NOBODY, ""), envelope.rcpt_tos[0]
        return await asyncio.get_running_loop().run_in_executor(None, self.take, raw, to, bounce_to)

    async def handle_exception(self, error: Exception) -> str:
        """Whatever goes wrong with one connection; the mail may come again."""
        log.error("intake stumbled", extra={"facts": {"kind": type(error).__name__}})
        return LATER

    def know(self, address: str) -> str:
        """The answer to an address, without opening anything."""
        with self.app.app_context():
            try:
                answering.meaning(address, now=clock.now())
            except RuleBroken as no:
                return _words(no)
        return "250 2.1.5 OK"

    def take(self, raw: bytes, to: str, bounce_to: str) -> str:
        """The answer to a mail; the post is committed before it is given."""
        with self.app.app_context():
            try:
                answering.take(raw, to=to, bounce_to=bounce_to, now=clock.now())
                db.session.commit()
            except RuleBroken as no:
                db.session.rollback()
                log.info("answer by mail refused", extra={"facts": {"why": type(no).__name__}})
                return _words(no)
            except SQLAlchemyError as error:
                db.session.rollback()
                log.warning("database is away", extra={"facts": {"kind": type(error).__name__}})
                return LATER
            except Exception:
                db.session.rollback()
                log.exception("answer by mail failed")
                return LATER
        return TAKEN


def _words(no: RuleBroken) -> str:
    return next((said for kind, said in SAID.items() if isinstance(no, kind)), REFUSED)


class _Smtp(SMTP):
    line_length_limit = LONGEST_LINE

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.event_handler.lines += 1
        if self.event_handler.lines > MOST_LINES:
            assert isinstance(transport, asyncio.WriteTransport)
            transport.write(BUSY)
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.lines -= 1
        super().connection_lost(error)


class _Lmtp(_Smtp, LMTP):
    pass


class Intake(threading.Thread):
    """Listens where INBOUND_MAIL_URL says, until `stop` is set."""

    def __init__(self, app: Flask, stop: threading.Event) -> None:
        super().__init__(name="intake", daemon=True)
        self.app, self.stop = app, stop
        self.settings: Settings = app.config["SETTINGS"]
        url = urlsplit(self.settings.inbound_mail_url)
        self.kind, self.host, self.port = (_Lmtp if url.scheme == "lmtp" else _Smtp), url.hostname or "", url.port or 0
        self.listens = threading.Event()

    def run(self) -> None:
        """Listen; while somebody else has the port, try again now and then."""
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # it would write down who wrote, and what
        while not self.stop.is_set():
            try:
                asyncio.run(self._listen())
            except OSError as error:
                facts = {"port": self.port, "why": type(error).__name__}
                log.warning("the port for answers by mail is taken", extra={"facts": facts})
                self.stop.wait(KNOCK_AGAIN)
            except Exception:
                log.exception("intake failed")
                self.stop.wait(KNOCK_AGAIN)

    async def _listen(self) -> None:
        self.desk = Desk(self.app)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._line, self.host, self.port)
        self.listens.set()
        try:
            async with server:
                while not self.stop.is_set():
                    await asyncio.sleep(0.2)
        finally:
            self.listens.clear()

    def _line(self) -> SMTP:
        loop = asyncio.get_running_loop()
        return self.kind(
            self.desk, loop=loop, hostname=self.settings.inbound_domain, ident="politiker",
            data_size_limit=LARGEST, enable_SMTPUTF8=True, timeout=PATIENCE, command_call_limit={"RCPT": 100, "*": 200},
        )  # fmt: skip


def start(app: Flask, stop: threading.Event) -> Intake | None:
    """Begin to take answers by mail, if the settings say where."""
    settings: Settings = app.config["SETTINGS"]
    if not settings.inbound_mail_url:
        return None
    intake = Intake(app, stop)
    intake.start()
    return intake
