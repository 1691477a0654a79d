"""HTTP by hand: a keep-alive connection that costs the machine as little as possible, and a browser made of it."""

import asyncio
import html
import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

INPUT = re.compile(r"<input\b[^>]*>", re.I)
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.I | re.S)
TIMEOUT = 30.0


class NoForm(Exception):
    """The page has no form with such a button."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers.get(b"location", b"").decode()

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page: where it goes and what it holds."""

    action: str
    fields: dict[str, str]


def request(method: str, path: str, *, host: str, cookie: str = "", fields: dict[str, str] | None = None) -> bytes:
    """The bytes of a request."""
    body = urlencode(fields).encode() if fields is not None else b""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip" if not body else "Accept: */*"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if fields is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def plain(raw: bytes) -> bytes:
    """The same request, asking for an answer that is not compressed."""
    return raw.replace(b"Accept-Encoding: gzip\r\n", b"", 1)


class Wire:
    """One connection, opened again when the other end has closed it. One request at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.line: _Line | None = None

    async def ask(self, raw: bytes) -> Answer:
        """Send a request and wait for its answer. Raises OSError when the connection breaks, TimeoutError."""
        async with asyncio.timeout(TIMEOUT):
            if self.line is None or self.line.is_over:
                loop = asyncio.get_running_loop()
                _, self.line = await loop.create_connection(_Line, "127.0.0.1", self.port)
            return await self.line.ask(raw)

    def close(self) -> None:
        """Hang up."""
        if self.line is not None:
            self.line.hang_up()


class _Line(asyncio.Protocol):
    """A connection as asyncio sees it."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.buffer = b""
        self.is_over = False
        self.waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def ask(self, raw: bytes) -> asyncio.Future[Answer]:
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(raw)
        return self.waiting

    def hang_up(self) -> None:
        self.is_over = True
        self.transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_over = True
        if not self.waiting.done():
            self.waiting.set_exception(ConnectionResetError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        answer = _parsed(self.buffer)
        if answer is None:
            return
        self.buffer = b""
        if answer.headers.get(b"connection", b"").lower() == b"close":
            self.hang_up()
        if not self.waiting.done():
            self.waiting.set_result(answer)


def _parsed(raw: bytes) -> Answer | None:
    """The whole answer, or None while some of it is still under way."""
    head, gap, body = raw.partition(b"\r\n\r\n")
    if not gap:
        return None
    lines = head.split(b"\r\n")
    pairs = (line.partition(b":") for line in lines[1:])
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    status = int(lines[0].split()[1])
    if b"chunked" in headers.get(b"transfer-encoding", b""):
        return Answer(status, headers, _unchunked(body)) if body.endswith(b"0\r\n\r\n") else None
    if status not in (204, 304) and len(body) < int(headers.get(b"content-length", b"0")):
        return None
    return Answer(status, headers, body)


def _unchunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        whole, body = whole + rest[:length], rest[length + 2 :]
        if not length:
            break
    return whole


def form_on(page: str, path: str, button: str) -> Form:
    """The form whose button says this, with what its inputs hold. Raises NoForm."""
    for attributes, inside in FORM.findall(page):
        if button not in re.sub(r"<[^>]+>|\s+", " ", inside):
            continue
        fields = {}
        for tag in INPUT.findall(inside):
            kind = attribute(tag, "type")
            is_off = kind in {"checkbox", "radio"} and not re.search(r"\bchecked\b", tag)
            if (name := attribute(tag, "name")) and not is_off and kind not in {"submit", "button"}:
                fields[name] = attribute(tag, "value")
        return Form(urlsplit(attribute(attributes, "action") or path).path, fields)
    raise NoForm(f"no form says {button!r} at {path}")


def attribute(tag: str, name: str) -> str:
    """What an attribute of a tag says; nothing when it has none."""
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found.group(1)) if found else ""
