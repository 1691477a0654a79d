"""Planning events: templates, copies, series, and what has to be done before."""

from politiker.web.planning import copying, making, preparations, series, series_changes
from politiker.web.planning.door import blueprint

__all__ = ["blueprint", "copying", "making", "preparations", "series", "series_changes"]
