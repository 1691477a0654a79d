"""The way in to files, and how much may come through it at once."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from flask import Blueprint, current_app, request

from politiker.files.taking import MOST_TOGETHER

View = TypeVar("View", bound=Callable[..., Any])

blueprint = Blueprint("files", __name__)
MOST_IN_A_FORM = MOST_TOGETHER + 2 * 1024 * 1024  # bytes: the files, and the words beside them


def takes_files(view: View) -> View:
    """Say that a view takes files, so that more may be sent to it than to others."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


@blueprint.before_app_request
def let_more_in() -> None:
    """Before anything of the form is read. Whoever may not come at all was turned away before."""
    if getattr(current_app.view_functions.get(request.endpoint or ""), "takes_files", False):
        request.max_content_length = MOST_IN_A_FORM
        if request.blueprint == "confidential":
            request._get_file_stream = _in_memory  # type: ignore[method-assign]  # theirs to be replaced, as they say


def _in_memory(*_facts: Any, **_more: Any) -> BytesIO:
    """Where a file waits while it comes in. Otherwise a large one waits on the disk, in plain; here not even that."""
    return BytesIO()
