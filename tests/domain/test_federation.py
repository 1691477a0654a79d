"""Municipal log-ins: settings, and whom a provider's word is believed about."""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from config import Provider, Settings, SettingsRefused
from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.people.federation import actions
from politiker.people.federation.id_tokens import Claims
from politiker.people.federation.models import ExternalIdentity, FederationAttempt
from politiker.people.federation.providers import Doors
from politiker.policy import Role
from tests import people

RINGSTED = Provider("ringsted", "https://log-ind.example", "politiker", "hemmelig", "Ringsted", "Ringsted Kommune")
SET = {
    "POLITIKER_OIDC_HOEJE_TAASTRUP_ISSUER": "https://log-ind.example",
    "POLITIKER_OIDC_HOEJE_TAASTRUP_CLIENT_ID": "politiker",
    "POLITIKER_OIDC_HOEJE_TAASTRUP_CLIENT_SECRET": "hemmelig",
    "POLITIKER_OIDC_HOEJE_TAASTRUP_MUNICIPALITY": "Høje-Taastrup",
    "POLITIKER_OIDC_HOEJE_TAASTRUP_TITLE": "Høje-Taastrup Kommune",
}
PRODUCTION = {
    "POLITIKER_ENV": "production", "POLITIKER_SECRET_KEY": "k" * 40, "POLITIKER_BASE_URL": "https://p.example.dk",
}  # fmt: skip


def test_any_number_of_providers_is_set() -> None:
    second = {name.replace("HOEJE_TAASTRUP", "AARHUS"): text for name, text in SET.items()}
    settings = Settings.from_environment(SET | second | PRODUCTION)
    assert [provider.name for provider in settings.oidc] == ["aarhus", "hoeje-taastrup"]
    assert settings.oidc[1].municipality == "Høje-Taastrup"
    assert "hemmelig" not in repr(settings)
    assert Settings.from_environment({}).oidc == ()


@pytest.mark.parametrize("missing", list(SET))
def test_a_half_set_one_says_what_is_missing(missing: str) -> None:
    for given in ({k: v for k, v in SET.items() if k != missing}, SET | {missing: " "}):
        with pytest.raises(SettingsRefused, match=missing):
            Settings.from_environment(given)


@pytest.mark.parametrize("issuer", ["http://log-ind.example", "log-ind.example", "https://x.example/?a", "ftp://x"])
def test_production_wants_a_safe_issuer(issuer: str) -> None:
    with pytest.raises(SettingsRefused):
        Settings.from_environment(SET | PRODUCTION | {"POLITIKER_OIDC_HOEJE_TAASTRUP_ISSUER": issuer})


def claims(**changes: object) -> Claims:
    return Claims(**{"subject": "1", "email": "mads@example.dk", "is_strong": False} | changes)  # type: ignore[arg-type]


def test_the_house_keeps_its_own_staff_to_itself(room: Flask, now: datetime) -> None:
    """A municipality that vouches for its councillor must not thereby become an administrator."""
    mads = people.mads()
    people.actions.give_role(mads, Role.ADMINISTRATOR, by=people.TESTER, now=now)
    with pytest.raises(actions.NobodyWeKnow):
        actions.recognise(RINGSTED, claims(), now=now)


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=365 * 10)])
def test_a_mandate_has_to_run(room: Flask, now: datetime, later: timedelta) -> None:
    mads = people.mads()
    if later:
        with pytest.raises(actions.NobodyWeKnow):
            actions.recognise(RINGSTED, claims(), now=now + later)
    else:
        assert actions.recognise(RINGSTED, claims(), now=now) is mads


def test_a_secretary_of_another_municipality_is_not_known(room: Flask, now: datetime) -> None:
    people.with_role(Role.SECRETARY, "Sif Dahl", town="Aarhus", email="mads@example.dk")
    with pytest.raises(actions.NobodyWeKnow):
        actions.recognise(RINGSTED, claims(), now=now)


def test_the_municipality_may_be_named_by_its_code(room: Flask, now: datetime) -> None:
    mads = people.mads()
    code = people.municipality("Ringsted").code
    by_code = Provider("ringsted", "https://log-ind.example", "politiker", "hemmelig", code, "Ringsted Kommune")
    assert actions.recognise(by_code, claims(), now=now) is mads


def test_one_log_in_opens_one_account_and_one_account_has_one(room: Flask, now: datetime) -> None:
    mads, karen = people.mads(), people.karen()
    pia = people.councillor("Pia Hop", town="Ringsted", letter="A")
    actions.recognise(RINGSTED, claims(), now=now)
    with pytest.raises(actions.NobodyWeKnow):  # a colleague who was given his address
        actions.recognise(RINGSTED, claims(subject="2"), now=now)
    with pytest.raises(actions.IdentityIsTaken):
        actions.link(pia, RINGSTED, "1", by=people.actor(pia, now), now=now)
    with pytest.raises(actions.NobodyWeKnow):  # of Aarhus: Ringsted's log-in is not hers
        actions.link(karen, RINGSTED, "3", by=people.actor(karen, now), now=now)
    with pytest.raises(actions.IdentityIsTaken):
        actions.link(mads, RINGSTED, "2", by=people.actor(mads, now), now=now)
    with pytest.raises(Forbidden):
        actions.unlink(mads, "ringsted", by=people.actor(karen, now), now=now)
    actions.link(mads, RINGSTED, "1", by=people.actor(mads, now), now=now)
    assert len(list(db.session.scalars(sa.select(ExternalIdentity)))) == 1


def test_two_first_log_ins_at_once_are_one(house: Flask, now: datetime) -> None:
    """A double click at the municipality: both come back before either is known."""
    with house.app_context():
        mads = people.mads().id
        db.session.commit()
    start, came = threading.Barrier(2), []

    def come_in() -> None:
        with house.app_context():
            start.wait()
            came.append(actions.recognise(RINGSTED, claims(), now=now).id)
            db.session.commit()

    threads = [threading.Thread(target=come_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert came == [mads, mads]
    with house.app_context():
        assert len(list(db.session.scalars(sa.select(ExternalIdentity)))) == 1


def test_whoever_was_invited_and_comes_this_way_has_joined(room: Flask, now: datetime) -> None:
    mads = people.mads()
    mads.joined_at = mads.password_hash = None
    actions.recognise(RINGSTED, claims(), now=now)
    assert mads.joined_at == now


def test_journeys_are_kept_as_hashes_and_not_for_long(room: Flask, now: datetime) -> None:
    doors = Doors("https://log-ind.example/a?tenant=1", "", "")
    address = actions.begin(RINGSTED, doors, "https://p/svar", browser="browser", next=None, now=now)
    assert address.startswith("https://log-ind.example/a?tenant=1&response_type=code&")
    db.session.flush()
    row = db.session.scalars(sa.select(FederationAttempt)).one()
    assert row.state_hash not in address and row.verifier not in address and "browser" not in row.browser_hash
    actions.forget_attempts(now=now + actions.ATTEMPT_LASTS)
    assert list(db.session.scalars(sa.select(FederationAttempt.provider)))
    actions.forget_attempts(now=now + actions.ATTEMPT_LASTS + timedelta(seconds=1))
    assert not list(db.session.scalars(sa.select(FederationAttempt.provider)))
