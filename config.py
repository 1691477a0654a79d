"""Settings: from the environment only, prefix POLITIKER_, with safe defaults for one's own machine."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

DEVELOPMENT_SECRET = "development-secret-never-in-production"
HERE = Path(__file__).parent
OIDC_PARTS = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "MUNICIPALITY", "TITLE")
OIDC = re.compile(rf"POLITIKER_OIDC_(?P<name>[A-Z0-9_]{{1,40}}?)_(?P<part>{'|'.join(OIDC_PARTS)})")


class SettingsRefused(Exception):
    """The settings are not safe to run with; the text says which and why."""


@dataclass(frozen=True)
class Provider:
    """A municipality's own log-in (OpenID Connect): POLITIKER_OIDC_<NAME>_ISSUER and so on, all of them or none."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    municipality: str
    title: str

    @classmethod
    def all_from(cls, environment: Mapping[str, str]) -> tuple["Provider", ...]:
        """Every provider that is set, by name. Raises SettingsRefused for one that is half set."""
        given: dict[str, dict[str, str]] = {}
        for variable, text in environment.items():
            if found := OIDC.fullmatch(variable):
                given.setdefault(found["name"], {})[found["part"].lower()] = text.strip()
        for name, parts in given.items():
            missing = [f"POLITIKER_OIDC_{name}_{part}" for part in OIDC_PARTS if not parts.get(part.lower())]
            if missing:
                raise SettingsRefused(f"the log-in {name} is half set: {', '.join(missing)} is missing")
        return tuple(cls(name.lower().replace("_", "-"), **parts) for name, parts in sorted(given.items()))


@dataclass(frozen=True)
class Settings:
    """What whoever runs the house decides. Each is described in the README."""

    secret_key: str = DEVELOPMENT_SECRET
    base_url: str = "http://localhost:5000"
    database_url: str = f"sqlite:///{HERE / 'instance' / 'politiker.db'}"
    data_dir: Path = HERE / "instance"
    mail_url: str = "file:"
    mail_sender: str = "politiker@localhost.localdomain"
    mail_reply_to: str = ""
    mail_require_tls: bool = False
    mail_retry_base_seconds: float = 60
    organiser_name: str = "COK"
    site_name: str = "Politiker"
    trusted_proxies: int = 0
    env: str = "development"
    embedded_worker: bool = False
    room_keys: str = field(default="", repr=False)
    inbound_mail_url: str = field(default="", repr=False)
    clamd_url: str = ""
    files_url: str = ""
    oidc: tuple[Provider, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read what is set, keep the rest. Raises SettingsRefused."""
        given: dict[str, object] = {"oidc": Provider.all_from(environment)}
        for name, kind in cls.__annotations__.items():
            text = environment.get(f"POLITIKER_{name.upper()}")
            if text is None or name == "oidc":
                continue
            try:
                given[name] = text.lower() in {"1", "true", "yes"} if kind is bool else kind(text)
            except ValueError:
                raise SettingsRefused(f"POLITIKER_{name.upper()} has to be a {kind.__name__}") from None
        settings = cls(**given)  # type: ignore[arg-type]  # each was made by its own annotation
        settings.require_safe()
        return settings

    def require_safe(self) -> None:
        """What cannot work is refused at once; production runs with a secret of its own and over https, or not at all.

        Raises SettingsRefused.
        """
        if self.env not in {"production", "development", "test"}:
            raise SettingsRefused("POLITIKER_ENV is production, development or test")
        address = urlsplit(self.base_url)
        is_bare = not (address.path.strip("/") or address.query or address.fragment or address.username)
        if not self.base_url.startswith(("http://", "https://")) or not address.hostname or not is_bare:
            raise SettingsRefused("POLITIKER_BASE_URL is an address such as https://politiker.example.dk, and no more")
        if self.trusted_proxies < 0:
            raise SettingsRefused("POLITIKER_TRUSTED_PROXIES is a number of proxies")
        if urlsplit(self.mail_url).scheme not in {"smtp", "smtps", "file"}:
            raise SettingsRefused("POLITIKER_MAIL_URL begins with smtp://, smtps:// or file:")
        for provider in self.oidc:
            issuer = urlsplit(provider.issuer)
            if issuer.scheme not in {"http", "https"} or not issuer.hostname or issuer.query or issuer.fragment:
                raise SettingsRefused(f"the issuer of the log-in {provider.name} is an address and no more")
        if self.env != "production":
            return
        if self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < 32:
            raise SettingsRefused("POLITIKER_SECRET_KEY must be a secret of at least 32 characters in production")
        if not self.is_https or self.is_loopback:
            raise SettingsRefused("POLITIKER_BASE_URL must begin with https:// and not be this machine, in production")
        for provider in self.oidc:
            if not provider.issuer.startswith("https://"):
                raise SettingsRefused(f"the issuer of {provider.name} must begin with https:// in production")

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https:")

    @property
    def is_loopback(self) -> bool:
        return urlsplit(self.base_url).hostname in {"localhost", "127.0.0.1", "::1"}

    @property
    def host(self) -> str:
        """The name in addresses, Message-IDs and calendar ids."""
        return urlsplit(self.base_url).hostname or "localhost"
