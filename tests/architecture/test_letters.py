"""Every letter that is posted can be written, and somebody knows who may still receive it."""

import ast
from pathlib import Path

from politiker.worker import JOBS, LETTERS
from tests.architecture.reading import ROOT, Source, calls, python, refuse

FOLDER = ROOT / "templates" / "mail" / "da"
PARTS = {"subject.txt", "body.txt", "body.html"}
# What posts a letter, and which of its arguments names it.
POSTS = {"outbox.post": 0, "outbox.post_many": 0, "outbox.post_to_all": 0, "_post": 0, "_tell_guests": 1}
SHARED = {"parts"}  # pieces that several letters have in common


def posted_in(source: Source) -> set[str]:
    """The letters a file posts, by name; a blank in a name stands for anything."""
    found = set()
    for name, call in calls(source.tree):
        place = POSTS.get(name)
        if place is not None and len(call.args) > place:
            letter = call.args[place]
            if isinstance(letter, ast.Constant) and isinstance(letter.value, str):
                found.add(letter.value)
            elif isinstance(letter, ast.JoinedStr):
                found.add("".join(str(v.value) if isinstance(v, ast.Constant) else "*" for v in letter.values))
    return found


def unknown(posted: set[str], known: set[str]) -> list[str]:
    """Letters that are posted and that nobody can write."""
    return sorted(name for name in posted if not any(_fits(name, one) for one in known))


def never_posted(posted: set[str], known: set[str]) -> list[str]:
    """Letters that can be written and that nobody posts."""
    return sorted(one for one in known if not any(_fits(name, one) for name in posted))


def _fits(name: str, letter: str) -> bool:
    start, star, end = name.partition("*")
    return letter.startswith(start) and letter.endswith(end) if star else letter == name


def unfinished(folder: Path, known: set[str]) -> list[str]:
    """Letters without all three of their parts, and folders that are no letter's."""
    faults = [
        f"{name}/{part}" for name in sorted(known) for part in sorted(PARTS) if not (folder / name / part).is_file()
    ]
    folders = {path.name for path in folder.iterdir() if path.is_dir()} - SHARED
    return faults + sorted(f"{name}: no such letter" for name in folders - known)


def all_posted() -> set[str]:
    return set().union(*(posted_in(source) for source in python() if not source.path.startswith("politiker/mail/")))


def test_every_letter_has_its_words_and_its_recipient_is_asked_about() -> None:
    """Context: a letter that is posted and cannot be written stops in the outbox, and somebody waits for it.
    Decision: a letter is a folder of three documents and a line in the worker's table, which asks again, when the
    letter leaves, whether the person may still receive it.
    Price: three files even for the shortest letter.
    """
    refuse(unknown(all_posted(), set(LETTERS)))
    refuse(never_posted(all_posted(), set(LETTERS)))
    refuse(unfinished(FOLDER, set(LETTERS)))


def test_every_job_that_is_put_has_somebody_to_do_it() -> None:
    """Context: a job nobody knows fails eight times, hours after the act that put it there.
    Decision: names of jobs stand in the worker's table.
    Price: none.
    """
    put = {
        call.args[0].value
        for source in python()
        for name, call in calls(source.tree)
        if name == "jobs.put" and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert put and put <= set(JOBS)


def test_letters_control(tmp_path: Path) -> None:
    text = 'outbox.post("sent_to_nobody", 1, {}, intent="x", now=now)\noutbox.post(f"reminder_{days}", 1)'
    posted = posted_in(Source("politiker/events/letters.py", text + '\n_tell_guests(event, "moved", {}, now)'))
    assert posted == {"sent_to_nobody", "reminder_*", "moved"}
    assert unknown(posted, {"reminder_2"}) == ["moved", "sent_to_nobody"]
    assert never_posted(posted, {"reminder_2", "dusty"}) == ["dusty"]
    (tmp_path / "moved").mkdir()
    (tmp_path / "stray").mkdir()
    (tmp_path / "moved" / "subject.txt").touch()
    assert unfinished(tmp_path, {"moved"}) == ["moved/body.html", "moved/body.txt", "stray: no such letter"]
