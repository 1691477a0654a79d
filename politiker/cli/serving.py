"""`run-house` opens the house on one's own machine; `worker` is a worker by itself."""

import os
import sys

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from config import HERE, Settings
from politiker.cli.demo import accounts
from politiker.cli.neighbours import Neighbours
from politiker.core import clock
from politiker.core.database import db
from politiker.people.models import Person
from politiker.people.queries import by_email

WORKERS = 2
# Slow readers are held here and not by the workers, each of which answers one request at a time.
BACKLOG = 1024


def worker_command(neighbours: Neighbours) -> click.Command:
    """The command that works until it is told to stop."""

    @click.command("worker")
    @with_appcontext
    def worker() -> None:
        """Deliver mail and do periodic work until stopped; any number may run."""
        neighbours.work(current_app._get_current_object())  # type: ignore[attr-defined]  # the app itself behind the proxy

    return worker


def run_house_command(neighbours: Neighbours) -> click.Command:
    """The command behind `make run`."""

    @click.command("run-house")
    @click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
    @with_appcontext
    def run_house(port: int) -> None:
        """Bring the schema up to date, furnish an empty house with demo data, and serve it on this machine."""
        settings: Settings = current_app.config["SETTINGS"]
        if settings.env == "production":
            raise click.ClickException("this is for one's own machine; in production run granian, see the README")
        upgrade()
        is_empty = db.session.execute(sa.select(Person.id).limit(1)).first() is None
        has_demo = is_empty or by_email(neighbours.demo_accounts[0][0]) is not None
        if has_demo:
            neighbours.load_demo(now=clock.now())
        db.session.remove()
        db.engine.dispose()
        os.environ["POLITIKER_EMBEDDED_WORKER"] = "1"
        address = os.environ.setdefault("POLITIKER_BASE_URL", f"http://localhost:{port}")
        who = accounts(neighbours, now=clock.now()) if has_demo else []
        click.echo("\n".join(["", *who, "", f"  {address}", "", "Ctrl-C stops it."]))
        serve(port)

    return run_house


def serve(port: int) -> None:
    """Become the server: answer requests on this machine until stopped."""
    words = (
        f"-m granian --interface wsgi --host 127.0.0.1 --port {port} --workers {WORKERS} --blocking-threads 1"
        f" --backlog {BACKLOG} --no-ws --log-level warning --workers-kill-timeout 10 wsgi:app"
    )
    os.chdir(HERE)
    os.environ.pop("FLASK_RUN_FROM_CLI", None)  # a server, and no command any more
    os.execv(sys.executable, [sys.executable, *words.split()])  # noqa: S606  # our own words and no shell
