"""One's own data, all of it and nobody else's: a canary in every column of every table, for two persons at once."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker import audit
from politiker.audit import Entry, Happening
from politiker.core.database import Base, db
from politiker.core.errors import Forbidden
from politiker.core.register import personal
from politiker.core.tokens import Purpose, Token
from politiker.discussions.threads.models import Poll, PollChoice, Post
from politiker.events.date_polls.models import DateOption, DatePoll
from politiker.events.models import Event, ProgrammeItem
from politiker.people.models import Person
from politiker.privacy import dossier, owned
from politiker.registrations.participants.models import ParticipantTag
from politiker.registrations.questions.models import Asked, Question, QuestionChoice, QuestionKind
from politiker.registrations.terms.models import SeatBlock
from tests import meetings, people, talks
from tests.guests import take

LOOKS_SECRET = re.compile(r"hash|secret(?!ary)|token|digest|_mark|challenge|half|seal|verifier|nonce|public_key")
OWN = {"person_id", "author_id", "created_by_id", "asked_by_id"}  # columns that say whose a row is


class Planted:
    """A row of each table for one person, with a canary wherever one fits; `own` by column, as the file shows them."""

    def __init__(self, person: Person, other: Person, event: Event, now: datetime) -> None:
        self.person, self.other, self.event, self.now = person, other, event, now
        self.own: dict[str, str] = {}
        self.ids: dict[str, Any] = {"person": person.id, "event": event.id}
        for number, table in enumerate(owned.owned(Base.metadata, person.id)):
            self.plant(table, number)

    def plant(self, table: sa.Table, number: int) -> None:
        values = {c.name: self.value(c, number) for c in table.columns if not self.is_given(c)}
        if table.name == "person":
            db.session.execute(sa.update(table).where(table.c.id == self.person.id).values(**values))
        elif table.name == "event":
            mine = {"contact_name", "contact_phone"}
            kept = {name: value for name, value in values.items() if name in mine}
            kept |= {"created_by_id": self.person.id, "contact_email": self.own["person.email_key"]}
            db.session.execute(sa.update(table).where(table.c.id == self.event.id).values(**kept))
            self.own = {n: v for n, v in self.own.items() if not n.startswith("event.") or n.split(".")[1] in mine}
        else:
            done = db.session.execute(sa.insert(table).values(**values).returning(*table.primary_key.columns)).first()
            self.ids.setdefault(table.name, done[0])

    def is_given(self, column: sa.Column[Any]) -> bool:
        """Keys that the database gives."""
        is_alone = column.primary_key and len(column.table.primary_key.columns) == 1
        return is_alone and isinstance(column.type, sa.Integer) and not column.foreign_keys

    def value(self, column: sa.Column[Any], number: int) -> Any:
        kind, name = column.type, str(column)
        for key in column.foreign_keys:
            parent = key.column.table.name
            if parent == "person":
                is_own = column.name in OWN or name in owned.OWN_ACTS
                return self.person.id if is_own else self.other.id
            return self.ids.get(parent) or db.session.execute(sa.select(sa.func.min(key.column))).scalar_one()
        if column.name in {"person_id"} or name == "token.subject_id":
            return self.person.id
        if isinstance(kind, sa.Enum):
            return next(iter(kind.enum_class))
        if isinstance(kind, sa.JSON):
            self.own[name] = canary = f"kanarie-{self.person.id}-{table_of(name)}"
            return {"person": self.person.id, "ord": canary, "key": f"hemmelig-{self.person.id}"}
        if isinstance(kind, sa.String):
            self.own[name] = canary = f"kanarie-{self.person.id}-{name}"[: kind.length]
            if kind.length is not None and kind.length < 34:
                self.own[name] = canary = f"k{self.person.id}x{number}x{len(self.own)}z"[: kind.length]
            return canary
        if isinstance(kind, sa.Boolean):
            return True
        if isinstance(kind, sa.Integer):
            return 7
        moment = self.now + timedelta(days=number, microseconds=1000 * self.person.id + len(self.own))
        self.own[name] = moment.isoformat()
        return moment


def table_of(name: str) -> str:
    return name.split(".")[0]


def furnish(event: Event, now: datetime) -> None:
    """What an event has that is nobody's, and that a person's rows may hang on."""
    until = now + timedelta(days=9)
    poll = DatePoll(event_id=event.id, created_at=now)
    question = Question(
        event_id=event.id, place=1, kind=QuestionKind.CHOICE, asked=Asked.BEFORE, text="Hvad?", purpose="At vide det"
    )
    db.session.add_all([poll, question])
    db.session.flush()
    db.session.add_all([
        SeatBlock(event_id=event.id, name="Byrådet", seats=1, until=until, created_at=now),
        DateOption(poll_id=poll.id, starts_at=now, ends_at=until),
        ProgrammeItem(event_id=event.id, position=1, starts_at=now, title="Velkomst"),
        QuestionChoice(question_id=question.id, place=1, text="Alt"),
        ParticipantTag(event_id=event.id, name="Ny"),
    ])  # fmt: skip


def two(now: datetime) -> tuple[Planted, Planted]:
    """Two persons who have left something everywhere."""
    karen, mads = people.person("Karen"), people.person("Mads")
    events = [meetings.seminar(now) for _ in range(2)]
    talks.open_room(now)
    for event in events:
        furnish(event, now)
    db.session.flush()
    return Planted(karen, mads, events[0], now), Planted(mads, karen, events[1], now)


def handed_out(name: str) -> bool:
    table = Base.metadata.tables[table_of(name)]
    return name in {str(column) for column in dossier.told(table)}


def text_of(person_id: int, now: datetime) -> str:
    return json.dumps(dossier.dossier(person_id, now=now), ensure_ascii=False)


def test_every_own_canary_is_there_and_none_of_anothers(room: Flask, now: datetime) -> None:
    both = two(now)
    checked = 0
    for me, other in (both, both[::-1]):
        text = text_of(me.person.id, now + timedelta(days=900))
        for name, canary in me.own.items():
            is_trail = table_of(name) == Entry.__tablename__
            if is_trail or not handed_out(name):
                continue
            assert canary in text, name
            checked += 1
        for name, canary in other.own.items():
            assert canary not in text, f"{name} of another"
        for name, canary in me.own.items():
            if name in dossier.WITHHELD or LOOKS_SECRET.search(name.split(".")[1]):
                assert canary not in text, f"{name} is a secret"
        assert "hemmelig-" not in text
    print(f"canaries: {checked} own found in two files")
    assert checked >= 120


def test_a_file_without_the_owners_condition_is_noticed(
    room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: the same canaries, and a dossier that asks for everybody's letters."""
    me, other = two(now)
    honest = owned.owned

    def careless(metadata: sa.MetaData, person_id: int) -> dict[sa.Table, Any]:
        return {t: sa.true() if t.name == "outgoing_mail" else c for t, c in honest(metadata, person_id).items()}

    monkeypatch.setattr(dossier, "owned", careless)
    text = text_of(me.person.id, now)
    assert [name for name, canary in other.own.items() if canary in text]


def forgotten(metadata: sa.MetaData) -> list[str]:
    """Noted columns that are neither in the file nor named there as held back."""
    tables = owned.owned(metadata, 0)
    told = {str(column) for table in tables for column in dossier.told(table)} | {"audit_entry.person_id"}
    noted = [str(c) for t in metadata.sorted_tables for c in t.columns if "personal" in c.info]
    return [name for name in noted if name not in told | dossier.WITHHELD.keys()]


def secrets_told(metadata: sa.MetaData) -> list[str]:
    told = [column for table in owned.owned(metadata, 0) for column in dossier.told(table)]
    return [str(column) for column in told if LOOKS_SECRET.search(column.name)]


def test_no_table_about_persons_is_forgotten() -> None:
    """Whoever adds a column with a note, or a secret, hears of it here."""
    assert forgotten(Base.metadata) == []
    assert secrets_told(Base.metadata) == []
    gone = [name for name in dossier.WITHHELD if dossier._note_of(name) is None]
    assert gone == [], "held back, and no longer there"


def test_forgotten_control() -> None:
    note = personal("Hat", "Bal", "Samtykke", "Efter ballet")
    other = sa.MetaData()
    sa.Table("person", other, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text, info=note))
    sa.Table(
        "hat", other, sa.Column("id", sa.Integer, primary_key=True), sa.Column("person_id", sa.Integer),
        sa.Column("colour", sa.Text, info=note),
    )  # fmt: skip
    sa.Table("feather", other, sa.Column("hat_id", sa.ForeignKey("hat.id")), sa.Column("bird_token", sa.Text))
    sa.Table("cellar", other, sa.Column("id", sa.Integer), sa.Column("whose", sa.Text, info=note))
    assert forgotten(other) == ["cellar.whose"], "nothing leads from a person to the cellar"
    assert {table.name for table in owned.owned(other, 0)} == {"person", "hat", "feather"}
    assert secrets_told(other) == ["feather.bird_token"]


def test_what_others_did_is_told_without_who(room: Flask, now: datetime) -> None:
    karen, birgit = people.karen(), people.birgit()
    seat = take(meetings.seminar(now), karen, now)
    audit.record(people.actor(birgit, now), Happening.PROFILE_READ, karen, now, reason="secretary:mandate")
    audit.record(people.actor(birgit, now), Happening.REGISTRATIONS_READ, seat, now)
    audit.record(people.actor(birgit, now), Happening.PROFILE_READ, people.mads(), now)
    found = dossier.dossier(karen.id, now=now)
    about = found["spor"]["om_dig"]
    assert {(one["hvad"], one["ved"]) for one in about} == {
        ("profile_read", "person"), ("registrations_read", "registration"),
    }  # fmt: skip
    assert all(one.keys() <= {"hvornaar", "hvad", "ved", "grund"} for one in about)
    assert "registered" in {one["hvad"] for one in found["spor"]["af_dig"]}
    theirs = dossier.dossier(birgit.id, now=now)
    assert "Karen" not in json.dumps(theirs) and str(karen.uid) not in json.dumps(theirs)


def test_the_file_says_what_it_holds(room: Flask, now: datetime) -> None:
    karen = people.karen()
    event = meetings.seminar(now)
    take(event, karen, now)
    found = dossier.dossier(karen.id, now=now)
    fields = found["tabeller"]["person"]["felter"]
    assert fields["email"]["navn"] == "E-mailadresse" and all(fields["email"].values())
    assert found["tabeller"]["mandate"]["raekker"][0]["municipality"] == "Aarhus"
    assert found["tabeller"]["mandate"]["raekker"][0]["party"].startswith("A ")
    assert found["tabeller"]["registration"]["raekker"][0]["event"] == event.title
    assert found["ikke_med"]["person.password_hash"]["felt"] == "Adgangskode (kun som hash)"
    assert karen.password_hash is not None and karen.password_hash not in json.dumps(found)


def test_somebody_elses_contact_stands_in_nobodys_file(room: Flask, now: datetime) -> None:
    ole = people.ole()
    meetings.seminar(now, organiser=ole, contact_name="Lis Vang", contact_email="Lis@Example.dk")
    lis = people.person("Lis Vang", email="lis@example.dk")
    assert "Lis" not in json.dumps(dossier.dossier(ole.id, now=now)["tabeller"]["event"]["raekker"])
    [row] = dossier.dossier(lis.id, now=now)["tabeller"]["event"]["raekker"]
    assert row["contact_name"] == "Lis Vang" and "created_by_id" not in row


def test_a_key_to_something_else_is_not_taken_for_ones_own(room: Flask, now: datetime) -> None:
    """An offer names a registration, whose number may be that of another person."""
    karen = people.karen()
    for half, purpose in (("mine", Purpose.RESET), ("an-offer", Purpose.OFFER), ("an-email", Purpose.EMAIL)):
        at = datetime(2026, 9, 1, tzinfo=UTC)
        db.session.add(Token(half=half, purpose=purpose, subject_id=karen.id, created_at=at, expires_at=at))
    db.session.flush()
    rows = dossier.dossier(karen.id, now=now)["tabeller"]["token"]["raekker"]
    assert [row["purpose"] for row in rows] == ["reset"]


def test_only_oneself_takes_a_copy_along(room: Flask, now: datetime) -> None:
    karen, adam = people.karen(), people.adam()
    dossier.remember_export(karen, by=people.actor(karen, now), now=now)
    for stranger in (people.actor(adam, now), people.TESTER):
        with pytest.raises(Forbidden):
            dossier.remember_export(karen, by=stranger, now=now)
    exported = db.session.scalars(sa.select(Entry).where(Entry.happening == Happening.DATA_EXPORTED)).all()
    assert [(one.person_id, one.subject_id) for one in exported] == [(karen.id, karen.id)]


def test_counts_are_those_of_the_file_in_one_statement(room: Flask, now: datetime) -> None:
    me, _other = two(now)
    counts = dossier.counts(me.person.id)
    found = dossier.dossier(me.person.id, now=now)
    assert counts.pop("audit_entry") == len(found["spor"]["af_dig"])
    assert counts == {name: len(part["raekker"]) for name, part in found["tabeller"].items() if part["raekker"]}


def test_how_a_poll_fell_stands_in_no_file(room: Flask, now: datetime) -> None:
    """Whoever asked could take a copy after each answer, and see who had chosen what."""
    karen = people.karen()
    thread = talks.thread(talks.open_room(now), karen, now)
    post_id = db.session.execute(sa.select(Post.id).where(Post.thread_id == thread.id)).scalar_one()
    poll = Poll(post_id=post_id, question="Svarer du om søndagen?", answered=1)
    db.session.add(poll)
    db.session.flush()
    db.session.add(PollChoice(poll_id=poll.id, place=1, text="Kun om søndagen", chosen=1))
    db.session.flush()
    rows = dossier.dossier(karen.id, now=now)["tabeller"]["poll_choice"]["raekker"]
    assert rows == [{"poll_id": poll.id, "place": 1, "text": "Kun om søndagen"}]
