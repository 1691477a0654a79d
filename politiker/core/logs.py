"""Logs: one JSON line for each thing that happened, with ids and no personal data."""

import json
import logging
import sys
from datetime import UTC, datetime


class JsonLine(logging.Formatter):
    """One event, one line; whatever a stranger put into it cannot begin a second one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _frames(record)
        return json.dumps(line, ensure_ascii=True, default=str)


def _frames(record: logging.LogRecord) -> list[str]:
    """Where it went wrong, without the values that were there: those may be personal."""
    frames = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 3)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-12:]


def set_up(level: int) -> None:
    """Send the house's log lines to standard error."""
    root = logging.getLogger("politiker")
    if root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    root.addHandler(handler)
    root.setLevel(level)
    root.propagate = False
