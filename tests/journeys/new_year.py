"""New Year's night 2030: who is who in the town, arranged by the real acts, each with its own `now`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.events.models import Event
from politiker.people import actions
from politiker.people.councils import mandates
from politiker.people.models import Ending, Mandate, Party, Person
from politiker.policy import Role
from politiker.registrations import actions as seats
from tests import meetings, people
from tests.guests import take

MIDNIGHT = datetime(2029, 12, 31, 23, tzinfo=UTC)
NEXT = (MIDNIGHT, datetime(2033, 12, 31, 23, tzinfo=UTC))
SUMMER, AUTUMN = datetime(2028, 6, 1, tzinfo=UTC), datetime(2029, 11, 10, tzinfo=UTC)
LATE = datetime(2029, 12, 30, 12, tzinfo=UTC)  # offers made now are open until 2 January
EVENING = MIDNIGHT - timedelta(minutes=2)
SPRING = datetime(2030, 3, 31, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """One person of the forty: what they may do before, after, and when they log in again.

    S signs up, M sees what is for members, L is logged in, F has a feed, K holds a key to an offered seat.
    """

    name: str
    make: Callable[["Town", str], Person]
    before: str = "SMLF"
    after: str = ""
    again: str = "L"
    letters: tuple[str, ...] = ("mandate_ended",)
    has_task: bool = False


@dataclass
class Town:
    """The events, and what each person holds."""

    house: Flask
    host: Person
    open: Event
    full: Event
    roomy: Event
    page: str  # the address of the open one
    cookies: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    once_prolonged: list[Callable[[], None]] = field(default_factory=list)


def sitting(name: str, *, town: str = "Aarhus", ends: datetime = MIDNIGHT) -> Person:
    return people.councillor(name, town=town, period=(people.PERIOD[0], ends))


def party(town: str, letter: str) -> int:
    place = people.municipality(town).id
    return db.session.scalars(sa.select(Party.id).where(Party.municipality_id == place, Party.letter == letter)).one()


def follow(person: Person, *, town: str = "Aarhus", letter: str = "A", starts: datetime = MIDNIGHT) -> Person:
    """The next mandate."""
    place = people.municipality(town).id
    mandates.reelect(person, place, party(town, letter), starts_at=starts, ends_at=NEXT[1], by=people.TESTER)
    return person


def mandate(person: Person) -> Mandate:
    query = sa.select(Mandate).where(Mandate.person_id == person.id).order_by(Mandate.starts_at, Mandate.id)
    return db.session.scalars(query).first()  # type: ignore[return-value]


def gone(town: Town, name: str) -> Person:
    return sitting(name)


def again(town: Town, name: str) -> Person:
    return follow(sitting(name))


def seated(make: Callable[[Town, str], Person], event: str = "roomy") -> Callable[[Town, str], Person]:
    def arrange(town: Town, name: str) -> Person:
        person = make(town, name)
        take(getattr(town, event), person, AUTUMN)
        return person

    return arrange


def with_role(make: Callable[[Town, str], Person], role: Role, place: str = "") -> Callable[[Town, str], Person]:
    def arrange(town: Town, name: str) -> Person:
        person = make(town, name)
        home = people.municipality(place).id if place else None
        actions.give_role(person, role, by=people.TESTER, now=AUTUMN, municipality_id=home)
        return person

    return arrange


def asks_to_leave(town: Town, name: str) -> Person:
    person = sitting(name)
    seat = take(town.roomy, person, AUTUMN)
    town.roomy.binding_at = AUTUMN
    seats.request_withdrawal(seat, by=people.actor(person, LATE), now=LATE)
    town.roomy.binding_at = None
    return person


def new_list(make: Callable[[Town, str], Person]) -> Callable[[Town, str], Person]:
    def arrange(town: Town, name: str) -> Person:
        person = make(town, name)
        mandates.change_list(mandate(person), party("Aarhus", "F"), at=SUMMER, by=people.TESTER, now=SUMMER)
        return person

    return arrange


def on_leave(make: Callable[[Town, str], Person], substitute: str, until: datetime) -> Callable[[Town, str], Person]:
    def arrange(town: Town, name: str) -> Person:
        person, other = make(town, name), people.person(substitute)
        seat = mandate(person)

        def begin() -> None:
            mandates.begin_leave(seat, starts_at=LATE, until=until, substitute=other, by=people.TESTER, now=LATE)

        if until > MIDNIGHT:
            town.once_prolonged.append(begin)
        else:
            begin()
        return person

    return arrange


def known(town: Town, name: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.name == name)).one()


def resigned(ending: Ending) -> Callable[[Town, str], Person]:
    def arrange(town: Town, name: str) -> Person:
        person = sitting(name)
        act = mandates.resign if ending is Ending.RESIGNED else mandates.moved_away
        act(mandate(person), at=AUTUMN, by=people.TESTER, now=AUTUMN)
        mandate(person).lapsed_at = AUTUMN
        return person

    return arrange


def odense(town: Town, name: str) -> Person:
    """Prolonged until the end of March."""
    return sitting(name, town="Odense")


def resigns_at_midnight(town: Town, name: str) -> Person:
    person = sitting(name, town="Odense")
    mandates.resign(mandate(person), at=MIDNIGHT, by=people.TESTER, now=AUTUMN)
    return person


def newcomer(town: Town, name: str, *, joined: bool = True) -> Person:
    return follow(people.person(name, joined=joined))


def suspended(make: Callable[[Town, str], Person]) -> Callable[[Town, str], Person]:
    def arrange(town: Town, name: str) -> Person:
        person = make(town, name)
        person.suspended_at = AUTUMN
        return person

    return arrange


def nobody(town: Town, name: str) -> Person:
    return people.person(name)


def called_off(town: Town, name: str) -> Person:
    person = sitting(name)
    event = meetings.seminar(AUTUMN, organiser=town.host, starts_at=SPRING, ends_at=SPRING + timedelta(days=1))
    take(event, person, AUTUMN)
    event.called_off_at = LATE
    return person


STAYS = {"after": "SMLF", "again": "SMLF", "letters": ()}
UNKNOWN = {"before": "", "after": "", "again": "", "letters": ()}
CAST = (
    Row("Rosa Genvalgt", again, **STAYS),
    Row("Rune Genvalgt", lambda t, n: follow(sitting(n), letter="V"), **STAYS),
    Row("Rita Genvalgt", seated(again), **STAYS),
    Row("Olga Tilbud", seated(again, "full"), "SMLFK", "SMLFK", "SMLFK", ("offered",)),
    Row("Odd Tilbud", seated(gone, "full"), "SMLFK"),
    Row("Oda Tilbud", seated(odense, "full"), "SMLFK", "SMLFK", "SMLFK", ("offered",)),
    Row("Viggo Venter", seated(gone, "full"), has_task=True),
    Row("Vera Venter", seated(again, "full"), after="SMLFK", again="SMLFK", letters=("offered",)),
    Row("Else Andetsteds", lambda t, n: follow(sitting(n), town="Ringsted"), **STAYS),
    Row("Emil Senere", lambda t, n: follow(sitting(n), starts=MIDNIGHT + timedelta(days=1))),
    Row("Gerda Gået", gone),
    Row("Gorm Gået", gone),
    Row("Grete Gået", seated(gone), has_task=True),
    Row("Gitte Gået", asks_to_leave, has_task=True),
    Row("Gunnar Gået", called_off),
    Row("Lis Nyliste", new_list(gone)),
    Row("Leif Nyliste", new_list(again), **STAYS),
    Row("Ove Orlov", on_leave(gone, "Stine Stedfortræder", MIDNIGHT)),
    Row("Stine Stedfortræder", known),
    Row("Olav Orlov", on_leave(again, "Sonja Stedfortræder", MIDNIGHT), **STAYS),
    Row("Sonja Stedfortræder", lambda t, n: follow(known(t, n)), **STAYS),
    Row("Oluf Orlov", on_leave(odense, "Sofus Stedfortræder", SPRING), **STAYS),
    Row("Sofus Stedfortræder", known, **STAYS),
    Row("Frode Fratrådt", resigned(Ending.RESIGNED), "L", "L", letters=()),
    Row("Fie Fraflyttet", resigned(Ending.MOVED_AWAY), "L", "L", letters=()),
    Row("Paul Forlænget", odense, **STAYS),
    Row("Pia Forlænget", seated(odense), **STAYS),
    Row("Per Forlænget", resigns_at_midnight),
    Row("Nina Nyvalgt", newcomer, "L", "SML", "SML", ()),
    Row("Niels Nyvalgt", newcomer, "L", "SML", "SML", ()),
    Row("Nanna Inviteret", lambda t, n: newcomer(t, n, joined=False), **UNKNOWN),
    Row("Bo Begge", with_role(gone, Role.ORGANISER), after="F", again="MLF"),
    Row("Bente Begge", with_role(again, Role.ORGANISER), **STAYS),
    Row("Birgit Lund", with_role(nobody, Role.SECRETARY, "Aarhus"), "MLF", "MLF", "MLF", ()),
    Row("Bodil Sekretær", with_role(gone, Role.SECRETARY, "Ringsted"), after="F", again="MLF"),
    Row("Ole Krog", known, "MLF", "MLF", "MLF", ()),
    Row("Mona Moderator", with_role(nobody, Role.MODERATOR), "ML", "ML", "ML", ()),
    Row("Max Moderator", with_role(gone, Role.MODERATOR), again="ML"),
    Row("Adam Sø", with_role(nobody, Role.ADMINISTRATOR), "ML", "ML", "ML", ()),
    Row("Asta Administrator", with_role(again, Role.ADMINISTRATOR), **STAYS),
    Row("Palle Ventende", nobody, "L", "L", "L", ()),
    Row("Ib Inviteret", lambda t, n: people.person(n, joined=False), **UNKNOWN),
    Row("Svend Spærret", suspended(again), **UNKNOWN),
    Row("Sara Spærret", suspended(gone), "", "", ""),
)
