"""What the letters about moderation tell, read afresh when they are written out. No text, no title, no room."""

from datetime import datetime

from politiker.core import addresses, danish
from politiker.core.database import db
from politiker.core.names import clean_email
from politiker.discussions.members import actor_of
from politiker.discussions.moderation.models import Category, Opening, Reason
from politiker.discussions.rooms.standing import reads, seen_by_id
from politiker.discussions.threads.models import Post
from politiker.mail.outbox import OutgoingMail
from politiker.mail.rendering import Letter
from politiker.people.models import Person

REASONS = {
    Reason.ATTACK: "Det angriber en person i stedet for at tale om sagen.",
    Reason.CONFIDENCE: "Det indeholder noget, der er fortroligt.",
    Reason.POLITICS: "Det er partipolitisk agitation. Her deler vi erfaringer på tværs af partier.",
    Reason.ADVERTISING: "Det er reklame.",
    Reason.OFF_TOPIC: "Det hører ikke til i samtalen.",
    Reason.OTHER: "Det følger ikke reglerne for, hvordan vi taler sammen her.",
}
CATEGORIES = {
    Category.DANGER: "Der kan være fare for et menneskes liv eller helbred.",
    Category.CRIME: "Der er mistanke om noget strafbart.",
    Category.BREACH: "Der er mistanke om, at en uvedkommende har haft adgang.",
    Category.AUTHORITY: "En myndighed eller en domstol har krævet det.",
}


def post_hidden(mail: OutgoingMail, now: datetime) -> Letter | None:
    """A post of one's own is hidden; nothing once it is shown again or deleted."""
    post = db.session.get(Post, mail.facts["post"])
    if post is None or post.hidden_at is None or post.deleted_at is not None:
        return None
    return _about_own_post(mail, post)


def warned(mail: OutgoingMail, now: datetime) -> Letter | None:
    """A post of one's own breaks a rule; nothing once one has deleted it."""
    post = db.session.get(Post, mail.facts["post"])
    return _about_own_post(mail, post) if post is not None and post.deleted_at is None else None


def room_opened(mail: OutgoingMail, now: datetime) -> Letter | None:
    """A closed room one is in was opened to an administrator; nothing for who is in it no longer."""
    person, opening = db.session.get(Person, mail.person_id), db.session.get(Opening, mail.subject_id)
    if person is None or opening is None or opening.ends_at is None:
        return None
    actor = actor_of(person.id, now=now)
    room = seen_by_id(opening.room_id, by=actor, now=now)
    if room is None or not reads(actor, room):
        return None
    facts = {
        "name": person.name,
        "category": CATEGORIES[opening.category],
        "until": danish.long_when(opening.ends_at, opening.ends_at),
        "rooms_url": addresses.absolute("/samtaler"),
    }
    return Letter(person.name, clean_email(person.email).address, facts)


def _about_own_post(mail: OutgoingMail, post: Post) -> Letter | None:
    person = db.session.get(Person, mail.person_id)
    if person is None or person.suspended_at is not None:
        return None
    facts = {
        "name": person.name,
        "reason": REASONS[Reason(mail.facts["reason"])],
        "post_url": addresses.absolute(f"/indlaeg/{post.id}"),
    }
    return Letter(person.name, clean_email(person.email).address, facts)
