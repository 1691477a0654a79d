"""Who may do what.

Actions ask `require`, templates ask `can`, lists use a query that a twin test holds together with the rules.
The rows are those of the permission matrix; `policy_matrix.matrix()` draws it by asking the rules, and both
`house policy` and the page "Hvem må hvad" show what it draws.
"""

from typing import Any

from politiker.core.errors import Forbidden
from politiker.policy.actors import STRANGER, Actor, Right, Role, system
from politiker.policy.permissions import Permission
from politiker.policy.rules import RULES, TWO_PEOPLE
from politiker.policy.things import Place

__all__ = [
    "RULES",
    "STRANGER",
    "TWO_PEOPLE",
    "Actor",
    "Permission",
    "Place",
    "Right",
    "Role",
    "can",
    "require",
    "system",
]


def can(actor: Actor, permission: Permission, thing: Any = None) -> bool:
    """May this actor do this to this thing, now?"""
    return RULES[permission](actor, thing)


def require(actor: Actor, permission: Permission, thing: Any = None) -> None:
    """Raises Forbidden unless `can`."""
    if not can(actor, permission, thing):
        raise Forbidden(permission=permission)
