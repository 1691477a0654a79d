"""Taking a file in: know it by its content, clean it, and have it scanned when there is a scanner."""

from dataclasses import dataclass

from politiker.core.addresses import settings
from politiker.files import scanning
from politiker.files.errors import FileRefused
from politiker.files.kinds import kind_of
from politiker.files.nameless import without_names
from politiker.files.names import clean_file_name, shown_name
from politiker.files.pictures import made_anew

MOST_FILES = 5  # in one post
MOST_TOGETHER = 40 * 1024 * 1024  # bytes in one form


@dataclass(frozen=True)
class Clean:
    """A file that may stand here: its content, what it is called, and its media type."""

    content: bytes
    name: str
    media_type: str


def taken_in(content: bytes, name: str, *, names_nobody: bool = False) -> tuple[bytes, str, str]:
    """The clean content, the clean name and the media type of a file that somebody hands in.

    A picture is made anew without what the camera wrote, and where it `names_nobody` a document without the names of
    those who wrote it. Nothing is kept. It takes as long as a large picture and a
    scanner take, so call it with no row held. Raises FileRefused with the `name` it was handed in under.
    """
    try:
        scanning.scan(content, settings().clamd_url)
        kind = kind_of(content)
        if kind.is_picture:
            content, kind = made_anew(content, kind)
        if names_nobody:
            content = without_names(content, kind)
    except FileRefused as refused:
        refused.facts["name"] = shown_name(name)
        raise
    return content, clean_file_name(name, kind.ending), kind.media_type


def cleaned(content: bytes, name: str, *, names_nobody: bool = False) -> Clean:
    """The same as one thing."""
    return Clean(*taken_in(content, name, names_nobody=names_nobody))
