"""An appointment as iCalendar (RFC 5545, 5546): the invitation in a letter, its cancellation, and feeds.

From plain data: this module knows no event and no person. The time zone is written out by us, because
the one icalendar 7.3 makes begins summer time an hour late (at 03:00, where RFC 5545 § 3.6.5 counts on the
clock as it was before: 02:00) and takes 2 KB.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
    vText,
)

from politiker.core.danish import COPENHAGEN, local

PRODUCT = "-//politiker//politiker//DA"
REFRESH = timedelta(hours=1)  # how often a subscribed calendar is asked to look again


class OrganiserIsMissing(ValueError):
    """An invitation must say who invites (RFC 5546 § 3.2.2): a mistake in our code."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a calendar needs to know. Times are aware; `sequence` grows with every change that is sent out."""

    uid: str
    sequence: int
    summary: str
    description: str
    location: str
    url: str
    starts_at: datetime
    ends_at: datetime
    organiser_name: str | None
    organiser_email: str | None
    stamp: datetime
    is_called_off: bool = False


def request(appointment: Appointment, attendee_name: str, attendee_email: str) -> bytes:
    """The invitation a guest's mail program shows with a day and a clock. No other guest is named in it.

    It says that the guest is coming and asks for no answer: the seat is already theirs, and an answer button
    would write to nobody. Raises OrganiserIsMissing, NaiveTime.
    """
    return _invitation(appointment, "REQUEST", "CONFIRMED", attendee_name, attendee_email)


def cancel(appointment: Appointment, attendee_name: str, attendee_email: str) -> bytes:
    """The note that takes the appointment out of the guest's calendar again.

    Give it a higher `sequence` than what was sent before. Raises OrganiserIsMissing, NaiveTime.
    """
    return _invitation(appointment, "CANCEL", "CANCELLED", attendee_name, attendee_email)


def publish(appointments: Iterable[Appointment], name: str) -> bytes:
    """A calendar to subscribe to, or a single appointment to download; it never names a guest.

    Subscribers are asked to look again every hour, in the two ways calendar programs understand.
    Raises NaiveTime.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("name", vText(_line(name)))
    calendar.add("x-wr-calname", vText(_line(name)))
    calendar.add("x-wr-timezone", vText(str(COPENHAGEN)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for appointment in appointments:
        calendar.add_component(_event(appointment, "CANCELLED" if appointment.is_called_off else "CONFIRMED"))
    return bytes(calendar.to_ical())


def _invitation(appointment: Appointment, method: str, status: str, name: str, email: str) -> bytes:
    if not appointment.organiser_email:
        raise OrganiserIsMissing(appointment.uid)
    event = _event(appointment, status)
    attendee = _address(name, email)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    event.add("attendee", attendee)
    calendar = _calendar(method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_copenhagen())
    return calendar


def _event(appointment: Appointment, status: str) -> Event:
    event = Event()
    event.add("uid", _line(appointment.uid))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", local(appointment.stamp).astimezone(UTC))
    event.add("dtstart", _moment(appointment.starts_at))
    event.add("dtend", _moment(appointment.ends_at))
    event.add("summary", _line(appointment.summary))
    event.add("status", status)
    if appointment.description:
        event.add("description", _text(appointment.description))
    if appointment.location:
        event.add("location", _text(appointment.location))
    if appointment.url:
        event.add("url", quote(appointment.url, safe=";/?:@&=+$,%#[]!'()*~", errors="replace"))
    if appointment.organiser_email:
        event.add("organizer", _address(appointment.organiser_name or "", appointment.organiser_email))
    return event


def _moment(moment: datetime) -> datetime:
    """Danish clock time, but UTC in the second of the two hours numbered 2 in October.

    A local time there always means the first of the two (RFC 5545 § 3.3.5), an hour too early.
    """
    shown = local(moment)
    return shown.astimezone(UTC) if shown.fold else shown


def _copenhagen() -> Timezone:
    """Danish summer time since 1996, from last Sunday of March to last of October (directive 2000/84/EC)."""
    zone = Timezone()
    zone.add("tzid", str(COPENHAGEN))
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    for part, name, begins, month, before, after in (
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 3, winter, summer),
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 10, summer, winter),
    ):
        part.add("dtstart", begins)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone


def _address(name: str, email: str) -> vCalAddress:
    """A person as RFC 5545 writes one; anything odd in the address is percent-encoded (RFC 6068)."""
    address = vCalAddress(f"mailto:{quote(email, safe='@+!$*-._~', errors='replace')}")
    if name:
        address.params["CN"] = _line(name).replace('"', "'").replace("^", "")
    return address


def _text(text: str) -> str:
    """Without control characters, which no calendar may hold, but with its line breaks and tabs."""
    lines = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc")


def _line(text: str) -> str:
    """The same on one line."""
    return " ".join(_text(text).split())
