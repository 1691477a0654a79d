"""Our own files, compressed once, under an address that changes with their content and may be kept for ever."""

import functools
import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from politiker.web.access import Access, open_to

FOLDER = Path(__file__).parent / "static"
COMPRESSED = {".css", ".js", ".svg", ".txt", ".json"}
mimetypes.add_type("font/woff2", ".woff2")
blueprint = Blueprint("static_files", __name__)


@dataclass(frozen=True)
class File:
    """One file as it is sent, and its smaller twin when there is one."""

    content: bytes
    small: bytes | None
    type: str


@functools.cache
def files() -> tuple[str, dict[str, File]]:
    """The hash of the whole tree, and every file by its name."""
    digest = hashlib.sha256()
    found = {}
    for path in sorted(p for p in FOLDER.rglob("*") if p.is_file()):
        name = path.relative_to(FOLDER).as_posix()
        content = path.read_bytes()
        digest.update(name.encode() + b"\0" + content)
        small = gzip.compress(content, 9, mtime=0) if path.suffix in COMPRESSED else None
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        found[name] = File(content, small, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
    return digest.hexdigest()[:12], found


@functools.cache
def static_url(name: str) -> str:
    """The address of one of our files. Raises KeyError when there is no such file."""
    tree, found = files()
    found[name]
    return f"/static/{tree}/{name}"


@blueprint.get("/static/<tree>/<path:name>")
@open_to(Access.PUBLIC)
def file(tree: str, name: str) -> Response:
    """One of our files; an address with an old hash still answers, but is not to be kept."""
    now, found = files()
    one = found.get(name)
    if one is None:
        abort(404)
    small = one.small if request.accept_encodings["gzip"] > 0 else None
    answer = Response(small or one.content, content_type=one.type)
    if small:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if tree == now else "no-cache"
    return answer
