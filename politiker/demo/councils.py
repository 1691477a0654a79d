"""The councillors of the demonstration: some from thirty-odd towns, or the whole country."""

import secrets
from collections import Counter
from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.demo import names
from politiker.demo.accounts import DEMO, party_id, period, seat
from politiker.people import actions, reference
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality, Party, Person

LOCAL = "L"  # the letter of every local list here; letters are a town's own
NEW_SHARE = 0.43  # of those elected
# Who sits where in the small set, besides Karen, Mads and Amina. No town has more than the smallest council's nine.
SMALL = {
    "Aarhus": "VF", "Ringsted": "AACOF", "København": "ABF", "Frederiksberg": "CC", "Odense": "AØ", "Aalborg": "AV",
    "Esbjerg": "VÆ", "Randers": "AO", "Kolding": "VC", "Horsens": "AF", "Vejle": "VC", "Roskilde": "AB",
    "Herning": "V", "Silkeborg": "AI", "Viborg": "CV", "Holstebro": "A", "Lemvig": "VVL", "Ringkøbing-Skjern": "VA",
    "Middelfart": "AV", "Nyborg": "AF", "Svendborg": "AØ", "Ærø": "AL", "Langeland": "VL", "Bornholm": "AØ",
    "Lolland": "AO", "Slagelse": "AV", "Næstved": "AC", "Helsingør": "CÅ", "Gentofte": "CI", "Albertslund": "AF",
    "Tønder": "SV", "Sønderborg": "AS", "Norddjurs": "AÆ", "Thisted": "VF", "Hjørring": "AV", "Samsø": "AV",
}  # fmt: skip
BORDER = ("Aabenraa", "Haderslev", "Sønderborg", "Tønder")  # where Slesvigsk Parti stands
CITIES = ("København", "Frederiksberg", "Aarhus", "Odense", "Aalborg", "Roskilde", "Helsingør", "Gentofte")
COMMITTEES = (
    "Økonomiudvalget", "Børne- og skoleudvalget", "Ældre- og sundhedsudvalget", "Teknik- og miljøudvalget",
    "Kultur- og fritidsudvalget", "Beskæftigelsesudvalget", "Socialudvalget",
)  # fmt: skip


def elect_some(seed: int, now: datetime) -> None:
    """Some seventy councillors, the first of every third town its mayor."""
    chance, people = Random(seed), names.people(seed)
    for number, (town, letters) in enumerate(SMALL.items()):
        for place, letter in enumerate(letters):
            name, email = next(people)
            person = actions.add_person(name, email, by=DEMO, now=now, is_demo=True)
            person.joined_at = min(now, period(now)[0])
            is_mayor = place == 0 and number % 3 == 0
            duty, is_new = _part(chance, is_mayor)
            seat(person, town, letter, now=now, is_new=is_new, duties=(duty,))


def elect_the_rest(seed: int, now: datetime) -> None:
    """Fill every council, so that each list has the seats it won in 2025 in the country as a whole."""
    chance, people = Random(seed), names.people(seed + 1)
    places = empty_places(seed)
    begins, ends = period(now)
    parties = _parties(places)
    persons: list[dict[str, Any]] = []
    mandates: list[dict[str, Any]] = []
    duties: list[dict[str, Any]] = []
    mayors = set(_towns_with_a_mayor())
    for place, letter in places:
        duty, is_new = _part(chance, place not in mayors)
        mayors.add(place)
        name, email = next(people)
        persons.append(_person(name, email, min(now, begins)))
        mandates.append({
            "municipality_id": place, "party_id": parties[place, letter], "starts_at": begins, "ends_at": ends,
            "is_first_period": is_new,
        })  # fmt: skip
        duties.append({"duty": duty[0], "committee": duty[1], "starts_at": begins})
    for mandate, person_id in zip(mandates, _insert(Person, persons), strict=True):
        mandate["person_id"] = person_id
    for part, mandate_id in zip(duties, _insert(Mandate, mandates), strict=True):
        part["mandate_id"] = mandate_id
    _insert(MandateDuty, duties)


def empty_places(seed: int) -> list[tuple[int, str]]:
    """The seats nobody in the demonstration sits in yet, as (municipality, list letter). Together 2,432 with them.

    How many sit in each council, and where each list won its seats, is made up; the sums are true.
    """
    towns = dict(db.session.execute(sa.select(Municipality.code, Municipality.id)).all())
    ids = dict(db.session.execute(sa.select(Municipality.name, Municipality.id)).all())
    free = Counter({towns[code]: size for code, size in reference.council_sizes(seed).items()})
    left = Counter({party.letter: party.seats for party in reference.national_lists() if party.seats})
    left[LOCAL] = reference.local_list_seats()
    taken = _taken()
    if sum(taken.values()) >= reference.COUNCILLORS:
        return []
    for (place, letter), people in taken.items():
        free[place] -= people
        left[letter] -= people
    chance = Random(seed)
    given: list[tuple[int, str]] = []

    def give(letter: str, place: int) -> None:
        if left[letter] and free[place]:
            left[letter] -= 1
            free[place] -= 1
            given.append((place, letter))

    for letter, named in (("S", BORDER), ("Å", CITIES), ("M", CITIES[1:])):
        while left[letter]:
            for name in named:
                give(letter, ids[name])
    with_local = sorted(ids.values())
    chance.shuffle(with_local)
    while left[LOCAL]:
        for place in with_local[:34]:
            give(LOCAL, place)
    for letter in "AVC":  # these sit nearly everywhere
        for place in sorted(ids.values()):
            give(letter, place)
    letters = [letter for letter in sorted(left) for _ in range(left[letter])]
    chance.shuffle(letters)
    given += zip((place for place in sorted(free) for _ in range(free[place])), letters, strict=True)
    chance.shuffle(given)  # the first in each town becomes its mayor
    return given


def _taken() -> Counter[tuple[int, str]]:
    rows = db.session.execute(
        sa.select(Mandate.municipality_id, Party.letter, Party.is_local, sa.func.count())
        .join(Party, Party.id == Mandate.party_id)
        .join(Person, Person.id == Mandate.person_id)
        .where(Person.is_demo)
        .group_by(Mandate.municipality_id, Party.letter, Party.is_local)
    )
    return Counter({(place, LOCAL if is_local else letter): n for place, letter, is_local, n in rows})


def _towns_with_a_mayor() -> list[int]:
    query = sa.select(Mandate.municipality_id).join(MandateDuty).where(MandateDuty.duty == Duty.MAYOR)
    return list(db.session.scalars(query))


def _parties(places: list[tuple[int, str]]) -> dict[tuple[int, str], int]:
    town = dict(db.session.execute(sa.select(Municipality.id, Municipality.name)).all())
    return {(place, letter): party_id(place, town[place], letter) for place, letter in dict.fromkeys(places)}


def _part(chance: Random, is_mayor: bool) -> tuple[tuple[Duty, str | None], bool]:
    """What somebody does in the council, and whether it is the first time."""
    if is_mayor:
        return (Duty.MAYOR, None), False
    is_new = chance.random() < NEW_SHARE
    if chance.random() < 0.25:
        return (Duty.COMMITTEE_CHAIR, COMMITTEES[int(chance.random() * len(COMMITTEES))]), is_new
    return (Duty.MEMBER, None), is_new


def _person(name: str, email: str, joined_at: datetime) -> dict[str, Any]:
    address = clean_email(email)
    return {
        "uid": secrets.token_hex(12), "name": name, "email": address.shown, "email_key": address.key,
        "joined_at": joined_at, "is_demo": True,
    }  # fmt: skip


def _insert(table: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Add many rows at once; returns their ids in the same order."""
    if not rows:
        return []
    return list(db.session.scalars(sa.insert(table).returning(table.id, sort_by_parameter_order=True), rows))
