"""`person reset-factors`: for whoever has lost the phone and the codes on paper."""

import click
from flask.cli import with_appcontext

from politiker.cli.people import saying_why
from politiker.core import clock
from politiker.core.database import db
from politiker.people.factors.resetting import reset_factors
from politiker.people.models import Person
from politiker.people.queries import actor_from, by_email, roles_of
from politiker.policy import Actor


@click.command("reset-factors")
@click.argument("email")
@click.option("--checked-by", multiple=True, required=True, help="An administrator who checked who it is; give two.")
@with_appcontext
def reset(email: str, checked_by: tuple[str, ...]) -> None:
    """Take away the second factors of the person with EMAIL, once two administrators have checked who it is."""
    person, now = _person(email), clock.now()
    checkers = [_actor(_person(address).id) for address in checked_by]
    with saying_why():
        reset_factors(person, checked_by=checkers, now=now)
    db.session.commit()
    click.echo(f"person {person.id} has no second factor, is logged out, and is being told")


def _person(email: str) -> Person:
    person = by_email(email.strip().casefold())
    if person is None:
        raise click.ClickException(f"nobody is known by {email}")
    return person


def _actor(person_id: int) -> Actor:
    return actor_from(person_id, db.session.execute(roles_of(person_id)), clock.now())
