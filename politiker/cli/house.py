"""What the house is made of: `house routes` and `house policy`."""

import json
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from politiker.policy_matrix import matrix

group = AppGroup("house", help="What the house is made of: its addresses, and who may do what.")


def routes_of(app: Flask) -> list[dict[str, Any]]:
    """Every rule: the address, its methods, the endpoint, and whom it is open to."""
    return [
        {
            "rule": rule.rule,
            "methods": sorted((rule.methods or set()) - {"OPTIONS"}),
            "endpoint": rule.endpoint,
            "access": getattr(app.view_functions[rule.endpoint], "open_to", None),
        }
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    ]


@group.command("routes")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def routes(as_json: bool) -> None:
    """Every address: methods, endpoint, access."""
    found = routes_of(current_app)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for one in found:
        click.echo(f"{one['access']:<10} {','.join(one['methods']):<16} {one['rule']:<60} {one['endpoint']}")


@group.command("policy")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def policy(as_json: bool) -> None:
    """Who may do what, drawn by asking the rules."""
    drawn = matrix()
    if as_json:
        click.echo(json.dumps(drawn.plain(), ensure_ascii=False, indent=1))
        return
    for kind in drawn.kinds:
        click.echo(f"{kind.code}  {kind.name}")
    for sign, meaning in drawn.legend.items():
        click.echo(f"{sign:<3} {meaning}")
    width = max(len(row.name) for row in drawn.rows) + 2
    click.echo(f"{'':{width}}{''.join(f'{kind.code:<4}' for kind in drawn.kinds)}".rstrip())
    for row in drawn.rows:
        click.echo(f"{row.name:{width}}{''.join(f'{mark:<4}' for mark in row.marks.values())}".rstrip())
