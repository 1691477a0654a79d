"""The matrix says what it has to say, and no combination of roles says more."""

from typing import Any

import pytest

from politiker.policy import RULES, STRANGER, Actor, Permission, Right, can
from politiker.policy_matrix import MINE, OTHERS, Thing, acts, matrix
from tests.policy.actors import everybody, narrow, pairs, plain, things, united

P = Permission
# Row by row what was decided; a change here is argued for in the commit that makes it.
DECIDED = {
    #                                 AN PE CO LA SE OR MO AD
    P.SEE_PUBLIC_EVENTS:             "+  +  +  +  +  +  +  +",
    P.END_OWN_SESSIONS:              "-  o  o  o  o  o  o  o",
    P.SEE_MEMBERS_EVENTS:            "-  -  +  -  +  +  +  +",
    P.CREATE_EVENT:                  "-  -  -  -  -  +  -  +",
    P.EDIT_EVENT:                    "-  -  -  -  -  e  -  +",
    P.REGISTER:                      "-  -  +  -  -  -  -  -",
    P.WITHDRAW_REGISTRATION:         "-  -  o  o  -  e  -  -",
    P.ANSWER_OFFER:                  "-  -  o  -  -  -  -  -",
    P.DECIDE_EVENT_REGISTRATIONS:    "-  -  -  -  -  e  -  -",
    P.SEE_REGISTRATIONS:             "-  -  -  -  -  e  -  -",
    P.SEE_SHOWN_PARTICIPANTS:        "-  -  o  -  -  -  -  -",
    P.READ_NEEDS:                    "-  -  -  -  -  e  -  -",
    P.STATE_NEEDS:                   "-  -  o  o  -  -  -  -",
    P.DECIDE_REGISTRATION:           "-  -  -  -  -  e  -  -",
    P.OWN_FEED:                      "-  -  o  -  o  o  -  -",
    P.SEE_EVENT:                     "-  -  -  -  -  e  -  +",
    P.SEE_JOIN_LINK:                 "-  -  o  o  -  -  -  -",
    P.APPOINT_ORGANISER:             "-  -  -  -  -  -  -  +",
    P.HOLDS_RIGHT:                   "-  -  -  -  -  e  -  -",
    P.INVITE_PERSON:                 "-  -  -  -  -  +  -  +",
    P.GRANT_ROLE:                    "-  -  -  -  -  -  -  -",
}  # fmt: skip
READS = {p for p in P if p.name.startswith(("SEE_", "READ_"))}
WRITES_WITH = {
    Right.EDIT: {P.EDIT_EVENT},
    Right.REGISTRATIONS: {P.WITHDRAW_REGISTRATION, P.DECIDE_REGISTRATION, P.DECIDE_EVENT_REGISTRATIONS},
    Right.NEEDS: set(),
    Right.CHECK_IN: set(),
    Right.MONEY: set(),
}


def answer(actor: Actor, permission: Permission, thing: Any) -> bool | None:
    """What the rule says; None when it cannot be asked about such a thing."""
    try:
        return can(actor, permission, thing)
    except (AttributeError, TypeError):
        return None


def test_the_matrix_is_what_was_decided() -> None:
    drawn = {P[row.permission.upper()]: "  ".join(row.marks.values()) for row in matrix().rows}
    assert drawn == DECIDED


def test_every_permission_has_a_rule_and_a_row() -> None:
    assert set(RULES) == set(P)
    assert [row[1] for row in acts()] == sorted({row[1] for row in acts()}, key=[row[1] for row in acts()].index)
    assert {row[1] for row in acts()} == set(P)


def excess(rights_of_both: Any, rights_of_one: Any, rights_of_other: Any) -> list[str]:
    """What two roles together give that neither gives."""
    return sorted(rights_of_both - rights_of_one - rights_of_other)


def rights(actor: Actor) -> set[str]:
    return {f"{p.name} {n}" for p in P for n, thing in enumerate(things()) if answer(actor, p, thing)}


@pytest.mark.parametrize("pair", pairs(), ids="+".join)
def test_two_roles_give_what_each_gives_and_no_more(pair: tuple[str, str]) -> None:
    one, other = (plain()[code] for code in pair)
    both = rights(united(one, other))
    # Nobody decides about a seat of their own: there two roles together give less, never more.
    assert excess(both, rights(one), rights(other)) == []
    lost = {right.split()[0] for right in rights(one) | rights(other) if right not in both}
    assert lost <= {P.DECIDE_REGISTRATION.name}


def test_excess_control() -> None:
    assert excess({"EDIT_EVENT 1"}, {"SEE_EVENT 1"}, set()) == ["EDIT_EVENT 1"]


def test_a_right_to_read_is_never_a_right_to_write() -> None:
    event, registration = Thing(id=MINE, event_id=MINE), Thing(event_id=MINE)
    about_an_event = {row[1] for row in acts() if row[3].assigned_event is not None} - READS - {P.HOLDS_RIGHT}
    for right in Right:
        actor = narrow()[f"organiser with {right.value}"]
        may = {p for p in about_an_event for thing in (event, registration) if answer(actor, p, thing)}
        assert may == WRITES_WITH[right], right
    for code, actor in plain().items():
        for thing in things():
            if answer(actor, P.SEE_MEMBERS_EVENTS, thing) and not answer(actor, P.CREATE_EVENT, thing):
                assert not answer(actor, P.EDIT_EVENT, thing), code


def test_nobody_promotes_or_decides_for_themselves() -> None:
    themselves, own_seat = Thing(id=MINE, person_id=MINE), Thing(person_id=MINE, event_id=MINE)
    for name, actor in everybody().items():
        if actor.job is None:
            assert not can(actor, P.GRANT_ROLE, themselves), name
            assert not can(actor, P.DECIDE_REGISTRATION, own_seat), name
            assert can(actor, P.HOLDS_RIGHT, (MINE, Right.MONEY)) == actor.holds(Right.MONEY, MINE), name
    both = united(plain()["CO"], plain()["OR"])
    assert not can(both, P.DECIDE_REGISTRATION, own_seat)
    assert can(both, P.DECIDE_REGISTRATION, Thing(person_id=OTHERS, event_id=MINE))


def test_a_right_without_the_role_gives_nothing() -> None:
    actor = narrow()["no longer an organiser"]
    assert rights(actor) == rights(Actor(person_id=MINE))


def test_a_stranger_may_see_what_is_public_and_nothing_else() -> None:
    public = Thing(is_public=True)
    assert can(STRANGER, P.SEE_EVENT, public)
    assert {right.split()[0] for right in rights(STRANGER)} == {"SEE_PUBLIC_EVENTS", "SEE_EVENT"}
