"""What has to happen for the letters about joining, logging in and mandates to be written."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.tokens import Token
from politiker.people.councils import reports
from politiker.people.councils.models import Change
from politiker.people.directory.alarm import sound_alarm
from politiker.people.directory.looking import PROFILES
from politiker.people.joining import applying, deciding, reminding
from politiker.people.joining import letters as joining_letters
from politiker.people.joining.models import Application, Rejection
from politiker.people.models import Mandate
from politiker.people.sign_ins import devices, links, resets, suspensions
from politiker.policy import STRANGER, Role, system
from politiker.registrations import lapse
from tests import people


def application(now: datetime, *, confirmed: bool = True) -> Application:
    """Karen says that she sits in Odense, where Birgit's colleague is the secretary."""
    place = people.municipality("Odense").id
    one = applying.apply(place, "Karen Friis", "C", "karen@odense.example", network="", by=STRANGER, now=now)
    applying.send_application(one.id, too_many=False, now=now)
    if confirmed:
        key = db.session.scalars(sa.select(Token).where(Token.subject_id == one.id)).one()
        applying.confirm(one, key, people.HASH, now=now)
    return one


def application_confirm(now: datetime) -> datetime:
    application(now, confirmed=False)
    return now


def already_member(now: datetime) -> datetime:
    joining_letters.already_member(people.karen(), "test", now)
    return now


def decided(now: datetime, *, yes: bool) -> datetime:
    one, by = application(now), people.actor(people.adam(), now)
    if yes:
        deciding.approve(one, by=by, now=now, papers_checked=True)
    else:
        deciding.reject(one, Rejection.NOT_ELECTED, by=by, now=now)
    return now


def queue(now: datetime) -> datetime:
    """Two working days later: the secretary is reminded again, and the administrator too."""
    people.with_role(people.Role.SECRETARY, "Sanne Friis", town="Odense", email="sanne@example.dk")
    people.adam()
    application(now)
    reminding.remind_queue(now=now + timedelta(days=1))
    reminding.remind_queue(now=now + timedelta(days=2))
    return now + timedelta(days=2)


def reset(now: datetime) -> datetime:
    resets.send_reset(people.karen().id, now=now)
    return now


def alarm_profiles(now: datetime) -> datetime:
    people.adam()
    karen = people.karen()
    karen.uid = "c0ffee" * 4
    sound_alarm(PROFILES, by=people.actor(karen, now), now=now)
    return now


def log_in_link(now: datetime) -> datetime:
    links.send_log_in_link(people.karen().id, now=now)
    return now


def new_device(now: datetime) -> datetime:
    devices.recognise(people.karen(), None, now=now)
    return now


def suspended(now: datetime) -> datetime:
    mona = people.actor(people.with_role(Role.MODERATOR, "Mona Dam"), now)
    lasts = timedelta(hours=72)
    suspensions.suspend(people.karen(), lasts=lasts, reason=suspensions.Reason.TAKEN_OVER, by=mona, now=now)
    return now


def mandate_ended(now: datetime) -> datetime:
    mandate = db.session.scalars(sa.select(Mandate).where(Mandate.person_id == people.karen().id)).one()
    mandate.ends_at = now
    db.session.flush()
    lapse.lapse(by=system("lapse"), now=now)
    return now


def change_answered(now: datetime, *, yes: bool) -> datetime:
    karen = people.karen()
    mandate = db.session.scalars(sa.select(Mandate).where(Mandate.person_id == karen.id)).one()
    told = reports.report_change(
        mandate, Change.RESIGNATION, starts_at=now + timedelta(days=20), by=people.actor(karen, now), now=now
    )
    adam = people.actor(people.adam(), now)
    (reports.confirm_report if yes else reports.refuse_report)(told, by=adam, now=now)
    return now


ARRANGED: dict[str, Callable[[datetime], datetime]] = {
    "application_confirm": application_confirm,
    "already_member": already_member,
    "approved": lambda now: decided(now, yes=True),
    "rejected": lambda now: decided(now, yes=False),
    "queue_secretary": queue,
    "queue_administrator": queue,
    "reset": reset,
    "mandate_ended": mandate_ended,
    "change_confirmed": lambda now: change_answered(now, yes=True),
    "change_refused": lambda now: change_answered(now, yes=False),
    "log_in_link": log_in_link,
    "new_device": new_device,
    "suspended": suspended,
    "alarm_profiles": alarm_profiles,
}
