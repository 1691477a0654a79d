"""The page itself: how one stands here first, and then one line and one link for each thing about the account."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, render_template, url_for

from config import Settings
from politiker.core.words import gettext as _
from politiker.core.words import ngettext
from politiker.people import queries
from politiker.people.joining.queries import own_application
from politiker.policy import Permission, can
from politiker.privacy.overview import overview, own_mandates
from politiker.web.access import Access, open_to
from politiker.web.own.door import blueprint
from politiker.web.own.standing import duties_of, period, standing_of


@dataclass(frozen=True)
class Way:
    """One thing about the account: how it stands, and where it is changed."""

    name: str
    state: str
    link: str
    url: str


@blueprint.get("/min-side")
@open_to(Access.SIGNED_IN, sensitive=True)
def show() -> str:
    """What do you know about me, and what do you send me?"""
    me = overview(g.actor.person_id, now=g.now)
    mandates = own_mandates(me.id)
    roles = queries.roles_by_date(me.id, now=g.now)
    application = own_application(me.id, now=g.now)
    return render_template(
        "own/show.html",
        me_here=me,
        standing=standing_of(mandates, roles, application),
        mandates=[(mandate, period(mandate.starts_at, mandate.ends_at), duties_of(mandate)) for mandate in mandates],
        roles=roles,
        groups=[(name, ways) for name, ways in _groups(me) if ways],
    )


def _groups(me: Any) -> list[tuple[str, list[Way]]]:
    settings: Settings = current_app.config["SETTINGS"]
    profile = _("Colleagues cannot find you.")
    if me.is_shown:
        profile = (
            _("Colleagues can find you, and see your list.")
            if me.shows_list
            else _("Colleagues can find you, but do not see your list.")
        )
    known = ngettext("You are logged in on one device.", "You are logged in on %(n)s devices.", me.sign_ins)
    looked = ngettext(
        "Somebody has opened your profile once.", "Somebody has opened your profile %(n)s times.", me.lookups
    )
    about_you = [
        *_way(
            "colleagues.edit_profile",
            _("Profile"),
            profile,
            _("Edit and see your profile"),
            can(g.actor, Permission.EDIT_OWN_PROFILE, me),
        ),
        *_way(
            "councils.report",
            _("Changes in your mandate"),
            _("Leave, another list, or resigned?"),
            _("Report a change"),
            g.actor.is_councillor,
        ),
    ]
    logging_in = [
        *_password(me),
        *_way("credentials.change_email", _("E-mail address"), me.email, _("Change your e-mail address")),
        *_way(
            "factors.overview",
            _("Two steps"),
            _("You log in with two steps.") if me.factors else _("You log in with your password alone."),
            _("See your two steps") if me.factors else _("Set up two steps"),
        ),
        *_way("account.sign_ins", _("Devices"), known, _("See where you are logged in")),
        *_way(
            "federation.links",
            _("The log-in of your municipality"),
            _("You can use it.") if me.identities else _("You do not use it."),
            _("See the log-in of your municipality"),
            bool(settings.oidc),
        ),
    ]
    sent = [
        *_way("own.letters", _("Letters"), _letters(me), _("Choose your letters")),
        *_way(
            "feeds.mine",
            _("Calendar"),
            _("Your events are in your own calendar.")
            if me.has_feed
            else _("Your own calendar does not show your events."),
            _("Have your events in your own calendar"),
            can(g.actor, Permission.OWN_FEED, me),
        ),
    ]
    kept = [
        *_way(
            "colleagues.lookups",
            _("Who has looked you up"),
            looked if me.lookups else _("Nobody has opened your profile."),
            _("See when and why"),
        ),
        *_way(
            "own.data", _("Your data"), _("Everything we keep about you, as one file."), _("See and fetch your data")
        ),
    ]
    return [
        (_("You among colleagues"), about_you),
        (_("How you log in"), logging_in),
        (_("What we send you"), sent),
        (_("What we know"), kept),
    ]


def _way(endpoint: str, name: str, state: str, link: str, is_open: bool = True) -> list[Way]:
    """A line, where its page is there and open to whoever looks."""
    if not is_open or endpoint not in current_app.view_functions:
        return []
    return [Way(name, state, link, url_for(endpoint))]


def _password(me: Any) -> list[Way]:
    state = _("You have a password.") if me.has_password else _("You have no password.")
    there = "credentials.change_password"
    there = there if there in current_app.view_functions else "account.reset_password"
    return _way(there, _("Password"), state, _("Change your password"))


def _letters(me: Any) -> str:
    match me.gets_reminders, me.gets_digest and g.actor.is_councillor:
        case True, True:
            return _("You get reminders of your events, and letters about what is new.")
        case True, False:
            return _("You get reminders of your events.")
        case False, True:
            return _("You get letters about what is new, but no reminders.")
    return _("You get only letters about your own seat and your account.")
