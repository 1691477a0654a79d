"""Finding a conversation: by which words, by whom, in which order; the same on both databases."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads import posts
from politiker.discussions.threads.models import Post, Thread
from politiker.people.models import Person
from politiker.search import threads
from politiker.search.models import PostSearch
from politiker.search.threads import Found, search
from tests import people, talks

# What stands in a post, by a word for it.
SAID = {
    "budget": "Det første budget er svært at forstå for en nyvalgt.",
    "mayors": "Borgmestrene i regionen mødtes, og en borgmester holdt tale.",
    "schools": "Skolerne i Århus mangler lærere.",
    "aero": "Færgen til Ærø sejler ikke om natten.",
    "aero plain": "Vi tog til Aeroe med den lille faerge.",
    "ide": "En god idé om café på biblioteket.",
    "committee": "Børne- og ungeudvalget holder møde om mobning.",
    "climate": "Klimatilpasning koster penge, men oversvømmelser koster mere.",
    "threats": "Trusler på sociale medier rammer også familien.",
    "code": "Skriv `kommunekode` og <script>alert(1)</script> her.",
}
# What somebody types, and what it finds.
ASKED = {
    "budget": {"budget"},
    "Budgettet": {"budget"},
    "budgetter": {"budget"},
    "BUDGET": {"budget"},
    "budg": {"budget"},
    "borgmester": {"mayors"},
    "borgmestre": {"mayors"},
    "borgmestrene": {"mayors"},
    "borgmesteren": {"mayors"},
    "borgm": {"mayors"},
    "skole": {"schools"},
    "skolerne": {"schools"},
    "skolens": {"schools"},
    "aarhus": {"schools"},
    "århus": {"schools"},
    "Aarhus ": {"schools"},
    "aarh": {"schools"},
    "lærer": {"schools"},
    "laerere": {"schools"},
    "ærø": {"aero", "aero plain"},
    "aeroe": {"aero", "aero plain"},
    "færge": {"aero", "aero plain"},
    "faergen": {"aero", "aero plain"},
    "færge nat": {"aero"},
    "ide": {"ide"},
    "idé cafe": {"ide"},
    "bibliotek": {"ide"},
    "ungeudvalg": {"committee"},
    "ungeudvalget mobning": {"committee"},
    "mobn": {"committee"},
    "klimatilpasning": {"climate"},
    "klima": {"climate"},
    "koste": {"climate"},
    "oversvømmelse penge": {"climate"},
    "oversvømmelse budget": set(),
    "trussel": set(),
    "trusler": {"threats"},
    "sociale medie": {"threats"},
    "familie": {"threats"},
    "kommunekode": {"code"},
    "og i på": set(),
    "": set(),
    "   ": set(),
    "%": set(),
    "_": set(),
    "b* OR budget:*": set(),
    '"budget" NOT': set(),
    "fandtesikke": set(),
    "bu": set(),
}  # fmt: skip


def found(text: str, person: Person, now: datetime, **more: object) -> Found:
    return search(text, by=people.actor(person, now), **more)  # type: ignore[arg-type]


def titles(answer: Found) -> list[str]:
    return [hit.plain_title for hit in answer.hits]


def say(room: Room, author: Person, now: datetime, title: str, body: str) -> Thread:
    return talks.thread(room, author, now, title=title, body=body)


def test_what_one_types_finds_what_was_written(room: Flask, now: datetime) -> None:
    karen = people.karen()
    there = talks.open_room(now)
    for name, body in SAID.items():
        say(there, karen, now, f"Nummer {list(SAID).index(name)}", body)
    names = {f"Nummer {number}": name for number, name in enumerate(SAID)}
    assert len(ASKED) >= 40
    wrong = {}
    for text, expected in ASKED.items():
        got = {names[title] for title in titles(found(text, karen, now))}
        if got != expected:
            wrong[text] = got
    assert wrong == {}


def test_the_title_counts_before_the_newest_post(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = talks.open_room(now)
    titled = say(there, karen, now, "Skoler på landet", "Hvad gør I?")
    answered = say(there, karen, now, "Noget helt andet", "Intet her.")
    say(there, karen, now, "Et tredje emne", "Om en skole.")
    newest = talks.answer(answered, mads, now, body="Jo, om **skolen** i byen.")
    answer = found("skole", karen, now)
    assert titles(answer) == ["Skoler på landet", "Noget helt andet", "Et tredje emne"]
    assert (answer.hits[1].post_id, answer.hits[1].number) == (newest.id, 2)
    assert answer.hits[1].excerpt == (("Jo, om ", False), ("skolen", True), (" i byen.", False))
    assert answer.hits[0].title[0] == ("Skoler", True)
    assert answer.hits[0].room_title == there.title and answer.hits[0].room_address == there.address
    assert answer.hits[0].thread_id == titled.id and answer.hits[0].number == 1
    assert answer.is_all and answer.after is None


def test_page_after_page_shows_every_thread_once(room: Flask, now: datetime) -> None:
    karen = people.karen()
    there = talks.open_room(now)
    made = [say(there, karen, now, f"Emne {n}" if n % 3 else f"Havn {n}", "Om havnen.") for n in range(11)]
    for thread in made[::2]:
        talks.answer(thread, karen, now, body="Mere om havne.")
    seen: list[str] = []
    after = None
    for _page in range(9):
        answer = found("havn", karen, now, after=after, most=3)
        assert len(answer.hits) <= 3
        seen += titles(answer)
        after = answer.after
        if after is None:
            break
    assert seen == titles(found("havn", karen, now))
    assert sorted(seen) == sorted(thread.title for thread in made)
    assert seen[:4] == ["Havn 9", "Havn 6", "Havn 3", "Havn 0"]


@pytest.mark.parametrize("leafed", [1, 2, 5, 1000])
def test_however_far_the_newest_are_leafed_through_the_answer_is_the_same(
    room: Flask, now: datetime, leafed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    karen = people.karen()
    there, other = talks.open_room(now), talks.open_room(now, "Økonomi")
    for n in range(9):
        say(there if n % 2 else other, karen, now, f"Emne {n}", "Om vand og veje." if n % 4 else "Om vand.")
    monkeypatch.setattr(threads, "LEAFED", leafed)
    monkeypatch.setattr(threads, "MOST_POSTS", 4)
    assert titles(found("vand", karen, now)) == [f"Emne {n}" for n in (8, 7, 6, 5)]
    assert not found("vand", karen, now).is_all
    assert titles(found("vand vej", karen, now)) == [f"Emne {n}" for n in (7, 6, 5, 3)]
    inside = talks.met(other, karen, now)
    assert titles(found("vand vej", karen, now, room=inside)) == ["Emne 6", "Emne 2"]
    assert found("vand vej", karen, now, room=inside).is_all


def test_what_is_deleted_hidden_or_merged_is_not_found_and_comes_back(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = talks.open_room(now)
    thread = say(there, karen, now, "Et emne", "Om cykelstier.")
    post = talks.answer(thread, mads, now, body="Også om kystsikring.")
    met = talks.met(there, mads, now)
    posts.edit(post, "Nu om vindmøller.", thread=thread, room=met, by=people.actor(mads, now), now=now)
    assert titles(found("kystsikring", karen, now)) == []
    assert titles(found("vindmølle", karen, now)) == ["Et emne"]
    post.hidden_at = now
    db.session.flush()
    assert titles(found("vindmølle", karen, now)) == []
    post.hidden_at = None
    db.session.flush()
    assert titles(found("vindmølle", karen, now)) == ["Et emne"]
    posts.delete(post, thread=thread, room=met, by=people.actor(mads, now), now=now)
    assert titles(found("vindmølle", karen, now)) == []
    for column in ("hidden_at", "merged_into_id"):
        other = say(there, karen, now, "Et andet", "Her.")
        setattr(thread, column, now if column == "hidden_at" else other.id)
        db.session.flush()
        assert titles(found("cykelsti", karen, now)) == titles(found("emne", karen, now)) == []
        setattr(thread, column, None)
        db.session.flush()
        assert titles(found("cykelsti", karen, now)) == titles(found("emne", karen, now)) == ["Et emne"]


def test_a_title_of_which_the_first_post_is_gone_is_found_without_its_words(room: Flask, now: datetime) -> None:
    karen = people.karen()
    there = talks.open_room(now)
    thread = say(there, karen, now, "Havneplanen", "En hemmelighed.")
    first = db.session.scalars(sa.select(Post).where(Post.thread_id == thread.id)).one()
    first.hidden_at = now
    db.session.flush()
    (hit,) = found("havneplan", karen, now).hits
    assert (hit.post_id, hit.excerpt) == (None, ())
    thread.title = "Et andet navn"
    db.session.flush()
    assert titles(found("havneplan", karen, now)) == [] and titles(found("andet navn", karen, now)) == [thread.title]


def test_a_post_moves_with_its_thread(room: Flask, now: datetime) -> None:
    karen = people.karen()
    there, other = talks.open_room(now), talks.open_room(now, "Økonomi")
    thread = say(there, karen, now, "Et emne", "Om cykelstier.")
    thread.room_id = other.id
    db.session.flush()
    assert titles(found("cykelsti", karen, now, room=talks.met(there, karen, now))) == []
    assert titles(found("cykelsti", karen, now, room=talks.met(other, karen, now))) == ["Et emne"]
    post = talks.answer(thread, karen, now, body="Om viadukten.")
    second = say(there, karen, now, "Et andet emne", "Om tunneler.")
    post.thread_id, post.number, second.post_count = second.id, 2, 2
    db.session.flush()
    assert titles(found("viadukter", karen, now)) == ["Et andet emne"]
    db.session.execute(sa.delete(Post).where(Post.id == post.id))
    assert db.session.get(PostSearch, post.id) is None


def test_hostile_and_long_questions_are_answered(room: Flask, now: datetime) -> None:
    karen = people.karen()
    say(talks.open_room(now), karen, now, "Emne", "Om 'anførselstegn' & \\ tegn: 100% af <b>dem</b>.")
    for text in ("'", "\\", "a' | 'b", ":*", "NEAR(", "\x00x", "x" * 5000, "å " * 400, "😀", "İ", "e\u0301", "(((("):
        found(text, karen, now)
    (hit,) = found("tegn", karen, now).hits
    assert "".join(text for text, _is_asked in hit.excerpt) == "Om 'anførselstegn' & \\ tegn: 100% af <b>dem</b>."


def test_a_closed_room_is_searched_inside_itself_alone(room: Flask, now: datetime) -> None:
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    closed = talks.network(now, karen, mads)
    secret = talks.network(now, karen, is_confidential=True, title="")
    for there in (closed, secret):
        talks.thread(there, karen, now, title="Fortroligt emne", body="Om nedskæringer.")
    assert titles(found("nedskæring", karen, now)) == []
    assert titles(found("nedskæring", mads, now, room=talks.met(closed, mads, now))) == ["Fortroligt emne"]
    for person, there in ((amina, closed), (karen, secret)):
        with pytest.raises(Forbidden):
            found("nedskæring", person, now, room=talks.met(there, person, now))


def test_somebody_whose_mandate_ended_finds_nothing(room: Flask, now: datetime) -> None:
    karen = people.karen()
    say(talks.open_room(now), karen, now, "Emne", "Om veje.")
    later = people.PERIOD[1] + timedelta(days=1)
    assert titles(found("veje", karen, now)) == ["Emne"]
    assert search("veje", by=people.actor(karen, later)) == Found()
