"""`mandates import FILE`: a council, or all 98, from a file."""

from pathlib import Path

import click
from flask.cli import AppGroup

from politiker.core import clock
from politiker.core.database import db
from politiker.people.councils import periods
from politiker.people.councils.importing import carrying_out, planning, reading
from politiker.people.councils.importing.planning import Plan, Step
from politiker.policy import system

BY = system("command line")
group = AppGroup("mandates", help="Who sits in which council.")
SAID = {
    Step.NEW_PERSON: "new people with a mandate",
    Step.NEW_MANDATE: "known people with a new mandate",
    Step.CHANGED_LIST: "changed list",
    Step.CHANGED_DUTY: "changed duty",
    Step.NOTHING: "as before",
}


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--period", type=int, help="First year of the period, for example 2026. Default: the present one.")
@click.option("--invite", is_flag=True, help="Write to those who are new.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
def import_file(file: Path, period: int | None, invite: bool, dry_run: bool) -> None:
    """Take councillors in from FILE (CSV with ; or , in UTF-8 or cp1252, or XLSX); all of it or nothing.

    Columns: kommune, navn, email, liste; and if known listenavn (makes a local list), hverv, udvalg, nyvalgt. The
    same file twice changes nothing the second time.
    """
    now = clock.now()
    first_year = period or periods.first_year_elected(now)
    try:
        lines = reading.read(file.read_bytes())
    except reading.FileRefused as refused:
        raise click.ClickException(f"the file cannot be read: {refused.facts}") from None
    if dry_run:
        tell(planning.plan(lines, first_year=first_year, by=BY))
        return
    try:
        done = carrying_out.carry_out(lines, first_year=first_year, by=BY, now=now, invite=invite)
    except carrying_out.FileHasProblems as refused:
        db.session.rollback()
        tell(refused.facts["plan"])
        return
    db.session.commit()
    for step, number in done.steps.items():
        click.echo(f"{number:5} {SAID[step]}")


def tell(plan: Plan) -> None:
    """What a plan comes to. Raises ClickException when it comes to nothing."""
    for problem in plan.problems:
        click.echo(f"row {problem.row}: {problem.fault.value} {problem.facts}", err=True)
    if plan.problems:
        raise click.ClickException(f"{len(plan.problems)} rows are wrong; nothing was changed")
    for step in Step:
        click.echo(f"{len(plan.of(step)):5} {SAID[step]}")
    for name, town in plan.missing:
        click.echo(f"      not in the file: {name}, {town}")
