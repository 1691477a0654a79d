"""Asking clamd whether a file is known to be harmful, over its own protocol (INSTREAM)."""

import contextlib
import socket
import struct
import time
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from politiker.files.errors import FileIsInfected, ScannerIsAway

PATIENCE = 20.0  # seconds for one file
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


def scan(content: bytes, url: str) -> None:
    """Nothing, when no scanner is set, or when it finds nothing in the file.

    `url` is `tcp://host:port` or `unix:/path`. Raises FileIsInfected, ScannerIsAway.
    """
    if not url:
        return
    try:
        with _line(url) as line:
            answer = _asked(line, content)
    except OSError as fault:
        raise ScannerIsAway from fault
    if answer.endswith(b" FOUND"):
        raise FileIsInfected
    if answer != b"stream: OK":
        raise ScannerIsAway


@contextlib.contextmanager
def _line(url: str) -> Iterator[socket.socket]:
    where = urlsplit(url)
    if where.scheme == "tcp":
        line = socket.create_connection((where.hostname or "localhost", where.port or 3310), timeout=3)
    else:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(3)
        try:
            line.connect(unquote(where.path))
        except OSError:
            line.close()
            raise
    with line:
        yield line


def _asked(line: socket.socket, content: bytes) -> bytes:
    """What the scanner says. It may say so before it has read everything."""
    until = time.monotonic() + PATIENCE
    line.settimeout(PATIENCE)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            piece = content[start : start + _CHUNK]
            line.sendall(struct.pack(">L", len(piece)) + piece)
        line.sendall(struct.pack(">L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        line.settimeout(max(0.01, until - time.monotonic()))
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n")
