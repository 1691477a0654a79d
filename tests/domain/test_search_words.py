"""Did you mean …? From words that are really written where the asker reads, and by more than one person."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.discussions.threads.models import Post, Thread
from politiker.people.models import Person
from politiker.search import words
from politiker.search.likeness import distance, keys, keys_near
from politiker.search.models import SearchWord
from politiker.search.words import forget, gather, meant
from tests import meetings, people, talks

WRITTEN = (
    "Borgmesteren holdt tale om budgettet.",
    "Kommunalbestyrelsen og skolerne i Aarhus.",
    "Oversvømmelser rammer Ærø og kystbyerne; klimatilpasning koster.",
    "Konstituering, medborgerskab og ytringsfrihed.",
)
MEANT = {
    "borgmster": "borgmester",
    "bogrmester": "borgmester",
    "sokle": "skole",
    "skoel": "skole",
    "komunalbestyrelse": "kommunalbestyrels",
    "klimatilpasing": "klimatilpasning",
    "kontsituering": "konstituering",
    "konstituerng": "konstituering",
    "ytrnigsfrihed": "ytringsfrihed",
    "medborgerksab": "medborgerskab",
    "bugdettet": "budget",
    "oversvølmelser": "oversvømmels",
    "kommunalbetsyrelsen": "kommunalbestyrels",
    "borgmster bugdettet": "borgmester budget",
    "borgmster og bugdettet": "borgmester og budget",
    "budgettt": None,  # ends as no word does, but begins as one that is found
    "oversvømelser": None,  # the search takes it for the same word already
    "borgmester": None,
    "borgmest": None,
    "xyzzyqwert": None,
    "borgmster xyzzyqwert": None,
    "og": None,
    "abc": None,
    "": None,
    "12345678": None,
    "x" * 400: None,
}


def written_by(several: tuple[Person, ...], room: object, now: datetime, text: str) -> None:
    for person in several:
        talks.thread(room, person, now, title="Et emne", body=text)  # type: ignore[arg-type]


def read(now: datetime) -> int:
    return gather(now=now + timedelta(hours=1))


def is_meant(got: str | None, expected: str | None) -> bool:
    """Whichever form of the word is kept, it begins as expected."""
    if got is None or expected is None:
        return got == expected
    pairs = list(zip(got.split(), expected.split(), strict=True))
    return all(word.startswith(begin) for word, begin in pairs)


def test_a_slip_of_the_finger_is_met_with_what_was_meant(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = talks.open_room(now)
    for text in WRITTEN:
        written_by((karen, mads), there, now, text)
    assert read(now) == 2 * len(WRITTEN)
    by = people.actor(karen, now)
    wrong = {text: got for text, expected in MEANT.items() if not is_meant(got := meant(text, by=by), expected)}
    assert wrong == {}


def test_what_one_person_wrote_alone_is_not_suggested(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = talks.open_room(now)
    written_by((karen, karen), there, now, "Det handler om Kystsikringsplanen.")
    read(now)
    by = people.actor(mads, now)
    assert meant("kystsikrinsplanen", by=by) is None
    written_by((mads,), there, now, "Ja, Kystsikringsplanen.")
    assert meant("kystsikrinsplanen", by=by) == "kystsikringsplanen"


def test_no_word_of_a_closed_room_is_kept_or_suggested(room: Flask, now: datetime) -> None:
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    for there in (talks.network(now, karen, mads), talks.network(now, karen, mads, is_confidential=True, title="")):
        written_by((karen, mads), there, now, "Sammenlægningsplanen er hemmelig.")
    assert read(now) == 4
    kept = set(db.session.scalars(sa.select(SearchWord.word)))
    assert not any(word.startswith(("sammen", "hemm", "emne")) for word in kept)
    for person in (karen, mads, amina):
        assert meant("sammenlægningsplannen", by=people.actor(person, now)) is None


def test_who_reads_no_room_is_told_no_word_of_one_but_those_of_events(room: Flask, now: datetime) -> None:
    karen, mads, birgit, ole = people.karen(), people.mads(), people.birgit(), people.ole()
    written_by((karen, mads), talks.open_room(now), now, "Kystsikringsplanen.")
    meetings.seminar(now, organiser=ole, title="Ytringsfrihed i byrådet")
    read(now)
    assert meant("kystsikrinsplanen", by=people.actor(karen, now)) == "kystsikringsplanen"
    assert meant("kystsikrinsplanen", by=people.actor(birgit, now)) is None
    assert meant("ytringsfirhed", by=people.actor(birgit, now)) == "ytringsfrihed"


def test_a_word_nobody_can_read_any_more_is_not_suggested_and_goes(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    there = talks.open_room(now)
    written_by((karen, mads), there, now, "Kystsikringsplanen.")
    written_by((karen, mads), there, now, "Oversvømmelsen.")
    read(now)
    by = people.actor(karen, now)
    gone = list(db.session.scalars(sa.select(Post).where(Post.body == "Kystsikringsplanen.")))
    for post in gone:
        post.hidden_at = now
    db.session.flush()
    assert meant("kystsikrinsplanen", by=by) is None
    assert forget(now=now + timedelta(days=1)) == 1
    assert set(db.session.scalars(sa.select(SearchWord.word))) == {"emne", "oversvømmelsen"}
    assert meant("oversvølmelsen", by=by) == "oversvømmelsen"


def test_posts_are_read_once_and_turn_after_turn(room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "AT_ONCE", 3)
    karen = people.karen()
    there = talks.open_room(now)
    written_by((karen,) * 5, there, now, "Havnen.")
    talks.thread(there, karen, now + timedelta(hours=1), title="Et emne", body="Havnen.")
    assert [read(now), read(now), read(now)] == [3, 2, 0]
    assert len(list(db.session.scalars(sa.select(Job).where(Job.name == "gather_words")))) == 1
    assert db.session.get_one(SearchWord, "havnen").uses == 5
    assert gather(now=now + timedelta(hours=2)) == 1


def test_the_title_counts_once_and_what_is_no_word_is_left_out(room: Flask, now: datetime) -> None:
    karen = people.karen()
    there = talks.open_room(now)
    thread = talks.thread(there, karen, now, title="Om Cykelstier", body="Ring 12345678 til a1b2c3d4 <b>kat</b>")
    talks.answer(thread, karen, now, body="hvad med broer")
    assert db.session.get_one(Thread, thread.id).terms == "cykelsti"
    read(now)
    assert set(db.session.scalars(sa.select(SearchWord.word))) == {"cykelstier", "ring", "brør"}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("skole", "skole", 0),
        ("sokle", "skole", 1),
        ("skol", "skole", 1),
        ("skolle", "skole", 1),
        ("stole", "skole", 1),
        ("stolen", "skole", None),
        ("kommune", "komune", 1),
        ("kommune", "kmmnue", 2),
        ("kommune", "kmnue", None),
        ("borgmester", "brogmetser", 2),
        ("borgmester", "budget", None),
        ("ærø", "ørø", 1),
        ("vej", "vjæ", None),
    ],
)
def test_how_far_words_are_apart(one: str, other: str, apart: int | None) -> None:
    assert distance(one, other) == distance(other, one) == apart


def test_every_word_one_slip_away_is_found_by_one_of_its_thirds() -> None:
    letters = "abcdefghijklmnopqrstuvwxyzæøå"
    asked = 0
    for word in ("skol", "skole", "kommune", "borgmester", "kommunalbestyrelse"):
        kept = keys(word)
        slips = {word[:n] + word[n + 1 :] for n in range(len(word))}
        slips |= {word[:n] + x + word[n:] for n in range(len(word) + 1) for x in letters}
        slips |= {word[:n] + x + word[n + 1 :] for n in range(len(word)) for x in letters}
        slips |= {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
        for typed in slips:
            near = keys_near(typed)
            assert any(key in several for key, several in zip(kept, near, strict=True)), (word, typed)
            assert distance(typed, word) in {0, 1}
            asked += 1
    assert asked > 2000
    assert not any(key in several for key, several in zip(keys("skole"), keys_near("budget"), strict=True))
