"""A furnished house that answers on a port of its own, in a process of its own."""

import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from politiker import demo
from politiker.commands import with_commands
from politiker.core import clock
from politiker.core.database import db
from politiker.house import create_app
from politiker.people.models import Person
from politiker.people.sign_ins import sessions
from tests.houses import settings
from tests.postgres import free_port

TOP = Path(__file__).parent.parent.parent
SECONDS_TO_START = 30


@dataclass(frozen=True)
class Served:
    """The house seen from inside as `app`, and from outside at `address`."""

    app: Flask
    address: str

    def sign_in(self, first_name: str) -> str:
        """A session of one of the demo accounts, as the value of its cookie."""
        with self.app.app_context():
            person = db.session.scalars(sa.select(Person).where(Person.email_key == f"{first_name}@demo.example")).one()
            token = sessions.sign_in(person, now=clock.now(), is_strong=True, is_remembered=True)
            db.session.commit()
        return token


def furnish(folder: Path, address: str) -> Flask:
    """A house with the demonstration in it."""
    app = with_commands(create_app(settings(f"sqlite:///{folder / 'demo.db'}", folder, base_url=address)))
    with app.app_context():
        upgrade()
        demo.load(now=clock.now())
        db.session.remove()
        db.engine.dispose()
    return app


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The server that `make run` uses, and its log in the folder."""
    environment = os.environ | {
        "POLITIKER_ENV": "test",
        "POLITIKER_DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
        "POLITIKER_DATA_DIR": str(folder),
        "POLITIKER_BASE_URL": f"http://localhost:{port}",
    }
    words = f"-m granian --interface wsgi --host 127.0.0.1 --port {port} --blocking-threads 1 --no-ws wsgi:app"
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen([sys.executable, *words.split()], cwd=TOP, env=environment, stdout=log, stderr=log)
    wait_for(f"http://127.0.0.1:{port}/healthz", server, folder / "server.log")
    return server


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers. Raises AssertionError with its log when it does not."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    server.kill()
    raise AssertionError(f"the house does not answer:\n{log.read_text()[-3000:]}")


def new_address() -> tuple[str, int]:
    """A free address on this machine."""
    port = free_port()
    return f"http://localhost:{port}", port
