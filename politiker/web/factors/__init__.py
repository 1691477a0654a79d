"""Two-step verification: what somebody has set up, and the second step of logging in."""

from politiker.web.factors import adding, overview, proving, recovery
from politiker.web.factors.door import blueprint

__all__ = ["adding", "blueprint", "overview", "proving", "recovery"]
