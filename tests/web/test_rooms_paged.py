"""Long lists in rooms come in pages that cost the same however long the list: who is in a network, what is reported."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.moderation.models import Report
from politiker.discussions.rooms.models import Room, RoomMember
from politiker.discussions.threads.models import Post
from politiker.people.models import Person
from politiker.policy import Role
from tests import people, talks
from tests.conftest import Clock
from tests.statements import counted
from tests.visitor import Visitor

MANY = 110
LONG = "Han er et **fjols**. " + "Det står der meget mere om. " * 300 + "SLUTORD"


@pytest.fixture
def town(house: Flask, wall: Clock) -> dict[str, int | str]:
    """Karen looks after a network; Mads wrote in an open room, and Mona moderates."""
    with house.app_context():
        karen, mads, mona = people.karen(), people.mads(), people.with_role(Role.MODERATOR, "Mona Dam")
        net, room = talks.network(wall.moment, mads, facilitator=karen), talks.open_room(wall.moment)
        thread = talks.thread(room, karen, wall.moment)
        db.session.commit()
        return {
            "karen": karen.id, "mads": mads.id, "mona": mona.id, "net": net.address, "net id": net.id,
            "thread": thread.id, "room": room.id,
        }  # fmt: skip


def let_in(house: Flask, town: dict[str, int | str], many: int, wall: Clock) -> None:
    """So many more members, whose names are the letters of their numbers."""
    with house.app_context():
        db.session.add_all(
            Person(
                name="Medlem " + "".join("bcdefghijk"[int(digit)] for digit in f"{n:03}"), email=f"m{n}@example.dk",
                email_key=f"m{n}@example.dk", uid=f"{n:032x}", joined_at=wall.moment,
            )
            for n in range(many)
        )  # fmt: skip
        db.session.flush()
        new = db.session.scalars(sa.select(Person.id).where(Person.name.like("Medlem %"))).all()
        db.session.add_all(RoomMember(room_id=town["net id"], person_id=one, joined_at=wall.moment) for one in new)
        db.session.commit()


def cost(house: Flask, visitor: Visitor, path: str) -> int:
    visitor.open(path)
    with counted(house) as sent:
        visitor.open(path)
    return len(sent)


def test_members_come_by_name_fifty_a_page_at_the_same_cost(
    house: Flask, visitor: Visitor, town: dict[str, int | str], wall: Clock
) -> None:
    path = f"/samtaler/{town['net']}/om"
    few = cost(house, visitor.sign_in(town["karen"]), path)
    assert "Flere medlemmer" not in visitor.page.main
    let_in(house, town, MANY, wall)
    assert cost(house, visitor, path) == few
    page, seen = visitor.page, list[list[str]]()
    assert "Side 1 af 3." in page.main and "Karen Friis, Aarhus – facilitator" in page.main
    for _ in range(2):
        seen.append(re.findall("Medlem [b-k]{3}(?=<|,)", page.html))
        page = visitor.open(page.link("Flere medlemmer"))
    seen.append(re.findall("Medlem [b-k]{3}(?=<|,)", page.html))
    assert [len(one) for one in seen] == [48, 50, 12], "Karen stands first, and Mads comes before a Medlem"
    everybody = [name for one in seen for name in one]
    assert everybody == sorted(set(everybody)) and len(everybody) == MANY
    assert "Flere medlemmer" not in page.main and "Karen Friis – facilitator" not in page.main
    assert "Karen Friis" in page.main, "who looks after the room stands on every page"
    assert "Side 2 af 3." in visitor.open(page.link("Forrige medlemmer")).main


def test_on_the_second_page_one_stays_there(
    house: Flask, visitor: Visitor, town: dict[str, int | str], wall: Clock
) -> None:
    let_in(house, town, MANY, wall)
    path = f"/samtaler/{town['net']}/om"
    visitor.sign_in(town["karen"]).open(f"{path}?side=2")
    page = visitor.send("Fjern Medlem bhb fra rummet")
    assert "Side 2 af 3." in page.main and "Medlem bhb" not in page.main
    for side in ("99", "0", "x", "²", "9" * 30):
        assert f"Side {3 if side == '99' else 1} af 3." in visitor.open(f"{path}?side={side}").main, side


def reported(house: Flask, town: dict[str, int | str], wall: Clock, many: int, reports: int = 1) -> None:
    """So many long posts of Mads's, each reported by so many."""
    with house.app_context():
        thread = db.session.get_one(talks.Thread, town["thread"])
        room, mads = db.session.get_one(Room, town["room"]), db.session.get_one(Person, town["mads"])
        reporters = [people.person() for _ in range(reports)]
        for n in range(many):
            post = talks.answer(thread, mads, wall.moment, body=f"Sag {n}. {LONG}")
            db.session.add_all(
                Report(room_id=room.id, post_id=post.id, person_id=somebody.id, reason="attack",
                       note=f"Se {n}-{m}!", created_at=wall.moment)
                for m, somebody in enumerate(reporters)
            )  # fmt: skip
        db.session.commit()


def test_reports_come_twenty_posts_a_page_at_the_same_cost(
    house: Flask, visitor: Visitor, town: dict[str, int | str], wall: Clock
) -> None:
    reported(house, town, wall, 2)
    few = cost(house, visitor.sign_in(town["mona"]), "/moderation")
    assert "Flere rapporter" not in visitor.page.main
    reported(house, town, wall, 43)
    assert cost(house, visitor, "/moderation") == few
    page, seen = visitor.page, []
    for _ in range(2):
        seen.append(len(re.findall(r"Sag \d+\.", page.html)))
        page = visitor.open(page.link("Flere rapporter"))
    seen.append(len(re.findall(r"Sag \d+\.", page.html)))
    assert seen == [20, 20, 5] and "Flere rapporter" not in page.main
    page = visitor.open(page.link("De rapporter, der har ventet længst"))
    assert "Sag 0." in page.main and page.html.count("Læs hele indlægget") == 20
    for wrong in ("x", "-1", "²", "9" * 30):
        visitor.open(f"/moderation?efter={wrong}")


def test_a_long_post_is_shown_in_short_and_whole_when_one_asks(
    house: Flask, visitor: Visitor, town: dict[str, int | str], wall: Clock
) -> None:
    reported(house, town, wall, 1, reports=15)
    page = visitor.sign_in(town["mona"]).open("/moderation")
    assert "<strong>fjols</strong>" in page.html and "SLUTORD" not in page.html and " …" in page.main
    assert "15 rapporter" in page.main and page.html.count("Se 0-") == 10
    assert "SLUTORD" in visitor.open(page.link("Læs hele indlægget: Mads Holm")).main
    with house.app_context():
        db.session.execute(sa.update(Post).where(Post.number > 1).values(body="Kort.", html="<p>Kort.</p>"))
        db.session.commit()
    page = visitor.open("/moderation")
    assert "Kort." in page.main and "Læs hele indlægget" not in page.main
    wall.moment += timedelta(seconds=1)
