"""Whatever a browser could be made to send to the rooms, nothing there breaks: never a 5xx, and no form half read."""

import os
import random
import re
from collections import Counter
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.policy.town import KINDS, Town, built

SEED, A_KIND = 20261124, int(os.environ.get("HOSTILE_REQUESTS", "25"))  # requests for each kind of person
OURS = ("rooms.", "threads.", "moderation.", "searching.", "files.")
FIELDS = (
    "act", "address", "again", "and_following", "answer", "body", "category", "choice", "days", "fields", "files",
    "idempotency_key", "into", "kind", "level", "name", "note", "number", "numbers", "other", "outcome", "person",
    "place", "poll_choices", "poll_closes", "poll_question", "poll_several", "preview", "reason", "room", "situation",
    "take_off", "thanks", "thread_id", "title", "useful", "version", "based_on", "who", "words", "action",
)  # fmt: skip
WITH_FORMS = ("/log-ind", "/min-side/data", "/min-side/adgangskode", "/min-side/log-ind")
ASKED = ("side", "efter", "citer", "rum", "q", "vis", "foer", "kind", "besked", "thread_id", "fra", "foer_version")
RIGHT = (
    "lock", "unlock", "archive", "take_out", "remove", "make", "end", "take_back", "yes", "no", "follow", "mute",
    "question", "experience", "announcement", "attack", "politics", "mistake", "settled", "double", "important",
    "hide", "show", "pin", "danger", "1", "7", "2", "5, 7", "room:1", "thread:1", "thread:2147483648", "room:999999999",
    "mads@example.dk", "Mads", "@Mads Holm og @Karen Friis (Aarhus)", "Ja\nNej", "24-11-2027",
)  # fmt: skip
WRONG = (
    "", " ", "\0", "a\0b", "-1", "0", "٣", "1e9", "9" * 19, "9" * 400, "9" * 5_000, "2147483648", "9223372036854775808",
    "\ud800", "\u202e\u200b\ufeff", "\u2028x\r\nBcc: y", "x" * 100_000, "æ" * 20_000, "🙂" * 20_001, "'\"><script>",
    "%00", "../../etc/passwd", "{{7*7}}", "[" * 5_000, "> " * 5_000, "|\n" * 9_000, "@Aa " * 5_000, "`" * 3_000,
    "&#0;&#xD800;", "\x85\x1c\x1d", "A" * 22, "f" * 32, "1-" + "9" * 18, "9999999999999999-999999999", "AND OR NOT",
    '"* NEAR(a b) - ^: (', "a:b & !c | <->", "null", "[]", "{}", "True",
)  # fmt: skip


def _value(chance: random.Random, town: Town) -> str:
    if chance.random() < 0.2:
        return str(chance.choice(list(chance.choice(list(town.things.values())).values()) or ["x"]))
    return chance.choice(RIGHT if chance.random() < 0.4 else WRONG)


def _form(chance: random.Random, town: Town) -> dict[str, Any]:
    """Some fields, some of them twice; the key is there, or is not, or came before."""
    sent: dict[str, Any] = {}
    for name in chance.sample(FIELDS, chance.randint(0, 14)):
        several = [
            _value(chance, town).encode("utf-8", "surrogatepass") for _n in range(chance.choice((1, 1, 1, 2, 3)))
        ]
        sent[name] = several
    if chance.random() < 0.9:
        sent["idempotency_key"] = [str(chance.randint(0, 10**9) if chance.random() < 0.9 else 7).encode()]
    return sent


def _encoded(values: dict[str, Any]) -> str:
    return "&".join(f"{quote(name)}={quote(one)}" for name, several in values.items() for one in several)


def _asked(chance: random.Random, town: Town) -> str:
    given = {
        name: [_value(chance, town)[:3_000].encode("utf-8", "surrogatepass")]
        for name in chance.sample(ASKED, chance.randint(0, 3))
    }
    return f"?{_encoded(given)}" if given else ""


def _token(browser: FlaskClient) -> str:
    """What tells that a form is from one of our own pages, as any of them has it."""
    pages = (browser.get(path, follow_redirects=True).get_data(as_text=True) for path in WITH_FORMS)
    found = next(filter(None, (re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page) for page in pages)))
    return found[1]


def _rules(house: Flask) -> list[Rule]:
    found = [rule for rule in house.url_map.iter_rules() if rule.endpoint.startswith((*OURS, "organiser.material"))]
    return sorted(found, key=lambda rule: (rule.endpoint, str(rule)))


@pytest.fixture
def town(house: Flask, now: datetime) -> Town:
    town = built(house, now)
    house.config |= {"PROPAGATE_EXCEPTIONS": False, "TESTING": False}
    return town


def test_nothing_that_is_sent_breaks_a_page(town: Town) -> None:
    chance, answers, broken = random.Random(SEED), Counter[int](), []
    rules = _rules(town.house)
    assert len(rules) > 50
    for kind in KINDS:
        browser = town.browser(kind)
        token = _token(browser)
        for _n in range(A_KIND):
            rule = chance.choice(rules)
            path = town.path(rule, chance.choice(town.things_for(rule))) + _asked(chance, town)
            method = "POST" if "POST" in (rule.methods or ()) and chance.random() < 0.8 else "GET"
            data = _encoded(_form(chance, town)) + f"&csrf_token={token}" if method == "POST" else None
            answer = browser.open(path, method=method, data=data, content_type="application/x-www-form-urlencoded")
            answers[answer.status_code] += 1
            if answer.status_code >= 500:
                broken.append(f"{kind} {method} {path[:200]} {(data or '')[:600]}")
            answer.close()
    assert not broken, "\n".join(broken[:10])
    assert answers[422] and answers[404] and answers[200] + answers[303] > A_KIND, answers
