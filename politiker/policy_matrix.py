"""The matrix of who may do what, drawn by asking the rules of `policy` and not by writing the answers down.

Each rule is asked for one actor of every kind about things of every sort: one's own, one in one's own municipality,
one at an event one is assigned to, a room one is in or owns, and one that is none of these.
"""

import functools
from dataclasses import dataclass
from typing import Any

from politiker.core.words import gettext as _
from politiker.policy import TWO_PEOPLE, Actor, Permission, Role, can
from politiker.policy.acts import acts
from politiker.policy.samples import Kind, Things, kinds

P = Permission
# Decided, and not built yet: the page says so. A test takes a row out when something asks for its permission.
COMING = frozenset(
    {
        P.ERASE_OWN_ACCOUNT, P.SEE_INVOICING,
        P.READ_TRAIL, P.ERASE_OTHER, P.CHANGE_SETTINGS,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One act, and for each kind of person, by code, the mark that says how far the right goes."""

    number: int
    permission: str
    group: str
    name: str
    marks: dict[str, str]
    is_coming: bool


@dataclass(frozen=True)
class Matrix:
    """The whole: columns, rows, and what each mark means."""

    kinds: tuple[Kind, ...]
    rows: tuple[Row, ...]
    legend: dict[str, str]

    def plain(self) -> dict[str, Any]:
        """The matrix as lists and words, for whoever reads it with a program."""
        return {
            "kinds": {kind.code: kind.name for kind in self.kinds},
            "legend": self.legend,
            "rows": [vars(row) for row in self.rows],
        }

    def limits(self, mark: str) -> list[str]:
        """What limits a right, in words; nothing when it has no limit."""
        if mark == "+":
            return []
        return [self.legend[mark]] if mark in self.legend else [self.legend[one] for one in mark]


def mark(actor: Actor, permission: Permission, things: Things) -> str:
    """How far one right goes: `+` everything, `-` not at all, and in between what the legend says of each letter."""
    narrow = (
        ("o", things.own), ("m", things.same_municipality), ("e", things.assigned_event), ("r", things.with_me),
        ("w", things.owned_by_me), ("p", things.reported), ("2", things.opened_to_me),
    )  # fmt: skip
    found = "".join(m for m, thing in narrow if thing is not None and can(actor, permission, thing))
    if can(actor, permission, things.other):
        everywhere = things.closed is None or can(actor, permission, things.closed)
        found = "+" if everywhere else "+" + found
    if "r" in found:
        found = found.replace("w", "")  # an owner is in the room
    if found and permission in TWO_PEOPLE and actor.has(Role.ADMINISTRATOR):
        found = "2"
    return found or "-"


@functools.cache
def matrix() -> Matrix:
    """Every rule asked for every kind of person. The rules do not change while the house stands."""
    columns = kinds()
    return Matrix(
        kinds=columns,
        rows=tuple(
            Row(
                number=permission.value,
                permission=permission.name.lower(),
                group=group,
                name=name,
                marks={kind.code: mark(kind.actor, permission, things) for kind in columns},
                is_coming=permission in COMING,
            )
            for group, permission, name, things in acts()
        ),
        legend={
            "+": _("allowed"),
            "o": _("only what is one's own"),
            "m": _("only in one's own municipality"),
            "e": _("only events one is assigned to"),
            "r": _("only rooms one is in"),
            "w": _("only rooms one owns"),
            "p": _("only a post that was reported"),
            "+p": _("open rooms, and elsewhere only a post that was reported"),
            "2": _("only two together"),
            "-": _("not allowed"),
        },
    )
