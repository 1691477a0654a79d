"""Who counts in the crowd that an alias hides in: those who are in the room and may come."""

from datetime import datetime

from flask import Flask

from politiker.core.database import db
from politiker.discussions.confidential import voices
from politiker.discussions.confidential.seals import seals_of
from tests import confided, people


def test_whoever_may_not_come_hides_nobody(room: Flask, now: datetime) -> None:
    """Five others are enough; one of them suspended, they are four, and nothing is shown."""
    members = [people.councillor(f"Medlem {letter}", town="Aarhus") for letter in "abcdef"]
    there = confided.room(now, *members)
    seals = seals_of(there)
    assert voices.may_show(seals, members[0].id, now=now), "control: six who are alike may show it"
    members[5].suspended_at = now
    db.session.flush()
    assert voices.may_show(seals, members[0].id, now=now) == {}
