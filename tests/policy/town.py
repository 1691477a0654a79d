"""A small town with one of everybody, and one of everything they might try to reach."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from config import Provider
from politiker.core.database import db
from politiker.people.sign_ins import sessions
from politiker.web.browser import cookie_name
from tests.policy import furniture, furniture_after, furniture_desk, furniture_rooms, furniture_sealed
from tests.policy.canaries import INSIDE, NAME_TOO, Watch
from tests.policy.desk import BY_NUMBER as DESK_BY_NUMBER
from tests.policy.desk import leads_to

# Nobody, without a mandate, councillor with a seat (Aarhus), another councillor (Ringsted), former councillor,
# secretary of Ringsted, secretary of Aarhus, the organiser of the events, another organiser, moderator,
# administrator, and an administrator who has not shown a second factor.
KINDS = ("AN", "PE", "CO", "C2", "LA", "SE", "S2", "OR", "O2", "MO", "AD", "WK")
PROVIDER = Provider("ringsted", "https://id.example", "politiker", "secret", "0329", "Ringsted Kommune")
# What an address is about, when the name of its blank does not say: the beginning of its endpoint, the longest first.
ABOUT = {
    "councils.decide": "report",
    "councils.confirm_prolongation": "prolongation",
    "councils.": "member",
    "suspending.": "suspended",
    "colleagues.": "member",
    "factors.": "factor",
    "secretary.": "application",
    "administration.": "application",
    "organiser.": "seat",
    "files.": "file",
}
THINGS = {
    "seat": ("a seat", "a draft"),
    "member": ("colleague", "elsewhere", "not shown", "a guest", "no mandate"),
    "suspended": ("colleague", "no mandate", "an admin"),
    "report": ("report", "report else"),
    "prolongation": ("asked by AD", "asked by WK"),
    "factor": ("a factor",),
    "application": ("applicant", "applic else", "applic me", "applic AD", "applic SE"),
    "task": ("a task", "another's"),
    "letter": ("a letter",),
    "key": ("true", "link", "applied", "new email"),
    "file": (
        "file open", "file network", "file C2's ow", "file event r", "file opened", "file hidden", "file deleted",
        "file in hid", "sealed", "a paper", "for seats", "afterwards", "of members", "of a draft", "paper of O2",
    ),
}  # fmt: skip
BY_NUMBER = ("thread", "post", "room", "report", "removal", "opening", "material")
CLOSED = ("network", "C2's own", "asked in", "event room", "role room", "opened")
SEALED = ("sealed", "sealed out", "sealed ask")
# The same for what stands in a room, by the name of a blank, the first that an address has.
IN_ROOMS = {
    "number": (*SEALED, "sealed C2", "no thread", "other room", "plain room"),
    "thread": (*SEALED, "no thread", "other room", "plain room"),
    "post_id": ("open", *CLOSED, "by C2", "by another", "by OR", "hidden", "deleted", "hidden thr"),
    "thread_id": ("open", *CLOSED, "wrong title", "locked", "merged", "hidden thr", "wrong room", "sealed"),
    "room_id": ("open", *CLOSED, *SEALED),
    "room": ("open", *CLOSED, *SEALED),
    "report_id": ("report open", "report shut", "report seal"),
    "removal_id": ("removal",),
    "opening_id": ("glass AD", "glass WK"),
    "material_id": ("a paper", "paper of O2", "wrong event"),
    "other_uid": ("apart",),
}


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
        if at_the_desk := leads_to(rule.endpoint, names):
            return [*at_the_desk, "random"]
        if blank := next((blank for blank in IN_ROOMS if blank in names), None):
            return [*IN_ROOMS[blank], "random"]
        if "task_id" in names:
            return [*THINGS["task"], "random"]
        if names & {"uid", "code"}:
            about = next((kind for start, kind in ABOUT.items() if rule.endpoint.startswith(start)), "member")
            return [*THINGS[about], "random"]
        if "event_id" in names:
            by_slug = ["wrong slug"] if "slug" in names else []
            return ["public", "members", *by_slug, "a draft", "of another", "random"]
        if "text" in names:
            return [*THINGS["letter" if rule.endpoint == "own.unsubscribe" else "key"], "random"]
        if "place" in names:
            return ["colleague", "elsewhere", "random"]
        if "secret" in names:
            return ["true", "random"]
        if "tree" in names:
            return ["a file", "random"]
        return ["provider", "random"] if "name" in names else ["-"]

    def watch(self) -> Watch:
        """Somebody who looks for what stands in closed rooms, and for where they are."""
        known = {name: {*kinds.split(), *NAME_TOO.get(name, "").split()} for name, kinds in INSIDE.items()}
        return Watch({self.things[name]["room"]: kinds for name, kinds in known.items()})

    def path(self, rule: Rule, thing: str) -> str:
        """The address of a thing."""
        values = self.things["random"] | self.things[thing]
        built = rule.build({name: values[name] for name in blanks(rule)}, append_unknown=False)
        assert built is not None, f"no {blanks(rule)} of {thing}"
        return built[1]


def blanks(rule: Rule) -> set[str]:
    """What has to be filled in to make an address of a rule; what has a default stands nowhere in it."""
    return rule.arguments - (rule.defaults or {}).keys()


def built(house: Flask, now: datetime) -> Town:
    """The town, in the house."""
    house.config["SETTINGS"] = replace(house.config["SETTINGS"], oidc=(PROVIDER,))
    with house.app_context():
        who = furniture.everybody(now)
        things = furniture.events(who, now) | furniture.members(who, now) | furniture.papers(who, now)
        for more in (furniture_rooms.rooms, furniture_sealed.sealed, furniture_rooms.papers_of_events):
            things |= more(who, things, now)
        for more in (furniture_desk.desk, furniture_after.afterwards):
            things |= more(who, things, now)
        things |= furniture_rooms.moderated(who, things, now)
        things |= furniture.keys(who, things, now, house.config["SECRET_KEY"])
        tokens = {kind: sessions.sign_in(person, now=now, is_strong=kind != "WK") for kind, person in who.items()}
        things["-"], things["a file"] = {}, {"name": "css/politiker.css", "tree": "x"}
        things["provider"] = {"name": PROVIDER.name, "why": "nede"}
        things["random"] = {
            "event_id": 2_000_000_011, "slug": "findes-ikke", "uid": "0" * 24, "secret": "A" * 32,
            "text": "A" * 22 + "." + "0" * 32, "tree": "x", "name": "findes-ikke.css", "code": "9999",
            "month": "2026-10", "task_id": 2_000_000_011, "duty_id": 2_000_000_011, "place": 2_000_000_011,
            "what": "orlov", "why": "nede", "room": "A" * 22, "thread": "f" * 32, "number": 1, "link": 1,
            "file": "f" * 32, "release": "f" * 32, "other_uid": "0" * 24,
        }  # fmt: skip
        for name in (*BY_NUMBER, *DESK_BY_NUMBER):
            things["random"][f"{name}_id"] = 2_000_000_011
        db.session.commit()
    return Town(house, {"AN": None} | {kind: tokens[kind] for kind in KINDS[1:]}, things)


def without_nonces(text: str) -> str:
    """An answer less what is new in each: tokens and keys in forms."""
    return re.sub(r'(name="(?:csrf_token|idempotency_key)"[^>]*value=")[^"]*', r"\1", text)
