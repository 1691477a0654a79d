"""Takes the letters of the outbox out, one at a time, over one connection for as many as want to go."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage

import sqlalchemy.exc
from flask import Flask

from config import Settings
from politiker.core import clock
from politiker.core.database import db, read_only, read_write
from politiker.mail import delivery
from politiker.mail.delivery import Gather, NobodyKnowsThisLetter
from politiker.mail.outbox import OutgoingMail
from politiker.mail.transport import Line, Never, NotNow, PostOfficeIsClosed, transport

log = logging.getLogger("politiker.worker")
LETTERS_A_CONNECTION = 50
SECONDS_A_CONNECTION = 20.0  # then other work has its turn
LONGEST_CLOSED = timedelta(minutes=5)  # between two knocks at a closed post office


class Postman:
    """Delivers. While the post office is closed it knocks now and then, and no letter is the worse for it."""

    def __init__(self, app: Flask, letters: Mapping[str, Gather]) -> None:
        self.app = app
        self.letters = letters
        self.settings: Settings = app.config["SETTINGS"]
        self.transport = transport(self.settings)
        self.found_closed = 0
        self.closed_at: datetime | None = None
        self.not_noted: list[OutgoingMail] = []  # handed over, but the database was away when it was to be noted

    def round(self) -> bool:
        """Deliver what is due; whether there may be more at once. Raises SQLAlchemyError."""
        self._note_the_rest()
        if self._is_resting(clock.now()) or not self._is_anything_due():
            return False
        try:
            with self.transport.open() as line:
                return self._deliver_over(line)
        except PostOfficeIsClosed as closed:
            self.found_closed += 1
            self.closed_at = clock.now()
            log.warning("post office is closed", extra={"facts": {"why": str(closed), "times": self.found_closed}})
            return False

    def _is_resting(self, now: datetime) -> bool:
        if self.closed_at is None:
            return False
        rest = delivery.pause(self.found_closed, self.settings.mail_retry_base_seconds, LONGEST_CLOSED)
        return timedelta(0) <= now - self.closed_at < rest

    def _is_anything_due(self) -> bool:
        with self.app.app_context():
            read_only()
            return delivery.is_anything_due(now=clock.now())

    def _deliver_over(self, line: Line) -> bool:
        begun = time.monotonic()
        for _ in range(LETTERS_A_CONNECTION):
            if not self._deliver_one(line):
                return False
            self.found_closed, self.closed_at = 0, None
            if time.monotonic() - begun > SECONDS_A_CONNECTION:
                break
        return True

    def _deliver_one(self, line: Line) -> bool:
        """Take one letter out; False when none is due. Raises PostOfficeIsClosed, and the letter keeps its place."""
        with self.app.app_context():
            mail = delivery.claim(now=clock.now())
            db.session.commit()
            if mail is None:
                return False
            ready = self._write(mail)
            if ready is not None:
                self._send(mail, line, *ready)
            return True

    def _write(self, mail: OutgoingMail) -> tuple[EmailMessage, str] | None:
        """The letter as a message, or None once it is noted why there is none."""
        now = clock.now()
        read_only()
        try:
            ready: tuple[EmailMessage, str] | None = delivery.write(mail, self.letters, self.settings, now=now)
        except (sqlalchemy.exc.OperationalError, sqlalchemy.exc.InterfaceError):
            raise
        except NobodyKnowsThisLetter:
            self._note(lambda: self._later(mail, "no worker here knows this letter"))
            return None
        except Exception as error:  # whatever is wrong with one letter, the others go out
            log.exception("letter cannot be written", extra={"facts": {"mail": mail.id, "letter": mail.letter}})
            why = f"cannot be written: {type(error).__name__}"
            self._note(lambda: delivery.given_up(mail, why, now=clock.now()))
            return None
        if ready is None:
            self._note(lambda: delivery.dropped(mail, now=now))
        return ready

    def _send(self, mail: OutgoingMail, line: Line, message: EmailMessage, to: str) -> None:
        read_write()  # lets go of the connection: nothing is held while the letter is on its way
        try:
            line.send(message, to)
        except Never as never:
            why = str(never)
            self._note(lambda: delivery.given_up(mail, why, now=clock.now()))
        except (NotNow, PostOfficeIsClosed) as trouble:
            why = str(trouble)
            self._note(lambda: self._later(mail, why))
            if isinstance(trouble, PostOfficeIsClosed):
                raise
        else:
            self.not_noted.append(mail)
            self._note(lambda: delivery.sent(mail, now=clock.now()))
            self.not_noted.remove(mail)

    def _later(self, mail: OutgoingMail, why: str) -> None:
        base = self.settings.mail_retry_base_seconds
        delivery.try_later(mail, why, base_seconds=base, now=clock.now())

    def _note(self, what: Callable[[], None]) -> None:
        read_write()
        what()
        db.session.commit()

    def _note_the_rest(self) -> None:
        while self.not_noted:
            with self.app.app_context():
                mail = self.not_noted[0]
                self._note(lambda mail=mail: delivery.sent(mail, now=clock.now()))  # type: ignore[misc]
                self.not_noted.pop(0)
