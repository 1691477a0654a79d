"""What no browser sends: a file where words belong. It is as if the field were empty, and never our fault."""

import io
from datetime import datetime

import pytest
from flask import Flask

from politiker.core.database import db
from tests import people
from tests.visitor import Visitor

FIELDS = [
    ("/log-ind", "email"), ("/log-ind", "password"), ("/log-ind", "next"), ("/log-ind/link", "email"),
    ("/nulstil-adgangskode", "email"), ("/bliv-medlem", "name"), ("/bliv-medlem", "list_text"),
]  # fmt: skip
OWN = [
    ("/bekraeft", "password"), ("/bekraeft", "next"), ("/min-side/email", "email"), ("/min-side/profil", "about"),
    ("/min-side/totrin/app", "code"), ("/min-side/totrin/app", "sealed"), ("/min-side/totrin/noegle", "name"),
    ("/min-side/mandat/0329/orlov", "starts_on"), ("/min-side/mandat/0329/orlov", "until"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "field"), [*FIELDS, *OWN])
def test_a_file_where_words_belong(house: Flask, visitor: Visitor, now: datetime, path: str, field: str) -> None:
    if (path, field) in OWN:
        with house.app_context():
            mads = people.mads().id
            db.session.commit()
        visitor.sign_in(mads)
    visitor.open(path)
    action, values = visitor.page.form(0).action, visitor.page.form(0).values()
    answer = visitor.client.post(action, data=values | {field: (io.BytesIO(b"x\0\xff"), "a.csv")})
    assert answer.status_code in {303, 422}
