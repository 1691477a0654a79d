"""What an event asks of those who sign up, and what they answered."""

from politiker.web.questions import answers, approval, listing
from politiker.web.questions.door import blueprint

__all__ = ["answers", "approval", "blueprint", "listing"]
