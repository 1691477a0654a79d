"""What every file of the house has in common."""

import re

from tests.architecture.reading import Source, everything, refuse

LONGEST = 300
NOT_OURS = ("/vendor/", "LICENSE", "/fonts/")
SEEDS = re.compile(r"\.(csv|svg|po)$")
# Written in two halves, so that this file does not find itself.
MACHINES = ("/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/")
REGISTRIES = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".",
    "artifact" + "ory",
    "index" + "-url",
    "/simple" + "/",
)


def is_ours(source: Source) -> bool:
    return not any(part in source.path for part in NOT_OURS)


def too_long(source: Source) -> list[str]:
    """Files longer than one can hold in one's head."""
    lines = source.text.count("\n") + 1
    return [f"{source.path}: {lines} lines"] if lines > LONGEST and not SEEDS.search(source.path) else []


def tied_to_a_machine(source: Source) -> list[str]:
    """Addresses that are true on one machine only."""
    words = MACHINES + REGISTRIES + (("/" + "tmp/",) if source.path.startswith("politiker/") else ())
    return [
        f"{source.path}:{number} {word}"
        for number, line in enumerate(source.text.splitlines(), 1)
        for word in words
        if re.search(rf"(?<![\w.]){re.escape(word)}" if word.startswith("/") else re.escape(word), line)
    ]


def test_no_file_is_longer_than_300_lines() -> None:
    """Context: GOV.UK Notify has a forms.py of 3,400 lines and a conftest.py of 4,700.
    Decision: at 300 lines a file is divided by subject; catalogues of words and tables of data may be long.
    Price: more files.
    """
    refuse([fault for source in everything() if is_ours(source) for fault in too_long(source)])
    assert too_long(Source("politiker/web/x.py", "\n" * 300))


def test_conftest_is_short() -> None:
    """Context: what every test shares, nobody dares to change.
    Decision: fixtures stay few; factories are plain functions.
    Price: a test says what it needs.
    """
    [conftest] = [source for source in everything() if source.path == "tests/conftest.py"]
    assert conftest.text.count("\n") < 150


def test_nothing_is_tied_to_one_machine() -> None:
    """Context: a path or a mirror of the machine something was made on breaks it on the next.
    Decision: no absolute path of a home, no registry's address, in anything we keep.
    Price: none.
    """
    refuse([fault for source in everything() if is_ours(source) for fault in tied_to_a_machine(source)])
    assert tied_to_a_machine(Source("README.md", "cd " + MACHINES[1] + "politiker"))
    assert tied_to_a_machine(Source("Makefile", "pip install --" + REGISTRIES[4] + " x"))
    assert tied_to_a_machine(Source("politiker/x.py", "open('/" + "tmp/x')"))
