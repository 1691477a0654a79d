"""What an organiser's letter says: what is filled in and what is refused, and the files that go along."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.files.models import StoredFile
from politiker.files.taking import Clean
from politiker.people.models import Person
from politiker.registrations.mailings import actions, letters, queries
from politiker.registrations.mailings.actions import Draft
from politiker.registrations.mailings.errors import (
    FilesTooLarge,
    PlaceholderInAddress,
    PlaceOfThoseWhoDoNotWait,
    TooManyFiles,
    UnknownPlaceholder,
)
from politiker.registrations.mailings.models import Audience
from tests import guests
from tests.mail import reading
from tests.written import Town, outbox, text_of


@pytest.fixture
def town(room: Flask, now: datetime) -> Town:
    return Town(now)


def test_what_is_filled_in_is_never_read_again(town: Town, now: datetime) -> None:
    """The event is called "Budget {navn} **nu**", and Karen something just as bad."""
    db.session.get_one(Person, town.karen.person_id).name = "[x](http://ond.example) {link} <b>"
    mailing = town.write(now, "{arrangement}", "Hej **{navn}**, [her]({link}) og {link}: {arrangement}, {tid}, {sted}")
    town.send(mailing, now)
    message = reading.made(outbox(mailing)[0], now)
    assert message is not None
    assert message["Subject"] == "Budget {navn} **nu**"
    html = reading.part(message, "text/html")
    assert "<strong>[x](http://ond.example) {link} &lt;b&gt;</strong>" in html
    assert "Budget {navn} **nu**" in html and 'ond.example"' not in html
    assert html.count(f"/arrangementer/{town.event.id}-") >= 3
    assert "På nettet" in html


HOSTILE = (
    "{{7*7}}", "${7*7}", "{% if 1 %}x{% endif %}", "#{7*7}", "%(secret)s", "{0.__class__}", "{navn.__class__}", "{}",
    "\\input{/etc/passwd}", "<%= 7*7 %>", "{{config}}", "[[7*7]]", "{navn!r}", "{SECRET_KEY}", "{ukendt}", "${navn}",
)  # fmt: skip


def test_what_is_no_placeholder_is_refused_or_stands_as_it_is(town: Town, now: datetime) -> None:
    refused = 0
    for text in HOSTILE:
        try:
            mailing = town.write(now, text, f"Start {text} slut")
        except UnknownPlaceholder as rule:
            assert rule.facts["name"].startswith("{")
            refused += 1
            continue
        found = letters.sample(mailing, 0, now)
        assert found is not None and found[1].passage is not None
        whole = found[1].passage.text + found[1].facts["own_subject"]
        assert "49" not in whole and "class" not in whole
    print(f"{refused} of {len(HOSTILE)} refused")
    assert refused == 12
    with pytest.raises(PlaceholderInAddress):
        town.write(now, text="[her](https://sporing.example/?q={navn})")
    with pytest.raises(PlaceOfThoseWhoDoNotWait):
        town.write(now, text="{plads i køen}")


def test_a_long_subject_and_line_breaks_make_no_header(town: Town, now: datetime) -> None:
    person = db.session.get_one(Person, town.karen.person_id)
    for text in ("a\r\nBcc: x@evil.example", "a\u2028Bcc: x", "æ" * 10_240, "=?utf-8?q?=0d=0aBcc:_x?=", "\x0bX: y"):
        person.name = text[:120]
        mailing = town.write(now, "{navn}")
        mailing.subject = ("{navn} " + text)[:200]
        town.send(mailing, now)
        message = reading.made(outbox(mailing)[0], now)
        assert message is not None
        assert "Bcc" not in message and "X" not in message and len(message["Subject"]) < 400
        assert [a.addr_spec for a in message["To"].addresses] == ["karen@example.dk"]


def test_the_place_in_the_queue_is_told_to_those_who_wait_only(town: Town, now: datetime) -> None:
    mailing = town.write(now, text="Du er nr. {Plads  i køen}.", audience=Audience.WAITING)
    town.send(mailing, now, expected=1)
    mail = outbox(mailing)[0]
    assert "Du er nr. 1." in text_of(mail, now) and "venteliste" in text_of(mail, now)
    guests.give_up(town.event, db.session.get_one(Person, town.karen.person_id), now)
    assert reading.made(mail, now) is None


def test_files_go_along_within_limits(town: Town, now: datetime) -> None:
    file = Clean(b"%PDF-1.7", "plan.pdf", "application/pdf")
    mailing = town.write(now, files=[file, file])
    with pytest.raises(TooManyFiles):
        actions.rewrite_mailing(mailing, town.event, Draft("a", "b"), [file, file], by=town.by, now=now)
    with pytest.raises(FilesTooLarge):
        big = Clean(b"x" * 10 * 1024 * 1024, "stor.pdf", "application/pdf")
        actions.rewrite_mailing(mailing, town.event, Draft("a", "b"), [big], by=town.by, now=now)
    first = queries.files_of(mailing.id)[0]
    actions.rewrite_mailing(mailing, town.event, Draft("a", "b"), without=[first.uid], by=town.by, now=now)
    town.send(mailing, now)
    message = reading.made(outbox(mailing)[0], now)
    assert message is not None
    assert [(p.get_filename(), p.get_content_type()) for p in message.iter_attachments()] == [
        ("plan.pdf", "application/pdf")
    ]
    assert str(message["Reply-To"]) == "ole@example.dk"
    draft = town.write(now, files=[file])
    actions.discard_mailing(draft, town.event, by=town.by, now=now)
    assert db.session.execute(sa.select(sa.func.count()).select_from(StoredFile)).scalar_one() == 1
