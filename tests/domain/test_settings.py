"""Production is safe or does not start."""

from pathlib import Path

import pytest

from config import DEVELOPMENT_SECRET, Settings, SettingsRefused

SAFE = {
    "POLITIKER_ENV": "production",
    "POLITIKER_SECRET_KEY": "k" * 40,
    "POLITIKER_BASE_URL": "https://politiker.example.dk",
}


def test_a_safe_production_starts() -> None:
    settings = Settings.from_environment(SAFE)
    assert settings.is_https and settings.host == "politiker.example.dk"


@pytest.mark.parametrize(
    "changes",
    [
        {"POLITIKER_SECRET_KEY": None},
        {"POLITIKER_SECRET_KEY": DEVELOPMENT_SECRET},
        {"POLITIKER_SECRET_KEY": "short"},
        {"POLITIKER_BASE_URL": "http://politiker.example.dk"},
        {"POLITIKER_BASE_URL": None},
        {"POLITIKER_BASE_URL": "politiker.example.dk"},
        {"POLITIKER_ENV": "staging"},
        {"POLITIKER_TRUSTED_PROXIES": "many"},
        {"POLITIKER_TRUSTED_PROXIES": "-1"},
        {"POLITIKER_BASE_URL": "HTTPS://politiker.example.dk"},
        {"POLITIKER_BASE_URL": "https://localhost"},
        {"POLITIKER_BASE_URL": "https://u:p@politiker.example.dk"},
        {"POLITIKER_BASE_URL": "https://politiker.example.dk/sub?x"},
        {"POLITIKER_MAIL_URL": "mail.example.dk:25"},
    ],
)
def test_an_unsafe_one_does_not(changes: dict[str, str | None]) -> None:
    given = {name: value for name, value in (SAFE | changes).items() if value is not None}
    with pytest.raises(SettingsRefused):
        Settings.from_environment(given)


def test_everything_is_read_from_the_environment() -> None:
    settings = Settings.from_environment(
        {
            "POLITIKER_DATA_DIR": "/srv/politiker",
            "POLITIKER_MAIL_REQUIRE_TLS": "true",
            "POLITIKER_MAIL_RETRY_BASE_SECONDS": "0.5",
            "POLITIKER_TRUSTED_PROXIES": "1",
            "SECRET_KEY": "without our prefix, not ours",
        }
    )
    assert settings.data_dir == Path("/srv/politiker")
    assert settings.mail_require_tls is True
    assert settings.mail_retry_base_seconds == 0.5
    assert settings.trusted_proxies == 1
    assert settings.secret_key == DEVELOPMENT_SECRET
