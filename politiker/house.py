"""The house put together: settings, database, and the doors."""

import logging

from flask import Flask
from flask_migrate import Migrate

from config import HERE, Settings
from politiker import cli, web
from politiker.core import logs
from politiker.core.database import db, engine_options, prepare

migrate = Migrate()


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
    migrate.init_app(app, db, directory=str(HERE / "migrations"), render_as_batch=True, compare_type=True)
    web.open_door(app)
    cli.open_door(app)
    return app


def _driver(url: str) -> str:
    """The contract says `postgresql://`; the driver is psycopg 3."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1) if url.startswith("postgresql://") else url
