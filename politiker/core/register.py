"""The privacy register: each column with a personal fact says why it is there and when it goes.

The page /privatliv is drawn from these notes, and a test refuses a table about persons with a column
that neither carries a note nor is listed as impersonal.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True)
class Personal:
    """What a field is (Danish), for which purpose, on which legal basis, and when it is forgotten."""

    name: str
    purpose: str
    basis: str
    forgotten: str


CONTRACT = "Aftale (databeskyttelsesforordningen art. 6, stk. 1, litra b)"
PUBLIC_TASK = "Opgave i samfundets interesse (art. 6, stk. 1, litra e)"
CONSENT = "Samtykke (art. 6, stk. 1, litra a)"
HEALTH_CONSENT = "Udtrykkeligt samtykke (art. 9, stk. 2, litra a)"
PARTY_CONSENT = "Udtrykkeligt samtykke til at vise politisk tilhørsforhold (art. 9, stk. 2, litra a)"
MADE_PUBLIC = "Offentliggjort ved valget (art. 9, stk. 2, litra e)"
LEGITIMATE = "Legitim interesse: sikkerhed og dokumentation (art. 6, stk. 1, litra f)"


def personal(name: str, purpose: str, basis: str, forgotten: str) -> dict[str, Any]:
    """The note for `mapped_column(info=…)`."""
    return {"personal": Personal(name, purpose, basis, forgotten)}


def rows(metadata: sa.MetaData) -> list[Personal]:
    """Every note in the schema, in the order of the tables."""
    return [c.info["personal"] for t in metadata.sorted_tables for c in t.columns if "personal" in c.info]


def years_before(moment: datetime, years: int) -> datetime:
    """The same day so many years earlier; 28 February when that year has no 29th."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)
