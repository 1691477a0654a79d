"""`person reset-factors`: two administrators, and the owner is told."""

from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.mail.outbox import OutgoingMail
from politiker.people.factors.queries import codes_left, has_factor
from politiker.people.queries import by_email
from politiker.policy import Role
from tests import people
from tests.factor_codes import with_app


def run(house: Flask, *checked_by: str) -> tuple[int, str]:
    words = ["person", "reset-factors", "ole@example.dk"]
    for address in checked_by:
        words += ["--checked-by", address]
    done = house.test_cli_runner().invoke(args=words)
    return done.exit_code, done.output


def test_two_administrators_reset_what_is_lost(house: Flask, now: datetime) -> None:
    with house.app_context():
        people.adam()
        people.with_role(Role.ADMINISTRATOR, "Bo Lind", email="bo@example.dk")
        people.birgit()
        with_app(people.ole(), now)
        db.session.commit()
    for too_few in (
        ("adam@example.dk",),
        ("adam@example.dk", "Adam@example.dk"),
        ("adam@example.dk", "birgit@example.dk"),
        ("adam@example.dk", "ole@example.dk"),
        ("adam@example.dk", "nobody@example.dk"),
        (),
    ):
        code, _words = run(house, *too_few)
        assert code != 0, too_few
        with house.app_context():
            assert _ole_has_one()
    code, words = run(house, "adam@example.dk", "bo@example.dk")
    assert code == 0 and "is being told" in words
    with house.app_context():
        ole = by_email("ole@example.dk")
        assert ole is not None and not _ole_has_one() and codes_left(ole.id) == 0
        facts = list(db.session.scalars(sa.select(OutgoingMail.facts).order_by(OutgoingMail.id)))
        assert [fact["what"] for fact in facts] == ["added", "removed"]
    assert run(house, "adam@example.dk", "bo@example.dk")[0] != 0, "nothing is left to reset"


def _ole_has_one() -> bool:
    ole = by_email("ole@example.dk")
    return ole is not None and has_factor(ole.id)
