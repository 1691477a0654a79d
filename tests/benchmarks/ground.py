"""Where one measures: a database that survives a crash, the house on a free port, and nothing left behind."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from config import Settings
from politiker.commands import with_commands
from politiker.core.database import db
from politiker.house import create_app
from tests.postgres import Server, free_port, new_database

HERE = Path(__file__).parents[2]
SECRET = "a benchmark keeps this secret for as long as it lasts"
# As an installed PostgreSQL would run, with its sync to disk; only the memory is set.
DURABLE = ["-c", "shared_buffers=128MB"]
READY_SECONDS = 30.0


class Running:
    """A server in a process group of its own."""

    def __init__(self, name: str, command: list[str], port: int, environment: dict[str, str], ready: str) -> None:
        self.name, self.command, self.port, self.environment, self.ready = name, command, port, environment, ready
        self.process: subprocess.Popen[bytes] | None = None
        self.log = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the server

    def start(self) -> float:
        """Start, wait until it answers, and tell how many seconds that took."""
        began = time.perf_counter()
        quiet = {"stdout": self.log, "stderr": self.log, "stdin": subprocess.DEVNULL}
        self.process = subprocess.Popen(
            self.command, cwd=HERE, env=os.environ | self.environment, start_new_session=True, **quiet
        )
        if self.ready:
            self.wait_until_ready()
        return time.perf_counter() - began

    def wait_until_ready(self) -> None:
        """Until it answers 200. Raises RuntimeError with what it said when it does not."""
        ends = time.perf_counter() + READY_SECONDS
        while time.perf_counter() < ends:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                address = f"http://127.0.0.1:{self.port}{self.ready}"
                with urllib.request.urlopen(address, timeout=5):
                    return
            time.sleep(0.02)
        self.log.seek(0)
        raise RuntimeError(f"{self.name} did not come up:\n{self.log.read()[-3000:].decode(errors='replace')}")

    def kill(self) -> None:
        """`kill -9` of the whole group, as when the power goes."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to stop, and insist after ten seconds."""
        if self.process is None:
            return
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.kill()

    def workers(self) -> list[int]:
        """The processes of the group, its leader not counted."""
        assert self.process is not None
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                after_name = stat.read_text().rpartition(")")[2].split()
                if int(after_name[2]) == self.process.pid and int(stat.parent.name) != self.process.pid:
                    found.append(int(stat.parent.name))
        return found

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            if number is signal.SIGKILL:
                self.process.wait()


@dataclass
class Ground:
    """One database with the house's schema in it, and the settings to serve it."""

    database_url: str
    data_dir: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return "SQLite" if self.database_url.startswith("sqlite") else "PostgreSQL"

    @property
    def environment(self) -> dict[str, str]:
        facts = {
            "ENV": "test", "BASE_URL": "http://localhost", "SECRET_KEY": SECRET, "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.data_dir), "MAIL_URL": "file:",
        }  # fmt: skip
        return {f"POLITIKER_{name}": value for name, value in facts.items()} | self.more

    def house(self) -> Flask:
        """The house in this process, over the same database."""
        return with_commands(create_app(Settings.from_environment(self.environment)))

    def web(self, workers: int = 2, target: str = "wsgi:app") -> Running:
        """The house as it is served: granian, one thread a worker."""
        port = free_port()
        return Running(
            f"granian with {workers} workers", granian(target, port, workers), port, self.environment, "/readyz"
        )

    def worker(self) -> Running:
        """One worker that delivers mail and does what is due."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        return Running("worker", command, 0, self.environment, "")


def granian(target: str, port: int, workers: int) -> list[str]:
    """The command that serves a WSGI application under granian."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "1", "--backlog", "1024", "--no-ws", "--log-level", "warning",
        target,
    ]  # fmt: skip


def reference_server(url: str, *, under: str = "gunicorn", workers: int = 2) -> Running:
    """The reference, under gunicorn with sync workers unless asked otherwise."""
    port = free_port()
    target = "tests.benchmarks.reference:create_app()"
    command = [sys.executable, "-m", "gunicorn", "-w", str(workers), "-b", f"127.0.0.1:{port}", "--keep-alive", "30",
               "--log-level", "warning", target]  # fmt: skip
    if under == "granian":
        command = [*granian("tests.benchmarks.reference:create_app", port, workers)[:-1], "--factory",
                   "tests.benchmarks.reference:create_app"]  # fmt: skip
    return Running(f"reference under {under}", command, port, {"REFERENCE_DATABASE_URL": url}, "/")


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of our own that syncs to disk; its address."""
    server = Server(DURABLE)
    try:
        yield server.url
    finally:
        server.close()


@contextlib.contextmanager
def grounds(server_url: str | None = None, **more: str) -> Iterator[Ground]:
    """A migrated database: on the server, or a SQLite file when there is none."""
    folder = Path(tempfile.mkdtemp(prefix="politiker-bench-"))
    url = new_database(server_url) if server_url else f"sqlite:///{folder / 'house.db'}"
    ground = Ground(url, folder, {f"POLITIKER_{name}": value for name, value in more.items()})
    try:
        app = ground.house()
        with app.app_context():
            upgrade()
            leave()
        yield ground
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running(*servers: Running) -> Iterator[None]:
    """Servers that are stopped whatever happens."""
    try:
        for server in servers:
            server.start()
        yield
    finally:
        for server in servers:
            server.stop()


def leave() -> None:
    """Let go of every connection of this process, so that the database is alone with its servers."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


def say(text: str = "") -> None:
    """One line, at once."""
    print(text, flush=True)


def title(text: str) -> None:
    """What is measured now."""
    say()
    say(f"— {text} " + "—" * max(0, 100 - len(text)))
