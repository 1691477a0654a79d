"""What this door is handed of the others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask


@dataclass(frozen=True)
class Neighbours:
    """`work` is a worker's whole life. `load_demo` takes `seed`, `full` and `now`, commits, and tells what is there.

    `cookie_name` is what a browser calls its session, `demo_accounts` who can be tried, as (address, who it is), and
    `demo_factor_key` what the codes of those with a role are made from.
    """

    cookie_name: str
    work: Callable[[Flask], None]
    load_demo: Callable[..., Any]
    demo_accounts: tuple[tuple[str, str], ...]
    demo_password: str
    demo_factor_key: str
