"""Pictures, made anew from what is seen in them: no place, no camera, no program, no second file behind the first."""

import io
import struct
import zlib

from PIL import Image, ImageOps

from politiker.files.errors import FileIsBroken, FileIsTooLarge, FileIsUnreasonable
from politiker.files.kinds import LARGEST, Kind

LONGEST_SIDE = 4096  # pixels
MOST_PIXELS = {Kind.JPEG: 50_000_000}  # a JPEG can be unpacked at a fraction of its size
MOST_PIXELS_ELSE = 25_000_000
QUALITY = 88
Image.MAX_IMAGE_PIXELS = MOST_PIXELS[Kind.JPEG]

_FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.GIF: "GIF"}
_BECOMES = {Kind.GIF: Kind.PNG}  # its first picture
_FAULTS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, AttributeError,
    struct.error, zlib.error, MemoryError, Warning,
)  # fmt: skip


def made_anew(content: bytes, kind: Kind) -> tuple[bytes, Kind]:
    """The picture alone, turned the right way up, at most 4096 pixels either way; and which kind it is now.

    Raises FileIsBroken, FileIsUnreasonable, FileIsTooLarge.
    """
    try:
        return _made_anew(content, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise FileIsUnreasonable from fault
    except _FAULTS as fault:
        raise FileIsBroken from fault


def _made_anew(content: bytes, kind: Kind) -> tuple[bytes, Kind]:
    becomes = _BECOMES.get(kind, kind)
    with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS.get(kind, MOST_PIXELS_ELSE):
            raise FileIsUnreasonable
        if kind is Kind.JPEG:
            opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        opened.seek(0)
        opened.load()
        picture = ImageOps.exif_transpose(opened)
    picture = picture.convert(_mode(picture, becomes))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    picture.info = {}
    written = io.BytesIO()
    facts = {"quality": QUALITY} if becomes in {Kind.JPEG, Kind.WEBP} else {}
    picture.save(written, _FORMATS[becomes], **facts)
    if written.tell() > LARGEST:
        raise FileIsTooLarge
    return written.getvalue(), becomes


def _mode(picture: Image.Image, becomes: Kind) -> str:
    """Grey stays grey; what can be seen through stays so where the kind can tell it."""
    if picture.mode == "L":
        return "L" if becomes is not Kind.WEBP else "RGB"
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    return "RGBA" if has_alpha and becomes is not Kind.JPEG else "RGB"
