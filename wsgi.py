"""What a web server loads, `wsgi:app`, and what the command `flask --app wsgi …` finds."""

import os

from config import Settings
from politiker import worker
from politiker.house import create_app

app = create_app(Settings.from_environment())
if os.environ.get("FLASK_RUN_FROM_CLI") == "true":  # set by the command itself
    from politiker.commands import with_commands

    with_commands(app)
worker.start_embedded(app)
