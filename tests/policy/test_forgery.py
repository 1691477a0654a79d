"""Forms that other sites send, and forms with more in them than we wrote."""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from politiker.core.database import Base
from politiker.web import TAKEN_FROM_ANYWHERE
from tests.houses import SqliteHouses
from tests.inspection import Form, inspect
from tests.people import PASSWORD
from tests.policy.conftest import fresh_town
from tests.policy.test_sweep import contents, name_of, rules
from tests.policy.town import SEALED, Town

STRANGER = "a stranger's browser, as long as ours"
WHO = ("AN", "CO", "C2", "SE", "OR", "MO", "AD")
FIELDS = (
    "id role roles is_admin is_administrator admin verified is_verified party party_id municipality municipality_id"
    " user_id person_id uid status state place capacity seats_held created_at updated_at joined_at invited_at"
    " suspended_at suspended_until shown_at list_shown_at password_hash email_key is_demo is_strong is_approved"
    " decided_by_id vouched_by_id vouched_at lock_version ends_at starts_at lapsed_at is_vouched room_id thread_id"
    " post_id author_id author_mark is_facilitator is_confidential event_id locked_at archived_at hidden_at deleted_at"
    " pinned_at invited_by_id asked_by_id is_allowed is_confirmed is_out outcome thanks useful_post_id"
    " learning_version opens_at silenced_until sealed_content"
)
EXTRA = FIELDS.split()
CANARY = "20420424"
# Random or counted, so that two runs differ in them whatever was sent.
NEW_EACH_TIME = {
    "uid",
    "token_hash",
    "half",
    "code",
    "feed_hash",
    "key",
    "intent",
    "ticket",
    "facts",
    "password_hash",
    "password_mark",
    "address",
    *(
        column.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.startswith("sealed_") or column.name.endswith(("_uid", "mark"))
    ),
}
RANDOM = re.compile(r"\bp\d+(?=@)|\b[0-9a-f]{32,64}\b")  # addresses are counted from town to town; names of files
# Pages that only show, with forms of other addresses on them; and what shuts rooms or ends a log-in, which comes last.
WITH_FORMS = {
    "confidential.find", "confidential.thread", "moderation.desk", "moderation.post", "moderation.show_report",
    "arrivals.check_in", "dates.poll", "evaluations.after", "mailings.failed",
    "mailings.show", "moderation.thread", "organiser.registrations", "planning.series", "planning.templates",
    "questions.approval", "questions.questions", "terms.confirmations", "wishes.wish", "wishes.wishes", "rooms.about",
    "rooms.invitation", "rooms.show", "threads.drafts", "threads.show",
}  # fmt: skip
DESK = (
    "arrivals.", "dates.", "evaluations.", "mailings.", "participants.", "planning.", "questions.", "terms.", "wishes.",
)  # fmt: skip
# These follow upon the answer to another form, or are written by a script, or come in a letter.
NOT_ON_A_PAGE = {
    "arrivals.tell", "dates.answer", "dates.propose", "evaluations.let_go_of", "evaluations.say_used",
    "mailings.discard", "mailings.send_again", "mailings.send_all_again", "mailings.write_to_picked",
    "participants.carry_out", "participants.move", "participants.save_view", "terms.presence", "terms.release_seats",
}  # fmt: skip
AT_THE_FULL_ONE = {"organiser.registrations", "registrations.register", "registrations.needs"}
LAST = (
    "mailings.discard",
    "planning.call_off_dates",
    "organiser.call_off",
    "moderation.",
    "rooms.about",
    "credentials.",
    "account.",
)


def token_for(town: Town, cookie: str | None) -> str:
    """The CSRF token of a browser with this cookie."""
    secret = str(town.house.config["SECRET_KEY"]).encode()
    seal = hmac.new(secret, f"csrf:{cookie or STRANGER}".encode(), hashlib.sha256).hexdigest()
    return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(seal))


def posts(town: Town) -> list[Rule]:
    """Every address that changes something."""
    return [rule for rule in rules(town) if "POST" in (rule.methods or set())]


def forgeries(town: Town, kind: str) -> dict[str, dict[str, Any]]:
    """What somebody else's page can make a browser send, by name; the first two even with the token of the browser."""
    own, other = token_for(town, town.sessions[kind]), token_for(town, "another browser's number")
    form = {"idempotency_key": "k" * 24}
    return {
        "from another site": {"data": form | {"csrf_token": own}, "headers": {"Origin": "https://evil.example"}},
        "cross-site": {"data": form | {"csrf_token": own}, "headers": {"Sec-Fetch-Site": "cross-site"}},
        "with another's token": {"data": form | {"csrf_token": other}},
        "as text": {"data": '{"csrf_token": "' + own + '"}', "content_type": "text/plain"},
    }


def accepted(town: Town) -> Iterator[str]:
    """Every forgery that was answered as if it were right, and how many were tried."""
    tried = 0
    for rule in posts(town):
        path = town.path(rule, town.things_for(rule)[0])
        for kind in WHO:
            for name, sent in forgeries(town, kind).items():
                if rule.endpoint == TAKEN_FROM_ANYWHERE:
                    continue
                answer = town.browser(kind).post(path, **sent)
                tried += 1
                is_refused = answer.status_code in {400, 403, 404}
                is_sent_away = answer.status_code == 303 and "besked=" not in answer.location
                if not (is_refused or is_sent_away) or (name in {"from another site", "cross-site"} and not is_refused):
                    yield f"{kind} {name} {path}: {answer.status} {answer.location or ''}"
    print(f"forgeries: {tried} tried")
    assert tried > 5_000


def test_no_form_from_elsewhere_is_taken(town: Town) -> None:
    before = contents(town)
    faults = list(accepted(town))
    assert not faults, "\n".join(faults)
    assert contents(town) == before


def test_forgery_control(town: Town) -> None:
    """The same form with the browser's own token, from our own page, is taken."""
    token = token_for(town, town.sessions["CO"])
    answer = town.browser("CO").post("/log-ud", data={"csrf_token": token}, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303 and "besked=" in answer.location


def filled(form: Form) -> dict[str, Any]:
    """A form as somebody fills it in, with something in every field."""
    values: dict[str, Any] = form.values()
    for tag in form.tag.iter():
        name, kind = tag.get("name"), tag.get("type", "text")
        if not name or name in {"csrf_token", "idempotency_key"} or kind == "hidden" or tag.tag == "button":
            continue
        if name.startswith("poll_"):  # half a poll is refused
            continue
        if tag.tag == "select" and not values.get(name):
            options = [option.get("value", "") for option in tag.iter("option")]
            values[name] = next((option for option in options if option), "")
        elif kind == "radio":
            values.setdefault(name, tag.get("value", "on"))
        elif not values.get(name) and kind != "checkbox":
            known = {"email": "ny@example.dk", "password": PASSWORD, "date": "2026-11-01", "number": "3"}
            values[name] = known.get(kind, "Et par ord")
    return values


def pages_with_forms(town: Town) -> list[Rule]:
    """Every page that somebody fills in, but for those that would log them out."""
    both = [rule for rule in posts(town) if "GET" in (rule.methods or set())]
    both += [rule for rule in rules(town) if rule.endpoint in WITH_FORMS and rule not in both]
    kept = [rule for rule in both if not rule.endpoint.startswith(("account.log", "factors.", "federation."))]
    return sorted(
        kept, key=lambda rule: next((n for n, start in enumerate(LAST, 1) if rule.endpoint.startswith(start)), 0)
    )


def tried_at(town: Town, rule: Rule) -> list[str]:
    """Two of the things an address leads to, and the event with everything; of a confidential room's, two there are."""
    things = town.things_for(rule)
    if "public" in things and rule.endpoint in AT_THE_FULL_ONE:
        return ["public", "a full one"]
    is_sealed = rule.endpoint.startswith("confidential.")
    return [thing for thing in things if not is_sealed or thing in {*SEALED, "-"}][:2]


def sent_forms(town: Town, extra: bool) -> tuple[Counter[str], Counter[str]]:
    """Fill in and send every form everybody finds; how many were sent to each address, and how many were taken."""
    sent, taken = Counter[str](), Counter[str]()
    addresses = town.house.url_map.bind("localhost")
    for rule in pages_with_forms(town):
        for thing in tried_at(town, rule):
            for kind in WHO:
                browser = town.browser(kind)
                page = browser.get(town.path(rule, thing), follow_redirects=True)  # a title may have changed
                if page.status_code != 200 or page.mimetype != "text/html":
                    continue
                for form in inspect(page.get_data(as_text=True), page.request.path).forms():
                    if form.tag.get("method", "get").lower() != "post" or "log-ud" in form.action:
                        continue
                    values = filled(form)
                    more = {name: CANARY for name in EXTRA if name not in values} if extra else {}
                    answer = browser.post(form.action or page.request.path, data=values | more)
                    endpoint, _values = addresses.match(answer.request.path, method="POST")
                    sent[endpoint] += 1
                    taken[endpoint] += answer.status_code == 303
                    assert answer.status_code < 500, f"{name_of(rule)} {kind}: {answer.status}"
    return sent, taken


def stored(town: Town) -> dict[str, list[str]]:
    """All that is stored and does not differ from run to run."""
    return {
        name: sorted(RANDOM.sub("", row) for row in rows)
        for name, rows in contents(town, without=NEW_EACH_TIME).items()
        if name != "answer"
    }


def test_fields_that_no_form_has_change_nothing(sqlite_houses: SqliteHouses, now: datetime) -> None:
    """Two towns, the same forms: in one of them with forty fields more. Both look alike afterwards."""
    plain = fresh_town(sqlite_houses, now)
    began = stored(plain)
    sent, taken = sent_forms(plain, extra=False)
    ended = stored(plain)
    again = fresh_town(sqlite_houses, now)
    assert sent_forms(again, extra=True) == (sent, taken)
    changed = stored(again)
    assert {name: sorted({*ended[name]} ^ {*changed[name]}) for name in ended if ended[name] != changed[name]} == {}
    assert not [row for rows in changed.values() for row in rows if CANARY in row]
    assert ended != began and len(EXTRA) >= 40 and taken.total() > 400
    print(f"mass assignment: {sent.total()} forms sent, {taken.total()} taken, {len(EXTRA)} fields more in each")
    assert {endpoint for endpoint in sent if endpoint.startswith(DESK)} >= sent_at_the_desk(plain)


def sent_at_the_desk(town: Town) -> set[str]:
    """Every form of the desk but those that are sent from another's answer: a preview, a letter, a list of choices."""
    return {rule.endpoint for rule in posts(town) if rule.endpoint.startswith(DESK)} - NOT_ON_A_PAGE


def test_mass_assignment_control(town: Town) -> None:
    """A form that does have the field changes what is stored."""
    before = stored(town)
    browser = town.browser("CO")
    page = inspect(browser.get("/min-side/profil").get_data(as_text=True), "/min-side/profil")
    form = next(form for form in page.forms() if "about" in form.values())
    answer = browser.post(form.action or "/min-side/profil", data=filled(form) | {"about": CANARY})
    assert answer.status_code == 303
    after = stored(town)
    assert after != before and [row for row in after["person"] if CANARY in row]
