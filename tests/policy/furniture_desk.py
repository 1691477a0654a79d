"""The organiser's desk of the town: an event with everything on its pages, and the like of another organiser.

On every list sits somebody whose list is a word that stands nowhere else; see `canaries`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from politiker.core.database import db
from politiker.events.council_calendars.actions import take_in_calendar
from politiker.events.council_calendars.reading import Meeting
from politiker.events.date_polls import actions as dates
from politiker.events.details import ProgrammePoint
from politiker.events.models import Event, ItemKind
from politiker.events.planning.preparations import add_preparation
from politiker.mail.outbox import OutgoingMail
from politiker.people.models import Person
from politiker.policy import Actor
from politiker.registrations import actions, approving, programme_seats
from politiker.registrations.copying import NewDate, make_series, save_as_template
from politiker.registrations.mailings import actions as mailings
from politiker.registrations.mailings import queries as mailing_queries
from politiker.registrations.models import Participant, Registration
from politiker.registrations.participants import acts, notes
from politiker.registrations.participants.newcomers import Newcomer, person_for
from politiker.registrations.questions.answering import Given, answer
from politiker.registrations.questions.models import Asked, Question, QuestionKind
from politiker.registrations.questions.setting_up import ChoiceDetails, QuestionDetails, add_question
from politiker.registrations.series_acts import SeriesAct, publish_dates
from politiker.registrations.terms import blocks, twins
from politiker.registrations.terms.fees import Terms, Tier
from politiker.registrations.terms.setting import Limits, set_terms
from tests import meetings, people
from tests.policy.furniture import ENDED, Things, Who

NIGHT = QuestionDetails(
    QuestionKind.YES_NO, Asked.AFTER, "Overnatter du?", "At bestille værelser",
    choices=(ChoiceDetails("Ja", most=20, price=95_000), ChoiceDetails("Nej")),
)  # fmt: skip
WORDS = QuestionDetails(QuestionKind.TEXT, Asked.AFTER, "Hvad vil du tale om?", "At sætte bordene")
LETTER = mailings.Draft("Praktisk om [arrangement]", "Kære [navn]\n\nVi ses [tid] på [sted].")


@dataclass(frozen=True)
class Desk:
    """One event, whoever runs it, and what is on its pages."""

    event: Event
    by: Actor
    now: datetime

    def seat(self, person: Person, at: datetime | None = None) -> Registration:
        """Somebody signs up; `at` is when the mandate still ran."""
        sitting = people.actor(person, at or self.now)
        return actions.register(self.event, by=sitting, now=self.now)

    def guest(self, seat: Registration) -> Actor:
        return people.actor(db.session.get_one(Person, seat.person_id), self.now)

    def ask(self, details: QuestionDetails) -> Question:
        return add_question(self.event, details, by=self.by, now=self.now)

    def prepare(self) -> int:
        return add_preparation(self.event, "Bestil mad", 7, by=self.by).id

    def reserve(self) -> int:
        until = self.now + timedelta(days=10)
        return blocks.reserve_seats(self.event, "Gruppen", 2, until, by=self.by, now=self.now).id

    def view(self) -> int:
        notes.save_view(self.event, "Alle", "order=name", by=self.by)
        return max(db.session.scalars(sa.select(notes.SavedView.id).where(notes.SavedView.event_id == self.event.id)))

    def write(self) -> Any:
        return mailings.write_mailing(self.event, LETTER, by=self.by, now=self.now)


def desk(who: Who, things: Things, now: datetime) -> Things:
    """`a full one`: in a series and on the net too; CO, LA, a speaker without an account and one of the odd list have
    seats, somebody stands in line, and another waits for an answer.
    """
    venue = meetings.venue().id
    event = meetings.seminar(
        now, organiser=who["OR"], title="Fuldt hus", capacity=6, venue_id=venue, programme=_programme(now)
    )
    ours = Desk(event, people.actor(who["OR"], now), now)
    mine, lone, odd = _seats(ours, who)
    outsider = acts.add(event, _speaker(ours), Participant.SPEAKER, by=ours.by, now=now)
    block = ours.reserve()
    line = ours.seat(people.councillor("Linus Kø", town="Køge", letter="A"))
    approving.approve_by_hand(event, wanted=True, by=ours.by, now=now)
    waits = ours.seat(people.councillor("Vera Venter", town="Køge", letter="Å9"))
    question = _asked(ours, (mine, odd))
    terms = Terms({Participant.COUNCILLOR: 0, Participant.OFFICIAL: 250_000}, (Tier(14, percent=50),))
    set_terms(event, terms, Limits(municipality_limit=4, confirm_days=3), by=ours.by, now=now)
    for seat in (mine, lone, odd):
        seat.presence_asked_at = now
    notes.write_note(event, odd, "Kommer først efter frokost.", by=ours.by, now=now)
    notes.tag([odd.id, mine.id], notes.tag_named(event, "Kommer med bus", by=ours.by).id)
    here = {"event_id": event.id, "slug": event.slug}
    there = things["members"]
    draft, sent, failed = _letters(ours)
    made = {
        "a full one": here,
        "to do": here | {"preparation_id": ours.prepare()},
        "a question": here | {"question_id": question},
        "a block": here | {"block_id": block},
        "a view": here | {"view_id": ours.view()},
        "a mailing": here | {"mailing_id": draft},
        "one sent": here | {"mailing_id": sent},
        "failed": here | {"mail_id": failed},
        "on the line": here | {"uid": line.uid},
        "an outsider": here | {"uid": outsider.uid},
        "awaiting": here | {"uid": waits.uid},
    }
    made |= {
        "todo astray": there | {"preparation_id": made["to do"]["preparation_id"]},
        "ask astray": there | {"question_id": question},
        "seat astray": there | {"block_id": block},
        "view astray": there | {"view_id": made["a view"]["view_id"]},
        "mail astray": there | {"mailing_id": draft},
        "fail astray": there | {"mail_id": failed},
        "line astray": there | {"uid": line.uid},
        "wait astray": there | {"uid": waits.uid},
    }
    twins.make_twin(event, 40, "https://moede.example/1", by=ours.by, now=now)
    return made | _planned(ours, who, now) | _of_another(who, things, now)


def _seats(ours: Desk, who: Who) -> tuple[Registration, Registration, Registration]:
    """CO and one of the odd list sit; so does LA, whose mandate has ended since."""
    mine, odd = ours.seat(who["CO"]), ours.seat(found("Lisa Liste"))
    lone = ours.seat(who["LA"], ENDED[0] + timedelta(days=1))
    [first, *_rest] = db.session.scalars(
        sa.select(programme_seats.ProgrammeItem.id).where(programme_seats.ProgrammeItem.event_id == ours.event.id)
    )
    for seat in (mine, odd):
        programme_seats.choose_items(seat, [first], by=ours.guest(seat), now=ours.now)
    return mine, lone, odd


def _asked(ours: Desk, seats: tuple[Registration, ...]) -> int:
    """Two questions, both answered. Returns the id of the first."""
    night, words = ours.ask(NIGHT), ours.ask(WORDS)
    for seat in seats:
        told = {night.id: Given(choices=frozenset({night.choices[0].id})), words.id: Given(text="Skoler")}
        answer(seat, told, by=ours.guest(seat), now=ours.now)
    return night.id


def _letters(ours: Desk) -> tuple[int, int, int]:
    """A draft, a letter that is sent, and one of its mails that did not arrive."""
    draft, sent = ours.write(), ours.write()
    mailings.send_mailing(sent, ours.event, expected=mailing_queries.count_of(sent), by=ours.by, now=ours.now)
    mails = sa.select(OutgoingMail).where(OutgoingMail.letter == "mailing").order_by(OutgoingMail.id)
    failed = db.session.scalars(mails).first()
    assert failed is not None
    failed.failed_at, failed.error = ours.now, "550 5.1.1"
    db.session.flush()
    return draft.id, sent.id, failed.id


def _planned(ours: Desk, who: Who, now: datetime) -> Things:
    """A series and what was done to it, a template, and a draft with dates that CO is asked about."""
    later = NewDate(ours.event.starts_at + timedelta(days=30))
    series = make_series(ours.event, "Rækken", [later], by=ours.by, now=now)
    by = people.actor(who["OR"], now)  # with rights to the copies
    copy = db.session.scalars(sa.select(Event.id).where(Event.series_id == series.id).order_by(Event.id.desc())).first()
    act = publish_dates(series, [copy or 0], by=by, now=now)
    template = save_as_template(ours.event, by=by, now=now, title="Skabelon")
    undated = meetings.draft(now, organiser=who["OR"], title="Uden dato")
    by = people.actor(who["OR"], now)
    poll = dates.propose_dates(undated, [now + timedelta(days=n) for n in (40, 47)], by=by, now=now)
    dates.ask_about_dates(poll, undated, [who["CO"].id, found("Lisa Liste").id], by=by, now=now)
    meeting = Meeting("r-1", now + timedelta(days=40), now + timedelta(days=40, hours=4))
    take_in_calendar(people.municipality("Ringsted"), [meeting], by=by, now=now)
    return {
        "a series": {"series_id": series.id},
        "an act": {"series_id": series.id, "act_id": act.id},
        "a template": {"event_id": template.id, "slug": template.slug},
        "dates asked": {"event_id": undated.id, "slug": undated.slug},
    }


def _of_another(who: Who, things: Things, now: datetime) -> Things:
    """The same at the event of another organiser."""
    event = db.session.get_one(Event, things["of another"]["event_id"])
    theirs, here = Desk(event, people.actor(who["O2"], now), now), things["of another"]
    series = make_series(event, "Ottos", [NewDate(event.starts_at + timedelta(days=9))], by=theirs.by, now=now)
    ours = db.session.scalars(sa.select(SeriesAct.id).order_by(SeriesAct.id)).first()
    return {
        "to do O2": here | {"preparation_id": theirs.prepare()},
        "question O2": here | {"question_id": theirs.ask(WORDS).id},
        "block O2": here | {"block_id": theirs.reserve()},
        "view O2": here | {"view_id": theirs.view()},
        "mailing O2": here | {"mailing_id": theirs.write().id},
        "series O2": {"series_id": series.id},
        "act astray": {"series_id": series.id, "act_id": ours},
    }


def _speaker(ours: Desk) -> Person:
    odense = people.municipality("Odense").id
    newcomer = Newcomer("sofie@firma.dk", Participant.SPEAKER, "Sofie Tale", odense, "Firmaet")
    return person_for(newcomer, by=ours.by, now=ours.now)


def found(name: str) -> Person:
    """Somebody by name."""
    return db.session.scalars(sa.select(Person).where(Person.name == name)).one()


def _programme(now: datetime) -> tuple[ProgrammePoint, ...]:
    """Two workshops at once."""
    begins = now + timedelta(days=30, hours=1)
    return tuple(
        ProgrammePoint(begins, title, begins + timedelta(hours=1), kind=ItemKind.WORKSHOP, track=title, capacity=9)
        for title in ("Nord", "Syd")
    )
