"""What we write to people about their mandate."""

from datetime import datetime

from politiker.mail import outbox
from politiker.people.councils.models import MandateReport
from politiker.people.models import Mandate


def mandate_ended(mandate: Mandate, now: datetime) -> None:
    """You sit no longer: what ends, what you can still do for 90 days, and how you come back."""
    intent = f"mandate_ended:{mandate.id}:{int(mandate.ends_at.timestamp())}"
    outbox.post("mandate_ended", mandate.person_id, {}, intent=intent, now=now, subject_id=mandate.id)


def change_confirmed(report: MandateReport, now: datetime) -> None:
    """What you reported is so now."""
    intent = f"change_confirmed:{report.id}"
    outbox.post("change_confirmed", report.person_id, {}, intent=intent, now=now, subject_id=report.id)


def change_refused(report: MandateReport, now: datetime) -> None:
    """What you reported did not take effect."""
    intent = f"change_refused:{report.id}"
    outbox.post("change_refused", report.person_id, {}, intent=intent, now=now, subject_id=report.id)
