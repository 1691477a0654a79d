"""Finding a date: proposed, asked about, answered and chosen."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry, Happening
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.events import actions
from politiker.events.date_polls import actions as dates
from politiker.events.date_polls import queries
from politiker.events.date_polls.forgetting import forget_dates
from politiker.events.date_polls.models import MOST_DATES, DateInvitation, DatePoll, Reply
from politiker.events.details import ProgrammePoint
from politiker.events.models import Event, ForRole
from politiker.events.queries import whole
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Duty
from tests import meetings, people

DAYS = tuple(timedelta(days=30 + n) for n in (0, 7, 14))


def asked(now: datetime) -> tuple[Event, DatePoll, dict[str, DateInvitation]]:
    """Ole's draft with three dates, and Karen, Mads and Amina asked."""
    ole, everybody = people.ole(), [people.karen(), people.mads(), people.amina()]
    event = meetings.draft(now, organiser=ole, programme=(meetings.point(now),), closes_at=now + timedelta(days=20))
    by = people.actor(ole, now)
    poll = dates.propose_dates(event, [now + day for day in DAYS], by=by, now=now)
    dates.ask_about_dates(poll, event, [one.id for one in everybody], by=by, now=now)
    found = {one.name.split()[0]: queries.invitation_of(event.id, one.id) for one in everybody}
    return event, poll, {name: one for name, one in found.items() if one is not None}


def ole(now: datetime) -> people.Actor:
    found = db.session.scalars(sa.select(people.Person).where(people.Person.email_key == "ole@example.dk")).one()
    return people.actor(found, now)


def answer(invitation: DateInvitation, poll: DatePoll, now: datetime, *replies: Reply) -> None:
    ids = [option.id for option in queries.options_of(poll.id)]
    person = db.session.get_one(people.Person, invitation.person_id)
    dates.answer_dates(invitation, poll, dict(zip(ids, replies, strict=False)), by=people.actor(person, now), now=now)


def letters(name: str) -> list[int]:
    query = sa.select(OutgoingMail.person_id).where(OutgoingMail.letter == name).order_by(OutgoingMail.id)
    return list(db.session.scalars(query))


def test_dates_are_as_long_as_the_draft_and_stand_once_somebody_is_asked(room: Flask, now: datetime) -> None:
    event, poll, invitations = asked(now)
    options = queries.options_of(poll.id)
    assert [option.starts_at for option in options] == [now + day for day in DAYS]
    assert {option.ends_at - option.starts_at for option in options} == {event.ends_at - event.starts_at}
    assert letters("dates_asked") == [one.person_id for one in invitations.values()]
    with pytest.raises(dates.DatesAreAsked):
        dates.propose_dates(event, [now + day for day in DAYS], by=ole(now), now=now)


@pytest.mark.parametrize(
    ("days", "refused"),
    [([40], dates.NoDates), ([], dates.NoDates), (range(40, 41 + MOST_DATES), dates.TooManyDates),
     ([-1, 40], dates.DateIsPast)],
)  # fmt: skip
def test_dates_that_cannot_be_asked_about(
    days: list[int], refused: type[Exception], room: Flask, now: datetime
) -> None:
    event = meetings.draft(now, organiser=people.ole())
    with pytest.raises(refused):
        dates.propose_dates(event, [now + timedelta(days=day) for day in days], by=ole(now), now=now)


def test_a_published_event_has_its_date(room: Flask, now: datetime) -> None:
    event = meetings.seminar(now, organiser=people.ole())
    with pytest.raises(dates.EventHasItsDate):
        dates.propose_dates(event, [now + day for day in DAYS], by=ole(now), now=now)


def test_answers_are_counted_and_can_be_changed(room: Flask, now: datetime) -> None:
    _event, poll, who = asked(now)
    answer(who["Karen"], poll, now, Reply.YES, Reply.NO, Reply.IF_NEED_BE)
    answer(who["Mads"], poll, now, Reply.YES, Reply.YES)
    answer(who["Karen"], poll, now, Reply.NO, Reply.NO, Reply.YES)
    first, second, third = queries.counted(poll.id, now=now)
    assert (first.replies, first.unanswered) == ({Reply.YES: 1, Reply.IF_NEED_BE: 0, Reply.NO: 1}, 1)
    assert [one.municipalities for one in (first, second, third)] == [("Ringsted",), ("Ringsted",), ("Aarhus",)]
    assert queries.invited(poll.id) == (3, 2)
    assert third.unanswered == 2


def test_only_oneself_answers_and_only_while_one_sits(room: Flask, now: datetime) -> None:
    _event, poll, who = asked(now)
    mads = people.actor(db.session.get_one(people.Person, who["Mads"].person_id), now)
    with pytest.raises(Forbidden):
        dates.answer_dates(who["Karen"], poll, {}, by=mads, now=now)
    later = people.PERIOD[1] + timedelta(days=1)
    lapsed = people.actor(db.session.get_one(people.Person, who["Mads"].person_id), later)
    with pytest.raises(Forbidden):
        dates.answer_dates(who["Mads"], poll, {}, by=lapsed, now=later)


def test_nobody_is_asked_twice_and_strangers_ask_nobody(room: Flask, now: datetime) -> None:
    event, poll, who = asked(now)
    ids = [one.person_id for one in who.values()]
    assert dates.ask_about_dates(poll, event, ids, by=ole(now), now=now) == []
    assert len(letters("dates_asked")) == 3
    other = people.actor(people.with_role(people.Role.ORGANISER), now)
    with pytest.raises(Forbidden):
        dates.ask_about_dates(poll, event, ids, by=other, now=now)
    with pytest.raises(Forbidden):
        dates.choose_date(event, queries.options_of(poll.id)[0].id, publish=False, by=other, now=now)


def test_the_chosen_date_is_the_events_with_all_its_moments(room: Flask, now: datetime) -> None:
    event, poll, who = asked(now)
    chosen = queries.options_of(poll.id)[1]
    dates.choose_date(event, chosen.id, publish=True, by=ole(now), now=now)
    event = whole(event.id)
    assert (event.starts_at, event.ends_at) == (chosen.starts_at, chosen.ends_at)
    assert event.is_published
    assert event.closes_at == now + timedelta(days=27)
    assert [point.starts_at for point in event.programme] == [chosen.starts_at]
    assert letters("date_chosen") == [one.person_id for one in who.values()]
    assert db.session.scalars(sa.select(Entry).where(Entry.happening == Happening.DATE_CHOSEN)).one()
    with pytest.raises(dates.PollIsClosed):
        answer(who["Karen"], poll, now, Reply.YES)
    with pytest.raises(dates.EventHasItsDate):
        dates.choose_date(event, chosen.id, publish=False, by=ole(now), now=now)


def test_those_asked_hear_again_when_they_can_sign_up(room: Flask, now: datetime) -> None:
    event, poll, _who = asked(now)
    dates.choose_date(event, queries.options_of(poll.id)[0].id, publish=False, by=ole(now), now=now)
    assert len(letters("date_chosen")) == 3
    actions.publish(event, by=ole(now), now=now)
    assert len(letters("date_chosen")) == 6


def test_a_date_of_another_event_cannot_be_chosen(room: Flask, now: datetime) -> None:
    event, _poll, _who = asked(now)
    other = meetings.draft(now, organiser=people.with_role(people.Role.ORGANISER))
    theirs = people.with_role(people.Role.ADMINISTRATOR)
    poll = dates.propose_dates(other, [now + day for day in DAYS], by=people.actor(theirs, now), now=now)
    with pytest.raises(dates.EventHasItsDate):
        dates.choose_date(event, queries.options_of(poll.id)[0].id, publish=False, by=ole(now), now=now)


def test_councillors_are_found_by_council_role_and_address(room: Flask, now: datetime) -> None:
    karen, mads, amina = people.karen(), people.mads(), people.amina()
    mayor = people.councillor(town="Aarhus", duty=Duty.MAYOR)
    people.person(email="nobody@example.dk")

    def found(town: int | None, role: ForRole) -> list[int]:
        return queries.councillors_of(town, role, most=100, now=now)

    assert found(None, ForRole.ALL) == sorted([karen.id, mads.id, amina.id, mayor.id])
    assert found(people.municipality("Aarhus").id, ForRole.ALL) == [karen.id, mayor.id]
    assert found(None, ForRole.MAYOR) == [mayor.id]
    assert found(None, ForRole.COMMITTEE_CHAIR) == [mads.id]
    assert found(None, ForRole.NEWLY_ELECTED) == [amina.id]
    at = queries.councillors_at({"karen@example.dk", "nobody@example.dk", "x@example.dk"}, now=now)
    assert at == {"karen@example.dk": karen.id}


def test_who_was_asked_is_forgotten_after_thirty_days(room: Flask, now: datetime) -> None:
    _event, poll, who = asked(now)
    answer(who["Karen"], poll, now, Reply.YES)
    last = max(option.ends_at for option in queries.options_of(poll.id))
    assert forget_dates(now=last + timedelta(days=30)) == 0
    assert forget_dates(now=last + timedelta(days=30, seconds=1)) == 3
    assert queries.invited(poll.id) == (0, 0)


def test_a_point_stays_the_same_one_when_the_programme_is_changed(room: Flask, now: datetime) -> None:
    point = ProgrammePoint(starts_at=now + timedelta(days=30), title="Velkomst", track="A", capacity=4)
    assert point == ProgrammePoint(starts_at=point.starts_at, title="Velkomst", track="A", capacity=4, id=7)
