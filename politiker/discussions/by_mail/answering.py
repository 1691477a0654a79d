"""An answer by mail becomes a post, or is refused while the machine that brings it still waits for the answer.

The address names the person and the thread; the mail has to be from that person's own address, and whether they may
write there is asked now. A role gives nothing here, for a mail is no second factor.
"""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from politiker.core import addresses
from politiker.core.database import db
from politiker.core.errors import Forbidden, RuleBroken
from politiker.discussions.by_mail import models
from politiker.discussions.by_mail.addresses import Meant, meant_by
from politiker.discussions.by_mail.reading import read
from politiker.discussions.by_mail.stripping import own_words
from politiker.discussions.members import actor_of
from politiker.discussions.rooms.standing import reads, seen_by_id
from politiker.discussions.threads import writing
from politiker.discussions.threads.models import Post, Thread
from politiker.people.models import Person

FILES_LEFT_OUT = "*Filerne i mailen er ikke kommet med.*"


class NoSuchAddress(RuleBroken):
    """It was never ours, or what it named is gone."""


class AddressHasExpired(RuleBroken):
    """It was ours, more than 30 days ago."""


class SenderIsAnother(RuleBroken):
    """The mail is not from the address of the person whose answer this address takes."""


def meaning(address: str, *, now: datetime) -> Meant:
    """Whose answer an address takes, and where. Raises NoSuchAddress, AddressHasExpired."""
    settings = addresses.settings()
    meant = meant_by(address, secret=settings.secret_key, domain=settings.inbound_domain)
    if meant is None:
        raise NoSuchAddress
    if meant.ends_at <= now:
        raise AddressHasExpired
    return meant


def take(raw: bytes, *, to: str, bounce_to: str, now: datetime) -> Post | None:
    """Write the post a mail asks for; None when this very mail was taken before.

    `bounce_to` is the sender of the envelope. Raises NoSuchAddress, AddressHasExpired, SenderIsAnother,
    MailIsAutomatic, MailIsUnreadable, and what `threads.writing.reply` raises.
    """
    meant = meaning(to, now=now)
    mail = read(raw, bounce_to=bounce_to)
    person = db.session.get(Person, meant.person_id)
    if person is None or person.joined_at is None or mail.sender_key != person.email_key:
        raise SenderIsAnother
    actor = actor_of(person.id, now=now)
    actor = replace(actor, roles=frozenset(), secretary_of=frozenset(), rights=frozenset())
    thread = db.session.scalars(sa.select(Thread).where(Thread.id == meant.thread_id)).one_or_none()
    room = seen_by_id(thread.room_id, by=actor, now=now) if thread is not None else None
    if thread is None or room is None or not room.is_open or room.is_confidential or not reads(actor, room):
        raise NoSuchAddress
    if not actor.is_councillor:
        raise Forbidden
    if not models.is_first(to, mail.id, now=now):
        return None
    words = own_words(mail.text)
    if not words:
        raise writing.NothingWritten
    body = f"{words}\n\n{FILES_LEFT_OUT}" if mail.has_files else words
    return writing.reply(thread, body, room=room, by=actor, now=now)
