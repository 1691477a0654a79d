"""The secretary's desk: who says that they sit in the own council, and what else waits."""

from politiker.web.secretary import desk, vouching
from politiker.web.secretary.door import blueprint

__all__ = ["blueprint", "desk", "vouching"]
