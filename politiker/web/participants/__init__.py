"""The organiser's list of participants, and what one does with those in it."""

from politiker.web.participants import balancing, changing, exporting, one, selecting, viewing
from politiker.web.participants.door import blueprint

__all__ = ["balancing", "blueprint", "changing", "exporting", "one", "selecting", "viewing"]
