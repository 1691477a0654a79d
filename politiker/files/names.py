"""What a file is called: the words its owner gave it, and an ending that says what it is."""

import re
import unicodedata

LONGEST_NAME = 100  # characters, the ending included
LONGEST_BYTES = 200  # in UTF-8: file systems stop at 255
WITHOUT_NAME = "fil"
# Names that Windows takes for a machine and not for a file, whatever comes after the dot.
_DEVICES = re.compile(r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])(\..*)?", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[<>:"|?*%;`$&\']')
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}\Z")


def clean_file_name(name: str, ending: str) -> str:
    """A name that is harmless on every machine, at most 100 characters, ending on `ending` (".pdf").

    No path, nothing invisible, nothing that turns the writing round, no device; the given ending is not believed.
    """
    text = re.sub(r"\.{2,}", ".", _ENDING.sub("", _visible(name)).strip(" .-"))
    if _DEVICES.fullmatch(text):
        text = f"{WITHOUT_NAME}-{text}"
    text = _short(text, LONGEST_NAME - len(ending), LONGEST_BYTES - len(ending)).rstrip(" .") or WITHOUT_NAME
    return f"{text}{ending}"


def shown_name(name: str) -> str:
    """The name a file was handed in under, as it can stand in a sentence: with its own ending, true or not."""
    return _short(_visible(name), LONGEST_NAME, LONGEST_BYTES) or WITHOUT_NAME


def _visible(name: str) -> str:
    """The name without a path and without what cannot be seen."""
    text = unicodedata.normalize("NFC", name[:2000]).replace("\\", "/").rpartition("/")[2]
    text = "".join(" " if unicodedata.category(sign)[0] == "Z" else sign for sign in text)
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    return re.sub(r"\s+", " ", _NOT_IN_NAMES.sub("-", text)).strip(" .")


def _short(text: str, most: int, most_bytes: int) -> str:
    return text[:most].encode()[:most_bytes].decode(errors="ignore")
