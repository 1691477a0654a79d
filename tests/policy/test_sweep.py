"""Everybody tries every address, with what is theirs, what is another's, and what is not there."""

import functools
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from politiker.core.database import Base, db
from tests.policy.canaries import number
from tests.policy.town import CLOSED, KINDS, Town, without_nonces

TABLES = Path(__file__).parent / "answers"
GROUPS = tuple(sorted(file.stem for file in TABLES.glob("*.txt")))
NEVER = ("PUT", "PATCH", "DELETE")
LEAST = 1_000  # checks of each group
# When somebody was here, who looked at whom, and how often: that is noted also when one only looks.
SEEN = {"sign_in", "audit_entry", "failed_sign_in"}
# Where those who may are sure to meet the words of closed rooms that begin like this; see `canaries`.
MET_IN = {
    "rooms": ("kanarirum",),
    "threads": [f"{word}{number(name)}" for word in ("kanaritraad", "kanaritekst", "kanarifil") for name in CLOSED],
    "confidential": ("kanaritraadsealed", "kanarisnaksealed", "kanarifilsealed"),
    "moderation": ("kanaritekst", "kanarifil"),
}
WHO_MEETS = {"moderation": {"MO"}, "threads": {*KINDS} - {"MO"}}  # and who, where it is not everybody


Rows = dict[tuple[str, str, str], list[str]]
Told = tuple[int, str, list[tuple[str, str]]]


@functools.cache
def table(group: str) -> Rows:
    """What is to be answered: (endpoint, method, thing) to one status for each kind of person."""
    rows = {}
    for line in (TABLES / f"{group}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            endpoint, method, rest = line.split(maxsplit=2)
            thing, answers = rest[:12].strip(), rest[12:].split()
            rows[endpoint, method, thing] = answers
    return rows


def group_of(rule: Rule) -> str:
    """The table an address has its rows in; one that has none is missed in the first."""
    name = name_of(rule)
    return next((group for group in GROUPS if any(name == row[0] for row in table(group))), GROUPS[0])


def line(endpoint: str, method: str, thing: str, answers: list[str]) -> str:
    """One row as it stands in the table."""
    return f"{endpoint:<34} {method:<5} {thing:<12}{' '.join(answers)}"


def name_of(rule: Rule) -> str:
    """The endpoint; its short address, where it has one, is a row of its own."""
    return rule.endpoint + ("/short" if rule.defaults else "")


def rules(town: Town) -> list[Rule]:
    return sorted(town.house.url_map.iter_rules(), key=name_of)


def rules_in(town: Town, group: str) -> list[Rule]:
    return [rule for rule in rules(town) if group_of(rule) == group]


def ask(town: Town, rule: Rule, thing: str, method: str) -> Iterator[tuple[str, TestResponse]]:
    """Everybody asks for one thing in one way."""
    path = town.path(rule, thing)
    for kind in KINDS:
        with town.browser(kind).open(path, method=method) as answer:
            answer.get_data()  # a file is read and let go of
            yield kind, answer


@pytest.mark.parametrize("group", GROUPS)
def test_everybody_at_every_door(town: Town, group: str) -> None:
    """A form sent without its token is 400 where one may act, so that 400 here means: the door was open.

    The answer about a thing one may not see is, byte for byte, that about a thing that is not there. On the way
    somebody looks in every answer for what stands in closed rooms, and for a list that somebody was elected for.
    """
    expected, asked, compared, faults, rows, watch = table(group), 0, 0, [], [], town.watch()
    before = contents(town)
    for rule in rules_in(town, group):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            nothing: dict[str, Told] = {}
            for thing in reversed(town.things_for(rule)):  # what is not there comes first
                answers: list[str] = []
                for kind, answer in ask(town, rule, thing, method):
                    asked += 1
                    faults += watch.faults(kind, answer)
                    if answer.status_code >= 500:
                        faults.append(f"{kind} {method} {answer.request.path}: {answer.status}")
                    if thing == "random":
                        nothing[kind] = told(answer, town.path(rule, "random"))
                    elif kind in nothing and (answer.status_code == 404 or _is_sent_to_log_in(answer)):
                        compared += 1
                        if told(answer, town.path(rule, thing)) != nothing[kind]:
                            faults.append(f"{kind} {method} {answer.request.path}: differs from what is not there")
                    if method == "GET" and str(answer.status_code) not in answers:  # once for each sort of answer
                        asked += 1
                        with town.browser(kind).head(answer.request.path) as head:
                            if head.status_code != answer.status_code or head.data:
                                faults.append(f"{kind} HEAD {answer.request.path}: {head.status}")
                    answers.append(str(answer.status_code))
                rows.append(line(name_of(rule), method, thing, answers))
                if expected.get((name_of(rule), method, thing)) != answers:
                    wanted = " ".join(expected.get((name_of(rule), method, thing), ["no row in the table"]))
                    faults.append(f"{rows[-1]}\n{'':47}expected    {wanted}")
        thing = town.things_for(rule)[0]
        for method in {"GET", "POST", *NEVER} - methods_at(town, town.path(rule, thing)):
            for kind, answer in ask(town, rule, thing, method):
                asked += 1
                if answer.status_code != 405:
                    faults.append(f"{kind} {method} {answer.request.path}: {answer.status}")
    faults += [
        fault for start in MET_IN.get(group, ()) for fault in watch.unseen(start, WHO_MEETS.get(group, set(KINDS)))
    ]
    assert not faults, "\n".join(faults)
    assert contents(town) == before, "asking, or a form without its token, changed something"
    assert len(rows) == len(expected), "the table has rows for addresses that are gone"
    assert asked >= LEAST and compared > 50
    print(f"sweep: {asked} checks, {compared} refusals compared")


def methods_at(town: Town, path: str) -> set[str]:
    """How an address can be asked, by whichever of its rules."""
    return set(town.house.url_map.bind("localhost").allowed_methods(path))


def contents(town: Town, without: Collection[str] = ()) -> dict[str, list[str]]:
    """All that is stored, but for who was seen when, and the record of who looked at what."""
    with town.house.app_context():
        found = {}
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in {*without, "lock_version"}]
            if table.name not in SEEN and columns:
                found[table.name] = sorted(str(row) for row in db.session.execute(sa.select(*columns)))
        return found


def _is_sent_to_log_in(answer: TestResponse) -> bool:
    return urlsplit(answer.headers.get("Location", "")).path == "/log-ind"


def told(answer: TestResponse, path: str) -> Told:
    """All that an answer tells, less what is new each time and the address that was asked for."""
    headers = [(name, value.replace(path.replace("/", "%2F"), "").replace(path, "")) for name, value in answer.headers]
    text = without_nonces(answer.get_data(as_text=True))
    return (
        answer.status_code,
        text.replace(path, ""),
        sorted(h for h in headers if h[0] not in {"Date", "Content-Length"}),
    )


def test_sweep_control(town: Town) -> None:
    """An address that forgets to ask is found: the same for a stranger and for its owner."""
    browser = town.browser("AN")
    refused, open_to_all = browser.get("/arrangoer"), browser.get("/was")
    assert refused.status_code == 303 and open_to_all.status_code == 200
    assert told(refused, "/arrangoer") != told(open_to_all, "/was")
    assert line("a.b", "GET", "random", ["200"]).split() == ["a.b", "GET", "random", "200"]
