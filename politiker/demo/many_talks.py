"""Some five hundred more threads for the whole country, in rows rather than acts: there are thousands of posts."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from politiker.core import markdown
from politiker.core.analyser import terms
from politiker.core.database import db
from politiker.discussions.rooms.models import Room
from politiker.discussions.threads.models import Post, Thread, ThreadKind
from politiker.people.models import Duty, Mandate, MandateDuty, Person

THREADS = 490
DAYS = 300  # the oldest began so long ago
ROOMS = ("politikerrollen", "oekonomi", "boern-og-skole", "social-og-sundhed", "klima-og-teknik")
# What each room talks about, one subject after another.
SUBJECTS = {
    "politikerrollen": """
        gruppemøder, der varer til midnat · pressen, når sagen er lukket · en kollega, der aldrig læser bilagene ·
        tavshedspligten i en lille by · at sige undskyld offentligt · stemmeaftaler, ingen kan huske · telefonen i
        sommerferien · forholdet til kommunaldirektøren · møder på tværs af partier · høringssvar i hundredvis
    """,
    "oekonomi": """
        anlægsloftet · en besparelse, der ikke blev til noget · skatten i en lille kommune · budgetopfølgning to
        gange om året · indkøb sammen med naboen · effektiviseringskrav · lån til energirenovering · puljer, der
        ender om et år · likviditet sidst i måneden · budgetseminaret
    """,
    "boern-og-skole": """
        fravær i udskolingen · to voksne i alle klasser · specialundervisning tæt på hjemmet · dagtilbud i
        yderområderne · skolebestyrelser, der gerne vil mere · mobilfri skole · lærermangel · fritidsklubben ·
        skolebussen · sprog i børnehaven
    """,
    "social-og-sundhed": """
        hjemmepleje i faste teams · kost på plejehjemmet · unge, der ikke vil have hjælp · sundhedshuset ·
        pårørende, der ringer · rekruttering uden for byerne · botilbud til unge · genoptræning · ensomhed ·
        velfærdsteknologi
    """,
    "klima-og-teknik": """
        vindmøller på land · cykelstier mellem landsbyerne · regnvand i gamle kvarterer · affaldssortering i
        etagebyggeri · solceller på skoler · grusveje, ingen vil eje · naturpleje med køer · parkering i midtbyen ·
        varmeplanen · trafikken ved skolen
    """,
}
TITLES = {
    ThreadKind.QUESTION: ("Hvordan griber I {} an?", "{}: hvad virker hos jer?", "Hvem har erfaring med {}?"),
    ThreadKind.EXPERIENCE: ("Det lærte vi om {}", "{}: det gik ikke som ventet"),
    ThreadKind.ANNOUNCEMENT: ("Materiale om {}", "Dagsordenspunkt om {}, som I må bruge"),
}
FIRST = (
    "Vi skal beslutte noget om {} inden sommer, og forvaltningens oplæg har to muligheder, som ingen af os tror på.",
    "I vores udvalg kommer {} op hver gang, og hver gang udsætter vi det. Hvordan er I kommet videre?",
    "Jeg har siddet med {} i to år. Her er, hvad jeg ville ønske, jeg havde vidst fra starten.",
)
ANSWERS = (
    "Vi begyndte i det små med ét område og målte efter et halvt år. Det gav ro.",
    "Spørg, hvad der sker, hvis I lader være. Det spørgsmål flyttede vores udvalg.",
    "Hos os var det vigtigste at få de ansatte med, før det blev politik.",
    "Pas på med at love en dato. Vi lovede oktober og leverede i marts.",
    "Det samme her. Må jeg ringe til dig i næste uge?",
    "Vi lagde tallene frem på et borgermøde uden oplæg. Det var ubehageligt og nyttigt.",
    "Jeg er uenig: Det skal koste noget at sige nej, ellers siger alle nej.",
    "Tak, det tager jeg med til gruppemødet.",
)


def write_many(seed: int, now: datetime) -> int:
    """Write some five hundred threads of up to twelve posts in the open rooms. Returns how many threads."""
    chance = Random(seed)
    authors = _authors()
    rooms = {room.address: room.id for room in db.session.scalars(sa.select(Room).where(Room.address.in_(ROOMS)))}
    last: dict[int, datetime] = {}
    for number in range(THREADS):
        room = ROOMS[number % len(ROOMS)]
        begins = now - timedelta(days=DAYS * (1 - number / THREADS), hours=chance.random() * 20 + 4)
        ended = _write(rooms[room], room, begins, authors, chance, now)
        last[rooms[room]] = max(ended, last.get(rooms[room], ended))
    for room_id, ended in last.items():
        newest = sa.func.coalesce(Room.last_post_at, ended)
        db.session.execute(sa.update(Room).where(Room.id == room_id, newest <= ended).values(last_post_at=ended))
    return THREADS


def _authors() -> list[Any]:
    """Councillors of the demonstration as (person_id, municipality_id, duty)."""
    query = (
        sa.select(Mandate.person_id, Mandate.municipality_id, MandateDuty.duty)
        .join(Person, Person.id == Mandate.person_id)
        .outerjoin(MandateDuty, MandateDuty.mandate_id == Mandate.id)
        .where(Person.is_demo)
        .order_by(Mandate.person_id)
    )
    return [row for row in db.session.execute(query) if row.duty != Duty.LEAVE]


def _write(room_id: int, room: str, begins: datetime, authors: list[Any], chance: Random, now: datetime) -> datetime:
    kind = chance.choices(list(TITLES), (6, 3, 1))[0]
    subject = chance.choice(" ".join(SUBJECTS[room].split()).split(" · "))
    title = chance.choice(TITLES[kind]).format(subject)
    title = title[0].upper() + title[1:]
    bodies = [chance.choice(FIRST).format(subject), *chance.sample(ANSWERS, chance.randint(0, len(ANSWERS) - 1))]
    speaking = chance.sample(authors, len(bodies))
    times = sorted(min(now, begins + timedelta(hours=chance.random() * 90)) for _ in bodies)
    thread = Thread(
        room_id=room_id, kind=kind, title=title, author_id=speaking[0].person_id, created_at=times[0],
        last_post_at=times[-1], post_count=len(bodies),
    )  # fmt: skip
    db.session.add(thread)
    db.session.flush()
    rows = [
        {
            "thread_id": thread.id, "number": number, "author_id": who.person_id,
            "municipality_id": who.municipality_id, "duty": who.duty, "body": body, "html": markdown.render(body),
            "created_at": at, "thanks": 0,
            "terms": " ".join(terms(f"{title}\n{body}" if number == 1 else body)),
        }
        for number, (body, who, at) in enumerate(zip(bodies, speaking, times, strict=True), start=1)
    ]  # fmt: skip
    db.session.execute(sa.insert(Post), rows)
    return times[-1]
