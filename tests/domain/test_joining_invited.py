"""Inviting, saying no, reminders to those who wait and to those they wait for, and look-alikes."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.core.names import skeleton
from politiker.core.tokens import KeyHasExpired, Purpose, Token
from politiker.core.workdays import easter, is_office_hours, is_workday, workdays_later
from politiker.people import actions
from politiker.people.joining import deciding, inviting, reminding
from politiker.people.joining.inviting import MOST, Invited, NobodyIsInvited, TooManyAreInvited
from politiker.people.joining.likeness import looks_like
from politiker.people.joining.models import Application
from politiker.people.joining.queries import said_no, waiting
from politiker.people.models import Person
from politiker.policy import Actor, Role
from tests import people
from tests.domain.test_joining import in_queue, party, posted


def invited(now: datetime, by: Actor, *lines: Invited, town: str = "Ringsted") -> None:
    inviting.invite_councillors(people.municipality(town), lines, by=by, now=now)
    db.session.flush()
    inviting.send_invitations(list(db.session.scalars(sa.select(Application.id))), now=now)
    db.session.flush()


def nina() -> Invited:
    return Invited("Nina Bro", "nina@ringsted.example", "V", party("Ringsted", "V"))


def person(email: str = "nina@ringsted.example") -> Person:
    return db.session.scalars(sa.select(Person).where(Person.email_key == email)).one()


def key_of(somebody: Person) -> Token:
    query = sa.select(Token).where(
        Token.purpose == Purpose.INVITATION, Token.subject_id == somebody.id, Token.used_at.is_(None)
    )
    return db.session.scalars(query).one()


def test_whom_the_secretary_invites_waits_for_the_administrator_alone(room: Flask, now: datetime) -> None:
    birgit, adam = people.actor(people.birgit(), now), people.actor(people.adam(), now)
    invited(now, birgit, nina())
    [one] = waiting(adam)
    assert one.is_vouched and posted("invitation") == 1
    deciding.approve(one, by=adam, now=now)
    assert people.actor(person(), now).is_councillor


def test_whom_the_organiser_invites_waits_for_both(room: Flask, now: datetime) -> None:
    ole, birgit = people.actor(people.ole(), now), people.actor(people.birgit(), now)
    invited(now, ole, nina())
    [one] = waiting(birgit)
    assert not one.is_vouched and posted("invitation") == 1


def test_a_secretary_invites_to_the_own_council_only(room: Flask, now: datetime) -> None:
    birgit = people.actor(people.birgit(), now)
    with pytest.raises(Forbidden):
        invited(now, birgit, nina(), town="Odense")
    with pytest.raises(Forbidden):
        invited(now, people.actor(people.karen(), now), nina())
    with pytest.raises(NobodyIsInvited):
        invited(now, birgit)
    with pytest.raises(TooManyAreInvited):
        invited(now, birgit, *[nina()] * (MOST + 1))


def test_no_second_account_for_an_address_we_know(room: Flask, now: datetime) -> None:
    people.karen()
    ida = people.person("Ida Krag", email="ida@example.dk", joined=False)
    actions.give_mandate(
        ida, people.municipality("Ringsted").id, party("Ringsted", "V"),
        starts_at=now, ends_at=people.PERIOD[1], by=people.TESTER,
    )  # fmt: skip
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Person))
    lines = [Invited("Karen F", "Karen@Example.dk", "V"), Invited("Ida Krag", "ida@example.dk", "V")]
    ole = people.actor(people.ole(), now)
    invited(now, ole, *lines)
    assert (posted("already_member"), posted("invitation")) == (1, 1)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == before + 1  # Ole
    assert waiting(people.actor(people.adam(), now)) == []


def test_no_is_no(room: Flask, now: datetime) -> None:
    birgit = people.actor(people.birgit(), now)
    invited(now, birgit, nina())
    somebody = person()
    key = key_of(somebody)
    inviting.decline(somebody, key, now=now)
    assert [row.name for row in said_no(birgit, now=now)] == ["Nina Bro"]
    assert waiting(birgit) == []
    with pytest.raises(KeyHasExpired):
        inviting.decline(somebody, key, now=now)
    inviting.remind_invited(now=now + timedelta(days=8))
    invited(now + timedelta(days=9), birgit, nina())
    assert (posted("invitation"), posted("invitation_reminder")) == (1, 0)


def test_one_reminder_after_a_week_with_the_same_key(room: Flask, now: datetime) -> None:
    birgit = people.actor(people.birgit(), now)
    invited(now, birgit, nina(), Invited("Bo Lund", "bo@ringsted.example", "V", party("Ringsted", "V")))
    person("bo@ringsted.example").joined_at = now
    for days in (6.9, 7, 7.1, 10, 13.5):
        inviting.remind_invited(now=now + timedelta(days=days))
        assert posted("invitation_reminder") == (1 if days >= 7 else 0)


def test_the_queue_is_seen_within_a_working_day(room: Flask, wall: object) -> None:
    friday = datetime(2026, 9, 4, 10, tzinfo=UTC)  # noon in Denmark
    people.birgit()
    people.adam()
    in_queue(friday)
    seen = []
    for hours in range(0, 24 * 6):
        moment = friday + timedelta(hours=hours)
        reminding.remind_queue(now=moment)
        seen.append((posted("queue_secretary"), posted("queue_administrator")))
    monday, tuesday, wednesday = 24 * 3, 24 * 4, 24 * 5
    assert seen[monday - 1] == (0, 0) and seen[monday] == (1, 0)
    assert seen[tuesday - 5] == (1, 0) and seen[tuesday] == (2, 1)
    assert seen[wednesday] == (3, 2)


def test_without_a_secretary_the_administrator_is_written_to_first(room: Flask, now: datetime) -> None:
    people.adam()
    in_queue(now)
    reminding.remind_queue(now=now + timedelta(days=1))
    assert (posted("queue_secretary"), posted("queue_administrator")) == (0, 1)


def test_whom_the_secretary_has_answered_waits_for_the_administrator(room: Flask, now: datetime) -> None:
    birgit = people.actor(people.birgit(), now)
    people.adam()
    one = in_queue(now)
    deciding.vouch(one, one.party_id, by=birgit, now=now + timedelta(hours=1))
    reminding.remind_queue(now=now + timedelta(days=1))
    assert (posted("queue_secretary"), posted("queue_administrator")) == (0, 0)
    reminding.remind_queue(now=now + timedelta(days=1, hours=1))
    assert (posted("queue_secretary"), posted("queue_administrator")) == (0, 1)


def test_an_administrator_alone_with_the_own_application_is_not_reminded_of_it(room: Flask, now: datetime) -> None:
    one = in_queue(now)
    actions.give_role(db.session.get_one(Person, one.person_id), Role.ADMINISTRATOR, by=people.TESTER, now=now)
    reminding.remind_queue(now=now + timedelta(days=1))
    assert posted("queue_administrator") == 0


def test_working_days_are_reckoned() -> None:
    assert [easter(year) for year in (2024, 2026, 2030, 2038)] == [
        date(2024, 3, 31), date(2026, 4, 5), date(2030, 4, 21), date(2038, 4, 25),
    ]  # fmt: skip
    closed = ((4, 2), (4, 3), (4, 6), (5, 14), (5, 25), (12, 24), (12, 25), (1, 1), (6, 5), (9, 5), (9, 6))
    assert not any(is_workday(date(2026, month, day)) for month, day in closed)
    assert all(is_workday(date(2026, month, day)) for month, day in ((5, 1), (4, 7), (12, 23), (9, 4)))
    before_easter = datetime(2026, 4, 1, 15, 30, tzinfo=UTC)  # Wednesday half past five, after closing
    assert workdays_later(before_easter, 1) == datetime(2026, 4, 8, 6, tzinfo=UTC)
    assert is_office_hours(datetime(2026, 9, 4, 6, tzinfo=UTC))
    assert not is_office_hours(datetime(2026, 9, 4, 14, tzinfo=UTC))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Меtте Berg", "Mette Berg"),
        ("Рорре", "Poppe"),
        ("Ｋaren Friis", "Karen Friis"),
        ("KAREN  FRIIS", "karen friis"),
        ("Karen-Friis", "Karen Friis"),
        ("André Bo", "Andre Bo"),
        ("So\u0338ren", "Søren"),
        ("Åse", "A\u030ase"),
    ],
)
def test_names_that_look_alike(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Åse", "Ase"), ("Søren", "Soren"), ("Bækgaard", "Baekgaard"), ("Bo Å", "Bo Ø"), ("Ida", "Ada")]
)
def test_danish_letters_are_letters_of_their_own(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_a_look_alike_is_marked_for_the_reader(room: Flask, now: datetime) -> None:
    people.councillor("Pop Hop", town="Odense")
    odense, ringsted = people.municipality("Odense").id, people.municipality("Ringsted").id
    assert looks_like("Pop Hop", odense, besides=None, now=now) == "Pop Hop"
    assert looks_like("Pop Hop", ringsted, besides=None, now=now) is None
    assert looks_like("Рор Нор", ringsted, besides=None, now=now) == "Pop Hop"
    assert looks_like("Pøp Hop", odense, besides=None, now=now) is None
    assert in_queue(now, name="Рор Нор").looks_like == "Pop Hop"
