"""Files to hand in: pictures, a PDF and office documents as their programs write them, small and sound."""

import io
import zipfile
from typing import Any

import openpyxl
from PIL import Image
from werkzeug.test import TestResponse

from tests.visitor import Visitor

WORDS = "wordprocessingml.document"
SHEET = "spreadsheetml.sheet"
OPEN_XML = "application/vnd.openxmlformats-officedocument"


def picture(format: str = "JPEG", size: tuple[int, int] = (80, 60), mode: str = "RGB", **more: Any) -> bytes:
    """A picture of one colour."""
    written = io.BytesIO()
    Image.new(mode, size, 120 if mode in {"L", "P"} else (200, 60, 20, 255)[: len(mode)]).save(written, format, **more)
    return written.getvalue()


def photograph(**more: Any) -> bytes:
    """A JPEG as a telephone takes it: lying on its side, with the place, the time and the telephone in it."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Telefon", "Model Hemmelig"
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (56.0, 9.0, 25.9), 3: "E", 4: (10.0, 12.0, 13.7)})
    exif.get_ifd(0x8769).update({0x9003: "2026:09:01 12:00:00"})
    return picture("JPEG", (80, 40), exif=exif, comment=b"HEMMELIG-KOMMENTAR", **more)


def pdf(inside: bytes = b"", tail: bytes = b"") -> bytes:
    """A PDF of one empty page, with something more inside its catalogue."""
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + inside + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n9\n%%EOF\n" + tail
    )


def parcel(parts: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of some parts, in order."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def types(kind: str = WORDS, more: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package'
        f'/2006/content-types"><Override PartName="/word/document.xml" ContentType="{OPEN_XML}.{kind}.main+xml"/>{more}'
        "</Types>"
    )


def word(more: dict[str, bytes | str] | None = None, body: str = "Hej", **less: str) -> bytes:
    """A Word document with a sentence, and further parts."""
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="x"><w:t>{body}</w:t></w:document>'
    parts: dict[str, bytes | str] = {"[Content_Types].xml": types(), "word/document.xml": document}
    return parcel(parts | (more or {}))


def sheet() -> bytes:
    """A workbook as a spreadsheet program writes it."""
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Budget", 2027])
    book.save(written)
    return written.getvalue()


def slides(more: dict[str, bytes | str] | None = None) -> bytes:
    """A presentation; a chart in it is a workbook in the parcel."""
    parts: dict[str, bytes | str] = {"[Content_Types].xml": types("presentationml.presentation"), "ppt/a.xml": "<p/>"}
    return parcel(parts | (more or {}))


def open_document(kind: str = "text", more: dict[str, bytes | str] | None = None) -> bytes:
    """A document of LibreOffice."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            zipfile.ZipInfo("mimetype"), f"application/vnd.oasis.opendocument.{kind}", compress_type=zipfile.ZIP_STORED
        )
        archive.writestr("content.xml", '<?xml version="1.0" encoding="UTF-8"?><office:document-content/>')
        archive.writestr("META-INF/manifest.xml", '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest/>')
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return written.getvalue()


SOUND = {
    "referat.pdf": (pdf(), "application/pdf"),
    "tale.docx": (word(), f"{OPEN_XML}.{WORDS}"),
    "budget.xlsx": (sheet(), f"{OPEN_XML}.{SHEET}"),
    "oplæg.pptx": (slides({"ppt/embeddings/Workbook1.xlsx": sheet()}), f"{OPEN_XML}.presentationml.presentation"),
    "brev.odt": (open_document(), "application/vnd.oasis.opendocument.text"),
    "tal.ods": (open_document("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    "lysbilleder.odp": (open_document("presentation"), "application/vnd.oasis.opendocument.presentation"),
    "foto.jpg": (photograph(), "image/jpeg"),
    "kort.png": (picture("PNG", mode="RGBA"), "image/png"),
    "logo.webp": (picture("WEBP"), "image/webp"),
    "gammelt.gif": (picture("GIF", mode="P"), "image/png"),  # its first picture
}


def upload(*names: str) -> list[tuple[io.BytesIO, str]]:
    """Sound files as a browser sends them."""
    return [(io.BytesIO(SOUND[name][0]), name) for name in names]


def fetch(visitor: Visitor, address: str, **headers: str) -> TestResponse:
    """A file, or what comes instead of it, read to the end and let go of."""
    with visitor.client.get(address, headers=headers) as answer:
        answer.get_data()
    return answer
