"""One post: the link to it, its history, and what one may do with it."""

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.discussions.moderation.models import Block
from politiker.discussions.threads.models import Post, PostVersion, Thanks, Thread
from tests import people, talks
from tests.conftest import Clock
from tests.visitor import Visitor

ADDRESS = "politikerrollen"


@pytest.fixture
def town(house: Flask, wall: Clock) -> dict[str, int]:
    """Karen asked, Mads answered often; one of each kind of others."""
    now = wall.moment
    with house.app_context():
        who = {
            "karen": people.karen(), "mads": people.mads(), "amina": people.amina(), "ole": people.ole(),
            "birgit": people.birgit(), "adam": people.adam(), "uden": people.person("Per Uden"),
            "mona": people.with_role(people.Role.MODERATOR, "Mona Bech"),
        }  # fmt: skip
        thread = talks.thread(talks.open_room(now, address=ADDRESS), who["karen"], now)
        answer = talks.answer(thread, who["mads"], now, "Ring til ham.")
        talks.many_answers(thread, who["mads"], 40, now)
        closed = talks.thread(talks.network(now, who["karen"], who["mads"]), who["mads"], now, title="Kun for os")
        secret = db.session.scalars(sa.select(Post).where(Post.thread_id == closed.id)).one()
        late = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id, Post.number == 41)).one()
        db.session.commit()
        posts = {"thread": thread.id, "answer": answer.id, "late": late.id, "secret": secret.id}
        return {name: person.id for name, person in who.items()} | posts


def path(town: dict[str, int]) -> str:
    return f"/samtaler/{ADDRESS}/{town['thread']}-hvordan-siger-man-nej-til-sin-borgmester"


def test_a_link_to_a_post_leads_to_its_page(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["amina"])
    answer = visitor.client.get(f"/indlaeg/{town['late']}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{path(town)}?side=3#indlaeg-{town['late']}")
    page = visitor.open(f"/indlaeg/{town['late']}")
    assert f'id="indlaeg-{town["late"]}"' in page.html


def test_one_says_it_in_other_words_and_everybody_sees_what_it_was(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    page = visitor.sign_in(town["mads"]).open(path(town))
    page = visitor.open(page.link("Ret (indlæg nr. 2)"))
    assert page.form("Gem indlægget").values()["body"] == "Ring til ham."
    page = visitor.send("Gem indlægget", 422, body=" ")
    assert "Skriv nogle ord først." in page.errors()
    page = visitor.send("Gem indlægget", body="Skriv <b>hellere</b>.")
    assert "Rettet i dag" in page.main and "Skriv &lt;b&gt;hellere" in page.html
    page = visitor.sign_in(town["amina"]).open(page.link("Rettet i dag"))
    assert "Ring til ham." in page.main and "Skriv <b>hellere</b>." in page.main
    for act in ("ret", "slet"):
        visitor.open(f"/indlaeg/{town['answer']}/{act}", 403)


def test_a_preview_sends_nothing(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    visitor.sign_in(town["mads"]).open(f"/indlaeg/{town['answer']}/ret")
    page = visitor.send("Forhåndsvis", body="Noget *helt* andet", preview="1")
    assert "<em>helt</em>" in page.html and page.form("Forhåndsvis").values()["body"] == "Noget *helt* andet"
    visitor.open(path(town))
    page = visitor.send("Forhåndsvis", body="Noget *tredje*", preview="1")
    assert "<em>tredje</em>" in page.html
    with house.app_context():
        assert db.session.get_one(Post, town["answer"]).body == "Ring til ham."
        assert db.session.get_one(Thread, town["thread"]).post_count == 42
    page = visitor.open(f"{path(town)}?side=3")
    assert "Du var begyndt at skrive" in page.main and page.form("Forhåndsvis").values()["body"] == "Noget *tredje*"


def test_what_is_deleted_leaves_a_mark(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["mads"]).open(f"{path(town)}?side=1")
    page = visitor.open(page.link("Slet (indlæg nr. 2)"))
    assert "Ring til ham." in page.main
    form = page.form("Slet indlægget")
    page = visitor.send("Slet indlægget")
    assert "Indlægget er slettet af forfatteren." in page.main and "Ring til ham" not in page.html
    assert "Nr. 2" in page.main and "(indlæg nr. 2)" not in page.main, "a mark, and nothing one can do with it"
    assert visitor.client.post(form.action, data=form.values()).status_code == 303, "twice is the same"
    with house.app_context():
        assert db.session.get_one(Post, town["answer"]).body == ""
        assert db.session.scalars(sa.select(PostVersion)).all() == []
    visitor.open(f"/indlaeg/{town['answer']}/historik", 404)
    visitor.open(f"/indlaeg/{town['answer']}/ret", 403)


def test_a_hidden_post_is_a_mark_for_everybody(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    with house.app_context():
        db.session.get_one(Post, town["answer"]).hidden_at = people.PERIOD[0]
        db.session.commit()
    for who in ("amina", "mads", "mona"):
        page = visitor.sign_in(town[who]).open(f"{path(town)}?side=1")
        assert "Indlægget er skjult af en moderator." in page.main and "Ring til ham" not in page.html
        visitor.open(f"/indlaeg/{town['answer']}/historik", 404)
        assert "Ring" not in visitor.open(f"{path(town)}/svar?citer={town['answer']}").html
    visitor.sign_in(town["mads"]).open(f"/indlaeg/{town['answer']}/slet")
    assert visitor.path == path(town), "there is nothing to delete"


def test_one_thanks_and_thinks_better_of_it(house: Flask, visitor: Visitor, town: dict[str, int]) -> None:
    page = visitor.sign_in(town["amina"]).open(path(town))
    form = page.form("Tak (indlæg nr. 2)")
    page = visitor.send("Tak (indlæg nr. 2)")
    assert "1 har takket" in page.main
    assert visitor.client.post(form.action, data=form.values()).status_code == 303
    page = visitor.open(page.link("1 har takket"))
    assert "Amina Yusuf" in page.main
    page = visitor.sign_in(town["karen"]).open(f"{path(town)}?side=1")
    assert "1 har takket" in page.main and page.form("Tak (indlæg nr. 2)"), "the thanks of another are not one's own"
    visitor.sign_in(town["amina"]).open(f"{path(town)}?side=1")
    page = visitor.send("Fortryd takken (indlæg nr. 2)")
    assert "har takket" not in page.main
    with house.app_context():
        assert db.session.scalars(sa.select(Thanks)).all() == []


def test_nobody_thanks_themselves_nor_for_what_they_cannot_read(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    page = visitor.sign_in(town["mads"]).open(f"{path(town)}?side=1")
    assert "Tak (indlæg nr. 2)" not in page.main
    values = page.form("Tak (indlæg nr. 1)").values()
    visitor.post(f"/indlaeg/{town['answer']}/tak", 403, **values | {"idempotency_key": "another"})
    visitor.post(f"/indlaeg/{town['answer']}/tak", 400, **values | {"thanks": "loudly"})
    page = visitor.sign_in(town["amina"]).open(f"{path(town)}?side=1")
    values = page.form("Tak (indlæg nr. 1)").values()
    visitor.post(f"/indlaeg/{town['secret']}/tak", 404, **values)
    visitor.sign_in(town["mona"]).open(f"/indlaeg/{town['answer']}/tak", 403)


def test_a_page_has_one_form_for_all_its_posts_and_a_press_counts_for_its_own_post(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    page = visitor.sign_in(town["amina"]).open(f"{path(town)}?side=1")
    first, second = (page.form(f"Tak (indlæg nr. {n})") for n in (1, 2))
    assert first.values()["idempotency_key"] == second.values()["idempotency_key"]
    for form in (first, first, second):
        assert visitor.client.post(form.action, data=form.values()).status_code == 303
    with house.app_context():
        assert len(db.session.scalars(sa.select(Thanks)).all()) == 2


def test_what_is_written_by_somebody_one_blocked_is_folded_for_oneself_alone(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    folded = "Nr. 2 er skrevet af en, du har blokeret"
    with house.app_context():
        db.session.add(Block(person_id=town["amina"], blocked_id=town["mads"], wished_at=people.PERIOD[0]))
        db.session.commit()
    page = visitor.sign_in(town["amina"]).open(f"{path(town)}?side=1")
    assert folded in page.main and "Ring til ham" in page.main
    assert page.html.count('<details class="post-fold">') == 19, "all but the one Karen began with"
    for name in ("karen", "mads"):
        assert folded not in visitor.sign_in(town[name]).open(f"{path(town)}?side=1").main


ACTS = ("", "/ret", "/slet", "/historik", "/tak")


def test_what_one_may_not_read_is_as_absent_as_what_never_was(
    house: Flask, visitor: Visitor, town: dict[str, int]
) -> None:
    for who, post in [
        *((who, "answer") for who in ("ole", "birgit", "adam", "uden")),
        *((who, "secret") for who in ("amina", "ole", "birgit", "adam", "uden", "mona")),
    ]:
        visitor.sign_in(town[who])
        for act in ACTS:
            answer = visitor.client.get(f"/indlaeg/{town[post]}{act}")
            random = visitor.client.get(f"/indlaeg/987654321{act}")
            assert answer.status_code == random.status_code == 404 and answer.data == random.data, (who, act)
    stranger = Visitor(house)
    for act in ACTS:
        assert stranger.client.get(f"/indlaeg/{town['answer']}{act}").status_code == 303
    visitor.sign_in(town["karen"]).open(f"/indlaeg/{town['secret']}")
    visitor.sign_in(town["mona"]).open(f"/indlaeg/{town['answer']}")
