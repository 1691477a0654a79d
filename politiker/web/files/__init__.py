"""Files, handed in and fetched."""

from politiker.web.files import fetching, uploading
from politiker.web.files.door import blueprint

__all__ = ["blueprint", "fetching", "uploading"]
