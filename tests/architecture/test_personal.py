"""The privacy register is whole: no column about a person without a purpose and an end."""

import sqlalchemy as sa

from politiker.core.database import Base
from politiker.core.register import Personal, personal, rows
from politiker.worker.tables import EVERY_DAY, EVERY_HOUR, EVERY_MINUTE, JOBS
from tests.architecture.impersonal import IMPERSONAL
from tests.architecture.reading import refuse

# An event, a series and a prolonged period remember who made them, but are not about that person.
ABOUT_NOBODY = {"event", "prolongation", "series"}
# Who keeps each promise on /privatliv: a job, somebody who is asked to, or the person's own act.
ON_REQUEST, OWN_ACT = "on request", "own act"
KEPT_BY = {
    "Senest 2 timer efter": "forget_attempts",
    "2 dage efter": "forget_answers",
    "2 dage efter en ønsket ændring": "forget_email_changes",
    "7 dage efter afsendelse": "forget_letters",
    "7 dage efter afsendelse; at du er blevet mindet om et arrangement: 5 år; at en arrangør har skrevet: 1 år": (
        "forget_letters"
    ),
    "Efter arrangementet": "forget_last_minute",
    "30 dage efter arrangementet": "forget_needs",
    "30 dage efter den sidste af de datoer, der blev spurgt om": "forget_dates",
    "Det antal dage efter arrangementet, der står ved spørgsmålet, højst 365": "forget_guest_answers",
    "30 dage efter udløb": "forget_attempts",
    "30 dage efter sidste ændring": "forget_drafts",
    "31 dage efter sidste ændring": "forget_sealed_drafts",
    "90 dage efter mandatets ophør": "forget_mandates",
    "90 dage efter ophør": "forget_mandates",
    "7 dage efter": "forget_jobs",
    "30 dage efter, at den udløb": "forget_keys",
    "30 dage efter afgørelsen": "forget_applications",
    "12 måneder efter sidste brug": "forget_devices",
    "12 måneder efter": "forget_trail",
    "12 måneder efter afgørelsen": "forget_moderation",
    "12 måneder efter ophør": "forget_roles",
    "5 år efter (bogføring)": "forget_registrations",
    "Senest 30 dage efter arrangementet": "forget_participants",
    "12 måneder efter, at listen er hentet": "forget_exports",
    "Når evalueringen lukker": "close_evaluations",
    "14 måneder efter arrangementet": "forget_takeaways",
    "Når kontoen slettes": ON_REQUEST,
    "Når arrangementet slettes": ON_REQUEST,
    "Når du fjerner det": OWN_ACT,
    "Når du fjerner den": OWN_ACT,
    "Når du lukker feedet": OWN_ACT,
}


def tables_about_persons(metadata: sa.MetaData) -> list[sa.Table]:
    """The person, what has a `person_id`, and what hangs on such a table."""
    about: dict[str, sa.Table] = {}
    for table in metadata.sorted_tables:  # parents first
        hangs_on = {key.column.table.name for key in table.foreign_keys}
        if table.name not in ABOUT_NOBODY and (
            table.name == "person" or "person_id" in table.columns or hangs_on & about.keys()
        ):
            about[table.name] = table
    return list(about.values())


def unexplained(metadata: sa.MetaData, impersonal: dict[str, set[str]]) -> list[str]:
    """Columns that neither carry a note nor are listed as impersonal."""
    return [
        f"{table.name}.{column.name}"
        for table in tables_about_persons(metadata)
        for column in table.columns
        if "personal" not in column.info and column.name not in impersonal.get(table.name, set())
    ]


def listed_but_gone(metadata: sa.MetaData, impersonal: dict[str, set[str]]) -> list[str]:
    """Names in the list that no column has any more, or that carry a note by now."""
    return [
        f"{name}.{column}"
        for name, columns in impersonal.items()
        for column in columns
        if column not in metadata.tables[name].columns or "personal" in metadata.tables[name].columns[column].info
    ]


def incomplete_notes(metadata: sa.MetaData) -> list[str]:
    notes = [(c, c.info["personal"]) for t in metadata.sorted_tables for c in t.columns if "personal" in c.info]
    return [str(c) for c, note in notes if not (isinstance(note, Personal) and all(vars(note).values()))]


def unkept(metadata: sa.MetaData, kept_by: dict[str, str], jobs: set[str]) -> list[str]:
    """Promises that nobody keeps, promises no longer made, and keepers that do not exist."""
    promised = {note.forgotten for note in rows(metadata)}
    strangers = [f"{phrase}: {who}" for phrase, who in kept_by.items() if who not in {*jobs, ON_REQUEST, OWN_ACT}]
    return [*sorted(promised ^ kept_by.keys()), *strangers]


def test_every_column_about_a_person_says_why_and_how_long() -> None:
    """Context: a record of processing that is kept beside the code is wrong within a month.
    Decision: the note stands on the column; /privatliv is drawn from it; a new column without one fails here.
    Price: a list of impersonal names, to be argued with in the commit that adds to it.
    """
    refuse(unexplained(Base.metadata, IMPERSONAL))
    refuse(listed_but_gone(Base.metadata, IMPERSONAL))
    refuse(incomplete_notes(Base.metadata))


def test_every_promise_to_forget_is_kept_by_somebody() -> None:
    """Context: /privatliv promises an end for each field, and a promise without a job is kept by nobody.
    Decision: each wording names the job that keeps it, one the clock calls for; erasure on request is named as such.
    Price: a new wording costs a line here, and most often a job.
    """
    refuse(unkept(Base.metadata, KEPT_BY, JOBS.keys() & {*EVERY_MINUTE, *EVERY_HOUR, *EVERY_DAY}))


def test_promises_control() -> None:
    other = sa.MetaData()
    note = personal("Hat", "Ball", "Consent", "After the ball")
    sa.Table("guest", other, sa.Column("hat", sa.Text, info=note))
    assert unkept(other, {}, {"forget_hats"}) == ["After the ball"]
    assert unkept(other, {"After the ball": "forget_cats"}, {"forget_hats"}) == ["After the ball: forget_cats"]
    assert unkept(other, {"After the ball": ON_REQUEST, "At noon": OWN_ACT}, set()) == ["At noon"]
    assert unkept(other, {"After the ball": "forget_hats"}, {"forget_hats"}) == []


def test_personal_control() -> None:
    other = sa.MetaData()
    sa.Table("person", other, sa.Column("id", sa.Integer, primary_key=True), sa.Column("shoe_size", sa.Integer))
    sa.Table("letter", other, sa.Column("person_id", sa.ForeignKey("person.id")), sa.Column("text", sa.Text))
    sa.Table("town", other, sa.Column("id", sa.Integer), sa.Column("mayor", sa.Text, info=personal("", "", "", "")))
    assert unexplained(other, {"person": {"id"}}) == ["person.shoe_size", "letter.person_id", "letter.text"]
    assert listed_but_gone(other, {"person": {"hat"}}) == ["person.hat"]
    assert incomplete_notes(other) == ["town.mayor"]
