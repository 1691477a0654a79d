"""Documents without the names of those who wrote them, for places where nobody is to be known.

An office document is packed anew: what stands in its properties is emptied, those who commented or changed something
are all called the same, and no part tells when it was written. What is written in the document itself is left alone.
Of a PDF only what can be seen without unpacking it is blanked, letter for letter, so that nothing in it moves; a PDF
may hide a name where this does not reach, and whoever hands it in is told so.
"""

import io
import itertools
import re
import shutil
import zipfile

from politiker.files.errors import FileIsTooLarge, FileIsUnreasonable
from politiker.files.kinds import LARGEST, Kind

SOMEBODY = b"Forfatter"
LARGEST_PART = 16 * 1024 * 1024  # bytes of markup that is read as a whole; a larger sheet is passed on as it is
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP can tell
_OPEN_XML = b"http://schemas.openxmlformats.org"
_EMBEDDED = re.compile(r"(^|/)embeddings/[^/]+\.(xlsx|docx|pptx)$", re.IGNORECASE)
_MARKUP = re.compile(r"\.(xml|psmdcp)$", re.IGNORECASE)
_ROOT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:[\w.-]{1,40}:)?(coreProperties|Properties|document-meta)[\s/>]"
)
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EMPTY = {
    b"coreProperties": b'<cp:coreProperties xmlns:cp="%s/package/2006/metadata/core-properties"/>' % _OPEN_XML,
    b"Properties": b'<Properties xmlns="%s/officeDocument/2006/extended-properties"/>' % _OPEN_XML,
    b"document-meta": (
        b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2">'
        b"<office:meta/></office:document-meta>"
    ),
}
_EMPTY_CUSTOM = b'<Properties xmlns="%s/officeDocument/2006/custom-properties"/>' % _OPEN_XML
_VALUE = rb"""(?:"[^"]*"|'[^']*')"""
# In which parts, what names somebody there, and what stands there instead.
_NAMES: tuple[tuple[re.Pattern[str], re.Pattern[bytes], bytes], ...] = (
    (
        re.compile(r"^word/", re.IGNORECASE),
        re.compile(rb"\b(w(?:1\w{1,6})?:(?:author|initials|userId|providerId)\s*=\s*)" + _VALUE),
        rb'\g<1>"%s"' % SOMEBODY,
    ),
    (
        re.compile(r"(^|/)(commentAuthors|authors|persons?)\d*\.xml$", re.IGNORECASE),
        re.compile(rb"(\s(?:name|displayName|initials|userId|providerId)\s*=\s*)" + _VALUE),
        rb'\g<1>"%s"' % SOMEBODY,
    ),
    (
        re.compile(r"^xl/([^/]+/)?comments?[^/]*\.xml$", re.IGNORECASE),
        re.compile(rb"(<(?:\w{1,20}:)?author>)[^<]*"),
        rb"\g<1>%s" % SOMEBODY,
    ),
    (
        re.compile(r"^xl/(workbook\.xml$|revisions/)", re.IGNORECASE),
        re.compile(rb"(\s(?:userName|url)\s*=\s*)" + _VALUE),
        rb'\g<1>""',
    ),
    (
        re.compile(r"^(Object [^/]+/)?(content|styles)\.xml$"),
        re.compile(rb"(<(?:dc:creator|meta:creator-initials|loext:sender-initials)>)[^<]*"),
        rb"\g<1>%s" % SOMEBODY,
    ),
)
_IN_PDF = re.compile(rb"/(?:Author|Company|Manager|LastModifiedBy)\s{0,20}(?=[(<])")
_IN_XMP = re.compile(rb"<(dc:creator|dc:publisher|pdf:Author|xmpRights:Owner|photoshop:AuthorsPosition)\b[^<>]{0,200}>")
_WORDS_IN_XMP = re.compile(rb">[^<]*<")
_LONGEST_NAME = 2000  # bytes
_MOST_NAMES = 1000  # in one PDF


def without_names(content: bytes, kind: Kind) -> bytes:
    """The same file, telling as little as can be of who made it. Pictures are made anew elsewhere and pass as they are.

    Raises FileIsUnreasonable, FileIsTooLarge. The file has been examined.
    """
    if kind.is_picture:
        return content
    if kind is Kind.PDF:
        return _blanked_pdf(content)
    packed = _packed_anew(content)
    if len(packed) > LARGEST:
        raise FileIsTooLarge
    return packed


def _packed_anew(content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w") as after:
        for part in before.infolist():
            fresh = zipfile.ZipInfo(part.filename, _LONG_AGO)
            fresh.compress_type = part.compress_type
            is_markup = bool(_MARKUP.search(part.filename))
            if is_markup and part.file_size > LARGEST_PART and not part.filename.lower().startswith("xl/"):
                raise FileIsUnreasonable
            if _EMBEDDED.search(part.filename):
                after.writestr(fresh, _packed_anew(before.read(part)))
            elif is_markup and part.file_size <= LARGEST_PART:
                after.writestr(fresh, _unnamed(part.filename, before.read(part)))
            else:
                with before.open(part) as source, after.open(fresh, "w") as target:
                    shutil.copyfileobj(source, target)
    return written.getvalue()


def _unnamed(name: str, said: bytes) -> bytes:
    """One part of markup, emptied when it holds properties."""
    if root := _ROOT.match(said):
        is_custom = root[1] == b"Properties" and re.search(rb"custom-?properties", said[:2000], re.IGNORECASE)
        return _HEAD + (_EMPTY_CUSTOM if is_custom else _EMPTY[root[1]])
    for where, named, instead in _NAMES:
        if where.search(name):
            said = named.sub(instead, said)
    return said


def _blanked_pdf(content: bytes) -> bytes:
    blanked = bytearray(content)
    for found in itertools.islice(_IN_PDF.finditer(content), _MOST_NAMES):
        begin = found.end()
        end = _end_of_string(content, begin)
        if end is not None:
            blanked[begin + 1 : end] = b" " * (end - begin - 1)
    for found in itertools.islice(_IN_XMP.finditer(content), _MOST_NAMES):
        begin = found.end() - 1  # with the signs around it
        end = content.find(b"</" + found[1] + b">", begin, begin + _LONGEST_NAME) + 1
        if end:
            blanked[begin:end] = _WORDS_IN_XMP.sub(_spaces, content[begin:end])
    return bytes(blanked)


def _spaces(words: re.Match[bytes]) -> bytes:
    return b">" + b" " * (len(words[0]) - 2) + b"<"


def _end_of_string(content: bytes, begin: int) -> int | None:
    """Where a string of a PDF ends that begins here; None when it is a dictionary, or longer than a name."""
    if content[begin : begin + 1] == b"<":
        end = content.find(b">", begin, begin + _LONGEST_NAME)
        return end if end > 0 and re.fullmatch(rb"[0-9A-Fa-f\s]*", content[begin + 1 : end]) else None
    depth, here, last = 0, begin, min(len(content), begin + _LONGEST_NAME)
    while here < last:
        sign = content[here]
        depth += (sign == 0x28) - (sign == 0x29)
        if depth == 0:
            return here
        here += 2 if sign == 0x5C else 1
    return None
