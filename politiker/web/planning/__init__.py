"""Planning events: templates, copies, series, and what has to be done before."""

from politiker.web.planning.door import blueprint

__all__ = ["blueprint"]
