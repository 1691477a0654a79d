"""What a file is, by its content; the name it comes with is not believed."""

import enum

from politiker.files import office, portable
from politiker.files.errors import FileIsEmpty, FileIsTooLarge, KindIsUnknown

LARGEST = 20 * 1024 * 1024  # bytes a file


class Kind(enum.StrEnum):
    """The kinds of files that are taken."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"

    @property
    def ending(self) -> str:
        """What the name of such a file ends on, with the dot."""
        return f".{self.value}"

    @property
    def media_type(self) -> str:
        """What it is called on the wire."""
        return MEDIA_TYPES[self]

    @property
    def is_picture(self) -> bool:
        return self in PICTURES


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{_OPEN_XML}.wordprocessingml.document",
    Kind.XLSX: f"{_OPEN_XML}.spreadsheetml.sheet",
    Kind.PPTX: f"{_OPEN_XML}.presentationml.presentation",
    Kind.ODT: f"{_OPEN_DOCUMENT}.text",
    Kind.ODS: f"{_OPEN_DOCUMENT}.spreadsheet",
    Kind.ODP: f"{_OPEN_DOCUMENT}.presentation",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
    Kind.GIF: "image/gif",
}
PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.GIF})
_BY_MEDIA_TYPE = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}
OF_EVERY_KIND = ",".join(kind.ending for kind in Kind) + ",.jpeg"  # for the chooser of a browser


def kind_of(content: bytes) -> Kind:
    """What a file is, when it is one of the kinds that are taken and nothing in it starts by itself.

    A picture is known here by how it begins; whether it is one shows when it is made anew (`pictures`).
    Raises FileRefused.
    """
    if not content:
        raise FileIsEmpty
    if len(content) > LARGEST:
        raise FileIsTooLarge
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        return Kind.GIF
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content.startswith(b"%PDF-"):
        portable.examine(content)
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return _BY_MEDIA_TYPE[office.examine(content)]
    raise KindIsUnknown
