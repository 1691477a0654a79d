"""What has to happen for the letters about the second step of logging in. Call inside a room."""

from datetime import datetime

from politiker.people.factors import proving
from tests import people
from tests.factor_codes import server_secret, with_app


def factor_changed(now: datetime) -> datetime:
    with_app(people.karen(), now)
    return now


def recovery_code_used(now: datetime) -> datetime:
    karen = people.karen()
    _key, [first, *_rest] = with_app(karen, now)
    proving.prove_with_recovery_code(karen, first, secret=server_secret(), now=now)
    return now
