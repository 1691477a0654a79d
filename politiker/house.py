"""The house put together: settings, database, and the pages. The commands are hung into it by `commands`."""

import logging

import sqlalchemy as sa
import sqlalchemy.exc
from flask import Flask

from config import HERE, Settings, SettingsRefused
from politiker import web
from politiker.core import logs
from politiker.core.database import db, engine_options, prepare
from politiker.discussions import tables as discussions
from politiker.events import materials
from politiker.files import models as files
from politiker.people import tables as people
from politiker.people.models import Person
from politiker.registrations import tasks
from politiker.search import models as search

# Known as soon as there is a house.
EVERY_TABLE = (*people.TABLES, *discussions.TABLES, tasks, files, materials, search)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole house as a WSGI application. Raises SettingsRefused when it is not safe to open."""
    settings = settings or Settings.from_environment()
    settings.require_safe()
    app = Flask("politiker", root_path=str(HERE), template_folder="templates", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        SQLALCHEMY_DATABASE_URI=_driver(settings.database_url),
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=1000,
        TESTING=settings.env == "test",
    )
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    logs.set_up(logging.INFO)
    db.init_app(app)
    with app.app_context():
        engines = db.engines
        engines["reads"] = prepare(engines[None])  # type: ignore[index]  # the mapping is a plain dict
    web.open_door(app)
    if settings.env == "production":
        _refuse_demo_accounts(app)
    return app


def _refuse_demo_accounts(app: Flask) -> None:
    """Everybody knows their password. A database that is away or empty is no reason to stay closed."""
    with app.app_context():
        try:
            found = db.session.execute(sa.select(Person.id).where(Person.is_demo).limit(1)).first()
        except sqlalchemy.exc.SQLAlchemyError:
            found = None
        finally:
            db.session.remove()
            db.engine.dispose()
    if found is not None:
        raise SettingsRefused("a demo account exists in this database; production has a database of its own")


def _driver(url: str) -> str:
    """The contract says `postgresql://`; the driver is psycopg 3."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1) if url.startswith("postgresql://") else url
