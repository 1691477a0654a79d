"""Where somebody was going before they had to log in: a page of ours, and never another site's."""

import re
import unicodedata
from urllib.parse import unquote

LONGEST = 2000
NOWHERE = ("/log-ind", "/log-ud", "/bekraeft")


def own_address(text: str | None) -> str | None:
    """The text, if every browser reads it as the path of a page here; otherwise None.

    Browsers drop tabs and line breaks, read \\ as /, and take what follows // for a host, so all of these are refused.
    """
    if not text or len(text) > LONGEST or text[0] != "/" or "\\" in text:
        return None
    if any(unicodedata.category(sign)[0] in "CZ" for sign in text):
        return None
    path = unquote(re.split("[?#]", text)[0], errors="replace")
    if "//" in path or "\\" in path or "\ufffd" in path or path.startswith(NOWHERE):
        return None
    if any(part in {".", ".."} for part in path.split("/")) or any(unicodedata.category(sign) == "Cc" for sign in path):
        return None
    return text
