"""The house with a leak: two milliseconds more for an address that somebody has. The timing must see it."""

import io
import time
from collections.abc import Iterable
from typing import Any

from tests.benchmarks.standings import is_known
from wsgi import app as honest

LEAK_SECONDS = 0.002


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Read the form, wait a little for those we know, and go on as ever."""
    if environ["REQUEST_METHOD"] == "POST":
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if is_known(body.decode()):
            time.sleep(LEAK_SECONDS)
    return honest(environ, start_response)
