"""What the letters to guests tell, read afresh when they are written out, so that none tells yesterday's truth.

Each answers None when the person may no longer receive it: the seat was given up, the offer ran out, the mandate
ended, the event is over.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from politiker.calendars import Appointment
from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.core.tokens import Purpose, Token
from politiker.events.models import Event
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import CalendarPart, Letter, one_line
from politiker.people import mail_choices
from politiker.people.councils.queries import sits
from politiker.people.mail_choices import Kind
from politiker.people.models import Person
from politiker.registrations.models import Participant, Registration, State
from politiker.registrations.terms.seating import limit_reached
from politiker.registrations.terms.wording import in_words, leaving_in_words, prices_in_words, terms_of


@dataclass(frozen=True)
class Guest:
    """A registration with its event and its person, as they are now."""

    mail: OutgoingMail
    seat: Registration
    event: Event
    person: Person

    def letter(self, now: datetime, *, calendar: str | None = None, **more: Any) -> Letter:
        """What every letter to a guest tells: what, when, where, how to leave, whom to ask; and what is its own."""
        event, sequence = self.event, self.mail.facts.get("sequence")
        part = None
        if calendar is not None and sequence is not None:
            part = CalendarPart(calendar, self._appointment(sequence, calendar))
        facts = {
            "title": event.title,
            "when": danish.long_when(event.starts_at, event.ends_at),
            "place": _place(event),
            "eats_there": event.venue is not None,
            "is_certain": self.seat.is_certain,
            "has_asked": self.seat.state is State.WITHDRAWAL_REQUESTED,
            "join_link": (event.join_link or "") if self.seat.is_certain else "",
            "price": event.price_text,
            **_terms(event),
            "binding": _moment(event.binding_at),
            "is_binding": event.is_binding(now),
            "contact_name": event.contact_name,
            "contact_email": event.contact_email,
            "contact_phone": _phone(event.contact_phone),
            "event_url": addresses.event(event.id, event.slug),
            "seat_url": addresses.seat(event.id, event.slug),
            "asks": event.asks_after > 0 and self.seat.is_certain and self.seat.answered_at is None,
            "mine_url": addresses.my_registrations(),
            "has_calendar": part is not None,
            "has_account": self.has_account,
        }
        address = clean_email(self.mail.address or self.person.email).address
        return Letter(self.person.name, address, facts | more, part)

    @property
    def has_account(self) -> bool:
        """Whoever was put on the list without one cannot log in, and is told whom to write to instead."""
        return self.person.joined_at is not None or self.seat.kind is Participant.COUNCILLOR

    def _appointment(self, sequence: int, method: str) -> Appointment:
        event = self.event
        lines = ["Afviser du aftalen i din kalender, har du stadig pladsen. Du afmelder dig her:"]
        lines.append(addresses.seat(event.id, event.slug) if self.has_account else event.contact_email)
        if event.join_link:
            lines = [f"Deltag her: {event.join_link}", *lines]
        return Appointment(
            uid=addresses.calendar_uid(self.seat.uid),
            sequence=sequence,
            summary=one_line(event.title),
            description="\n".join(lines) if method == "REQUEST" else "",
            location=", ".join(_place(event)),
            url=addresses.event(event.id, event.slug),
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            organiser_name=addresses.settings().organiser_name,
            organiser_email=addresses.sender(),
            stamp=self.mail.created_at,
        )


def _guest(mail: OutgoingMail, now: datetime, *, even_lapsed: bool = False) -> Guest | None:
    """Whom a letter is for; nobody when suspended, or when the mandate has ended and only the end may be told."""
    query = (
        sa.select(Registration, Person, sits(Registration.person_id, now).label("sits"))
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.id == mail.subject_id, Person.id == mail.person_id, Person.suspended_at.is_(None))
        .options(joinedload(Registration.event).joinedload(Event.venue))
    )
    row = db.session.execute(query).one_or_none()
    if row is None or not (row.sits or even_lapsed or row.Registration.kind is not Participant.COUNCILLOR):
        return None
    return Guest(mail, row.Registration, row.Registration.event, row.Person)


def whom_to_write(mail: OutgoingMail, now: datetime) -> Guest | None:
    """Whom an organiser's own letter is for: those who sit in a council, and those whose seat asks for no mandate."""
    guest = _guest(mail, now, even_lapsed=True)
    if guest is None:
        return None
    asks_none = guest.seat.is_certain or guest.seat.state is State.CALLED_OFF
    return guest if asks_none or guest.seat.kind is not Participant.COUNCILLOR else _guest(mail, now)


def with_seat(mail: OutgoingMail, now: datetime, *, even_lapsed: bool = False) -> Guest | None:
    """Somebody whose seat is certain at an event that is not over."""
    guest = _guest(mail, now, even_lapsed=even_lapsed)
    return guest if guest is not None and guest.seat.is_certain and not guest.event.is_over(now) else None


def in_state(mail: OutgoingMail, now: datetime, state: State, *, even_lapsed: bool = False) -> Guest | None:
    """Somebody whose registration stands so now."""
    guest = _guest(mail, now, even_lapsed=even_lapsed)
    return guest if guest is not None and guest.seat.state is state else None


def seat_letter(mail: OutgoingMail, now: datetime) -> Letter | None:
    """You have a seat: `registered` and `promoted`, only while it is so."""
    guest = with_seat(mail, now)
    return guest.letter(now, calendar="REQUEST") if guest is not None else None


def waiting(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The place in line that was given, only while one waits."""
    guest = in_state(mail, now, State.WAITING)
    if guest is None or guest.event.has_begun(now):
        return None
    limit = limit_reached(guest.event, guest.person.id, now=now)
    return guest.letter(now, place_in_line=mail.facts["place"], limit=limit)


def awaiting_organiser(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The organiser decides, only while it is so."""
    guest = in_state(mail, now, State.AWAITING_ORGANISER)
    return guest.letter(now) if guest is not None and not guest.event.has_begun(now) else None


def registration_refused(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The organiser said no, and why. Told even to those whose mandate has ended."""
    guest = in_state(mail, now, State.REFUSED, even_lapsed=True)
    return guest.letter(now, reason=mail.facts["reason"]) if guest is not None else None


def offered(mail: OutgoingMail, now: datetime) -> Letter | None:
    """A seat held for an answer, only while it is held and there is time to answer."""
    guest = in_state(mail, now, State.OFFERED)
    key = db.session.get(Token, mail.facts["key"])
    if guest is None or key is None or key.used_at is not None or guest.event.has_begun(now):
        return None
    deadline = guest.seat.offer_ends_at
    if deadline is None or deadline <= now:
        return None
    return guest.letter(now, deadline=_moment(deadline), key_url=addresses.key(key.half, Purpose.OFFER))


def offer_expired(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The seat went to the next in line."""
    guest = in_state(mail, now, State.EXPIRED)
    return guest.letter(now) if guest is not None and not guest.event.has_begun(now) else None


def withdrawn(mail: OutgoingMail, now: datetime) -> Letter | None:
    """One has left; the calendar strikes it out. Told even to those whose mandate has ended."""
    guest = in_state(mail, now, State.WITHDRAWN, even_lapsed=True)
    return guest.letter(now, calendar="CANCEL", had_seat=mail.facts["sequence"] is not None) if guest else None


def withdrawal_refused(mail: OutgoingMail, now: datetime) -> Letter | None:
    """The organiser did not let one off, and one has not asked again since."""
    guest = in_state(mail, now, State.CONFIRMED)
    return guest.letter(now) if guest is not None and not guest.event.is_over(now) else None


def event_changed(mail: OutgoingMail, now: datetime) -> Letter | None:
    """What is different from before, as it is now; nothing when it was changed back meanwhile.

    Told whoever has a seat, even when their mandate has ended: a seat that stands may be written about.
    """
    guest = _guest(mail, now) or with_seat(mail, now, even_lapsed=True)
    if guest is None or not guest.seat.is_open or guest.event.is_over(now):
        return None
    changes = []
    for change in mail.facts["changes"]:
        present = _as_it_is(guest.event, change["what"])
        if change["what"] == "join_link" or change["was"] != present:
            changes.append(change | {"now": present})
    if not changes:
        return None
    calendar = "REQUEST" if guest.seat.is_certain else None
    return guest.letter(now, calendar=calendar, changes=changes)


def called_off(mail: OutgoingMail, now: datetime) -> Letter | None:
    """It will not be; the calendar strikes it out. Told even to those whose mandate has ended."""
    guest = in_state(mail, now, State.CALLED_OFF, even_lapsed=True)
    return guest.letter(now, calendar="CANCEL", reason=guest.event.called_off_reason or "") if guest else None


def reminder(mail: OutgoingMail, now: datetime) -> Letter | None:
    """What one has a seat at soon, only until it begins, and only for those who want to be reminded."""
    guest = with_seat(mail, now, even_lapsed=True)  # a seat that stands after the mandate may be written about
    if guest is None or guest.event.has_begun(now):
        return None
    if not mail_choices.wants(guest.person.id, Kind.REMINDERS):
        return None
    days = (danish.local(guest.event.starts_at).date() - danish.local(now).date()) // timedelta(days=1)
    unsubscribe = mail_choices.unsubscribe_address(guest.person, Kind.REMINDERS)
    return replace(guest.letter(now, days=days), unsubscribe=unsubscribe)


def _place(event: Event) -> list[str]:
    """Where an event is, in lines."""
    if event.venue is None:
        return ["På nettet"]
    return [event.venue.name, event.venue.address, f"{event.venue.postcode} {event.venue.town}"]


def _terms(event: Event) -> dict[str, str]:
    """What each kind of participant pays, and what leaving costs; nothing where nothing is set."""
    terms = terms_of(event)
    return {"prices": prices_in_words(terms), "leaving": leaving_in_words(terms)}


def _phone(number: str) -> str:
    """ "+45 12 34 56 78": in pairs, as Danes read a Danish number."""
    return (
        f"+45 {' '.join(number[i : i + 2] for i in range(3, 11, 2))}" if re.fullmatch(r"\+45\d{8}", number) else number
    )


def _moment(moment: datetime | None, nothing: str = "") -> str:
    return danish.long_when(moment, moment) if moment is not None else nothing


AS_IT_IS: dict[str, Callable[[Event], str]] = {
    "title": lambda event: event.title,
    "time": lambda event: danish.long_when(event.starts_at, event.ends_at),
    "place": lambda event: f"{event.venue.name}, {event.venue.town}" if event.venue else "På nettet",
    "price": lambda event: event.price_text,
    "binding": lambda event: _moment(event.binding_at, "ingen"),
    "join_link": lambda event: "",
    "terms": lambda event: in_words(terms_of(event)),
}


def _as_it_is(event: Event, what: str) -> str:
    """What `events.details.told_changes` would say of it now."""
    return AS_IT_IS[what](event)
