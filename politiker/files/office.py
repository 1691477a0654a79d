"""Office documents: ZIP files, opened with great care and only as far as it takes to know what they are.

What is refused: bombs, parts that overlap or lie outside, macros and other programs, entities, and whatever is fetched
from elsewhere when the document is opened. A spreadsheet inside a document, as charts have it, is looked through too.
"""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from politiker.files.errors import (
    FileHoldsProgram,
    FileIsBroken,
    FileIsLocked,
    FileIsUnreasonable,
    FileReachesOut,
    KindIsUnknown,
)

MOST_PARTS = 4000
MOST_DIRECTORY = 1024 * 1024  # bytes of the table of contents
MOST_UNPACKED = 120 * 1024 * 1024  # bytes, all parts together, those of documents within included
HIGHEST_RATIO, SMALL = 200, 1024 * 1024  # how much a part may grow, and how large it may be whatever it grew from
_DIRECTORY_END = struct.Struct("<4s4H2LH")
_HEADER = struct.Struct("<4s5H3L2H")
_CHUNK = 256 * 1024
_OVERLAP = 200  # bytes kept from one chunk to the next, so that a word on the border is seen
_ENCRYPTED = 0x1

_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_MAIN = {
    f"{_OPEN_XML}.{name}": f"{_OPEN_XML}.{name}.main+xml".encode()
    for name in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
}
_OPEN_DOCUMENT = {
    f"application/vnd.oasis.opendocument.{name}".encode() for name in ("text", "spreadsheet", "presentation")
}
_PROGRAMS = re.compile(
    r"vba(project|data)|(^|/)macrosheets/|(^|/)activex|^basic/|^scripts/|(^|/)oleobject|^object ?\d+$"
    r"|\.(bin\.exe|exe|dll|js|jse|vbs|vbe|wsf|hta|ps1|bat|cmd|com|scr|msi|jar|lnk|chm|sh|py|swf|html?)$",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(r"(^|/)embeddings/[^/]+\.(xlsx|docx|pptx)$", re.IGNORECASE)
_MARKUP = re.compile(r"\.(xml|rels|vml|rdf)$|^mimetype$", re.IGNORECASE)
_ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([^\"']{0,40})")
_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_IN_MARKUP = re.compile(
    rb"macroEnabled|vnd\.ms-office\.vbaProject|DDEAUTO|<ddeLink|script:event-listener", re.IGNORECASE
)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
_REACHES_OUT = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_MAY_REACH_OUT = re.compile(rb"/(hyperlink|externalLinkPath)[\"']")


@dataclass
class _Allowance:
    """How much may still be unpacked, and how deep one document may lie in another."""

    left: int = MOST_UNPACKED
    depth: int = 1


def examine(content: bytes) -> str:
    """The media type of an office document in which nothing starts by itself.

    Raises KindIsUnknown, FileIsBroken, FileIsUnreasonable, FileHoldsProgram, FileReachesOut, FileIsLocked.
    """
    try:
        return _examined(content, _Allowance())
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, struct.error, ValueError,
    ) as fault:  # fmt: skip
        raise FileIsBroken from fault


def _examined(content: bytes, allowed: _Allowance) -> str:
    _look_at_directory(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        _look_at_parts(parts, content)
        kind = _kind(archive)
        for part in parts:
            _look_into(archive, part, allowed)
    return kind


def _look_at_directory(content: bytes) -> None:
    """The table of contents is at the very end, of a size one can read, and the file is a plain ZIP."""
    if len(content) < _DIRECTORY_END.size:
        raise FileIsBroken
    mark, disk, first_disk, here, parts, size, offset, comment = _DIRECTORY_END.unpack(content[-_DIRECTORY_END.size :])
    if mark != b"PK\x05\x06" or comment or disk or first_disk or here != parts:
        raise FileIsBroken  # something stands behind it, or it is in several pieces
    if parts > MOST_PARTS or size > MOST_DIRECTORY:
        raise FileIsUnreasonable
    if offset + size + _DIRECTORY_END.size != len(content):
        raise FileIsBroken  # something stands before it or in between


def _look_at_parts(parts: list[zipfile.ZipInfo], content: bytes) -> None:
    names = [part.filename for part in parts]
    if not names or len({name.lower() for name in names}) != len(names) or len(names) > MOST_PARTS:
        raise FileIsBroken
    for name in names:
        if name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/"):
            raise FileIsBroken
    if any(_PROGRAMS.search(name) for name in names):
        raise FileHoldsProgram
    if any(part.flag_bits & _ENCRYPTED for part in parts) or "EncryptedPackage" in names:
        raise FileIsLocked
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end or (end == 0 and part.header_offset != 0):
            raise FileIsBroken  # two parts in the same bytes, or something before the first
        header = _HEADER.unpack(content[part.header_offset : part.header_offset + _HEADER.size])
        end = part.header_offset + _HEADER.size + header[9] + header[10] + part.compress_size
        if header[0] != b"PK\x03\x04" or part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise FileIsBroken
        if part.file_size > max(SMALL, HIGHEST_RATIO * part.compress_size):
            raise FileIsUnreasonable
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileIsUnreasonable


def _kind(archive: zipfile.ZipFile) -> str:
    """What the document says it is, in the one place that counts."""
    names = set(archive.namelist())
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        said = archive.read("mimetype").strip()
        if said in _OPEN_DOCUMENT and "content.xml" in names:
            if b"encryption-data" in _read(archive, "META-INF/manifest.xml", names):
                raise FileIsLocked
            return said.decode()
        raise KindIsUnknown
    types = _read(archive, "[Content_Types].xml", names)
    if b"macroEnabled" in types:
        raise FileHoldsProgram
    found = [media_type for media_type, main in _MAIN.items() if main in types]
    if len(found) != 1:
        raise KindIsUnknown
    return found[0]


def _read(archive: zipfile.ZipFile, name: str, names: set[str]) -> bytes:
    if name not in names:
        raise KindIsUnknown
    if archive.getinfo(name).file_size > SMALL:
        raise FileIsUnreasonable
    return archive.read(name)


def _look_into(archive: zipfile.ZipFile, part: zipfile.ZipInfo, allowed: _Allowance) -> None:
    """One part: it is as large as it says, and holds nothing that starts something."""
    is_markup, is_embedded = bool(_MARKUP.search(part.filename)), bool(_EMBEDDED.search(part.filename))
    kept, before, first = [], b"", True
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            allowed.left -= len(chunk)
            if allowed.left < 0:
                raise FileIsUnreasonable
            if first:
                _look_at_beginning(chunk, is_markup=is_markup, is_embedded=is_embedded)
                first = False
            if is_markup:
                _look_at_markup(before + chunk)
                before = chunk[-_OVERLAP:]
            if is_embedded or part.filename.endswith(".rels"):
                kept.append(chunk)
    if part.filename.endswith(".rels"):
        _look_at_relations(b"".join(kept))
    if is_embedded:
        if allowed.depth < 1:
            raise FileIsUnreasonable
        allowed.depth -= 1
        _examined(b"".join(kept), allowed)
        allowed.depth += 1


def _look_at_beginning(chunk: bytes, *, is_markup: bool, is_embedded: bool) -> None:
    if chunk.startswith((b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"#!")):
        raise FileHoldsProgram
    if chunk.startswith((b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")) and not is_embedded:
        raise FileHoldsProgram  # a parcel in the parcel
    if not is_markup:
        return
    if chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in chunk[:4]:
        raise FileIsBroken  # written in a way that hides what one looks for
    said = _ENCODING.search(chunk[:300])
    if said is not None and said[1].lower() not in _ENCODINGS:
        raise FileIsBroken


def _look_at_markup(text: bytes) -> None:
    if _ENTITIES.search(text):
        raise FileReachesOut
    if _IN_MARKUP.search(text):
        raise FileHoldsProgram


def _look_at_relations(text: bytes) -> None:
    """A link one may press is fine; a picture, template or object that is fetched by itself is not."""
    for found in _RELATION.finditer(text):
        relation = found[0]
        if re.search(rb"TargetMode\s*=\s*[\"']External", relation, re.IGNORECASE) and not _MAY_REACH_OUT.search(
            relation
        ):
            raise FileReachesOut
