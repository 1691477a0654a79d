"""`outbox`: how many letters wait, went out, were given up; and trying again what was given up."""

import click
from flask.cli import with_appcontext

from politiker.core import clock
from politiker.core.database import db
from politiker.mail import outbox


@click.command("outbox")
@click.option("--retry", is_flag=True, help="Send what was given up once more.")
@with_appcontext
def command(retry: bool) -> None:
    """How many letters are queued, sent, dropped and failed."""
    if retry:
        again = outbox.retry_failed(now=clock.now())
        db.session.commit()
        click.echo(f"retried {again}")
    for name, count in outbox.counts().items():
        click.echo(f"{name} {count}")
