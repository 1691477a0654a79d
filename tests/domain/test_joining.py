"""Coming in: applying, confirming, vouching, deciding, and what is forgotten of it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.jobs import Job
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.mail.outbox import OutgoingMail
from politiker.people import actions
from politiker.people.joining import applying, deciding, forgetting
from politiker.people.joining.applying import HasAppliedAlready, NothingToWithdraw
from politiker.people.joining.deciding import IsDecided, IsDisowned, IsVouchedFor, ListIsMissing, NobodyVouched
from politiker.people.joining.models import Application, Rejection
from politiker.people.joining.queries import own_application, party_among, waiting
from politiker.people.models import Mandate, Party, Person
from politiker.policy import STRANGER, Role
from tests import people


def applied(now: datetime, email: str = "nina@ringsted.example", name: str = "Nina Bro", town: str = "Ringsted") -> int:
    place = people.municipality(town).id
    one = applying.apply(place, name, "V", email, network="192.0.2.1", by=STRANGER, now=now)
    applying.send_application(one.id, too_many=_too_many(one.id), now=now)
    db.session.flush()
    return one.id


def _too_many(application_id: int) -> bool:
    jobs = db.session.scalars(sa.select(Job).where(Job.name == "send_application"))
    return bool(next(job.facts["too_many"] for job in jobs if job.facts["application"] == application_id))


def key_to(application_id: int) -> Token:
    query = sa.select(Token).where(Token.purpose == Purpose.APPLICATION, Token.subject_id == application_id)
    return db.session.scalars(query).one()


def in_queue(now: datetime, **who: str) -> Application:
    """Somebody who has applied and confirmed."""
    id = applied(now, **who)
    one = db.session.get_one(Application, id)
    applying.confirm(one, key_to(id), people.HASH, now=now)
    return one


def posted(letter: str) -> int:
    query = sa.select(sa.func.count()).select_from(OutgoingMail).where(OutgoingMail.letter == letter)
    return int(db.session.execute(query).scalar_one())


def party(town: str, letter: str) -> int:
    place = people.municipality(town).id
    return db.session.scalars(sa.select(Party.id).where(Party.municipality_id == place, Party.letter == letter)).one()


def test_a_stranger_is_asked_whether_the_address_is_theirs(room: Flask, now: datetime) -> None:
    id = applied(now)
    assert posted("application_confirm") == 1
    assert db.session.scalars(sa.select(Person).where(Person.name == "Nina Bro")).one_or_none() is None
    person = applying.confirm(db.session.get_one(Application, id), key_to(id), people.HASH, now=now)
    one = own_application(person.id, now=now)
    assert one is not None and one.confirmed_at == now and one.party_id == party("Ringsted", "V")
    assert person.joined_at == now and not people.actor(person, now).is_councillor


def test_only_the_newest_application_of_an_address_can_be_confirmed(room: Flask, now: datetime) -> None:
    first = applied(now)
    second = applied(now, name="Nina Brodersen")
    assert [one.id for one in db.session.scalars(sa.select(Application))] == [second]
    assert not list(db.session.scalars(sa.select(Token).where(Token.subject_id == first, Token.used_at.is_(None))))


def test_three_letters_an_hour_to_one_address(room: Flask, now: datetime) -> None:
    for _ in range(5):
        applied(now)
    assert posted("application_confirm") == 3
    applied(now + timedelta(minutes=61))
    assert posted("application_confirm") == 4


def test_ten_an_hour_from_one_network(room: Flask, now: datetime) -> None:
    for n in range(12):
        applied(now, email=f"n{n}@ringsted.example")
    assert posted("application_confirm") == 10


def test_those_we_know_are_told_how_to_get_in(room: Flask, now: datetime) -> None:
    people.karen()
    suspended = people.person("Sten Bak", email="sten@example.dk")
    suspended.suspended_at = now
    people.person("Pia Nissen", email="pia@example.dk", joined=False)
    for email in ("KAREN@example.dk", "sten@example.dk", "pia@example.dk"):
        applied(now, email=email)
    assert (posted("already_member"), posted("invitation"), posted("application_confirm")) == (1, 1, 0)
    assert not list(db.session.scalars(sa.select(Application)))


def test_a_key_is_turned_once(room: Flask, now: datetime) -> None:
    id = applied(now)
    one, key = db.session.get_one(Application, id), key_to(id)
    applying.confirm(one, key, people.HASH, now=now)
    with pytest.raises(KeyHasExpired):
        applying.confirm(one, key, people.HASH, now=now)
    assert tokens.LIFETIME[Purpose.APPLICATION] == timedelta(hours=24)


def test_the_secretary_vouches_and_the_administrator_lets_in(room: Flask, now: datetime) -> None:
    one = in_queue(now)
    birgit, adam = people.actor(people.birgit(), now), people.actor(people.adam(), now)
    with pytest.raises(NobodyVouched):
        deciding.approve(one, by=adam, now=now)
    with pytest.raises(Forbidden):
        deciding.vouch(one, one.party_id, by=adam, now=now)
    with pytest.raises(ListIsMissing):
        deciding.vouch(one, party("Odense", "V"), by=birgit, now=now)
    deciding.vouch(one, party("Ringsted", "V"), by=birgit, now=now)
    with pytest.raises(IsVouchedFor):
        deciding.vouch(one, party("Ringsted", "V"), by=birgit, now=now)
    with pytest.raises(IsVouchedFor):
        deciding.disown(one, Rejection.NOT_ELECTED, by=birgit, now=now)
    with pytest.raises(Forbidden):
        deciding.approve(one, by=birgit, now=now)
    deciding.approve(one, by=adam, now=now)
    mandate = db.session.scalars(sa.select(Mandate).where(Mandate.person_id == one.person_id)).one()
    assert (mandate.starts_at, mandate.ends_at) == (now, datetime(2029, 12, 31, 23, tzinfo=UTC))
    assert mandate.party_id == party("Ringsted", "V")
    assert posted("approved") == 1
    for late in (deciding.approve, lambda a, **k: deciding.reject(a, Rejection.NOT_THEM, **k)):
        with pytest.raises(IsDecided):
            late(one, by=adam, now=now)
    with pytest.raises(IsDecided):
        deciding.vouch(one, one.party_id, by=birgit, now=now)


def test_a_secretary_of_another_town_sees_and_does_nothing(room: Flask, now: datetime) -> None:
    one = in_queue(now)
    other = people.actor(people.with_role(Role.SECRETARY, "Sanne Friis", town="Odense"), now)
    assert waiting(other) == []
    with pytest.raises(Forbidden):
        deciding.vouch(one, one.party_id, by=other, now=now)


def test_the_secretarys_no_is_heard_and_an_administrator_answers(room: Flask, now: datetime) -> None:
    one = in_queue(now)
    birgit, adam = people.actor(people.birgit(), now), people.actor(people.adam(), now)
    deciding.disown(one, Rejection.WRONG_MUNICIPALITY, by=birgit, now=now)
    with pytest.raises(IsDisowned):
        deciding.disown(one, Rejection.NOT_ELECTED, by=birgit, now=now)
    assert one.decided_at is None and waiting(adam) == [one]
    deciding.reject(one, Rejection.WRONG_MUNICIPALITY, by=adam, now=now)
    assert posted("rejected") == 1 and waiting(adam) == []
    assert not people.actor(db.session.get_one(Person, one.person_id), now).is_councillor


@pytest.mark.parametrize("roles", [(Role.ADMINISTRATOR,), (Role.ADMINISTRATOR, Role.SECRETARY)])
def test_nobody_decides_about_themselves(room: Flask, now: datetime, roles: tuple[Role, ...]) -> None:
    one = in_queue(now)
    person = db.session.get_one(Person, one.person_id)
    for role in roles:
        place = one.municipality_id if role is Role.SECRETARY else None
        actions.give_role(person, role, by=people.TESTER, now=now, municipality_id=place)
    mine = people.actor(person, now)
    with pytest.raises(Forbidden):
        deciding.vouch(one, one.party_id, by=mine, now=now)
    with pytest.raises(Forbidden):
        deciding.approve(one, by=mine, now=now, papers_checked=True)
    with pytest.raises(Forbidden):
        deciding.reject(one, Rejection.NOT_THEM, by=mine, now=now)
    assert one.decided_at is None and one.vouched_at is None


def test_papers_stand_in_for_a_secretary(room: Flask, now: datetime) -> None:
    one = in_queue(now)
    deciding.approve(one, by=people.actor(people.adam(), now), now=now, papers_checked=True)
    assert one.papers_checked_at == now and one.is_approved


def test_somebody_who_is_a_member_by_then_gets_no_second_seat(room: Flask, now: datetime) -> None:
    one = in_queue(now)
    person, adam = db.session.get_one(Person, one.person_id), people.actor(people.adam(), now)
    actions.give_mandate(
        person, one.municipality_id, party("Ringsted", "V"), starts_at=now, ends_at=people.PERIOD[1], by=people.TESTER
    )
    deciding.approve(one, by=adam, now=now, papers_checked=True)
    assert len(list(db.session.scalars(sa.select(Mandate).where(Mandate.person_id == person.id)))) == 1


def test_a_lapsed_member_applies_from_within_and_takes_it_back(room: Flask, now: datetime) -> None:
    ended = (people.PERIOD[0], now - timedelta(days=1))
    lars = people.councillor("Lars Toft", town="Odense", period=ended)
    by = people.actor(lars, now)
    place = people.municipality("Ringsted").id
    applying.apply_as(lars, place, "Liste V", by=by, now=now)
    with pytest.raises(HasAppliedAlready):
        applying.apply_as(lars, place, "V", by=by, now=now)
    applying.withdraw(lars, by=by, now=now)
    assert own_application(lars.id, now=now) is None
    with pytest.raises(NothingToWithdraw):
        applying.withdraw(lars, by=by, now=now)
    karen = people.karen()
    with pytest.raises(Forbidden):
        applying.apply_as(karen, place, "V", by=people.actor(karen, now), now=now)


def test_evidence_is_forgotten(room: Flask, now: datetime) -> None:
    one, adam = in_queue(now), people.actor(people.adam(), now)
    waits = in_queue(now, email="else@ringsted.example", name="Else Bo").id
    silent = applied(now, email="tavs@ringsted.example")
    deciding.reject(one, Rejection.NOT_ELECTED, by=adam, now=now)

    def left(days: float) -> set[int]:
        forgetting.forget_applications(now=now + timedelta(days=days))
        return set(db.session.scalars(sa.select(Application.id)))

    assert left(1.9) == {one.id, waits, silent}
    assert left(29.9) == {one.id, waits}
    assert left(30.1) == {waits}


LISTS = [
    (1, "A", "Socialdemokratiet"),
    (2, "V", "Venstre, Danmarks Liberale Parti"),
    (3, "L", "Lokallisten"),
    (4, "B", "Radikale Venstre"),
    (5, "C", "Det Konservative Folkeparti"),
    (6, "F", "SF - Socialistisk Folkeparti"),
    (7, "O", "Dansk Folkeparti"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a", 1), ("Liste V", 2), ("venstre", 2), ("V Venstre, Danmarks Liberale Parti", 2), ("Lokallisten", 3),
        ("L", 3), ("De Radikale", 4), ("konservative", 5), ("SF", 6), ("DF", 7), ("Socialdemokraterne", 1),
        ("Folkeparti", None), ("Ø", None), ("", None), ("-", None),
    ],
)  # fmt: skip
def test_a_list_is_known_by_letter_or_name(text: str, found: int | None) -> None:
    assert party_among(LISTS, text) == found
