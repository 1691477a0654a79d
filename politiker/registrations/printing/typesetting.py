"""Plain data and a document of ours become a PDF that a screen reader can read (PDF/UA)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

try:
    import typst
except ImportError:  # an extra of some size, left out where nobody prints
    typst = None  # type: ignore[assignment]

FOLDER = Path(__file__).parent


def is_installed() -> bool:
    """Whether papers can be made as PDF here."""
    return typst is not None


def typeset(document: str, facts: dict[str, Any], *, now: datetime) -> bytes:
    """One of the documents beside this file, filled in. What stands in the facts stays text, whatever its signs."""
    made = typst.compile(
        FOLDER / f"{document}.typ",
        root=FOLDER,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"facts": json.dumps(facts)},
        pdf_standards="ua-1",
        timestamp=now.replace(microsecond=0),
    )
    assert isinstance(made, bytes)
    return made
