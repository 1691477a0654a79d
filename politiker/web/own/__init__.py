"""Min side: what we know about whoever asks, what we send them, and what they can change themselves."""

from politiker.web.own import data, letters, overview
from politiker.web.own.door import blueprint

__all__ = ["blueprint", "data", "letters", "overview"]
