"""What is said to somebody who writes more than the others can read."""

from flask import make_response
from werkzeug.wrappers import Response

from politiker.core.errors import RuleBroken
from politiker.people.limits import TooManyAttempts
from politiker.web.threads.door import Page


def answered(page: Page, error: RuleBroken) -> Page:
    """A page of a form that was refused: with 429 and how long to wait, when what was wrong is only the hurry."""
    if not isinstance(error, TooManyAttempts):
        return page
    html = page[0] if isinstance(page, tuple) else page
    answer: Response = make_response(html, 429, {"Retry-After": str(error.facts["seconds"])})
    return answer
