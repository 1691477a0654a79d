"""A confidential room with a word of its own in every place where something is written, told through the pages."""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from flask import Flask

from config import Settings
from politiker.core.database import db
from politiker.discussions.confidential.models import SealedFile, SealedPost, SealedRelease, SealedVoice
from politiker.discussions.confidential.seals import seals_of
from politiker.discussions.confidential.voices import opened
from politiker.discussions.moderation.models import Report
from politiker.discussions.rooms.models import Room
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.policy import Role
from tests import files, people
from tests.conftest import Clock
from tests.houses import Houses
from tests.policy.town import Town, built
from tests.visitor import Visitor

PLACES = (
    "title", "purpose", "thread", "body", "version", "edited", "deleted", "draft", "begun", "poll", "choice",
    "learning", "release", "leaving", "file", "content",
)  # fmt: skip
WORDS = {place: f"zq{place}xv" for place in PLACES}
ALIASES = ("alias of CO", "alias of C2")
MEMBERS, OUTSIDERS = ("CO", "C2", "AM"), ("AN", "PE", "CU", "LA", "SE", "S2", "OR", "O2", "MO", "AD", "WK", "A2")
# Who meets what of it. A draft is its author's alone, and the text on its way out theirs who are asked.
ONLY = {"draft": ("AM",), "begun": ("CO",), "leaving": ("C2",), "deleted": ()}
MODERATORS = ("body", "alias of CO")  # what stands in the one post that was reported


@dataclass
class Story:
    """Where everything is, who everybody is, and every word with the place it was written in."""

    town: Town
    ids: dict[str, int]
    words: dict[str, str]
    room: str
    thread: str
    report: int
    seen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def path(self) -> str:
        return f"/samtaler/{self.room}"

    def at(self, *more: object) -> str:
        return "/".join([self.path, self.thread, *map(str, more)])

    def may(self, kind: str, place: str) -> bool:
        """Whether somebody may meet the word of a place."""
        return kind in ONLY.get(place, MEMBERS) or (kind == "MO" and place in MODERATORS)

    def visitor(self, kind: str) -> Visitor:
        return Visitor(self.town.house).sign_in(self.ids[kind])

    def sit_down(self, wall: Clock) -> None:
        """Everybody signs in anew, so that no page asks for the password first."""
        with self.town.house.app_context():
            for kind, id in self.ids.items():
                person = db.session.get_one(Person, id)
                self.town.sessions[kind] = sessions.sign_in(person, now=wall.moment, is_strong=kind != "WK")
            db.session.commit()


_told: dict[tuple[Houses, datetime], tuple[Story, Settings]] = {}


def as_told(houses: Houses, wall: Clock) -> Story:
    """The story as it is when it has just been told. Each worker tells it once for a moment, and keeps the house."""
    key, name = (houses, wall.moment), f"told{wall.moment:%H%M%S}"
    if key not in _told:
        story = told(houses.fresh(), wall)
        houses.keep(name)
        _told[key] = story, houses.app.config["SETTINGS"]
    story, houses.app.config["SETTINGS"] = _told[key]
    houses.again(name)
    town = replace(story.town, sessions=dict(story.town.sessions), things=deepcopy(story.town.things))
    return replace(story, town=town, ids=dict(story.ids), words=dict(story.words), seen=set(story.seen))


def told(house: Flask, wall: Clock) -> Story:
    """The whole afternoon: Karen founds the room, asks Mads and Amina in, and they write all that can be written."""
    town = built(house, wall.moment)
    with house.app_context():
        more = {
            "AM": people.amina(), "CU": people.councillor("Else Uden", town="Odense", email="else@example.dk"),
            "A2": people.with_role(Role.ADMINISTRATOR, "Alma To"),
        }  # fmt: skip
        db.session.commit()
        ids = {kind: person.id for kind, person in more.items()}
        ids |= {kind: _whose(token) for kind, token in town.sessions.items() if token is not None}
    story = Story(town, ids, dict(WORDS), "", "", 0)
    _founded(story)
    _written(story)
    _put_away(story)
    with house.app_context():
        elsewhere = _aliases_elsewhere(story)  # one may be drawn twice, and is then no sign of this thread
        drawn = zip(ALIASES, _aliases(story), strict=True)
        story.words |= {place: alias for place, alias in drawn if alias not in elsewhere}
        story.report = db.session.execute(
            sa.select(Report.id).where(Report.sealed_post_id.is_not(None)).order_by(Report.id.desc()).limit(1)
        ).scalar_one()
        town.things.update(_things(story))
    story.sit_down(wall)
    return story


def _whose(token: str) -> int:
    query = sa.text("SELECT person_id FROM sign_in WHERE token_hash = :hash")
    return int(db.session.execute(query, {"hash": sessions.token_digest(token)}).scalar_one())


def _founded(story: Story) -> None:
    karen, words = story.visitor("CO"), story.words
    karen.open("/samtaler/nyt-fortroligt-rum")
    karen.send("Opret rummet", title=f"Rum {words['title']}", purpose=f"Om {words['purpose']}", agrees="y")
    story.room = karen.path.split("/")[2]
    for address in ("mads@example.dk", "amina@example.dk"):
        karen.open(f"{story.path}/om")
        karen.send("Inviter", who=address)
    for kind in ("C2", "AM"):
        guest = story.visitor(kind)
        assert words["title"] in guest.open(story.path).main
        guest.send("Gå ind", agrees="y")


def _written(story: Story) -> None:
    words = story.words
    karen, mads, amina = (story.visitor(kind) for kind in MEMBERS)
    paper = (BytesIO(files.pdf(f"/Lang ({words['content']})".encode())), f"{words['file']}.pdf")
    karen.open(f"{story.path}/ny-samtale")
    karen.send(
        "Start samtalen", title=f"Om {words['thread']}", body=f"Jeg er {words['body']}. Se https://ude.example/a",
        voice="alias", kind="question", poll_question=f"Hvad {words['poll']}?",
        poll_choices=f"{words['choice']}\nNej", files=paper,
    )  # fmt: skip
    story.thread = karen.path.rpartition("/")[2]
    quoted = mads.open(f"{story.at('svar')}?citat=1").form("Svar").values()["body"]
    assert words["body"] in quoted
    mads.send("Svar", body=f"{quoted}Og {words['version']}", voice="alias")
    mads.open(story.at(2, "ret"))
    mads.send("Gem indlægget", body=f"{quoted}Og {words['edited']}")
    amina.open(story.at("svar"))
    amina.send("Svar", body=f"Det er {words['deleted']}", voice="name")
    assert words["deleted"] in karen.open(story.at()).main
    story.seen.add(("deleted", "CO"))
    amina.open(story.at(3, "slet"))
    amina.send("Slet indlægget")
    mads.open(story.at("laering"))
    mads.send("Gem det, vi lærte", body=f"Vi lærte {words['learning']}")
    amina.open(story.at())
    amina.send("Send mit svar", choice="0")
    amina.send("Tak")
    amina.send("Markér som læst hertil") if "Markér som læst hertil" in amina.page.main else None


def _put_away(story: Story) -> None:
    """What is begun, on its way out, or reported."""
    words = story.words
    karen, mads, amina = (story.visitor(kind) for kind in MEMBERS)
    for visitor, path, place, word in (
        (karen, f"{story.path}/ny-samtale", "new", "begun"), (amina, story.at("svar"), story.thread, "draft"),
    ):  # fmt: skip
        token = visitor.open(path).form("Forhåndsvis").values()["csrf_token"]
        visitor.post(f"{story.path}/kladde", 204, csrf_token=token, place=place, body=f"Begyndt {words[word]}")
    karen.open(story.at("del"))
    open_room = str(story.town.things["open"]["room_id"])
    karen.send(
        "Spørg dem, der er citeret", title=f"Lært {words['release']}", body=f"Ud med {words['leaving']}",
        posts=["1", "2"], room=open_room,
    )  # fmt: skip
    mads.open(story.at(1, "rapporter"))
    mads.send("Rapportér indlægget", reason="attack")
    mads.open(story.path)
    mads.send("Søg", words=words["thread"])


def _aliases(story: Story) -> list[str]:
    """What Karen and Mads are called in the thread."""
    room = db.session.scalars(sa.select(Room).where(Room.address == story.room)).one()
    seals, found = seals_of(room), []
    for kind in ("CO", "C2"):
        mark = seals.author(story.thread, story.ids[kind])
        row = db.session.get_one(SealedVoice, (story.thread, mark))
        found.append(str(opened(row.sealed_voice, seals, story.thread, mark)["alias"]))
    return found


def _aliases_elsewhere(story: Story) -> set[str]:
    """What anybody is called in any other thread of the town."""
    voices = sa.select(SealedVoice, Room).join(Room, Room.id == SealedVoice.room_id)
    rows = db.session.execute(voices.where(SealedVoice.thread_uid != story.thread)).all()
    return {
        str(opened(voice.sealed_voice, seals_of(room), voice.thread_uid, voice.author_mark).get("alias"))
        for voice, room in rows
    }


def _things(story: Story) -> dict[str, dict[str, Any]]:
    """What leads to the room in any address of the house."""
    first = db.session.scalars(
        sa.select(SealedPost).where(SealedPost.thread_uid == story.thread, SealedPost.number == 1)
    ).one()
    room = db.session.scalars(sa.select(Room).where(Room.address == story.room)).one()
    uid = db.session.execute(sa.select(SealedFile.uid).where(SealedFile.post_uid == first.uid)).scalar_one()
    release = db.session.execute(
        sa.select(SealedRelease.uid).where(SealedRelease.thread_uid == story.thread)
    ).scalar_one()
    thing = {
        "room": story.room, "thread": story.thread, "number": 1, "file": uid, "link": 1, "uid": uid,
        "release": release, "room_id": room.id, "report_id": story.report, "name": story.room, "text": story.thread,
    }  # fmt: skip
    return {"canary": thing, "canary 2": thing | {"number": 2, "uid": first.uid}, "canary 3": thing | {"number": 3}}
