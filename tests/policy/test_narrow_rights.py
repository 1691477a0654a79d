"""Each narrow right to an event opens its own pages and no other."""

from collections.abc import Iterator
from datetime import datetime

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from politiker.core.database import db
from politiker.events.models import EventGrant
from politiker.people.actions import end_role
from politiker.people.sign_ins import sessions
from politiker.policy import Right, Role
from politiker.web.browser import cookie_name
from tests import people
from tests.policy.test_sweep import rules
from tests.policy.town import Town, blanks

R = Right
EVENTS = ("public", "a full one", "over", "dates asked")  # to which each is given the one right
# What opens the pages of one event, by the longest beginning of the endpoint that fits.
OPENS: dict[str, set[Right]] = {
    "arrivals.": {R.CHECK_IN},
    "dates.": {R.EDIT},
    "dates.poll": {R.EDIT, R.REGISTRATIONS},
    "dates.items": {R.REGISTRATIONS},
    "evaluations.edit": {R.EDIT},
    "evaluations.results": {*Right} - {R.NEEDS},
    "mailings.": {R.REGISTRATIONS},
    "mailings.event_log": {R.EDIT},
    "organiser.": {R.EDIT},
    "organiser.decide_withdrawal": {R.REGISTRATIONS},
    "organiser.kitchen": {R.NEEDS},
    "organiser.needs": {R.NEEDS},
    "organiser.registrations": {R.REGISTRATIONS},
    "organiser.withdraw_guest": {R.REGISTRATIONS},
    "participants.": {R.REGISTRATIONS},
    "planning.": {R.EDIT},
    "questions.": {R.EDIT},
    "questions.answers": {R.REGISTRATIONS},
    "questions.approv": {R.REGISTRATIONS},
    "questions.refuse_guest": {R.REGISTRATIONS},
    "terms.": {R.EDIT},
    "terms.confirmations": {R.REGISTRATIONS},
    "terms.preview_release": {R.REGISTRATIONS},
    "terms.release_seats": {R.REGISTRATIONS},
}
# What takes two: the list has to be seen before anybody comes out of turn, or waits for an answer.
TAKES_TWO = {
    "participants.out_of_turn": {R.REGISTRATIONS, R.SEATS},
    "questions.set_approval": {R.REGISTRATIONS, R.EDIT},
}
SEEN_NOT_DONE = "questions.set_approval"  # the page is there for all who see the list
HOLDERS: dict[str, set[Right]] = {
    **{right.value: {right} for right in Right},
    "seats too": {R.REGISTRATIONS, R.SEATS},
    "edit too": {R.REGISTRATIONS, R.EDIT},
    "none": set(),
    "no longer": {*Right},  # an organiser
}


def holders(town: Town, now: datetime) -> dict[str, FlaskClient]:
    """Everybody's browser."""
    tokens = {}
    with town.house.app_context():
        for name, rights in HOLDERS.items():
            somebody = people.with_role(Role.ORGANISER, f"Smal {name}")
            events = [town.things[event]["event_id"] for event in EVENTS]
            db.session.add_all(
                EventGrant(event_id=event, person_id=somebody.id, right=right, granted_at=now)
                for event in events
                for right in rights
            )
            if name == "no longer":
                end_role(somebody, Role.ORGANISER, by=people.TESTER, now=now)
            tokens[name] = sessions.sign_in(somebody, now=now, is_strong=True)
        db.session.commit()
    found = {}
    for name, token in tokens.items():
        found[name] = town.house.test_client()
        found[name].set_cookie(cookie_name(town.house.config["SETTINGS"]), token, domain="localhost")
    return found


def of_events(town: Town) -> list[Rule]:
    """Every address of one event at the desk."""
    return [rule for rule in rules(town) if rule.rule.startswith("/arrangoer/<") and "event_id" in blanks(rule)]


def may_open(endpoint: str, name: str) -> bool:
    """Whether a page is for whoever holds these rights."""
    if name == "no longer":
        return False
    if endpoint in TAKES_TWO:
        return HOLDERS[name] >= TAKES_TWO[endpoint]
    return bool(HOLDERS[name] & OPENS[max((start for start in OPENS if endpoint.startswith(start)), key=len)])


def tried(town: Town, browsers: dict[str, FlaskClient]) -> Iterator[tuple[str, bool, int, int]]:
    """Who asked for what, whether it should open, what it is refused with, and the answer."""
    for rule in of_events(town):
        if rule.endpoint == "planning.retire":  # for templates
            continue
        path = town.path(rule, town.things_for(rule)[0])
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for name, browser in browsers.items():
                with browser.open(path, method=method) as answer:
                    answer.get_data()
                    is_seen = rule.endpoint == SEEN_NOT_DONE and name in {R.REGISTRATIONS.value, "seats too"}
                    may = may_open(rule.endpoint, name)
                    yield f"{name} {method} {rule.endpoint}", may, 403 if is_seen else 404, answer.status_code


def test_a_right_opens_its_own_pages_and_no_other(town: Town, now: datetime) -> None:
    answers = list(tried(town, holders(town, now)))
    wrong = [
        f"{what}: {status}"
        for what, may, refusal, status in answers
        if not (status in {200, 400} if may else status == refusal)
    ]
    assert not wrong, "\n".join(wrong)
    opened = {what.split()[0] for what, may, _refusal, _status in answers if may}
    assert opened >= {right.value for right in Right} - {R.SEATS.value, R.MONEY.value} and len(answers) > 900
    print(f"narrow rights: {len(answers)} answers, {sum(may for _what, may, _refusal, _s in answers)} of them open")
