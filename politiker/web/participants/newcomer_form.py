"""Saying who somebody is: a councillor by name or e-mail, or anybody else by name, e-mail and where they work."""

from typing import Any

import sqlalchemy as sa
from flask import g
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice

from politiker.core import danish
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.names import EmailRefused, NameRefused, clean_email, clean_name
from politiker.core.words import gettext as _
from politiker.people.models import Person
from politiker.people.queries import municipalities
from politiker.registrations.models import Participant
from politiker.registrations.participants.newcomers import Newcomer, councillors_called, person_for
from politiker.web.forms import ChangingForm, refuse
from politiker.web.organiser.fields import LineField, choices
from politiker.web.participants import words


class NewcomerForm(ChangingForm):
    """Who it is, and what they come as."""

    kind = RadioField(_("Comes as"), choices=choices(words.KINDS), default=Participant.COUNCILLOR.value)
    name = LineField(_("Name"), longest=120, description=_("A councillor is found by the whole name or by the e-mail."))
    email = LineField(_("E-mail"), longest=254, description=_("Others than councillors need both."))
    municipality = SelectField(_("Municipality, for others than councillors"))
    organisation = LineField(_("Workplace or organisation, for others than councillors"), longest=120)
    chosen = RadioField(_("Several are called that. Who is it?"), validate_choice=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        towns = sorted(municipalities(), key=lambda row: danish.sort_key(row.name))
        self.municipality.choices = [SelectChoice("", _("None")), *(SelectChoice(str(t.id), t.name) for t in towns)]
        self.chosen.choices = []

    @property
    def participant(self) -> Participant:
        """What they come as."""
        return Participant(self.kind.data)

    def person(self) -> Person | None:
        """The person who is meant, or None with the reason beside the field."""
        if self.participant is Participant.COUNCILLOR and not self.email.data:
            return self._by_name()
        if not self.email.data:
            self.email.errors = [_("Write the e-mail, so that we can send the letters.")]
            return None
        try:
            clean_email(self.email.data)
        except EmailRefused:
            self.email.errors = [_("This is not an e-mail address. Check the spelling.")]
            return None
        if self.participant is not Participant.COUNCILLOR and not self._name_is_right():
            return None
        newcomer = Newcomer(
            email=self.email.data,
            kind=self.participant,
            name=self.name.data,
            municipality_id=int(self.municipality.data) if self.municipality.data else None,
            organisation=self.organisation.data,
        )
        try:
            return person_for(newcomer, by=g.actor, now=g.now)
        except RuleBroken as rule:
            if (sentence := words.words_for(rule)) is None:
                raise
            self.email.errors = [sentence]
        return None

    def _name_is_right(self) -> bool:
        try:
            clean_name(self.name.data)
        except NameRefused:
            self.name.errors = [_("Write the name, without signs that cannot be seen.")]
            return False
        return True

    def _by_name(self) -> Person | None:
        if not self.name.data:
            refuse(self, _("Write the councillor's whole name or e-mail."))
            return None
        found = councillors_called(self.name.data, now=g.now)
        if not found:
            self.name.errors = [_("No councillor is called exactly that. Write the whole name, or the e-mail.")]
            return None
        uids = [row.uid for row in found]
        uid = uids[0] if len(uids) == 1 else self.chosen.data if self.chosen.data in uids else None
        if uid is None:
            self.chosen.choices = [(row.uid, f"{row.name}, {row.municipality}") for row in found]
            self.chosen.errors = [_("Choose who it is.")]
            return None
        return db.session.scalars(sa.select(Person).where(Person.uid == uid)).one()
