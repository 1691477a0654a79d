"""How a message leaves: over SMTP with limited patience, or as a file on one's own machine.

A transport opens a line; over one line go many messages. What may go wrong is one of three: nobody takes letters
now, this letter is not taken now, or it never will be.
"""

import contextlib
import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from config import Settings
from politiker.mail.rendering import on_the_wire

PATIENCE = 10  # seconds for one answer of the other machine
OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


class PostOfficeIsClosed(Exception):
    """Nobody takes letters now: no connection, no encryption, no sign-in, or the sender is refused."""


class NotNow(Exception):
    """This letter was not taken this time."""


class Never(Exception):
    """This letter is refused for good."""


class Line(Protocol):
    """Where messages go while a connection lasts."""

    def send(self, message: EmailMessage, to: str) -> None:
        """Hand over one message for one address. Raises PostOfficeIsClosed, NotNow, Never."""


class Transport(Protocol):
    """A way out."""

    def open(self) -> contextlib.AbstractContextManager[Line]:
        """Connect. Raises PostOfficeIsClosed."""


def transport(settings: Settings) -> Transport:
    """The way out that MAIL_URL names: `smtp://`, `smtps://` or `file:`."""
    url = urlsplit(settings.mail_url)
    if url.scheme == "file":
        return Folder(Path(unquote(url.path)) if url.path else settings.data_dir / "mail")
    if url.scheme in {"smtp", "smtps"} and url.hostname:
        return Smtp(settings)
    raise ValueError("POLITIKER_MAIL_URL begins with smtp://, smtps:// or file:")


class Smtp:
    """A mail server. Encrypts whenever the server can, and refuses to do without when told so."""

    def __init__(self, settings: Settings) -> None:
        url = urlsplit(settings.mail_url)
        self.host = url.hostname or ""
        self.is_encrypted = url.scheme == "smtps"
        self.user, self.password = unquote(url.username or ""), unquote(url.password or "")
        self.port = url.port or (465 if self.is_encrypted else 587 if self.user else 25)
        self.requires_tls = settings.mail_require_tls
        self.our_name = settings.host
        self.sender = parseaddr(settings.mail_sender)[1]

    @contextlib.contextmanager
    def open(self) -> Iterator[Line]:
        """Connect, encrypt, sign in. Raises PostOfficeIsClosed."""
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise PostOfficeIsClosed(_cause(error)) from error
        try:
            yield SmtpLine(server, self.sender)
        finally:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self.is_encrypted:
            return self._signed_in(
                smtplib.SMTP_SSL(
                    self.host, self.port, self.our_name, timeout=PATIENCE, context=ssl.create_default_context()
                )
            )
        server = smtplib.SMTP(self.host, self.port, self.our_name, timeout=PATIENCE)
        try:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=self._trust())
                server.ehlo()
            elif self.requires_tls or (self.user and self.host not in OWN_MACHINE):
                raise smtplib.SMTPNotSupportedError("the server cannot encrypt")
        except BaseException:
            server.close()
            raise
        return self._signed_in(server)

    def _trust(self) -> ssl.SSLContext:
        """Encryption that nobody asked for is better than none, whoever signed the certificate."""
        context = ssl.create_default_context()
        if not self.requires_tls and not self.user:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _signed_in(self, server: smtplib.SMTP) -> smtplib.SMTP:
        if self.user:
            try:
                server.login(self.user, self.password)
            except BaseException:
                server.close()
                raise
        return server


class SmtpLine:
    """One connection to a mail server."""

    def __init__(self, server: smtplib.SMTP, sender: str) -> None:
        self.server = server
        self.sender = sender

    def send(self, message: EmailMessage, to: str) -> None:
        """Hand over one message. Non-ASCII addresses need a server that knows SMTPUTF8."""
        try:
            self.server.send_message(message, self.sender, [to])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _trouble(code, words) from error
        except smtplib.SMTPDataError as error:
            raise _trouble(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Never("the server does not know addresses with other letters than a to z") from error
        except (smtplib.SMTPException, OSError) as error:
            raise PostOfficeIsClosed(_cause(error)) from error


def _trouble(code: int, words: bytes | str) -> Exception:
    said = reply(code, words)
    if code == 421:
        return PostOfficeIsClosed(said)
    return NotNow(said) if 400 <= code < 500 else Never(said)


def reply(code: int, words: bytes | str) -> str:
    """A server's answer as we keep it: its numbers, not its words, which may name the person."""
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    detail = re.match(r"[245]\.\d{1,3}\.\d{1,3}\b", text)
    return f"{code} {detail.group()}" if detail else str(code)


def _cause(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return reply(error.smtp_code, error.smtp_error)
    return type(error).__name__


class Folder:
    """A folder of .eml files, one a message; the same message again takes the place of the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def open(self) -> Iterator[Line]:
        """Make the folder when it is not there. Raises PostOfficeIsClosed."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise PostOfficeIsClosed(type(error).__name__) from error
        yield self

    def send(self, message: EmailMessage, to: str) -> None:
        """Write one file, whole or not at all."""
        name = re.sub(r"[^A-Za-z0-9.@_-]", "_", str(message["Message-ID"]).strip("<>"))
        unfinished = self.folder / f".{name}.{os.getpid()}"
        try:
            with unfinished.open("wb") as file:
                file.write(on_the_wire(message, to))
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise PostOfficeIsClosed(type(error).__name__) from error
