"""Min side: how one stands here, and one line for each thing about the account."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people import actions
from politiker.people.joining.models import Application, Source
from politiker.people.models import Duty, Party, Person
from politiker.policy import Role
from tests import people
from tests.conftest import Clock
from tests.gatherings import somebody
from tests.statements import counted
from tests.visitor import Visitor


def pending(vouched_at: datetime | None = None, decided_at: datetime | None = None) -> Person:
    """Somebody who applied in Ringsted and has confirmed the address."""
    pia = people.person("Pia Nissen", email="pia@example.dk")
    one = Application(
        uid="a" * 24, source=Source.APPLIED, person_id=pia.id, municipality_id=people.municipality("Ringsted").id,
        list_text="V", name=pia.name, email=pia.email, email_key=pia.email_key, created_at=people.PERIOD[0],
        confirmed_at=people.PERIOD[0], vouched_at=vouched_at, decided_at=decided_at,
        is_approved=None if decided_at is None else False,
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    return pia


LAPSED = (people.PERIOD[0] - timedelta(days=1461), datetime(2026, 7, 31, 22, tzinfo=people.PERIOD[0].tzinfo))
EARLY = datetime(2026, 8, 1, tzinfo=people.PERIOD[0].tzinfo)
LATER = (datetime(2026, 12, 31, 23, tzinfo=EARLY.tzinfo), people.PERIOD[1])


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (people.karen, "Du er folkevalgt i Aarhus til og med 31. december 2029."),
        (people.person, "Vi kender ikke til et mandat"),
        (people.ole, "Du har en rolle her, men intet mandat."),
        (pending, "Vi venter på kommunen (Ringsted)"),
        (lambda: pending(vouched_at=EARLY), "Kommunen (Ringsted) har bekræftet"),
        (lambda: pending(decided_at=datetime(2026, 8, 30, tzinfo=EARLY.tzinfo)), "Din ansøgning blev ikke godkendt"),
        (lambda: people.councillor(period=LAPSED), "Det ophørte 31. juli 2026. Du kan se og hente dine data frem til"),
        (lambda: people.councillor(period=LATER), "Det gælder fra 1. januar 2027."),
    ],
)
def test_how_one_stands_is_told_first(
    house: Flask, visitor: Visitor, now: datetime, who: Callable[[], Person], words: str
) -> None:
    page = visitor.sign_in(somebody(house, who)).open("/min-side")
    assert words in page.main
    if (place := page.main.find("Om dig")) != -1:
        assert page.main.index(words) < place


def test_every_line_leads_to_a_page_that_opens(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.sign_in(somebody(house))
    visitor.open("/min-side")
    links = {url for url in visitor.page.links().values() if url.startswith("/min-")}
    assert {"/min-side/breve", "/min-side/data", "/min-kalender"} <= links
    for url in links:
        visitor.open(url)


def test_a_councillor_with_every_role_costs_five_statements(house: Flask, visitor: Visitor, now: datetime) -> None:
    """One for who sits there, and four for what is on the page, whatever there is of it."""

    def rich() -> Person:
        mads = people.mads()
        for role in (Role.ORGANISER, Role.MODERATOR):
            actions.give_role(mads, role, by=people.TESTER, now=people.PERIOD[0])
        for period in (LAPSED, LATER):
            for town in ("Aarhus", "Odense"):
                party = db.session.scalars(sa.select(Party).where(Party.municipality_id == place(town))).first()
                assert party is not None
                actions.give_mandate(
                    mads, place(town), party.id, starts_at=period[0], ends_at=period[1], by=people.TESTER,
                    duties=((Duty.MEMBER, None), (Duty.COMMITTEE_CHAIR, "Socialudvalget")),
                )  # fmt: skip
        return mads

    ids = [somebody(house, people.karen), somebody(house, rich)]
    for person_id in ids:
        each = Visitor(house).sign_in(person_id)
        each.open("/min-side")
        with counted(house) as sent:
            each.open("/min-side")
        assert len(sent) <= 5, sent


def place(town: str) -> int:
    return people.municipality(town).id


def test_the_profile_is_for_those_who_may_edit_it(house: Flask, now: datetime) -> None:
    lapsed = Visitor(house).sign_in(somebody(house, lambda: people.councillor(period=LAPSED)))
    karen = Visitor(house).sign_in(somebody(house))
    assert "Se og ret din profil" not in lapsed.open("/min-side").main
    assert "Se og ret din profil" in karen.open("/min-side").main


def test_letters_are_chosen(house: Flask, visitor: Visitor, wall: Clock) -> None:
    visitor.sign_in(somebody(house)).open("/min-side/breve")
    form = visitor.page.form("Gem dit valg")
    assert form.values()["reminders"] == "y" and form.values()["digest"] == "monday"
    visitor.send("Gem dit valg", reminders=None)
    assert "Ændringerne er gemt." in visitor.page.main
    assert "reminders" not in visitor.page.form("Gem dit valg").values()
    assert "Du får breve om nyt, men ingen påmindelser." in visitor.open("/min-side").main
    visitor.open("/min-side/breve")
    visitor.send("Gem dit valg", reminders="y", digest="never")
    assert "Du får påmindelser om dine arrangementer." in visitor.open("/min-side").main
    visitor.post("/min-side/breve", 400, reminders="y")


def test_the_letter_with_news_has_a_day_of_ones_own(house: Flask, visitor: Visitor, wall: Clock) -> None:
    visitor.sign_in(somebody(house))
    for when in ("friday", "daily", "never", "sunday"):
        visitor.open("/min-side/breve")
        visitor.send("Gem dit valg", digest=when, replies=None, rooms="y")
        form = visitor.open("/min-side/breve").form("Gem dit valg").values()
        assert form["digest"] == when and "replies" not in form and form["rooms"] == form["mentions"] == "y"
    visitor.send("Gem dit valg", 422, digest="hourly")
    assert visitor.open("/min-side/breve").form("Gem dit valg").values()["digest"] == "sunday", "nothing changed"


def test_letters_are_ones_own(house: Flask, visitor: Visitor, now: datetime) -> None:
    visitor.open("/min-side/breve")
    assert visitor.path == "/log-ind"
    karen, mads = (Visitor(house).sign_in(somebody(house, who)) for who in (people.karen, people.mads))
    karen.open("/min-side/breve")
    karen.send("Gem dit valg", reminders=None, digest="never")
    mads.open("/min-side/breve")
    assert mads.page.form("Gem dit valg").values()["digest"] == "monday"
