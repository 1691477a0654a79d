"""The administrator's desk: who is to be let in, and where everything else stands."""

from politiker.web.administration import deciding, desk
from politiker.web.administration.door import blueprint

__all__ = ["blueprint", "deciding", "desk"]
