"""Everything that is kept about one person, as plain data that another system can read (GDPR art. 15 and 20)."""

import enum
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Entry, Happening
from politiker.core.database import Base, db
from politiker.core.register import Personal
from politiker.events.date_polls.models import DateOption
from politiker.events.models import Event, ProgrammeItem
from politiker.people.models import Municipality, Party, Person
from politiker.policy import Actor, Permission, require
from politiker.privacy.owned import OWN_ACTS, owned
from politiker.registrations.participants.models import ParticipantTag
from politiker.registrations.questions.models import Question, QuestionChoice

FORMAT = 1
SECRET = "Er en hemmelighed eller et aftryk af en og siger intet om dig. Derfor står den ikke her."
OF_OTHERS = "Kan handle om en anden end dig. Spørg os, hvis du vil vide mere."
NOT_BY_PERSON = "Kan ikke findes ud fra dig, for der er kun gemt et aftryk."
SEALED = "Står krypteret og uden dit navn. Det, du selv har skrevet, står under fortrolige_rum, når du henter din fil."
# Noted columns whose content is named here and not handed out, and why.
WITHHELD: Mapping[str, str] = {
    "person.password_hash": SECRET,
    "person.feed_hash": SECRET,
    "factor.secret": SECRET,
    "factor.credential": SECRET,
    "recovery_code.code_hash": SECRET,
    "answer.key": NOT_BY_PERSON,
    "failed_sign_in.bucket": NOT_BY_PERSON,
    "ballot.key": NOT_BY_PERSON,
    "sealed_thread.sealed_content": SEALED,
    "sealed_thread.sealed_learning": SEALED,
    "sealed_post.sealed_body": SEALED,
    "sealed_version.sealed_body": SEALED,
    "sealed_voice.sealed_voice": SEALED,
    "sealed_draft.sealed_content": SEALED,
    "sealed_file.sealed_name": SEALED,
    "sealed_file.sealed_content": SEALED,
    "application.looks_like": OF_OTHERS,
    "thread.learning": "Er skrevet af flere. Det, du selv har skrevet, står under learning_version.",
    "post_search.terms": "Er de samme ord som i post.terms.",
    "programme_item.speakers": "Navne, som arrangøren har skrevet i et offentligt program.",
}
# Columns without a note that are no part of what is known about anybody.
MACHINERY = frozenset({
    "lock_version", "token_hash", "half", "digest", "challenge", "public_key", "code", "leased_until", "last_step",
    "intent", "location", "slot", "password_mark", "sealed_post_id", "reporter_mark", "learning_html",
    "chosen",  # how a poll fell is what others answered, and under five answers nobody is told
    "picked",  # an organiser's list of other people's registrations
    "supports",  # how many share a wish is told as few while they are under five
})  # fmt: skip
OF_EVENT = frozenset({
    "id", "title", "created_at", "created_by_id", "contact_name", "contact_email", "contact_phone",
})  # fmt: skip
NAMED: Mapping[str, Any] = {
    "municipality": Municipality.name,
    "party": Party.letter + " " + Party.name,
    "event": Event.title,
    "programme_item": ProgrammeItem.title,
    "date_option": DateOption.starts_at,
    "question": Question.text,
    "question_choice": QuestionChoice.text,
    "participant_tag": ParticipantTag.name,
}


def dossier(person_id: int, *, now: datetime) -> dict[str, Any]:
    """All that is kept about a person and nothing about others, with what each field is and when it goes."""
    found = owned(Base.metadata, person_id)
    email_key = db.session.execute(sa.select(Person.email_key).where(Person.id == person_id)).scalar_one()
    kept: dict[str, Any] = {}
    for table, condition in found.items():
        if table.name == Entry.__tablename__:
            continue
        columns = told(table)
        rows = [dict(row._mapping) for row in db.session.execute(sa.select(*columns).where(condition))]
        if table.name == Event.__tablename__:
            rows = [_event(row, person_id, email_key) for row in rows]
        kept[table.name] = {"felter": _fields(table), "raekker": [_row(row) for row in rows]}
    ids = {name: [row["id"] for row in part["raekker"] if "id" in row] for name, part in kept.items()}
    _name_places(kept)
    return {
        "format": FORMAT,
        "hentet": now.isoformat(),
        "om": "Alt, hvad der er gemt om dig. Under hver tabel står, hvad felterne er, og derunder dine egne rækker.",
        "tabeller": kept,
        "spor": {"af_dig": _own_acts(person_id), "om_dig": _acts_about(person_id, ids)},
        "ikke_med": {
            name: {"felt": _note_of(name).name, "hvorfor": why} for name, why in WITHHELD.items() if _note_of(name)
        },
    }


def told(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns of a table that are handed out: no secret, nobody else's number, nothing of the machinery.

    Who did something to a row is nobody else's number where the rows are told to whoever did it.
    """
    if table.name == "event":
        return [column for column in table.columns if column.name in OF_EVENT]
    return [
        column
        for column in table.columns
        if str(column) not in WITHHELD
        and (column.name not in MACHINERY or "personal" in column.info)
        and not (
            column.name.endswith("_by_id")
            and str(column) not in OWN_ACTS
            and any(key.column.table.name == "person" for key in column.foreign_keys)
        )
        and column.name != "stands_in_for_id"
    ]


def counts(person_id: int) -> dict[str, int]:
    """How many rows of each table are somebody's own, in one statement; the trail counts what they did themselves."""
    parts = [
        sa.select(sa.literal(table.name).label("name"), sa.func.count().label("rows"))
        .select_from(table)
        .where(condition)
        for table, condition in owned(Base.metadata, person_id).items()
    ]
    return {name: rows for name, rows in db.session.execute(sa.union_all(*parts)) if rows}


def remember_export(person: Person, *, by: Actor, now: datetime) -> None:
    """Note that somebody took a copy along. Raises Forbidden unless it is their own."""
    require(by, Permission.EXPORT_OWN_DATA, person)
    audit.record(by, Happening.DATA_EXPORTED, person, now)


def _fields(table: sa.Table) -> dict[str, Any]:
    fields = {}
    for column in told(table):
        note: Personal | None = column.info.get("personal")
        if note is not None:
            fields[column.name] = {
                "navn": note.name, "formaal": note.purpose, "grundlag": note.basis, "slettes": note.forgotten,
            }  # fmt: skip
    return fields


def _event(row: dict[str, Any], person_id: int, email_key: str) -> dict[str, Any]:
    """An event one made, or is the contact of; when the contact is somebody else, without the contact."""
    is_contact = row["contact_email"].lower() == email_key
    mine = {name: value for name, value in row.items() if is_contact or not name.startswith("contact_")}
    return mine | {"created_by_id": person_id if row["created_by_id"] == person_id else None}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    if isinstance(row.get("facts"), dict):
        row["facts"] = {name: fact for name, fact in row["facts"].items() if name != "key"}
    return {name: _plain(value) for name, value in row.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date) else value


def _name_places(kept: dict[str, Any]) -> None:
    """Say which municipality, list, event, question and so on a number means."""
    for thing, name in NAMED.items():
        found = [
            (row, column.name)
            for table, part in kept.items()
            for column in Base.metadata.tables[table].columns
            if any(key.column.table.name == thing for key in column.foreign_keys)
            for row in part["raekker"]
            if column.name in row
        ]
        if not found:
            continue
        number = Base.metadata.tables[thing].c.id
        query = sa.select(number, name).where(number.in_({row[column] for row, column in found}))
        names = {id: _plain(text) for id, text in db.session.execute(query)}
        for row, column in found:
            row[column.removesuffix("_id")] = names.get(row[column])


_LINE = (Entry.at, Entry.happening, Entry.subject, Entry.reason)


def _own_acts(person_id: int) -> list[dict[str, Any]]:
    query = sa.select(*_LINE).where(Entry.person_id == person_id).order_by(Entry.id)
    return [_line(row) for row in db.session.execute(query)]


def _acts_about(person_id: int, ids: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """What others did to what is one's own: when, what and for which reason, but not who."""
    about: Iterable[sa.ColumnElement[bool]] = (
        sa.and_(Entry.subject == name, Entry.subject_id.in_(own))
        for name, own in ids.items()
        if own and name != "event"
    )
    other = sa.or_(Entry.person_id.is_(None), Entry.person_id != person_id)
    query = sa.select(*_LINE).where(other, sa.or_(*about)).order_by(Entry.id)
    return [_line(row) for row in db.session.execute(query)]


def _line(row: Any) -> dict[str, Any]:
    line = {"hvornaar": row.at, "hvad": row.happening, "ved": row.subject, "grund": row.reason}
    return {name: _plain(value) for name, value in line.items() if value is not None}


def _note_of(name: str) -> Any:
    table, _dot, column = name.partition(".")
    found = Base.metadata.tables.get(table)
    return found.columns[column].info.get("personal") if found is not None and column in found.columns else None
