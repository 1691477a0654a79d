"""What a web server loads: `wsgi:app`."""

from config import Settings
from politiker import worker
from politiker.house import create_app

app = create_app(Settings.from_environment())
worker.start_embedded(app)
