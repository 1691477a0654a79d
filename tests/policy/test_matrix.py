"""The matrix says what it has to say, and no combination of roles says more."""

import re
from pathlib import Path
from typing import Any

import pytest

from politiker.policy import RULES, STRANGER, TWO_PEOPLE, Actor, Permission, Right, Role, can
from politiker.policy.acts import acts
from politiker.policy.samples import MINE, OTHERS, PERSON, Thing
from politiker.policy_matrix import COMING, matrix
from tests.architecture.reading import everything
from tests.policy.actors import everybody, narrow, pairs, plain, things, united
from tests.policy.decided import ASKED_OTHERWISE, DECIDED, DIFFERENCES, MORE

P = Permission
AGREED = Path(__file__).parent / "matrix.txt"
READS = {p for p in P if p.name.startswith(("SEE_", "READ_", "EXPORT_", "KNOW_"))}
WRITES_WITH = {
    Right.EDIT: {P.EDIT_EVENT},
    Right.REGISTRATIONS: {
        P.WITHDRAW_REGISTRATION, P.DECIDE_REGISTRATION, P.DECIDE_EVENT_REGISTRATIONS, P.MAIL_PARTICIPANTS,
    },
    Right.NEEDS: set(),
    Right.CHECK_IN: {P.CHECK_IN},
    Right.MONEY: set(),
    Right.SEATS: {P.SEAT_OUT_OF_TURN},
}  # fmt: skip
# Rooms belong to whoever works on the event, whatever for; but not to those who only read the needs.
IN_ROOMS = {
    P.CREATE_ROOM, P.USE_EVENT_ROOM, P.DELETE_POST, P.REPORT_POST, P.UPLOAD_FILE, P.DOWNLOAD_FILE, P.MENTION,
    P.LOCK_ROOM,
}  # fmt: skip
# What a second role can take away: nobody decides about their own seat, and who was a councillor is no newcomer.
LESS_TOGETHER = {P.DECIDE_REGISTRATION, P.EDIT_OWN_PROFILE, P.HAND_IN_EVIDENCE}
CODES = ("AN", "PE", "CO", "LA", "SE", "OR", "MO", "AD")


def answer(actor: Actor, permission: Permission, thing: Any) -> bool | None:
    """What the rule says; None when it cannot be asked about such a thing."""
    try:
        return can(actor, permission, thing)
    except (AttributeError, TypeError):
        return None


def test_the_matrix_is_what_was_decided() -> None:
    drawn = {P[row.permission.upper()]: "  ".join(row.marks.values()) for row in matrix().rows}
    assert drawn == DECIDED


def agreed() -> dict[int, dict[str, str]]:
    """The 67 rows as they were handed to us, in the marks of this house."""
    rows = {}
    for line in AGREED.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            number, *marks = line.split()
            rows[int(number)] = dict(zip(CODES, (re.sub(r"[*/]", "", mark) for mark in marks), strict=True))
    return rows


def differing(drawn: dict[int, dict[str, str]], wanted: dict[int, dict[str, str]]) -> set[tuple[int, str, str, str]]:
    """Every cell in which two tables differ: row, kind, what was agreed, what is so."""
    return {
        (number, code, mark, drawn.get(number, {}).get(code, "?"))
        for number, marks in wanted.items()
        for code, mark in marks.items()
        if drawn.get(number, {}).get(code) != mark
    }


def test_every_difference_from_the_agreed_table_is_argued() -> None:
    drawn = {row.number: row.marks for row in matrix().rows}
    assert len(agreed()) == 67
    assert differing(drawn, agreed()) == set(DIFFERENCES)
    assert all(len(why) > 20 for why in (*DIFFERENCES.values(), *MORE.values()))
    # Beyond the 67 there are only rows that say what one of them leaves open.
    assert set(drawn) - set(agreed()) == {p.value for p in MORE}
    assert {p.value // 10 for p in MORE} <= set(agreed())


def test_difference_control() -> None:
    changed = {row.number: dict(row.marks) for row in matrix().rows}
    changed[12]["SE"] = "m"
    assert differing(changed, agreed()) - set(DIFFERENCES) == {(12, "SE", "-", "m")}


def test_every_permission_has_a_rule_and_a_row() -> None:
    assert set(RULES) == set(P)
    assert [row[1] for row in acts()] == sorted({row[1] for row in acts()}, key=[row[1] for row in acts()].index)
    assert {row[1] for row in acts()} == set(P)


def asked_for() -> set[Permission]:
    """Every permission that something outside the policy asks for."""
    found = set()
    for source in everything():
        if source.path.startswith(("politiker/", "templates/")) and not source.path.startswith("politiker/policy"):
            named = re.findall(r"\b(?:Permission|P)\.([A-Z_]+)\b|\bmay\(\"([A-Z_]+)\"", source.text)
            found |= {P[name] for pair in named for name in pair if name in P.__members__}
    return found


def test_what_is_still_to_come_is_what_nothing_asks_for() -> None:
    """The page says "kommer" of a right until something uses it, and not a day longer."""
    assert not COMING & asked_for()
    assert set(P) - asked_for() - COMING == set(ASKED_OTHERWISE)


def excess(rights_of_both: Any, rights_of_one: Any, rights_of_other: Any) -> list[str]:
    """What two roles together give that neither gives."""
    return sorted(rights_of_both - rights_of_one - rights_of_other)


def rights(actor: Actor) -> set[str]:
    return {f"{p.name} {n}" for p in P for n, thing in enumerate(things()) if answer(actor, p, thing)}


@pytest.mark.parametrize("pair", pairs(), ids="+".join)
def test_two_roles_give_what_each_gives_and_no_more(pair: tuple[str, str]) -> None:
    one, other = (plain()[code] for code in pair)
    both = rights(united(one, other))
    assert excess(both, rights(one), rights(other)) == []
    lost = {right.split()[0] for right in rights(one) | rights(other) if right not in both}
    assert lost <= {p.name for p in LESS_TOGETHER}
    if "PE" not in pair:  # to be without a mandate is not a role, and ends with the first one
        assert lost <= {P.DECIDE_REGISTRATION.name}


def test_excess_control() -> None:
    assert excess({"EDIT_EVENT 1"}, {"SEE_EVENT 1"}, set()) == ["EDIT_EVENT 1"]


def test_a_right_to_read_is_never_a_right_to_write() -> None:
    event, registration = Thing(id=MINE, event_id=MINE), Thing(event_id=MINE)
    about_an_event = {row[1] for row in acts() if row[3].assigned_event is not None and row[3] is not PERSON}
    about_an_event -= READS | {P.HOLDS_RIGHT}
    for right in Right:
        actor = narrow()[f"organiser with {right.value}"]
        may = {p for p in about_an_event for thing in (event, registration) if answer(actor, p, thing)}
        assert may - IN_ROOMS == WRITES_WITH[right], right
        assert bool(may & IN_ROOMS) == (right is not Right.NEEDS)
    for code, actor in plain().items():
        for thing in things():
            if answer(actor, P.SEE_MEMBERS_EVENTS, thing) and not answer(actor, P.CREATE_EVENT, thing):
                assert not answer(actor, P.EDIT_EVENT, thing), code
            if answer(actor, P.SEE_QUEUE, thing) and not actor.has(Role.ADMINISTRATOR):
                assert not answer(actor, P.DECIDE_APPLICATION, thing), code


def test_nobody_promotes_or_decides_for_themselves() -> None:
    themselves, own_seat = Thing(id=MINE, person_id=MINE, municipality_id=MINE), Thing(person_id=MINE, event_id=MINE)
    never = (P.VOUCH, P.DECIDE_APPLICATION, P.GRANT_ROLE, P.BREAK_GLASS, P.SUSPEND, P.ERASE_OTHER, P.START_RESET)
    people = everybody() | {"+".join(pair): united(plain()[pair[0]], plain()[pair[1]]) for pair in pairs()}
    for name, actor in people.items():
        if actor.job is None:
            assert not any(can(actor, permission, themselves) for permission in never if actor.is_signed_in), name
            assert not can(actor, P.DECIDE_REGISTRATION, own_seat), name
            assert can(actor, P.HOLDS_RIGHT, (MINE, Right.MONEY)) == actor.holds(Right.MONEY, MINE), name
    both = united(plain()["CO"], plain()["OR"])
    assert can(both, P.DECIDE_REGISTRATION, Thing(person_id=OTHERS, event_id=MINE))
    for permission in set(never) - {P.VOUCH}:
        assert can(plain()["AD"], permission, Thing()), permission


def test_what_takes_two_is_marked_for_administrators() -> None:
    for row in matrix().rows:
        assert (row.marks["AD"] == "2") == (P[row.permission.upper()] in TWO_PEOPLE), row.permission
        assert all(mark != "2" for code, mark in row.marks.items() if code != "AD"), row.permission


def test_the_list_of_another_is_for_councillors_alone() -> None:
    """Rows 12 and 15: no role shows what somebody was elected for, and nobody sorts people by it."""
    for name, actor in everybody().items():
        for thing in things():
            assert bool(answer(actor, P.SEE_LIST_ON_PROFILE, thing)) == actor.is_councillor, name
            assert not answer(actor, P.SORT_BY_LIST, thing), name


def test_a_right_without_the_role_gives_nothing() -> None:
    actor = narrow()["no longer an organiser"]
    assert rights(actor) == rights(Actor(person_id=MINE))


def test_a_stranger_may_see_what_is_public_and_nothing_else() -> None:
    public = Thing(is_public=True)
    assert can(STRANGER, P.SEE_EVENT, public)
    assert {right.split()[0] for right in rights(STRANGER)} == {
        "SEE_FRONT_PAGE", "SEE_PUBLIC_EVENTS", "SEE_EVENT", "ASK_FOR_ACCOUNT", "LOG_IN", "SEE_HEALTH",
    }  # fmt: skip
