"""What the tests of planning share: a visitor who counts what is sent, and a worker who does what is due."""

from typing import Any

from flask import Flask

from politiker.core.database import db
from politiker.worker import Worker
from politiker.worker.tables import JOBS
from tests.inspection import Page
from tests.visitor import Visitor

# Six periods of six courses, three days each, with places of their own.
KATTEGAT = "\n".join(
    f"{day}-{month}-2027 – {day + 2}-{month}-2027; 25; Hotel {place}"
    for month, first in ((1, 4), (1, 18), (2, 1), (2, 15), (3, 1), (3, 15))
    for day in (first, first + 3)
    for place in ("Nyborg Strand", "Koldingfjord", "Munkebjerg")
)


class Sender(Visitor):
    """A visitor who counts the forms that are sent."""

    sent = 0

    def send(self, form: str | int = 0, status: int = 200, **fields: Any) -> Page:
        self.sent += 1
        return super().send(form, status, **fields)


def do_jobs(house: Flask) -> None:
    """All that is due, as the worker does it. Call with no app context open."""
    worker = Worker(house, JOBS)
    while worker.do_one_job():
        pass


def committed(house: Flask, make: Any) -> Any:
    """What is made inside the house, as plain data, and kept."""
    with house.app_context():
        made = make()
        db.session.commit()
        return made
