"""What is being decided in the demonstration: a date that some are asked about, and when a few councils meet."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from politiker.core import danish
from politiker.core.database import db
from politiker.demo import accounts
from politiker.demo.accounts import actor
from politiker.events import actions
from politiker.events.council_calendars.actions import take_in_calendar
from politiker.events.council_calendars.reading import Meeting
from politiker.events.date_polls import actions as dates
from politiker.events.date_polls import queries
from politiker.events.date_polls.models import Reply
from politiker.events.details import EventDetails, ProgrammePoint
from politiker.events.models import ForRole, ItemKind, Kind, Topic
from politiker.people.models import Municipality

TITLE = "Temadag: nye veje til nærdemokrati"
ASKED = 12
REPLIES = (Reply.YES, Reply.YES, Reply.IF_NEED_BE, Reply.NO)
TOWNS = ("Ringsted", "Aarhus", "Odense", "Viborg")


def find_a_date(now: datetime) -> None:
    """Ole asks some councillors, Karen among them, which of three days they can come; most have answered."""
    ole, karen = actor(accounts.account("ole").id, now), accounts.account("karen").id
    first = danish.local(now).date() + timedelta(days=70)
    starts = [danish.from_local(first + timedelta(days=days), time(10)) for days in (0, 7, 12)]
    for town in TOWNS:
        place = db.session.scalars(sa.select(Municipality).where(Municipality.name == town)).one()
        meetings = [Meeting(f"{town}-{n}", at, at + timedelta(hours=4)) for n, at in enumerate(starts[:2])]
        take_in_calendar(place, meetings, by=ole, now=now)
    event = actions.draft_event(_details(starts[0]), by=ole, now=now)
    ole = actor(accounts.account("ole").id, now)  # with the rights to it
    poll = dates.propose_dates(event, starts, by=ole, now=now)
    others = [id for id in queries.councillors_of(None, ForRole.ALL, most=ASKED, now=now) if id != karen][:ASKED]
    invitations = dates.ask_about_dates(poll, event, [karen, *others], by=ole, now=now)
    options = queries.options_of(poll.id)
    for number, invitation in enumerate(invitations[1 : ASKED - 3]):
        replies = {option.id: REPLIES[(number + place) % len(REPLIES)] for place, option in enumerate(options)}
        dates.answer_dates(invitation, poll, replies, by=actor(invitation.person_id, now), now=now)


def _details(starts_at: datetime) -> EventDetails:
    def after(hours: float) -> datetime:
        return starts_at + timedelta(hours=hours)

    workshop = ItemKind.WORKSHOP
    return EventDetails(
        title=TITLE,
        kind=Kind.SEMINAR,
        summary="Borgersamlinger, lokaludvalg og digitale høringer: hvad virker, og hvad koster det?",
        starts_at=starts_at,
        ends_at=after(5.5),
        capacity=60,
        contact_name="Ole Krog",
        contact_email="ole@demo.example",
        topics=(Topic.ROLE_OF_POLITICIAN,),
        programme=(
            ProgrammePoint(after(0), "Velkommen", after(0.5)),
            ProgrammePoint(
                after(0.5), "Borgersamlinger i praksis", after(1.5), kind=workshop, track="Sal A", capacity=20
            ),
            ProgrammePoint(after(0.5), "Lokaludvalg med penge", after(1.5), kind=workshop, track="Sal B", capacity=20),
            ProgrammePoint(after(2), "Frokost", after(3), kind=ItemKind.BREAK),
            ProgrammePoint(after(3), "Hvad tager vi med hjem?", after(5)),
        ),
    )
