"""A confidential room with a thread in it, and the people around it."""

from datetime import datetime

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.policy import Role
from tests import confided, people, talks


@pytest.fixture
def town(house: Flask, now: datetime) -> dict[str, str | int]:
    """A room of Karen's with Mads and Amina in it, and a thread with two posts."""
    with house.app_context():
        who = {
            "karen": people.karen(), "mads": people.mads(), "amina": people.amina(), "ole": people.ole(),
            "adam": people.adam(), "mona": people.with_role(Role.MODERATOR), "birgit": people.birgit(),
            "other": people.councillor("Else Uden"), "sven": people.person(),
        }  # fmt: skip
        there = confided.room(now, who["mads"], who["amina"], facilitator=who["karen"], title="Kanariens rum")
        talks.open_room(now)
        first = confided.opened(there, who["karen"], now, title="Kanariens samtale", body="Se https://x.example")
        confided.answered(
            there, first.thread_uid, who["mads"], now, body="Kanarien [svarer](https://ude.example/a?b=1)"
        )
        db.session.commit()
        ids: dict[str, str | int] = {name: person.id for name, person in who.items()}
        return ids | {"room": f"/samtaler/{there.address}", "id": there.id, "thread": first.thread_uid}


def at(town: dict[str, str | int], *more: object) -> str:
    return "/".join([f"{town['room']}/{town['thread']}", *map(str, more)])
