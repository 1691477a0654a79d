"""Each kind of person at each address of moderation."""

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.moderation.models import Report
from tests.visitor import Visitor
from tests.web.test_moderation_pages import Ids, sees, town, uid

__all__ = ["town"]

# Who gets what at each address: those named see the page or reach the form, councillors in the room are told no.
SEES_DESK = {"mona", "mogens", "karen", "ole"}


def test_the_desk_is_for_those_who_keep_a_room(house: Flask, town: Ids) -> None:
    for name in ("karen", "mads", "amina", "ole", "otto", "mona", "adam", "birgit", "per", "lone"):
        sees(house, name, town).open("/moderation", 200 if name in SEES_DESK else 404)
    assert Visitor(house).client.get("/moderation").status_code == 303


POSTS = ("skjul", "vis", "slet", "advar", "ti-stille")
EXPECTED = {
    "open": {"mona": 200, "karen": 403, "amina": 403},
    "network": {"karen": 200, "mads": 403},
    "event_room": {"ole": 200, "karen": 403},
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_each_kind_of_person_at_each_act(house: Flask, town: Ids, kind: str) -> None:
    post, thread = town[f"{kind}_post"], town[f"{kind}_thread"]
    checked = 0
    for name in ("karen", "mads", "amina", "ole", "otto", "mona", "adam", "birgit", "per", "lone"):
        expected = EXPECTED[kind].get(name, 403 if kind == "open" and name == "mads" else 404)
        if name == "mads" and kind == "event_room":
            expected = 403
        somebody = sees(house, name, town)
        assert somebody.client.get(f"/moderation/indlaeg/{post}").status_code == expected, name
        assert somebody.client.get(f"/moderation/samtale/{thread}").status_code == expected, name
        sent = 400 if expected == 200 else expected
        for act in POSTS:
            assert somebody.client.post(f"/moderation/indlaeg/{post}/{act}").status_code == sent, (name, act)
        for act in ("goer", "flyt", "saml", "del"):
            assert somebody.client.post(f"/moderation/samtale/{thread}/{act}").status_code == sent, (name, act)
        checked += 11
    assert checked == 110
    assert Visitor(house).client.get(f"/moderation/indlaeg/{post}").status_code == 303


def test_reports_and_removals_are_for_moderators_alone(house: Flask, town: Ids) -> None:
    karen = sees(house, "karen", town)
    karen.open(f"/rapporter/{town['open_post']}")
    karen.send("Rapportér indlægget", reason="attack")
    with house.app_context():
        report = db.session.scalars(sa.select(Report.id)).one()
    for name in ("karen", "mads", "ole", "adam", "birgit", "per"):
        somebody = sees(house, name, town)
        assert somebody.client.get(f"/moderation/rapport/{report}").status_code == 404
        for address in (f"rapport/{report}/lad-staa", f"rapport/{report}/fjern", "fjernelse/1", "mellem/a/b"):
            assert somebody.client.post(f"/moderation/{address}").status_code == 404, (name, address)
    for name, status in {
        "amina": 200,
        "mona": 200,
        "adam": 404,
        "birgit": 404,
        "per": 404,
        "lone": 404,
        "ole": 404,
    }.items():
        assert sees(house, name, town).client.get(f"/rapporter/{town['open_post']}").status_code == status, name
    for name in ("mona", "ole", "adam", "birgit", "per", "lone"):
        assert sees(house, name, town).client.get(f"/kolleger/{uid(house, town['mads'])}/bloker").status_code == 404
    mona = sees(house, "mona", town)
    for number in (0, 999999):
        mona.open(f"/moderation/rapport/{number}", 404)
        mona.open(f"/moderation/indlaeg/{number}", 404)
        mona.open(f"/moderation/samtale/{number}", 404)
        mona.open(f"/rapporter/{number}", 404)
