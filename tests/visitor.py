"""Somebody at a browser: opens pages, inspects every one, fills in the forms that are really there."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from politiker.core import clock
from politiker.core.database import db
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.web.browser import cookie_name
from tests.inspection import Page, inspect


class Visitor:
    """One browser. After each answer `page` is what is on the screen and `answer` what came over the wire."""

    def __init__(self, house: Flask) -> None:
        self.house = house
        self.client = house.test_client()
        self.answer: TestResponse
        self.page: Page

    def sign_in(self, person_id: int) -> "Visitor":
        """Sit down as somebody, without the page for it. Call with no app context open."""
        with self.house.app_context():
            person = db.session.get_one(Person, person_id)
            token = sessions.sign_in(person, now=clock.now(), is_strong=True, is_remembered=True)
            db.session.commit()
        self.client.set_cookie(cookie_name(self.house.config["SETTINGS"]), token, domain="localhost")
        return self

    def open(self, path: str, status: int = 200, *, follow: bool = True) -> Page:
        """Open an address and inspect what comes."""
        return self._look(self.client.get(path, follow_redirects=follow), status)

    def send(self, form: str | int = 0, status: int = 200, **fields: Any) -> Page:
        """Fill in a form of the present page, by the words on its button or its number, and send it."""
        chosen = self.page.form(form)
        values: dict[str, Any] = chosen.values() | fields
        values = {name: value for name, value in values.items() if value is not None}
        answer = self.client.post(chosen.action, data=values, follow_redirects=True)
        return self._look(answer, status)

    def post(self, path: str, status: int, **fields: Any) -> TestResponse:
        """Send something no form of ours would send."""
        answer = self.client.post(path, data=fields)
        assert answer.status_code == status, f"{path}: {answer.status}"
        return answer

    @property
    def path(self) -> str:
        """Where the browser is now."""
        return urlsplit(self.answer.request.url).path

    def _look(self, answer: TestResponse, status: int) -> Page:
        self.answer = answer
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, f"{answer.request.path}: {answer.status}\n{_words(text)[:2000]}"
        if (answer.content_type or "").startswith("text/html"):
            self.page = inspect(text, answer.request.path)
        return self.page


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
