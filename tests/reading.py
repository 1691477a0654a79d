"""What an answer tells in words, whatever it is written as: a page, a text, a sheet of a workbook, or a PDF."""

import io
import json
import re
import zipfile
import zlib

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
GLYPH = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(data: bytes) -> str:
    """All the words in an answer's body."""
    if data.startswith(b"%PDF"):
        return of_pdf(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if data[:1] in {b"{", b"["}:
        return json.dumps(json.loads(data), ensure_ascii=False)
    return data.decode("utf-8", "replace")


def of_pdf(data: bytes) -> str:
    """The words of a PDF, read with each of its fonts in turn; and what stands outside its pages, as it is."""
    streams = [_inflated(found.group(1)) for found in STREAM.finditer(data)]
    fonts = [_glyphs(stream) for stream in streams if b"beginbfchar" in stream or b"beginbfrange" in stream]
    pages = [stream for stream in streams if b"TJ" in stream or b"Tj" in stream]
    lines = [
        "".join(font.get(text[n : n + 2], "") for n in range(0, len(text), 2))
        for page in pages
        for shown in re.findall(rb"\[(.*?)\]\s*TJ", page, re.DOTALL)
        for text in [b"".join(_plain(part) for part in STRING.findall(shown))]
        for font in fonts
    ]
    other = [stream.decode("utf-8", "replace") for stream in streams if stream not in pages]
    return "\n".join([*lines, *other, data.decode("latin-1")])


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _glyphs(cmap: bytes) -> dict[bytes, str]:
    """What each glyph of a font stands for."""
    found = {
        bytes.fromhex(glyph.decode()): bytes.fromhex(sign.decode()).decode("utf-16-be", "replace")
        for glyph, sign in GLYPH.findall(cmap)
    }
    assert b"beginbfrange" not in cmap, "a font that names its glyphs by ranges is not read"
    return found


def _plain(string: bytes) -> bytes:
    """A string as it was before it was written down."""
    return ESCAPE.sub(lambda m: bytes([int(m[1], 8)]) if m[1].isdigit() else SIGNS.get(m[1], m[1]), string)
