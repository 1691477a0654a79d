"""After an event: evaluation, what one takes home, certificates, and the year."""

from politiker.web.evaluations.door import blueprint

__all__ = ["blueprint"]
