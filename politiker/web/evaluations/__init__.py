"""What comes after an event: evaluations, what one takes home, certificates, and the year as a whole."""

from politiker.web.evaluations import after, certificate, results, setting_up, year
from politiker.web.evaluations.door import blueprint

__all__ = ["after", "blueprint", "certificate", "results", "setting_up", "year"]
