"""`demo`: living Danish data for a house one wants to look at."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Settings
from politiker.cli.neighbours import Neighbours
from politiker.core import clock
from politiker.people.factors import codes


def command(neighbours: Neighbours) -> click.Command:
    """The command, knowing who brings the furniture."""

    @click.command("demo")
    @click.option("--full", is_flag=True, help="The whole country: 2,432 councillors, 80 events, 36 of them Kattegat.")
    @click.option("--seed", type=int, default=1, show_default=True, help="The same number gives the same people.")
    @with_appcontext
    def demo(full: bool, seed: int) -> None:
        """Load demo data; what is there already is left as it is. Refuses production."""
        settings: Settings = current_app.config["SETTINGS"]
        if settings.env == "production":
            raise click.ClickException("demo data never enters a production database")
        loaded = neighbours.load_demo(seed, full, now=clock.now())
        click.echo("\n".join(f"{name} {count}" for name, count in vars(loaded).items()))
        click.echo("\n".join(accounts(neighbours, now=clock.now())))

    return demo


def accounts(neighbours: Neighbours, *, now: datetime) -> list[str]:
    """Who can be tried, with which password, and which code those with a role write after it just now."""
    code, seconds = codes.current(neighbours.demo_factor_key, now)
    return [
        f"Demo accounts, password {neighbours.demo_password}",
        *(f"  {address:<24} {who}" for address, who in neighbours.demo_accounts),
        f"Those with a role also write a code: {code}, good for {seconds + codes.STEP_SECONDS} seconds more.",
        f"  `flask --app wsgi demo` prints the next one; an app makes them from the key {neighbours.demo_factor_key}.",
    ]
