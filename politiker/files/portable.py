"""PDF: read as far as it takes to refuse what starts something, without a program that draws it."""

import re
import zlib
from collections.abc import Iterator

from politiker.files.errors import FileHoldsProgram, FileIsBroken, FileIsLocked, FileIsUnreasonable

# What runs, opens or carries another file. A name in a PDF may be written with #-signs, which are read first.
_STARTS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm|XFA|GoToE)(?![A-Za-z])")
_SHORT = re.compile(rb"/JS(?![A-Za-z0-9])")  # too short to be looked for in what is compressed
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z])")
_STREAM = re.compile(rb"stream\r?\n")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_IN_SIGHT = 4000  # bytes before a stream in which the facts about it stand
_MOST_UNPACKED = 40 * 1024 * 1024  # bytes of all object streams together
_TAIL = 1024 + 65_557  # how far from the end the directory of a ZIP may begin


def examine(content: bytes) -> None:
    """Nothing, when a PDF is whole and holds no script, no launch and no file.

    Raises FileIsBroken, FileHoldsProgram, FileIsLocked, FileIsUnreasonable.
    """
    end = content.rfind(b"%%EOF")
    if end < 0 or content[end + 5 :].strip() or b"PK\x05\x06" in content[-_TAIL:]:
        raise FileIsBroken  # cut off, or something else stands behind it
    outside, inside = _parted(content)
    if _ENCRYPTED.search(_plain(outside)):
        raise FileIsLocked
    for part in (outside, *_unpacked(inside)):
        part = _plain(part)
        if _STARTS.search(part) or _SHORT.search(part):
            raise FileHoldsProgram
        if _ENCRYPTED.search(part):
            raise FileIsLocked
    if _STARTS.search(content):  # wherever a forged stream may have hidden it
        raise FileHoldsProgram


def _plain(part: bytes) -> bytes:
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), part)


def _parted(content: bytes) -> tuple[bytes, list[bytes]]:
    """What stands outside the streams, as one; and each stream that holds objects, as it is packed."""
    outside, packed, here = [], [], 0
    while found := _STREAM.search(content, here):
        if content[found.start() - 3 : found.start()] == b"end":
            outside.append(content[here : found.end()])
            here = found.end()
            continue
        outside.append(content[here : found.end()])
        end = content.find(b"endstream", found.end())
        end = len(content) if end < 0 else end
        if b"ObjStm" in _plain(content[max(here, found.start() - _IN_SIGHT) : found.start()]):
            packed.append(content[found.end() : end])
        here = end
    outside.append(content[here:])
    return b"\n".join(outside), packed


def _unpacked(streams: list[bytes]) -> Iterator[bytes]:
    left = _MOST_UNPACKED
    for stream in streams:
        unpacker = zlib.decompressobj()
        try:
            content = unpacker.decompress(stream, left)
        except zlib.error:
            content = stream  # packed in another way, or not at all
        left -= len(content)
        if left <= 0:
            raise FileIsUnreasonable
        yield content
