"""Wishes: proposed, shared, put together, answered, and made into an event."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events import actions as events
from politiker.events.models import ForRole, Topic
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.policy import Role
from politiker.wishes import actions, queries
from politiker.wishes.models import Wish, WishSupport
from tests import meetings, people
from tests.statements import counted


def wish(who: Person, now: datetime, title: str = "Når budgettet skrider", topic: Topic = Topic.ECONOMY) -> Wish:
    return actions.propose(title, "", topic, ForRole.ALL, by=people.actor(who, now), now=now)


def mails(letter: str) -> set[int]:
    return set(db.session.scalars(sa.select(OutgoingMail.person_id).where(OutgoingMail.letter == letter)))


def test_wanting_the_same_counts_each_person_once(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    one, by_mads = wish(karen, now), people.actor(mads, now)
    for _press in range(2):
        actions.support(one, by=by_mads, now=now)
    assert one.supports == 2
    with pytest.raises(actions.OthersWishItToo):
        actions.withdraw(one, by=people.actor(karen, now), now=now)
    with pytest.raises(Forbidden):
        actions.withdraw(one, by=by_mads, now=now)
    for _press in range(2):
        actions.take_back(one, by=by_mads)
    actions.take_back(one, by=people.actor(karen, now))
    assert one.supports == 1, "whoever asked goes on wanting it until the wish is withdrawn"
    actions.withdraw(one, by=people.actor(karen, now), now=now)
    assert one.is_over and one.title == "" and not db.session.scalars(sa.select(WishSupport)).all()
    with pytest.raises(actions.WishIsOver):
        actions.support(one, by=by_mads, now=now)


def test_five_wishes_in_a_week_and_one_more_the_week_after(room: Flask, now: datetime) -> None:
    karen = people.karen()
    for n in range(5):
        wish(karen, now + timedelta(hours=n), f"Emne {n}")
    with pytest.raises(actions.TooManyWishes):
        wish(karen, now + timedelta(days=6))
    assert wish(karen, now + timedelta(days=7, hours=1)).supports == 1
    assert wish(people.mads(), now).supports == 1, "the wishes of another do not count"


def test_only_councillors_wish_and_only_organisers_answer(room: Flask, now: datetime) -> None:
    one = wish(people.karen(), now)
    for other in (people.ole(), people.birgit(), people.adam(), people.person("Per Uden")):
        with pytest.raises(Forbidden):
            wish(other, now)
        with pytest.raises(Forbidden):
            actions.support(one, by=people.actor(other, now), now=now)
    for other in (people.mads(), people.with_role(Role.MODERATOR)):
        with pytest.raises(Forbidden):
            actions.answer(one, "Ja", by=people.actor(other, now), now=now)


def test_wishes_put_together_keep_everybody_once(room: Flask, now: datetime) -> None:
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    one, other = wish(karen, now, "Skolelukning"), wish(mads, now, "Lukke en skole")
    for who in (mads, amina):
        actions.support(one, by=people.actor(who, now), now=now)
    by_ole = people.actor(people.ole(), now)
    with pytest.raises(actions.SameWish):
        actions.merge(one, one, by=by_ole, now=now)
    actions.merge(one, other, by=by_ole, now=now)
    assert (other.supports, one.supports, one.is_over) == (3, 0, True)
    assert {row.person_id for row in db.session.scalars(sa.select(WishSupport))} == {karen.id, mads.id, amina.id}
    actions.answer(other, "Vi gør det.", by=by_ole, now=now)
    assert mails("wish_answered") == {karen.id, mads.id, amina.id}


def test_an_event_made_of_a_wish_invites_those_who_wished_once_it_is_published(room: Flask, now: datetime) -> None:
    karen, mads, ole = people.karen(), people.mads(), people.ole()
    one, by_ole = wish(karen, now), people.actor(ole, now)
    actions.support(one, by=people.actor(mads, now), now=now)
    event = actions.make_event(one, meetings.details(now, title=one.title), by=by_ole, now=now)
    with pytest.raises(actions.HasAnEvent):
        actions.make_event(one, meetings.details(now), by=by_ole, now=now)
    assert queries.to_invite() == [] and not actions.invite_wishers(one.id, now=now), "a draft is told to nobody"
    events.publish(event, by=people.actor(ole, now), now=now)
    assert queries.to_invite() == [one.id]
    assert actions.invite_wishers(one.id, now=now) and not actions.invite_wishers(one.id, now=now)
    assert mails("wish_fulfilled") == {karen.id, mads.id} and queries.to_invite() == []


def test_wishes_alike_are_found_by_their_words(room: Flask, now: datetime) -> None:
    karen = people.karen()
    wish(karen, now, "Når budgettet ikke holder")
    wish(karen, now, "Vindmøller og naboer", Topic.CLIMATE)
    assert [row.title for row in queries.alike("Budgetter, der ikke holder")] == ["Når budgettet ikke holder"]
    assert queries.alike("Badehuse") == [] and queries.alike("og") == []


def test_demand_counts_people_and_not_wishes(room: Flask, now: datetime) -> None:
    karen, mads = people.karen(), people.mads()
    wish(karen, now, "Budget"), wish(karen, now, "Regnskab")
    actions.support(wish(mads, now, "Lån"), by=people.actor(karen, now), now=now)
    asked = queries.demand(now=now)
    assert asked["topics"] == [(Topic.ECONOMY, 2)] and asked["roles"] == [(ForRole.ALL, 2)]
    assert sum(many for _region, many in asked["regions"]) == 2


def test_a_list_of_wishes_costs_one_statement_however_many(room: Flask, now: datetime) -> None:
    karen = people.karen()
    for n in range(30):
        wish(karen, now + timedelta(days=8 * n), f"Emne {n}")
    with counted(room) as few:
        assert len(queries.listed(karen.id, page=1)) == queries.PAGE + 1
    assert len(few) == 1
    assert people.with_role(Role.ORGANISER) and len(queries.listed(karen.id, page=2)) == 10
