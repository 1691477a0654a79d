"""What is said of files: why one is refused, what kind it is, and how large."""

from politiker.core.words import gettext as _
from politiker.files import errors
from politiker.files.errors import FileRefused
from politiker.files.kinds import MEDIA_TYPES, Kind

WHY_REFUSED: dict[type[FileRefused], str] = {
    errors.FileIsEmpty: _("%(name)s is empty."),
    errors.FileIsTooLarge: _("%(name)s is larger than 20 MB."),
    errors.KindIsUnknown: _(
        "%(name)s is not a PDF, an Office document or a picture. We look at what is in the file, not at its name."
    ),
    errors.FileIsBroken: _("%(name)s cannot be read. Save it again, and choose it once more."),
    errors.FileIsUnreasonable: _(
        "%(name)s is too large when it is unpacked. Make the picture or the document smaller."
    ),
    errors.FileHoldsProgram: _(
        "%(name)s holds macros, scripts or other files. Save it without them, for instance as an ordinary PDF."
    ),
    errors.FileReachesOut: _("%(name)s fetches something from elsewhere when it is opened. Save it as a PDF instead."),
    errors.FileIsLocked: _("%(name)s is locked with a password. Save it without one."),
    errors.FileIsInfected: _("%(name)s is stopped by the virus scanner."),
    errors.ScannerIsAway: _(
        "%(name)s could not be looked at, because the virus scanner does not answer. Try again in a moment."
    ),
}
CANNOT_BE_KEPT = _("The file cannot be kept just now. Try again later, or go on without it.")
_TEXT, _SHEET, _SLIDES, _PICTURE = _("Text document"), _("Spreadsheet"), _("Slides"), _("Picture")
KINDS = {
    Kind.PDF: "PDF",
    Kind.DOCX: "Word",
    Kind.XLSX: "Excel",
    Kind.PPTX: "PowerPoint",
    Kind.ODT: _TEXT,
    Kind.ODS: _SHEET,
    Kind.ODP: _SLIDES,
    Kind.JPEG: _PICTURE,
    Kind.PNG: _PICTURE,
    Kind.WEBP: _PICTURE,
    Kind.GIF: _PICTURE,
}
_BY_MEDIA_TYPE = {MEDIA_TYPES[kind]: words for kind, words in KINDS.items()}


def why(refused: FileRefused) -> str:
    """The sentence about one file that is not taken."""
    return WHY_REFUSED[type(refused)] % refused.facts


def kind_words(media_type: str) -> str:
    """ "PDF", "Word", "Billede"."""
    return _BY_MEDIA_TYPE[media_type]


def size_words(size: int) -> str:
    """ "340 kB", "1,2 MB"; never less than 1 kB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
