"""The page with one box: who is shown what, what is kept, and what it costs."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.people.directory import actions as directory
from politiker.people.directory.looking import SEARCHES
from politiker.people.models import Person
from politiker.policy import Role
from politiker.search import words
from tests import meetings, people, talks
from tests.statements import counted
from tests.visitor import Visitor

MOST_STATEMENTS = 9  # session, conversations, events, three to count the search for a person, the person; two for words


def furnished(house: Flask, now: datetime, *, posts: int = 3, events: int = 2) -> dict[str, int | str]:
    """A house with conversations, events and people, by name."""
    with house.app_context():
        who = {
            "karen": people.karen(),
            "mads": people.mads(),
            "birgit": people.birgit(),
            "ole": people.ole(),
            "adam": people.adam(),
            "mona": people.with_role(Role.MODERATOR, "Mona Bech"),
            "nobody": people.person("Per Uden"),
            "lapsed": people.councillor(
                "Lone Forhen", period=(people.PERIOD[0] - timedelta(days=900), people.PERIOD[0] - timedelta(days=1))
            ),
        }
        who |= {f"friend {n}": people.councillor(f"Havnefoged Nummer {'abcdefg'[n]}") for n in range(7)}
        there = talks.open_room(now)
        closed = talks.network(now, who["karen"], who["mads"], title="Lukket kreds")
        secret = talks.network(now, who["karen"], is_confidential=True, title="")
        for n in range(posts):
            talks.thread(there, who["karen"], now, title=f"Samtale {n}", body="Om <b>havnen</b> & 'kajen'.")
        talks.thread(closed, who["karen"], now, title="Hemmelig havn", body="Om havnen her.")
        for n in range(events):
            meetings.seminar(now, organiser=who["ole"], title=f"Havnedag {n}")
        for name, person in who.items():
            if name.startswith(("friend", "mads")):
                shown(person, now)
        facts: dict[str, int | str] = {name: person.id for name, person in who.items()}
        facts |= {"closed": closed.address, "secret": secret.address, "open": there.address}
        db.session.commit()
    return facts


def shown(person: Person, now: datetime) -> None:
    """Somebody says yes to being found."""
    directory.edit_profile(person, is_shown=True, about="", shows_list=False, by=people.actor(person, now), now=now)


def test_one_box_finds_conversations_events_and_colleagues(house: Flask, visitor: Visitor, now: datetime) -> None:
    facts = furnished(house, now)
    visitor.sign_in(int(facts["karen"]))
    page = visitor.open("/soeg?q=havn")
    text = page.main
    assert "Samtale 2" in text and "Havnedag 1" in text and "Havnefoged Nummer" in text
    assert "Om <b>havnen </b> & 'kajen'." in text
    assert "<mark>havnen</mark>" in visitor.answer.get_data(as_text=True)
    assert "Hemmelig" not in text and "Lukket kreds" not in text
    assert text.count("Havnefoged Nummer") == 5 and "Se flere kolleger" in text
    assert 'value="havn"' in visitor.answer.get_data(as_text=True)
    assert page.heading == "Søg"


def test_the_beginning_teaches_and_words_without_hits_say_what_to_do(
    house: Flask, visitor: Visitor, now: datetime
) -> None:
    facts = furnished(house, now)
    visitor.sign_in(int(facts["karen"]))
    assert "Begyndelsen af det sidste ord er nok" in visitor.open("/soeg").main
    assert "Ingen samtale i de åbne rum har alle de ord" in visitor.open("/soeg?q=findesikke").main
    assert "næsten alle samtaler" in visitor.open("/soeg?q=og+i+p%C3%A5").main
    assert "Søg" in visitor.open("/soeg?q=+++").main


def test_a_link_leads_to_the_post_that_was_found(house: Flask, visitor: Visitor, now: datetime) -> None:
    facts = furnished(house, now, posts=1)
    visitor.sign_in(int(facts["karen"]))
    visitor.open("/soeg?q=havn")
    (address,) = {href for href in visitor.page.links().values() if href.startswith("/indlaeg/")}
    visitor.open(address)
    assert visitor.path.startswith(f"/samtaler/{facts['open']}/")


@pytest.mark.parametrize(
    ("name", "status", "sees"),
    [
        ("karen", 200, {"Samtale", "Havnedag", "Havnefoged"}),
        ("mona", 200, {"Samtale", "Havnedag", "Havnefoged"}),
        ("adam", 200, {"Havnedag", "Havnefoged"}),
        ("birgit", 200, {"Havnedag"}),
        ("ole", 200, {"Havnedag"}),
        ("lapsed", 404, set()),
        ("nobody", 404, set()),
    ],
)
def test_each_sees_what_they_may(
    house: Flask, visitor: Visitor, now: datetime, name: str, status: int, sees: set[str]
) -> None:
    facts = furnished(house, now)
    visitor.sign_in(int(facts[name]))
    text = visitor.open("/soeg?q=havn", status).main
    assert {word for word in ("Samtale ", "Havnedag ", "Havnefoged ", "Hemmelig ") if word in text} == {
        f"{word} " for word in sees
    }


def test_a_stranger_is_sent_to_log_in(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.open("/soeg?q=havn")
    assert visitor.path == "/log-ind"


def test_inside_a_closed_room_only_those_who_read_it_search(house: Flask, visitor: Visitor, now: datetime) -> None:
    facts = furnished(house, now)
    visitor.sign_in(int(facts["mads"]))
    text = visitor.open(f"/soeg?q=havn&rum={facts['closed']}").main
    assert "Hemmelig havn" in text and "Samtale 0" not in text and "Havnedag" not in text
    visitor.sign_in(int(facts["friend 0"]))
    refused = visitor.open(f"/soeg?q=havn&rum={facts['closed']}", 404).main
    assert visitor.open("/soeg?q=havn&rum=findes-ikke", 404).main == refused
    visitor.sign_in(int(facts["karen"]))
    assert visitor.open(f"/soeg?q=havn&rum={facts['secret']}", 404).main.split() == refused.split()


def test_page_after_page_and_whatever_stands_for_the_place(house: Flask, visitor: Visitor, now: datetime) -> None:
    facts = furnished(house, now, posts=25)
    visitor.sign_in(int(facts["karen"]))
    first = visitor.open("/soeg?q=havn&vis=samtaler")
    assert first.main.count("Samtale ") == 20 and "Havnedag" not in first.main
    (onward,) = [href for href in first.links().values() if "efter=" in href]
    assert visitor.open(onward).main.count("Samtale ") == 5
    for place in ("x", "2-3", "1-", "-1", "0-99999999999999999999", "0-٣", "1-1 OR 1", "0-5'", ""):
        visitor.open(f"/soeg?q=havn&vis=samtaler&efter={place}")
    assert "Der er ikke flere" in visitor.open("/soeg?q=havn&efter=0-0").main


def test_what_is_typed_is_kept_and_cut_at_400_characters(house: Flask, visitor: Visitor, now: datetime) -> None:
    facts = furnished(house, now)
    visitor.sign_in(int(facts["karen"]))
    visitor.open("/soeg?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in visitor.answer.get_data(as_text=True)
    visitor.open(f"/soeg?q={'æ' * 1000}")
    assert 'value="' + "æ" * 400 + '"' in visitor.answer.get_data(as_text=True)
    visitor.open("/soeg?q=" + "ord+" * 90)
    assert visitor.client.get("/soeg?q=a%00b").status_code == 400


def test_a_slip_is_met_with_what_was_meant(house: Flask, visitor: Visitor, now: datetime) -> None:
    facts = furnished(house, now)
    with house.app_context():
        karen, mads = (db.session.get_one(Person, int(facts[name])) for name in ("karen", "mads"))
        there = talks.open_room(now)
        for author in (karen, mads):
            talks.thread(there, author, now, title="Emne", body="Borgmesteren taler.")
        words.gather(now=now + timedelta(hours=1))
        db.session.commit()
    visitor.sign_in(int(facts["mads"]))
    page = visitor.open("/soeg?q=borgmster")
    assert "Mente du borgmesteren ?" in page.main
    (address,) = {href for href in page.links().values() if "borgmesteren" in href}
    assert "Borgmesteren taler." in visitor.open(address).main


def test_looking_for_people_is_counted_as_on_their_own_page(
    house: Flask, visitor: Visitor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = furnished(house, now)
    visitor.sign_in(int(facts["karen"]))
    for _turn in range(SEARCHES.most - 1):
        visitor.client.get("/soeg?q=havnefoged")
    assert "Havnefoged" in visitor.open("/soeg?q=havn").main
    text = visitor.open("/soeg?q=havn").main
    assert "Havnefoged" not in text and "Du har søgt efter mange personer" in text and "Samtale 0" in text
    visitor.open("/kolleger?name=havn", 429)


def test_the_search_costs_the_same_however_much_there_is(house: Flask, visitor: Visitor, now: datetime) -> None:
    facts = furnished(house, now, posts=1, events=1)
    visitor.sign_in(int(facts["karen"]))
    visitor.open("/soeg?q=havn")
    spent = {}
    for name, path in {
        "few": "/soeg?q=havn",
        "none": "/soeg?q=findesikke",
        "room": f"/soeg?q=havn&rum={facts['open']}",
    }.items():
        with counted(house) as sent:
            visitor.client.get(path)
        spent[name] = len(sent)
    with house.app_context():
        karen = db.session.get_one(Person, int(facts["karen"]))
        there = talks.open_room(now)
        for n in range(30):
            talks.thread(there, karen, now, title=f"Havn {n}", body="Om havnen.")
        db.session.commit()
    with counted(house) as sent:
        visitor.client.get("/soeg?q=havn")
    assert len(sent) == spent["few"] - 1, sent  # with few hits one looks at the words besides
    assert max(spent.values()) <= MOST_STATEMENTS, spent
    assert spent["room"] <= 5, spent
