"""Being found, by whom, and how much of a profile each kind of reader is told."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.people.directory import actions, finding, members, names
from politiker.people.directory.actions import AboutIsTooLong, ListNeedsProfile
from politiker.people.directory.finding import (
    CommitteeIsTooShort,
    NameIsNeeded,
    NameIsTooShort,
    NothingAsked,
    Wanted,
    search,
)
from politiker.people.directory.models import NameWord
from politiker.people.models import Duty, MandateDuty, Person
from politiker.policy import Actor, Permission, Role, can
from politiker.registrations import whereabouts
from tests import meetings, people
from tests.guests import take

ENDED = (people.PERIOD[0] - timedelta(days=1461), people.PERIOD[0])


def shown(somebody: Person, now: datetime, *, shows_list: bool = False, about: str = "") -> Person:
    actions.edit_profile(
        somebody, is_shown=True, about=about, shows_list=shows_list, by=Actor(person_id=somebody.id), now=now
    )
    return somebody


def hidden(somebody: Person, now: datetime) -> None:
    actions.edit_profile(somebody, is_shown=False, about="", shows_list=False, by=Actor(person_id=somebody.id), now=now)


def found(by: Person, now: datetime, **wanted: Any) -> list[str]:
    return [hit.name for hit in search(Wanted(**wanted), by=people.actor(by, now), now=now).hits]


def in_committee(somebody: Person, committee: str, now: datetime) -> None:
    mine = sa.select(MandateDuty).where(MandateDuty.mandate.has(person_id=somebody.id))
    db.session.scalars(mine).one().committee = committee
    db.session.flush()


def test_nobody_is_found_before_they_say_yes_nor_after_they_say_no(room: Flask, now: datetime) -> None:
    amina, karen = people.amina(), people.karen()
    assert found(amina, now, name="Karen") == []
    shown(karen, now)
    assert found(amina, now, name="Karen") == ["Karen Friis"]
    hidden(karen, now)
    assert found(amina, now, name="Karen") == []
    assert db.session.scalars(sa.select(NameWord)).all() == []


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Åge Kjær", "aage"), ("Aage Kjær", "åge"), ("Sören Ødegård", "søren"), ("Søren Ødegaard", "ødegå"),
        ("Michael Bo", "micha"), ("Anne-Sofie Bech", "sof"), ("Bo Ibsen", "bo ibs"), ("Bo Ibsen", "ibsen bo"),
        ("José Núñez", "jose nun"), ("Ғани Әлиев", "ған"), ("Karen Friis", "KAREN"), ("Hans Hansen", "han"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_the_beginning_of_any_word_however_it_is_written(
    room: Flask, now: datetime, name: str, asked: str
) -> None:
    shown(people.councillor(name), now)
    assert found(people.amina(), now, name=asked) == [name]


@pytest.mark.parametrize("asked", ["ka", "k b", "%%%", "___", "***", "12345", "  a  ", "\u200b\u200b\u200b"])
def test_a_name_needs_three_letters_and_no_sign_stands_for_another(room: Flask, now: datetime, asked: str) -> None:
    shown(people.karen(), now)
    with pytest.raises((NameIsTooShort, NothingAsked)):
        found(people.amina(), now, name=asked)
    mads = people.mads()
    assert found(mads, now, name="kar%") == ["Karen Friis"]
    assert found(mads, now, name="aren") == [], "in the middle of a word is not its beginning"


def test_nothing_is_listed_without_a_question(room: Flask, now: datetime) -> None:
    with pytest.raises(NothingAsked):
        found(people.karen(), now)
    with pytest.raises(CommitteeIsTooShort):
        found(people.amina(), now, committee="sk")


def test_role_committee_and_municipality_narrow_the_question(room: Flask, now: datetime) -> None:
    mads, karen, amina = shown(people.mads(), now), shown(people.karen(), now), people.amina()
    in_committee(mads, "Ældre- og skoleudvalget", now)
    assert found(amina, now, duties=(Duty.COMMITTEE_CHAIR,)) == ["Mads Holm"]
    assert found(amina, now, committee="skole") == found(amina, now, committee="ældre") == ["Mads Holm"]
    assert found(amina, now, committee="ÆLDRE") == ["Mads Holm"]
    assert found(amina, now, committee="sko%gus") == [], "no sign stands for another"
    code = people.municipality("Aarhus").code
    assert found(amina, now, municipality=code) == ["Karen Friis"]
    assert found(amina, now, municipality=code, duties=(Duty.COMMITTEE_CHAIR,)) == []
    assert found(karen, now, municipality=code) == [], "never oneself"


def test_the_order_is_the_danish_alphabet_and_never_the_list(room: Flask, now: datetime) -> None:
    for name, letter in (("Åse Aa", "A"), ("Ærlig Bo", "V"), ("Zenia Ø", "Ø"), ("Østen Å", "A"), ("Aase Bo", "F")):
        shown(people.councillor(name, letter=letter), now)
    assert found(people.amina(), now, duties=(Duty.MEMBER,)) == ["Zenia Ø", "Ærlig Bo", "Østen Å", "Aase Bo", "Åse Aa"]


def test_those_in_a_like_named_committee_come_first(room: Flask, now: datetime) -> None:
    for name, committee in (("Adam Å", "Socialudvalget"), ("Bo Ø", "Børn- og ungeudvalget"), ("Cai Y", "Skoleudvalg")):
        in_committee(shown(people.councillor(name, duty=Duty.COMMITTEE_CHAIR), now), committee, now)
    mads = people.mads()
    in_committee(mads, "Børne- og skoleudvalget", now)
    mine = finding.own_duties(people.actor(mads, now), now=now)
    assert mine == [(Duty.COMMITTEE_CHAIR, "Børne- og skoleudvalget")]
    like = finding.roots_of(["Børne- og skoleudvalget"])
    assert like == ("børn", "skol")
    assert found(mads, now, duties=(Duty.COMMITTEE_CHAIR,), like=like) == ["Bo Ø", "Cai Y", "Adam Å"]


def test_at_most_twenty_and_it_says_when_there_are_more(room: Flask, now: datetime) -> None:
    for n in range(21):
        shown(people.councillor(f"Karla {'abcdefghijklmnopqrstu'[n]}"), now)
    answer = search(Wanted(name="karla"), by=people.actor(people.amina(), now), now=now)
    assert len(answer.hits) == 20 and answer.has_more


def test_who_is_suspended_or_sits_no_more_is_not_found(room: Flask, now: datetime) -> None:
    shown(people.karen(), now).suspended_at = now
    lapsed = people.councillor("Karen Lund", period=ENDED)
    lapsed.shown_at = now
    names.index_name(lapsed)
    db.session.flush()
    assert found(people.amina(), now, name="karen") == []


def everybody(now: datetime, at: Any) -> list[Actor]:
    ole = db.session.get_one(Person, at.created_by_id)
    both = people.with_role(Role.SECRETARY, "Begge Dele", town="Ringsted")
    return [
        people.actor(one, now)
        for one in (
            people.amina(), people.birgit(), ole, people.with_role(Role.ORGANISER), people.adam(), both,
            people.with_role(Role.MODERATOR), people.person("Pia Ny"), people.councillor(period=ENDED),
        )
    ]  # fmt: skip


def test_the_search_finds_exactly_whom_the_policy_lets_one_find(room: Flask, now: datetime) -> None:
    """The rule and the statement, side by side, for everybody and everybody."""
    at = meetings.seminar(now)
    there = [
        shown(people.councillor("Prøve Aarhus"), now), shown(people.councillor("Prøve Ringsted", town="Ringsted"), now),
        shown(people.councillor("Prøve Gæst", town="København"), now),
    ]  # fmt: skip
    take(at, there[2], now)
    asked = 0
    for by in everybody(now, at):
        mine = whereabouts.worked_on(by)
        met = whereabouts.people_at(mine) if mine else None
        hits = {hit.name for hit in search(Wanted(name="prøve"), by=by, now=now, met=met).hits}
        for one in there:
            seen = members.member(one.uid, now=now)
            assert seen is not None
            met_at = whereabouts.events_of(one.id, mine)
            thing = replace(seen, event_ids=met_at)
            assert (one.name in hits) == can(by, Permission.SEARCH_MEMBERS, thing), (by, one.name)
            assert (one.name in hits) == (members.capacity_in(by, thing) is not None)
            asked += 1
    assert asked == 27


def test_an_organiser_looks_up_by_name_and_does_not_browse(room: Flask, now: datetime) -> None:
    by = people.actor(people.ole(), now)
    with pytest.raises(NameIsNeeded):
        search(Wanted(duties=(Duty.MEMBER,)), by=by, now=now, met=whereabouts.people_at([1]))


@pytest.mark.parametrize("is_shown", [True, False])
def test_the_list_is_told_to_sitting_councillors_alone_and_only_by_choice(
    room: Flask, now: datetime, is_shown: bool
) -> None:
    at = meetings.seminar(now)
    karen = shown(people.councillor("Karen Friis", town="Ringsted"), now, shows_list=is_shown)
    take(at, karen, now)
    db.session.flush()
    told = []
    for by in everybody(now, at):
        seen = members.member(karen.uid, now=now)
        assert seen is not None
        seen = replace(seen, event_ids=whereabouts.events_of(karen.id, whereabouts.worked_on(by)))
        shows = members.as_seen_by(by, seen)
        told.append(shows.seats[0].list is not None)
        assert (shows.email is not None) == can(by, Permission.SEE_CONTACT, seen)
    assert told == [is_shown, *[False] * 8]


def test_whoever_sits_and_has_a_role_sees_what_each_sees(room: Flask, now: datetime) -> None:
    both = people.councillor("Begge Dele", town="København")
    people.actions.give_role(both, Role.ADMINISTRATOR, by=people.TESTER, now=people.PERIOD[0])
    seen = members.member(shown(people.karen(), now, shows_list=True).uid, now=now)
    assert seen is not None
    shows = members.as_seen_by(people.actor(both, now), seen)
    assert shows.email == "karen@example.dk" and shows.seats[0].list == "A Socialdemokratiet"
    assert members.capacity_in(people.actor(both, now), seen) is members.Capacity.ADMINISTRATOR


def test_who_did_not_say_yes_is_opened_only_by_those_with_a_duty(room: Flask, now: datetime) -> None:
    at = meetings.seminar(now)
    karen = people.councillor("Karen Friis", town="Ringsted")
    take(at, karen, now)
    db.session.flush()
    seen = members.member(karen.uid, now=now)
    assert seen is not None
    as_whom = []
    for by in everybody(now, at):
        mine = replace(seen, event_ids=whereabouts.events_of(karen.id, whereabouts.worked_on(by)))
        as_whom.append(members.capacity_in(by, mine))
    c = members.Capacity
    assert as_whom == [None, c.SECRETARY, c.ORGANISER, None, c.ADMINISTRATOR, c.SECRETARY, c.MODERATOR, None, None]


def test_what_is_chosen_is_kept_with_its_time_and_taken_back_at_once(room: Flask, now: datetime) -> None:
    karen, later = people.karen(), now + timedelta(days=3)
    shown(karen, now, shows_list=True, about="Budget")
    shown(karen, later, shows_list=True)
    assert (karen.shown_at, karen.list_shown_at, karen.about) == (now, now, "")
    hidden(karen, later)
    assert (karen.shown_at, karen.list_shown_at) == (None, None)
    seen = members.member(karen.uid, now=now)
    assert seen is not None and seen.seats[0].list is None
    told = db.session.scalars(sa.select(Entry.happening).where(Entry.subject_id == karen.id).order_by(Entry.id)).all()
    h = Happening
    assert told[-5:] == [h.PROFILE_EDITED, h.LIST_SHOWN, h.PROFILE_EDITED, h.PROFILE_EDITED, h.LIST_HIDDEN]


def test_a_profile_is_changed_by_its_owner_and_within_bounds(room: Flask, now: datetime) -> None:
    karen, amina = people.karen(), people.amina()
    mine = {"is_shown": True, "about": "", "shows_list": False, "now": now}
    with pytest.raises(Forbidden):
        actions.edit_profile(karen, by=people.actor(amina, now), **mine)
    lapsed = people.councillor(period=ENDED)
    with pytest.raises(Forbidden):
        actions.edit_profile(lapsed, by=people.actor(lapsed, now), **mine)
    by = people.actor(karen, now)
    with pytest.raises(AboutIsTooLong):
        actions.edit_profile(karen, by=by, **mine | {"about": "a" * 501})
    with pytest.raises(ListNeedsProfile):
        actions.edit_profile(karen, by=by, **mine | {"is_shown": False, "shows_list": True})


def test_a_new_name_is_found_and_the_old_one_is_not(room: Flask, now: datetime) -> None:
    karen = shown(people.karen(), now)
    karen.name = "Karen Ørsted"
    names.index_name(karen)
    assert found(people.amina(), now, name="ørst") == ["Karen Ørsted"]
    assert found(people.mads(), now, name="friis") == []
