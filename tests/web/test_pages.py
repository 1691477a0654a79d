"""The pages about the site itself say what is true, because they are drawn from the code."""

from datetime import datetime

import pytest
from flask import Flask

from politiker import policy_matrix
from politiker.core import register
from politiker.core.database import Base
from politiker.house import create_app
from politiker.web import browser, keys
from tests.houses import settings
from tests.visitor import Visitor


@pytest.mark.parametrize("address", ["/was", "/privatliv", "/hvem-maa-hvad"])
def test_everybody_can_read_them_and_nothing_is_set(visitor: Visitor, now: datetime, address: str) -> None:
    page = visitor.open(address)
    assert '<meta name="description"' in page.html
    assert "Set-Cookie" not in visitor.answer.headers
    assert visitor.answer.headers["ETag"]


def test_the_accessibility_statement_follows_the_public_model(visitor: Visitor, now: datetime) -> None:
    page = visitor.open("/was")
    for part in ("WCAG 2.1", "EN 301 549", "Vi kender ikke til", "Digitaliseringsstyrelsen", "24. november 2026"):
        assert part in page.main
    assert 'datetime="2026-11-24"' in page.html


def test_every_personal_field_stands_in_the_register(visitor: Visitor, now: datetime) -> None:
    page = visitor.open("/privatliv")
    notes = register.rows(Base.metadata)
    assert len(notes) >= 20
    for note in notes:
        for text in (note.name, note.purpose, note.basis, note.forgotten):
            assert text in page.main
    assert len(page.all("tr")) == len(notes) + 1


def test_exactly_the_cookies_there_are_stand_there(house: Flask, visitor: Visitor, now: datetime) -> None:
    page = visitor.open("/privatliv")
    named = ["".join(tag.itertext()) for tag in page.all("dt")]
    with house.app_context():
        settings = house.config["SETTINGS"]
        assert named == [browser.cookie_name(settings), browser.device_cookie_name(settings), keys.cookie_name()]
    assert "14 dage" in page.main
    assert "30 minutter" in page.main


def test_the_permissions_are_those_of_the_matrix(visitor: Visitor, now: datetime) -> None:
    page = visitor.open("/hvem-maa-hvad")
    for row in policy_matrix.matrix().rows:
        assert row.name in page.main
        assert row.group in page.main
    assert "kommunens sekretær" in page.main
    assert "Arrangør: kun arrangementer, man er knyttet til" in page.main


def test_whom_to_write_to_is_a_setting(house: Flask, tmp_path_factory: pytest.TempPathFactory) -> None:
    app = create_app(
        settings(
            house.config["SETTINGS"].database_url,
            tmp_path_factory.mktemp("mailbox"),
            mail_reply_to="hej@example.dk",
            organiser_name="Komponent",
        )
    )
    visitor = Visitor(app)
    for address in ("/was", "/privatliv"):
        page = visitor.open(address)
        assert page.link("hej@example.dk") == "mailto:hej@example.dk"
        assert "Komponent" in page.main
