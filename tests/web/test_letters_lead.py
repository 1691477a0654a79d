"""The addresses in letters about rooms lead where they say: to the thread, and to the field one answers in."""

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask

from politiker.core.database import db
from politiker.discussions.letter_facts import answer_url
from politiker.discussions.rooms.models import Room
from tests import talks
from tests.mail import arranged_rooms
from tests.visitor import Visitor


@pytest.mark.parametrize("is_closed", [False, True])
def test_the_answer_link_names_the_field(is_closed: bool, house: Flask, visitor: Visitor, now: datetime) -> None:
    """Two taps: the link, which puts the cursor there, and the button. A closed room's address says no title."""
    with house.app_context():
        karen, mads = arranged_rooms.karen(), arranged_rooms.mads()
        room = talks.network(now, karen, mads) if is_closed else talks.open_room(now)
        post = arranged_rooms.answered(now, room)
        title = "" if is_closed else arranged_rooms.TITLE
        link, who = answer_url(db.session.get_one(Room, room.id).address, post.thread_id, title), karen.id
        db.session.commit()
    path, fragment = urlsplit(link).path, urlsplit(link).fragment
    visitor.sign_in(who).open(path)
    page = visitor.open(visitor.path)
    assert f'id="{fragment}"' in page.html and "<textarea" in page.html.split(f'id="{fragment}"')[0].rsplit(">", 1)[1]
    assert page.heading == arranged_rooms.TITLE
