"""Certificates of attendance: who can have one, what stands in it, and that it holds only while it is true."""

from datetime import UTC, datetime, timedelta

import pytest

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.evaluations import certificates
from politiker.evaluations.errors import EventIsNotOver, NoCertificates, WasNotThere
from politiker.evaluations.models import Certificate, CertificateFor
from politiker.registrations.printing import typesetting
from tests import meetings, people
from tests.afterwards import Afterwards

pytestmark = pytest.mark.usefixtures("room")


def issue(after: Afterwards, number: int, at: datetime | None = None) -> Certificate:
    moment = at or after.over
    return certificates.issue(after.seats[number], by=people.actor(after.people[number], moment), now=moment)


def test_whoever_was_there_has_one_and_the_same_again(now: datetime) -> None:
    after = Afterwards(now, 2)
    with pytest.raises(EventIsNotOver):
        issue(after, 0, at=now)
    code = issue(after, 0).code
    assert len(code) == 22 and issue(after, 0).code == code != issue(after, 1).code
    facts = certificates.shown_by(code)
    assert facts is not None and (facts.name, facts.title) == (after.people[0].name, "Budgettet for begyndere")


def test_whoever_did_not_come_has_none_unless_the_organiser_says_so(now: datetime) -> None:
    after = Afterwards(now, 2)
    after.seats[0].arrived_at = after.event.starts_at
    with pytest.raises(WasNotThere):
        issue(after, 1)
    after.ask(certificate_for=CertificateFor.SEATED, certificate_hours="14 timer")
    facts = certificates.shown_by(issue(after, 1).code)
    assert facts is not None and facts.hours == "14 timer"
    after.ask(certificate_for=CertificateFor.NOBODY)
    with pytest.raises(NoCertificates):
        issue(after, 0)


def test_a_certificate_holds_only_while_it_is_true(now: datetime) -> None:
    after = Afterwards(now, 2)
    code = issue(after, 0).code
    after.seats[1].arrived_at = after.event.starts_at  # somebody was checked in after all, and it was not this one
    db.session.flush()
    assert certificates.shown_by(code) is None


def test_nobody_makes_it_for_another(now: datetime) -> None:
    after = Afterwards(now, 2)
    for stranger in (after.people[1], after.ole):
        with pytest.raises(Forbidden):
            certificates.issue(after.seats[0], by=people.actor(stranger, after.over), now=after.over)


@pytest.mark.parametrize("code", ["", "x" * 21, "x" * 22, "å" * 22, "x" * 5000])
def test_a_code_that_was_never_given_says_nothing(code: str) -> None:
    assert certificates.shown_by(code) is None


def moment(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)  # an hour later on a Danish clock


def test_the_days_of_an_event_have_the_clock_of_the_programme() -> None:
    items = [(moment(25, 8), moment(25, 9)), (moment(25, 18), None), (moment(24, 12), None)]
    days = certificates.days_of(moment(24, 11), moment(26, 11), items)
    assert [certificates.lines_of(day) for day in days] == [
        "tirsdag 24. november 2026 kl. 12–13",
        "onsdag 25. november 2026 kl. 9–19",
        "torsdag 26. november 2026 til kl. 12",
    ]
    assert certificates.hours_of(moment(24, 11), moment(26, 11)) == ""
    assert certificates.hours_of(moment(24, 8), moment(24, 14) + timedelta(minutes=30)) == "6,5 timer"
    assert certificates.hours_of(moment(24, 8), moment(24, 9)) == "1 time"


def test_the_certificate_as_pdf_is_tagged(now: datetime) -> None:
    if not typesetting.is_installed():
        pytest.skip("typst is an extra")
    after = Afterwards(now, 0)
    after.event.venue_id = meetings.venue().id
    facts = certificates.Facts(
        "Karen #let Friis",
        "Budget [1] *2*",
        certificates.days_of(moment(24, 8), moment(24, 14), []),
        "6 timer",
        "Nyborg",
    )
    made = certificates.as_pdf(
        facts, code="x" * 22, address="http://localhost/dokumentation/x", organiser="COK", issued_at=now, now=now
    )
    assert made.startswith(b"%PDF-1.7") and b"/StructTreeRoot" in made and b"/Lang" in made
