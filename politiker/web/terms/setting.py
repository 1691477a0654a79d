"""Prices by kind of participant, what leaving late costs, the limit per municipality, and when presence is asked."""

from typing import Any

from flask import g, redirect, render_template, url_for
from wtforms import BooleanField, Form, FormField, SelectField

from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.core.words import gettext as _
from politiker.events.models import Event
from politiker.policy import Permission
from politiker.registrations.models import Participant
from politiker.registrations.terms.fees import Terms, Tier
from politiker.registrations.terms.presence import LONGEST_BEFORE
from politiker.registrations.terms.setting import Limits, set_terms
from politiker.registrations.terms.wording import in_words, terms_of
from politiker.web.access import Access, open_to
from politiker.web.forms import ChangingForm, answered_before, refuse
from politiker.web.organiser.door import EVENT, Page, event_for, let_go, sections
from politiker.web.organiser.fields import NumberField, RowList, choices
from politiker.web.terms.door import blueprint
from politiker.web.terms.fields import KronerField
from politiker.web.terms.words import words_for

MOST_TIERS, MOST_DAYS, MOST_PER_MUNICIPALITY = 4, 365, 1000
PERCENT, KRONER = "percent", "kroner"
PRICES = {
    Participant.COUNCILLOR: "councillor",
    Participant.OFFICIAL: "official",
    Participant.SPEAKER: "speaker",
    Participant.OTHER: "other",
}


class TierRow(Form):
    """Leaving later than so many days before costs so much; an empty row is nothing."""

    days = NumberField(_("Days before"), least=1, most=MOST_DAYS)
    amount = KronerField(_("Costs"))
    unit = SelectField(_("Unit"), choices=choices({PERCENT: _("percent of the price"), KRONER: _("kroner")}))

    @property
    def is_empty(self) -> bool:
        return self.days.data is None and self.amount.data is None and not self.errors

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if not is_right or self.is_empty:
            return is_right
        if self.days.data is None:
            self.days.errors = [_("Write how many days before the event.")]
        if not self.amount.data:
            self.amount.errors = [_("Write what it costs.")]
        elif self.unit.data == PERCENT and (self.amount.data > 100_00 or self.amount.data % 100):
            self.amount.errors = [_("Write a whole number of percent, at most 100.")]
        return not self.errors

    def tier(self) -> Tier:
        """What the row says."""
        if self.unit.data == PERCENT:
            return Tier(self.days.data, percent=self.amount.data // 100)
        return Tier(self.days.data, ore=self.amount.data)


class TermsForm(ChangingForm):
    """All of it, on one page."""

    councillor = KronerField(_("A councillor pays"))
    official = KronerField(_("An official pays"))
    speaker = KronerField(_("A speaker pays"))
    other = KronerField(_("Others pay"))
    tiers = RowList(FormField(TierRow), _("What leaving late costs"), max_entries=MOST_TIERS)
    substitute_free = BooleanField(_("A substitute is free of charge"))
    refill_waives = BooleanField(_("It costs nothing when somebody on the waiting list gets the seat"))
    municipality_limit = NumberField(_("Most seats for one municipality"), least=1, most=MOST_PER_MUNICIPALITY)
    confirm_days = NumberField(_("Ask guests whether they come, days before"), least=1, most=LONGEST_BEFORE)

    def __init__(self, event: Event, **more: Any) -> None:
        super().__init__(data=_asked(event), **more)
        while len(self.tiers) < MOST_TIERS and not self.is_submitted():
            self.tiers.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if self.tiers.has_too_many:
            self.form_errors.append(_("There are at most %(most)s lines.", most=MOST_TIERS))
        rows = [entry.form for entry in self.tiers if not entry.form.is_empty]
        days = [row.days.data for row in rows]
        for row in rows:
            if row.days.data is not None and days.count(row.days.data) > 1:
                row.days.errors = [_("Two lines have the same number of days.")]
                is_right = False
        if not is_right and not self.errors:
            self.tiers.errors = [entry.errors for entry in self.tiers]
        return is_right and not self.tiers.has_too_many

    def terms(self) -> Terms:
        """What was typed."""
        prices = {kind: self[name].data for kind, name in PRICES.items() if self[name].data is not None}
        tiers = sorted((row.form.tier() for row in self.tiers if not row.form.is_empty), key=lambda t: -t.days_before)
        return Terms(prices, tuple(tiers), self.substitute_free.data, self.refill_waives.data)


def _asked(event: Event) -> dict[str, Any]:
    terms = terms_of(event)
    return {
        **{PRICES[kind]: ore for kind, ore in terms.prices.items()},
        "tiers": [_row(tier) for tier in terms.tiers],
        "substitute_free": event.substitute_free,
        "refill_waives": event.refill_waives,
        "municipality_limit": event.municipality_limit,
        "confirm_days": event.confirm_days,
    }


def _row(tier: Tier) -> dict[str, Any]:
    if tier.percent is not None:
        return {"days": tier.days_before, "amount": tier.percent * 100, "unit": PERCENT}
    return {"days": tier.days_before, "amount": tier.ore, "unit": KRONER}


@blueprint.route(f"{EVENT}/vilkaar", methods=["GET", "POST"])
@open_to(Access.STAFF)
def prices_and_terms(event_id: int) -> Page:
    """What does it cost to come, and to leave? Guests of a published event are told of changes."""
    event = event_for(Permission.EDIT_EVENT, event_id)
    if event.twin_of_id is not None:
        return redirect(url_for("terms.prices_and_terms", event_id=event.twin_of_id), 302)
    form = TermsForm(event)
    if form.validate_on_submit():
        there = url_for("terms.prices_and_terms", event_id=event_id, besked="gemt")
        if earlier := answered_before(form, then=there):
            return redirect(earlier, 303)
        try:
            limits = Limits(form.municipality_limit.data, form.confirm_days.data)
            set_terms(event, form.terms(), limits, by=g.actor, now=g.now)
        except RuleBroken as rule:
            if (words := words_for(rule)) is None:
                raise
            refuse(form, words)
        else:
            db.session.commit()
            return redirect(there, 303)
    if form.is_submitted():
        let_go()
        event = event_for(Permission.EDIT_EVENT, event_id)
    return render_template(
        "terms/prices_and_terms.html",
        form=form,
        event=event,
        said=in_words(terms_of(event)),
        sections=sections(event, "terms.prices_and_terms"),
    ), 422 if form.is_submitted() else 200
