"""How people come in: applying, saying that an address is one's own, inviting and being invited."""

from politiker.web.joining import applying, confirming, declining, inviting
from politiker.web.joining.door import blueprint

__all__ = ["applying", "blueprint", "confirming", "declining", "inviting"]
