"""As whom one speaks in a thread: by name, or under an alias that is the same there and unrelated everywhere else.

An alias is a colour and an animal, drawn from a mark of the thread and the person. None of the colours is the name of
a political bloc or a party's banner, and none of the animals an insult. Whoever has spoken once in a thread keeps the
voice there: somebody who was an owl and then Karen would have told who the owl was.
"""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.discussions.confidential import anonymity
from politiker.discussions.confidential.members import attributes
from politiker.discussions.confidential.models import SealedThread, SealedVoice
from politiker.discussions.confidential.seals import Seals
from politiker.discussions.threads.writing import speaks_for
from politiker.people.models import Municipality, Person

COLOURS = (
    "Brun", "Grå", "Gul", "Gylden", "Hvid", "Honninggul", "Kastanjebrun", "Kobberbrun", "Lilla", "Nøddebrun", "Orange",
    "Perlehvid", "Plettet", "Ravgul", "Rosa", "Sandgul", "Skifergrå", "Stribet", "Sølvgrå", "Turkis",
)  # fmt: skip
ANIMALS = (
    "Allike", "Bjørn", "Bogfinke", "Bæver", "Delfin", "Drossel", "Due", "Ederfugl", "Elg", "Falk", "Fasan", "Flagermus",
    "Gedde", "Grævling", "Guldsmed", "Hare", "Havørn", "Hejre", "Hjort", "Hest", "Hvalros", "Isfugl", "Krage",
    "Laks", "Lunde", "Lærke", "Mejse", "Musvåge", "Måge", "Nattergal", "Odder", "Ravn", "Ræv",
    "Rørdrum", "Sangsvane", "Skarv", "Solsort", "Sommerfugl", "Sneppe", "Spætte", "Spurv", "Stork", "Strandskade",
    "Stær", "Svale", "Sæl", "Terne", "Tornirisk", "Trane", "Ugle", "Vagtel", "Vibe", "Vipstjert", "Ørred",
)  # fmt: skip


class Manner(enum.StrEnum):
    """How somebody wants to be known in a thread."""

    ALIAS = "alias"
    ALIAS_SHOWN = "alias_shown"
    NAME = "name"


class NothingToShow(RuleBroken):
    """Too few others in the room share one's attributes, so none can be shown."""


def frozen(seals: Seals, thread_uid: str, *, now: datetime) -> dict[str, dict[str, str]]:
    """What each member may show in a thread that is being opened, by their mark in it."""
    may_show = anonymity.shown(attributes(seals.room_id, now=now))
    return {seals.author(thread_uid, person): what for person, what in may_show.items() if what}


def may_show(seals: Seals, person_id: int, *, now: datetime) -> dict[str, str]:
    """What somebody could show in a thread opened at this moment."""
    return anonymity.shown(attributes(seals.room_id, now=now)).get(person_id, {})


def may_show_in(thread: SealedThread, seals: Seals, person_id: int) -> dict[str, str]:
    """What somebody may show in a thread, as it was reckoned when it opened; nothing for who came later."""
    found = seals.open(thread.sealed_shown, SealedThread.sealed_shown, thread.uid)
    mine: dict[str, str] = found.get(seals.author(thread.uid, person_id), {})
    return mine


def voice_in(thread_uid: str, seals: Seals, person_id: int) -> dict[str, Any] | None:
    """The voice somebody has in a thread, or None before they first speak."""
    row = db.session.get(SealedVoice, (thread_uid, seals.author(thread_uid, person_id)))
    return opened(row.sealed_voice, seals, thread_uid, row.author_mark) if row is not None else None


def opened(sealed: str, seals: Seals, thread_uid: str, mark: str) -> dict[str, Any]:
    """A voice: `name` or `alias`, and what is shown beside it."""
    voice: dict[str, Any] = seals.open(sealed, SealedVoice.sealed_voice, thread_uid, mark)
    return voice


def take(thread: SealedThread, manner: Manner, seals: Seals, person_id: int, *, now: datetime) -> None:
    """Speak in a thread: the first time as one chooses, from then on as one did. The room is held.

    Raises NothingToShow.
    """
    mark = seals.author(thread.uid, person_id)
    if db.session.get(SealedVoice, (thread.uid, mark)) is not None:
        return
    if manner is Manner.NAME:
        voice = _by_name(person_id, now)
    else:
        shown = may_show_in(thread, seals, person_id) if manner is Manner.ALIAS_SHOWN else {}
        if manner is Manner.ALIAS_SHOWN and not shown:
            raise NothingToShow
        voice = {"alias": _alias(thread.uid, seals, person_id)} | shown
    sealed = seals.seal(SealedVoice.sealed_voice, voice, thread.uid, mark)
    db.session.add(SealedVoice(thread_uid=thread.uid, author_mark=mark, room_id=seals.room_id, sealed_voice=sealed))
    db.session.flush()


def _by_name(person_id: int, now: datetime) -> dict[str, Any]:
    municipality_id, duty = speaks_for(person_id, now)
    town = db.session.get(Municipality, municipality_id) if municipality_id is not None else None
    name = db.session.execute(sa.select(Person.name).where(Person.id == person_id)).scalar_one()
    return {"name": name, "duty": duty.value if duty else "", "municipality": town.name if town else ""}


def _alias(thread_uid: str, seals: Seals, person_id: int) -> str:
    """One's own alias here; when somebody in the thread has it already, the next that is free."""
    rows = db.session.scalars(sa.select(SealedVoice).where(SealedVoice.thread_uid == thread_uid))
    taken = {opened(row.sealed_voice, seals, thread_uid, row.author_mark).get("alias") for row in rows}
    for attempt in range(len(COLOURS) * len(ANIMALS)):
        drawn = int.from_bytes(seals.mark("alias", thread_uid, person_id, attempt).encode()[:8], "big")
        animal, colour = divmod(drawn, len(COLOURS))
        alias = f"{COLOURS[colour]} {ANIMALS[animal % len(ANIMALS)]}"
        if alias not in taken:
            return alias
    return f"{COLOURS[0]} {ANIMALS[0]} {len(taken) + 1}"
