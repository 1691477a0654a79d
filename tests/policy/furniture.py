"""What stands in the town: people, and all that they may or may not reach."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.events.models import Audience
from politiker.people import actions as people_actions
from politiker.people import mail_choices
from politiker.people.councils.models import Change, MandateReport, Prolongation
from politiker.people.factors.models import Factor, FactorKind
from politiker.people.joining.models import Application, Source
from politiker.people.models import Duty, Mandate, MandateDuty, Municipality, Person
from politiker.policy import Role
from politiker.registrations import actions
from politiker.registrations.models import Registration
from politiker.registrations.tasks import Errand, Task
from tests import meetings, people

ENDED = (datetime.fromisoformat("2022-01-01T00:00+00:00"), datetime.fromisoformat("2026-01-01T00:00+00:00"))
Things = dict[str, dict[str, Any]]
Who = dict[str, Person]


def everybody(now: datetime) -> Who:
    """One of each kind, and some whom they might look for."""
    found = {
        "PE": people.person("Per Uden"),
        "CO": people.karen(),
        "C2": people.mads(),
        "LA": people.councillor("Lone Forhen", period=ENDED),
        "SE": people.birgit(),
        "S2": people.with_role(Role.SECRETARY, "Bente Aa", town="Aarhus"),
        "OR": people.ole(),
        "O2": people.with_role(Role.ORGANISER, "Otto Bo"),
        "MO": people.with_role(Role.MODERATOR, "Mona Bech"),
        "AD": people.adam(),
        "WK": people.with_role(Role.ADMINISTRATOR, "Vera Kort"),
    }
    found["CO"].shown_at = found["CO"].list_shown_at = now
    db.session.flush()
    return found


def events(who: Who, now: datetime) -> Things:
    """Events of one organiser and of another; a seat, and a calendar feed."""
    mine = {
        "public": meetings.seminar(now, organiser=who["OR"], title="Åbent for alle"),
        "members": meetings.seminar(now, organiser=who["OR"], audience=Audience.MEMBERS),
        "a draft": meetings.draft(now, organiser=who["OR"], title="Kladde"),
        "of another": meetings.seminar(now, organiser=who["O2"], title="En andens"),
    }
    karen = people.actor(who["CO"], now)
    seat = actions.register(mine["public"], by=karen, now=now)
    db.session.flush()
    things: Things = {name: {"event_id": event.id, "slug": event.slug} for name, event in mine.items()}
    things["wrong slug"] = things["members"] | {"slug": "forkert"}
    things["a seat"] = things["public"] | {"uid": seat.uid}
    things["true"] = {"secret": people_actions.open_feed(who["CO"], by=karen, now=now)}
    lone, ringsted = who["LA"], people.councillor("Rasmus Gået", town="Ringsted", period=ENDED)
    left = _left(mine["public"], lone, now)
    left_elsewhere = _left(mine["of another"], ringsted, now)
    things["a task"] = {"task_id": _task(left, people.municipality("Aarhus"), now)}
    things["another's"] = {"task_id": _task(left_elsewhere, people.municipality("Ringsted"), now)}
    assert now + timedelta(days=1) < mine["public"].starts_at
    return things


def members(who: Who, now: datetime) -> Things:
    """Councillors who said yes to be found, in Ringsted and in Aarhus, one who did not, and one with no mandate."""
    colleague = people.councillor("Rikke Vist", town="Ringsted", letter="V", duty=Duty.COMMITTEE_CHAIR)
    elsewhere = people.councillor("Erik Fjern", town="Aarhus", letter="A", duty=Duty.COMMITTEE_CHAIR)
    hidden = people.councillor("Hanne Skjult", town="Ringsted", letter="V", duty=Duty.COMMITTEE_CHAIR)
    colleague.shown_at = colleague.list_shown_at = elsewhere.shown_at = now
    db.session.flush()
    return {
        "colleague": _member(colleague, "Ringsted"),
        "elsewhere": _member(elsewhere, "Aarhus"),
        "not shown": _member(hidden, "Ringsted"),
        "a guest": _member(who["CO"], "Aarhus"),
        "an admin": {"uid": who["AD"].uid},
        "no mandate": {"uid": who["PE"].uid, "code": people.municipality("Ringsted").code},
    }


def papers(who: Who, now: datetime) -> Things:
    """Applications, reports of a change, councils to be prolonged, and a second factor."""
    ringsted, aarhus = people.municipality("Ringsted"), people.municipality("Aarhus")
    applicants = [people.person(f"Ansøger {name}") for name in ("Andersen", "Berg")]
    asked = [_application(one, place, now) for one, place in zip(applicants, (ringsted, aarhus), strict=True)]
    own = {kind: _application(who[kind], ringsted, now) for kind in ("PE", "AD", "SE")}
    reports = [_report(who[kind], now) for kind in ("C2", "CO")]
    lists = [_prolongation(place, who[kind], now) for place, kind in ((ringsted, "AD"), (aarhus, "WK"))]
    factor = Factor(
        uid=secrets.token_hex(12), person_id=who["CO"].id, kind=FactorKind.PASSKEY, name="Nøgle", credential="abc",
        public_key="abc", created_at=now, confirmed_at=now,
    )  # fmt: skip
    db.session.add(factor)
    db.session.flush()
    return {
        "applicant": {"uid": asked[0].uid},
        "applic else": {"uid": asked[1].uid},
        "applic me": {"uid": own["PE"].uid},
        "applic AD": {"uid": own["AD"].uid},
        "applic SE": {"uid": own["SE"].uid},
        "report": {"uid": reports[0].uid, "code": ringsted.code},
        "report else": {"uid": reports[1].uid, "code": aarhus.code},
        "asked by AD": {"uid": lists[0].uid, "code": ringsted.code},
        "asked by WK": {"uid": lists[1].uid, "code": aarhus.code},
        "a factor": {"uid": factor.uid},
    }


def keys(who: Who, things: Things, now: datetime, secret: str) -> Things:
    """A key from a letter of every sort."""
    unanswered = _application(None, people.municipality("Ringsted"), now)
    wanted = {
        "true": (Purpose.INVITATION, who["PE"].id),
        "link": (Purpose.LOG_IN, who["CO"].id),
        "applied": (Purpose.APPLICATION, unanswered.id),
        "new email": (Purpose.EMAIL, 2_000_000_011),
    }
    found = {}
    for name, (purpose, subject) in wanted.items():
        key = tokens.issue(purpose, subject, now=now)
        db.session.flush()
        found[name] = things.get(name, {}) | {"text": tokens.reveal(key.half, key.purpose, secret)}
    return found | {"a letter": {"text": mail_choices.sealed(who["CO"].uid, mail_choices.Kind.DIGEST, secret)}}


def _member(person: Person, town: str) -> dict[str, Any]:
    mandate = db.session.query(Mandate).filter_by(person_id=person.id).one()
    return {
        "uid": person.uid,
        "code": people.municipality(town).code,
        "place": people.municipality(town).id,
        "duty_id": db.session.query(MandateDuty).filter_by(mandate_id=mandate.id).one().id,
    }


def _left(event: Any, person: Person, now: datetime) -> Registration:
    """The seat of somebody whose mandate has ended since."""
    sitting = people.actor(person, ENDED[0] + timedelta(days=1))
    return actions.register(event, by=sitting, now=now)


def _task(registration: Registration, place: Municipality, now: datetime) -> int:
    task = Task(
        errand=Errand.GUEST_LEFT_COUNCIL, registration_id=registration.id, event_id=registration.event_id,
        municipality_id=place.id, created_at=now,
    )  # fmt: skip
    db.session.add(task)
    db.session.flush()
    return task.id


def _application(person: Person | None, place: Municipality, now: datetime) -> Application:
    email = person.email if person is not None else "ny@example.dk"
    application = Application(
        uid=secrets.token_hex(12), source=Source.APPLIED, person_id=person.id if person else None,
        municipality_id=place.id, list_text="A", name=person.name if person else "Nina Ny", email=email,
        email_key=email.lower(), created_at=now, confirmed_at=now if person else None,
    )  # fmt: skip
    db.session.add(application)
    db.session.flush()
    return application


def _report(person: Person, now: datetime) -> MandateReport:
    mandate = db.session.query(Mandate).filter_by(person_id=person.id).one()
    report = MandateReport(
        uid=secrets.token_hex(12), mandate_id=mandate.id, person_id=person.id, change=Change.RESIGNATION,
        starts_at=now + timedelta(days=30), created_at=now,
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    return report


def _prolongation(place: Municipality, asker: Person, now: datetime) -> Prolongation:
    prolongation = Prolongation(
        uid=secrets.token_hex(12), municipality_id=place.id, asked_by_id=asker.id, asked_at=now,
        ends_at=datetime.fromisoformat("2030-03-31T22:00+00:00"),
    )  # fmt: skip
    db.session.add(prolongation)
    db.session.flush()
    return prolongation
