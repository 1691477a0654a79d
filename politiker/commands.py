"""The commands hung into the house: `flask --app wsgi …`.

Apart from the house itself, for whoever serves pages needs neither the migrations nor the demonstration: without them
a server starts half a second earlier and each of its processes is 13 MB smaller.
"""

from flask import Flask
from flask_migrate import Migrate

from config import HERE, Settings
from politiker import cli, demo, worker
from politiker.core.database import db
from politiker.demo.accounts import ACCOUNTS, FACTOR_KEY, PASSWORD, Account
from politiker.web.browser import cookie_name

migrate = Migrate()


def with_commands(app: Flask) -> Flask:
    """The same house, with its commands and its migrations."""
    settings: Settings = app.config["SETTINGS"]
    migrate.init_app(app, db, directory=str(HERE / "migrations"), render_as_batch=True, compare_type=True)
    cli.open_door(
        app,
        cli.Neighbours(
            cookie_name=cookie_name(settings),
            work=worker.work,
            load_demo=demo.load,
            demo_accounts=tuple((account.email, _who(account)) for account in ACCOUNTS),
            demo_password=PASSWORD,
            demo_factor_key=FACTOR_KEY,
        ),
    )
    return app


def _who(account: Account) -> str:
    standing = " ".join(account.seat) if account.seat else " ".join(filter(None, (account.role, account.town)))
    return f"{account.name} ({standing})"
