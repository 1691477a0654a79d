"""The virus scanner: a real server that speaks clamd's protocol and knows the EICAR test file."""

import contextlib
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from politiker.files import scanning
from politiker.files.errors import FileIsInfected, ScannerIsAway
from politiker.files.taking import taken_in
from tests import files, hostile_files


class Clamd(socketserver.StreamRequestHandler):
    """INSTREAM: pieces with their length before them, nought at the end; then one answer ends with a NUL."""

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack(">L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > self.server.most:  # type: ignore[attr-defined]
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = hostile_files.EICAR in content
        self.server.asked.append(content)  # type: ignore[attr-defined]
        self.wfile.write(b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0")


class Silent(socketserver.StreamRequestHandler):
    """Takes the call, and hangs up without a word."""

    def handle(self) -> None:
        self.rfile.read(10)


@contextlib.contextmanager
def scanner(handler: type, where: Any = ("127.0.0.1", 0), most: int = 50_000_000) -> Iterator[Any]:
    kind = socketserver.ThreadingTCPServer if isinstance(where, tuple) else socketserver.ThreadingUnixStreamServer
    with kind(where, handler) as server:
        server.daemon_threads, server.most, server.asked = True, most, []  # type: ignore[union-attr]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def url_of(server: Any) -> str:
    return f"tcp://127.0.0.1:{server.server_address[1]}"


def test_a_harmless_file_comes_through_whole(room: Flask) -> None:
    with scanner(Clamd) as server:
        content = bytes(range(256)) * 3000  # in more pieces than one
        scanning.scan(content, url_of(server))
        assert server.asked == [content]


def test_eicar_is_stopped_even_inside_a_sound_file(room: Flask) -> None:
    infected = files.pdf(b"/Note (" + hostile_files.EICAR + b")")
    assert taken_in(infected, "note.pdf"), "without a scanner nobody knows"
    with scanner(Clamd) as server:
        with pytest.raises(FileIsInfected):
            scanning.scan(infected, url_of(server))
        with with_scanner(room, url_of(server)), pytest.raises(FileIsInfected) as refused:
            taken_in(infected, "note.pdf")
        assert refused.value.facts["name"] == "note.pdf"


@contextlib.contextmanager
def with_scanner(house: Flask, url: str) -> Iterator[None]:
    before = house.config["SETTINGS"]
    house.config["SETTINGS"] = replace(before, clamd_url=url)
    try:
        yield
    finally:
        house.config["SETTINGS"] = before


def test_over_a_unix_socket_too(tmp_path: Path) -> None:
    with scanner(Clamd, str(tmp_path / "clamd.sock")) as server:
        scanning.scan(b"a", f"unix:{tmp_path / 'clamd.sock'}")
        assert server.asked == [b"a"]


def test_while_the_scanner_is_away_nothing_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setattr(scanning, "PATIENCE", 0.3)
        with pytest.raises(ScannerIsAway):  # it listens and never answers
            scanning.scan(b"a", nobody)
    for url in (nobody, f"unix:{tmp_path / 'not-there.sock'}"):
        with pytest.raises(ScannerIsAway):
            scanning.scan(b"a", url)
    with scanner(Silent) as server, pytest.raises(ScannerIsAway):
        scanning.scan(b"a", url_of(server))


def test_a_file_too_large_for_the_scanner_is_not_taken(room: Flask) -> None:
    with scanner(Clamd, most=100_000) as server, pytest.raises(ScannerIsAway):
        scanning.scan(bytes(2_000_000), url_of(server))
