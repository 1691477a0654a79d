"""A small town with one of everybody, and one of everything they might try to reach."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from politiker.core import tokens
from politiker.core.database import db
from politiker.core.tokens import Purpose
from politiker.events.models import Audience
from politiker.people import actions as people_actions
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from politiker.policy import Role
from politiker.registrations import actions
from politiker.web.browser import cookie_name
from tests import meetings, people

# Nobody, without a mandate, councillor with a seat, another councillor, former councillor, secretary, the organiser
# of the events, another organiser, moderator, administrator.
KINDS = ("AN", "PE", "CO", "C2", "LA", "SE", "OR", "O2", "MO", "AD")
ENDED = (datetime.fromisoformat("2022-01-01T00:00+00:00"), datetime.fromisoformat("2026-01-01T00:00+00:00"))


@dataclass(frozen=True)
class Town:
    """Each kind of person's session, and for every kind of thing the values that lead to it."""

    house: Flask
    sessions: dict[str, str | None]
    things: dict[str, dict[str, Any]]

    def browser(self, kind: str) -> FlaskClient:
        """Somebody's browser."""
        client = self.house.test_client()
        if token := self.sessions[kind]:
            client.set_cookie(cookie_name(self.house.config["SETTINGS"]), token, domain="localhost")
        return client

    def things_for(self, rule: Rule) -> list[str]:
        """The kinds of things an address can lead to."""
        names = blanks(rule)
        if "uid" in names:
            return ["a seat", "a draft", "random"]
        if "event_id" in names:
            by_slug = ["wrong slug"] if "slug" in names else []
            return ["public", "members", *by_slug, "a draft", "of another", "random"]
        if names & {"secret", "text"}:
            return ["true", "random"]
        return ["a file", "random"] if "tree" in names else ["-"]

    def path(self, rule: Rule, thing: str) -> str:
        """The address of a thing."""
        values = self.things["random"] | self.things[thing]
        built = rule.build({name: values[name] for name in blanks(rule)}, append_unknown=False)
        assert built is not None
        return built[1]


def blanks(rule: Rule) -> set[str]:
    """What has to be filled in to make an address of a rule; what has a default stands nowhere in it."""
    return rule.arguments - (rule.defaults or {}).keys()


def everybody(now: datetime) -> dict[str, Person]:
    return {
        "PE": people.person("Per Uden"),
        "CO": people.karen(),
        "C2": people.mads(),
        "LA": people.councillor("Lone Forhen", period=ENDED),
        "SE": people.birgit(),
        "OR": people.ole(),
        "O2": people.with_role(Role.ORGANISER, "Otto Bo"),
        "MO": people.with_role(Role.MODERATOR, "Mona Bech"),
        "AD": people.adam(),
    }


def built(house: Flask, now: datetime) -> Town:
    """The town, in the house."""
    with house.app_context():
        who = everybody(now)
        mine = {
            "public": meetings.seminar(now, organiser=who["OR"], title="Åbent for alle"),
            "members": meetings.seminar(now, organiser=who["OR"], audience=Audience.MEMBERS),
            "a draft": meetings.draft(now, organiser=who["OR"], title="Kladde"),
            "of another": meetings.seminar(now, organiser=who["O2"], title="En andens"),
        }
        karen = people.actor(who["CO"], now)
        seat = actions.register(mine["public"], by=karen, now=now)
        secret = people_actions.open_feed(who["CO"], by=karen, now=now)
        key = tokens.issue(Purpose.INVITATION, who["PE"].id, now=now)
        sessions = {kind: sessions.sign_in(person, now=now, is_strong=True) for kind, person in who.items()}
        things: dict[str, dict[str, Any]] = {
            name: {"event_id": event.id, "slug": event.slug} for name, event in mine.items()
        }
        db.session.flush()
        things["wrong slug"] = things["members"] | {"slug": "forkert"}
        things["a seat"] = things["public"] | {"uid": seat.uid}
        things["true"] = {
            "secret": secret,
            "text": tokens.reveal(key.half, key.purpose, house.config["SECRET_KEY"]),
        }
        things["-"], things["a file"] = {}, {"name": "css/politiker.css"}
        things["random"] = {
            "event_id": 2_000_000_011, "slug": "findes-ikke", "uid": "0" * 24, "secret": "A" * 32,
            "text": "A" * 22 + "." + "0" * 32, "tree": "x", "name": "findes-ikke.css",
            "month": "2026-10",
        }  # fmt: skip
        assert now + timedelta(days=1) < mine["public"].starts_at
        db.session.commit()
    return Town(house, {"AN": None} | sessions, things)


def without_nonces(text: str) -> str:
    """An answer less what is new in each: tokens and keys in forms."""
    return re.sub(r'(name="(?:csrf_token|idempotency_key)"[^>]*value=")[^"]*', r"\1", text)
