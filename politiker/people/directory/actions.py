"""Saying yes to being found, and taking it back."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from politiker import audit
from politiker.audit import Happening
from politiker.core.database import db, lock_row
from politiker.core.errors import RuleBroken
from politiker.people.directory.models import NameWord
from politiker.people.directory.names import index_name
from politiker.people.models import Person
from politiker.policy import Actor, Permission, require

LONGEST_ABOUT = 500  # characters


class AboutIsTooLong(RuleBroken):
    """A presentation has at most `longest` characters."""


class ListNeedsProfile(RuleBroken):
    """A list is shown on a profile that others can find, or not at all."""


def hide_profiles(person_ids: Collection[int]) -> None:
    """Take back every yes of those who sit no longer; whoever is elected again is asked again."""
    taken_back = {"shown_at": None, "list_shown_at": None}
    db.session.execute(sa.update(Person).where(Person.id.in_(person_ids)).values(taken_back))
    db.session.execute(sa.delete(NameWord).where(NameWord.person_id.in_(person_ids)))


def edit_profile(person: Person, *, is_shown: bool, about: str, shows_list: bool, by: Actor, now: datetime) -> None:
    """Say yes or no to being found and to showing one's list; the time of a yes is kept, a no takes it away at once.

    Raises AboutIsTooLong, ListNeedsProfile.
    """
    require(by, Permission.EDIT_OWN_PROFILE, person)
    if len(about) > LONGEST_ABOUT:
        raise AboutIsTooLong(longest=LONGEST_ABOUT)
    if shows_list and not is_shown:
        raise ListNeedsProfile
    person = lock_row(Person, person.id)
    had_list = person.list_shown_at is not None
    person.shown_at = (person.shown_at or now) if is_shown else None
    person.list_shown_at = (person.list_shown_at or now) if shows_list else None
    person.about = about
    index_name(person)
    audit.record(by, Happening.PROFILE_EDITED, person, now)
    if had_list != shows_list:
        audit.record(by, Happening.LIST_SHOWN if shows_list else Happening.LIST_HIDDEN, person, now)
