"""Settings: from the environment only, prefix POLITIKER_, with safe defaults for one's own machine."""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urlsplit

DEVELOPMENT_SECRET = "development-secret-never-in-production"
DEVELOPMENT_ROOM_KEYS = "development:confidential-rooms-of-one-own-machine-only"
HERE = Path(__file__).parent
OIDC_PARTS = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "MUNICIPALITY", "TITLE")
OIDC = re.compile(rf"POLITIKER_OIDC_(?P<name>[A-Z0-9_]{{1,40}}?)_(?P<part>{'|'.join(OIDC_PARTS)})")
ROOM_KEY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")
HEX_KEY = re.compile(r"(?:[0-9a-fA-F]{2}){32,}")
SHORTEST_ROOM_KEY = 32  # bytes, or characters of a sentence

INBOUND_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")


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
class RoomKey:
    """One key of the confidential rooms: the name that stands before what it sealed, and the secret itself."""

    id: str
    secret: bytes = field(repr=False)

    @classmethod
    def all_from(cls, text: str) -> tuple["RoomKey", ...]:
        """The keys of POLITIKER_ROOM_KEYS, "id:key,id:key", the newest first; none when it is empty.

        A key is 32 bytes or more in base64 or hex, or a sentence of at least 32 characters. Raises SettingsRefused,
        which names the setting and never a key.
        """
        keys = []
        for part in (part.strip() for part in text.split(",") if text.strip()):
            id, _colon, secret = part.partition(":")
            if not ROOM_KEY_ID.fullmatch(id) or len(secret) < SHORTEST_ROOM_KEY:
                raise SettingsRefused(
                    "POLITIKER_ROOM_KEYS is id:key,id:key with the newest first: an id is 1 to 16 lower-case letters,"
                    " digits and hyphens, a key 32 bytes in base64 or hex, or at least 32 characters"
                )
            keys.append(cls(id, _decoded(secret)))
        if len({key.id for key in keys}) < len(keys) or len({key.secret for key in keys}) < len(keys):
            raise SettingsRefused("POLITIKER_ROOM_KEYS holds the same id or the same key twice")
        return tuple(keys)


def _decoded(secret: str) -> bytes:
    """The bytes of a key in hex or base64; a sentence is its own bytes."""
    if HEX_KEY.fullmatch(secret):
        return bytes.fromhex(secret)
    try:
        raw = base64.b64decode(secret.replace("-", "+").replace("_", "/") + "=" * (-len(secret) % 4), validate=True)
    except ValueError:  # not in that alphabet, so it is a sentence
        raw = b""
    return raw if len(raw) >= SHORTEST_ROOM_KEY else secret.encode()


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
        if self.inbound_mail_url:
            self._require_inbound_mail()
        for provider in self.oidc:
            issuer = urlsplit(provider.issuer)
            if issuer.scheme not in {"http", "https"} or not issuer.hostname or issuer.query or issuer.fragment:
                raise SettingsRefused(f"the issuer of the log-in {provider.name} is an address and no more")
        RoomKey.all_from(self.room_keys)
        self._require_files()
        if self.env != "production":
            return
        if self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < 32:
            raise SettingsRefused("POLITIKER_SECRET_KEY must be a secret of at least 32 characters in production")
        if not self.is_https or self.is_loopback:
            raise SettingsRefused("POLITIKER_BASE_URL must begin with https:// and not be this machine, in production")
        for provider in self.oidc:
            if not provider.issuer.startswith("https://"):
                raise SettingsRefused(f"the issuer of {provider.name} must begin with https:// in production")
        known = {key.secret for key in RoomKey.all_from(DEVELOPMENT_ROOM_KEYS)} | {self.secret_key.encode()}
        if known & {key.secret for key in RoomKey.all_from(self.room_keys)}:
            raise SettingsRefused("POLITIKER_ROOM_KEYS needs keys of its own in production, in use nowhere else")

    @property
    def keys_of_rooms(self) -> tuple[RoomKey, ...]:
        """The keys of the confidential rooms, the newest first; none in production until some are set."""
        given = "" if self.env == "production" else DEVELOPMENT_ROOM_KEYS
        return RoomKey.all_from(self.room_keys or given)

    def _require_files(self) -> None:
        files, scanner = urlsplit(self.files_url), urlsplit(self.clamd_url)
        is_folder = files.scheme == "file" and not files.netloc and files.path.startswith("/")
        if self.files_url and not is_folder:
            raise SettingsRefused(
                "POLITIKER_FILES_URL is file:///a/folder, or empty for the folder files in POLITIKER_DATA_DIR: files"
                " are kept in a folder of this machine and nowhere else yet"
            )
        try:
            is_scanner = bool(scanner.hostname and scanner.port) if scanner.scheme == "tcp" else bool(scanner.path)
        except ValueError:
            is_scanner = False
        if self.clamd_url and not (scanner.scheme in {"tcp", "unix"} and is_scanner):
            raise SettingsRefused("POLITIKER_CLAMD_URL is tcp://host:port or unix:/path")

    def _require_inbound_mail(self) -> None:
        scheme = urlsplit(self.inbound_mail_url).scheme
        if scheme in {"imap", "imaps"}:
            raise SettingsRefused(
                "POLITIKER_INBOUND_MAIL_URL cannot fetch from IMAP, where nobody is told that an answer is refused:"
                " let the mail server deliver to lmtp://host:port or smtp://host:port"
            )
        try:
            is_place = bool(urlsplit(self.inbound_mail_url).hostname and urlsplit(self.inbound_mail_url).port)
        except ValueError:
            is_place = False
        if scheme not in {"lmtp", "smtp"} or not is_place or not INBOUND_DOMAIN.fullmatch(self.inbound_domain):
            raise SettingsRefused(
                "POLITIKER_INBOUND_MAIL_URL is lmtp://host:port or smtp://host:port, and ?domain=svar.example.dk"
                " where answers go to another name than that of POLITIKER_BASE_URL"
            )

    @property
    def inbound_domain(self) -> str:
        """What stands after the @ of an address that takes answers."""
        return (parse_qs(urlsplit(self.inbound_mail_url).query).get("domain") or [self.host])[0].lower()

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
