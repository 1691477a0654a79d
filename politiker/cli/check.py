"""`check`: is everything as it should be? For people at a terminal, and by its exit code for monitoring."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import click
import sqlalchemy as sa
import sqlalchemy.exc
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext

from config import Settings
from politiker.cli import room_keys
from politiker.core import clock
from politiker.core.database import db
from politiker.core.jobs import Job, Tick
from politiker.mail import outbox
from politiker.registrations import queries

WORKER_IS_GONE_AFTER = timedelta(minutes=3)
MAIL_IS_LATE_AFTER = timedelta(minutes=15)
LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    name: str
    is_well: bool
    words: str


def _settings(_now: datetime) -> Finding:
    settings: Settings = current_app.config["SETTINGS"]
    settings.require_safe()
    if settings.env == "production" and settings.mail_url.startswith("file:"):
        return Finding("settings", False, "production, but mail goes to files: set POLITIKER_MAIL_URL")
    return Finding("settings", True, f"{settings.env}, {settings.base_url}")


def _migrations(_now: datetime) -> Finding:
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    with db.engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    newest = scripts.get_current_head()
    words = f"at {here}" if here == newest else f"at {here}, the newest is {newest}: run `flask --app wsgi db upgrade`"
    return Finding("migrations", here == newest, words)


def _disk(_now: datetime) -> Finding:
    settings: Settings = current_app.config["SETTINGS"]
    free = shutil.disk_usage(settings.data_dir).free
    return Finding("disk", free >= LEAST_FREE_BYTES, f"{free // 1024**2} MB free")


def _worker(now: datetime) -> Finding:
    last = db.session.execute(sa.select(sa.func.max(Tick.at))).scalar_one()
    if last is None:
        return Finding("worker", False, "no worker has ever run")
    return Finding("worker", now - last <= WORKER_IS_GONE_AFTER, f"last tick {_ago(now - last)}")


def _jobs(_now: datetime) -> Finding:
    failed = db.session.execute(sa.select(sa.func.count()).where(Job.failed_at.is_not(None))).scalar_one()
    return Finding("jobs", failed == 0, f"{failed} given up after too many attempts")


def _mail(now: datetime) -> Finding:
    oldest = outbox.oldest_unsent()
    if oldest is None:
        return Finding("mail", True, "nothing waits")
    return Finding(
        "mail", now - oldest <= MAIL_IS_LATE_AFTER, f"the oldest unsent letter was written {_ago(now - oldest)}"
    )


def _seats(_now: datetime) -> Finding:
    wrong = queries.miscounted()
    return Finding("seats", not wrong, f"miscounted at events {wrong}" if wrong else "every count is right")


def _room_keys(_now: datetime) -> Finding:
    is_well, words = room_keys.looked_at()
    return Finding("room keys", is_well, words)


def _ago(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    return f"{seconds} s ago" if seconds < 120 else f"{seconds // 60} min ago"


LOOKS: tuple[Callable[[datetime], Finding], ...] = (
    _settings,
    _migrations,
    _disk,
    _worker,
    _jobs,
    _mail,
    _seats,
    _room_keys,
)


def findings(now: datetime) -> list[Finding]:
    """Everything looked at. What cannot be looked at is not well."""
    found = []
    for look in LOOKS:
        try:
            found.append(look(now))
        except sqlalchemy.exc.SQLAlchemyError as error:
            db.session.rollback()
            found.append(
                Finding(look.__name__.strip("_"), False, f"the database does not answer: {type(error).__name__}")
            )
    return found


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@with_appcontext
def command(as_json: bool) -> None:
    """Settings, migrations, disk, worker, jobs, mail, seats and room keys; exit code 1 when something is wrong."""
    found = findings(clock.now())
    if as_json:
        click.echo(json.dumps([vars(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            click.echo(f"{'ok   ' if one.is_well else 'WRONG'} {one.name:<11} {one.words}")
    if not all(one.is_well for one in found):
        raise click.exceptions.Exit(1)
