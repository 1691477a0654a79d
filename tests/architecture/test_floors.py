"""Where code may stand, and what it may know.

Context: rules about seats must be callable from a page, a worker, a command and a test alike.
Decision: rooms on floors, stairs that go down only, doors that do not know each other.
Price: an act sometimes lives in a higher room than its name suggests (`call_off_event` in `registrations`).
"""

import ast

from tests.architecture.reading import Source, at, calls, imports, python, refuse

FLOORS = {
    "core": 0,
    "calendars": 1,  # plain data to iCalendar; a letter carries one, so it lies below the mail
    "policy": 1, "policy_matrix": 1,
    "mail": 2, "audit": 2, "files": 2,
    "people": 3,
    "events": 4,
    "registrations": 5,
    "discussions": 6, "evaluations": 6, "wishes": 6,
    "notifications": 7, "search": 7, "insight": 7,
    "privacy": 8,
}  # fmt: skip
ONE_ROOM = {"policy_matrix": "policy"}
DOORS = {"web", "api", "worker", "cli", "demo"}
MOUNT = {"house", "commands"}
WEB_ONLY = {"flask", "werkzeug", "wtforms", "flask_wtf", "flask_login", "jinja2"}
ASKING_WORDS = {"now", "utcnow", "current_timestamp", "localtimestamp"}
OTHER_CLOCKS = {"date.today", "datetime.today", "datetime.date.today", "time.time", "time.gmtime", "time.localtime"}
# What a room may know of the web all the same, and why.
KNOWN_DOWNSTAIRS = {
    ("politiker.core.addresses", "flask"): "addresses in letters begin with the BASE_URL of the app's settings",
    ("politiker.mail.rendering", "jinja2"): "letters are documents with blanks to fill in",
}
UNNAMED = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "service", "services", "base", "misc"}


def room_of(module: str) -> str:
    """`politiker.people.models` lies in `people`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "politiker" else ""


def stairs_upward(source: Source) -> list[str]:
    """Imports that go up, sideways, or from one door to another."""
    here = room_of(source.module)
    faults = []
    for one in imports(source):
        there = room_of(one.of)
        if one.for_types_only or not there or ONE_ROOM.get(here, here) == ONE_ROOM.get(there, there):
            continue
        if here in FLOORS and (there not in FLOORS or FLOORS[there] >= FLOORS[here]):
            faults.append(at(source, one.line, f"{here} may not know {there}"))
        elif here in DOORS and there in DOORS | MOUNT:
            faults.append(at(source, one.line, f"the door {here} may not know {there}"))
    return faults


def rooms_without_a_floor(source: Source) -> list[str]:
    """Packages nobody has said the place of."""
    known = FLOORS.keys() | DOORS | MOUNT | {""}
    return [] if room_of(source.module) in known else [f"{source.path}: on which floor is this?"]


def http_downstairs(source: Source) -> list[str]:
    """Rooms that know of requests and pages."""
    if room_of(source.module) not in FLOORS:
        return []
    return [
        at(source, one.line, f"a room knows {one.of}")
        for one in imports(source)
        if (top := one.of.split(".")[0]) in WEB_ONLY and (source.module, top) not in KNOWN_DOWNSTAIRS
    ]


def hidden_imports(source: Source) -> list[str]:
    """Imports inside functions."""
    return [at(source, one.line, f"hides an import of {one.of}") for one in imports(source) if one.in_function]


def commits_downstairs(source: Source) -> list[str]:
    """Commits in rooms."""
    if room_of(source.module) not in FLOORS:
        return []
    return [
        at(source, call.lineno, f"commits: {name}") for name, call in calls(source.tree) if name.endswith(".commit")
    ]


def other_clocks(source: Source) -> list[str]:
    """Moments that do not come from `core.clock`, and rooms that ask it."""
    if source.path in {"politiker/core/clock.py", "politiker/core/logs.py"}:
        return []
    faults = []
    for name, call in calls(source.tree):
        words = name.lower().split(".")
        asks = words[-1] in ASKING_WORDS and words[-2:] != ["clock", "now"]
        if asks or name in OTHER_CLOCKS:
            faults.append(at(source, call.lineno, f"asks {name} instead of core.clock"))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.lower()
            if "current_timestamp" in text or "now()" in text:
                faults.append(at(source, node.lineno, "asks the database for the time"))
    if room_of(source.module) in FLOORS:
        faults += [
            at(source, one.line, "a room asks the clock; it is handed `now`")
            for one in imports(source)
            if one.of.startswith("politiker.core.clock")
        ]
    return faults


def names_that_say_nothing(source: Source) -> list[str]:
    """Modules called after nothing in particular."""
    return [f"{source.path}: {part} says nothing" for part in source.parts if part.strip("_") in UNNAMED]


def all_of(detector: object, room: str = "politiker/") -> list[str]:
    assert callable(detector)
    return [fault for source in python(room) for fault in detector(source)]


def test_stairs_go_down_only_and_doors_do_not_know_each_other() -> None:
    """Context: circles make every change a change of everything.
    Decision: a room imports rooms on lower floors; what a higher room needs is a fact the lower one remembers.
    Price: the house (`house.py`) hands one door what it needs of another.
    """
    refuse(all_of(stairs_upward))


def test_stairs_control() -> None:
    up = Source("politiker/events/x.py", "from politiker.registrations import queries")
    sideways = Source("politiker/audit.py", "import politiker.mail.outbox")
    door = Source("politiker/cli/x.py", "from politiker.web.browser import cookie_name")
    from_a_room = Source("politiker/people/x.py", "from politiker import web")
    for source in (up, sideways, door, from_a_room):
        assert stairs_upward(source), source.path
    assert not stairs_upward(Source("politiker/registrations/x.py", "from politiker.events.models import Event"))


def test_every_package_has_its_floor() -> None:
    """Context: a new package slips past a test that lists the old ones.
    Decision: a package that is on no floor fails until somebody decides.
    Price: one line here for each new room.
    """
    refuse(all_of(rooms_without_a_floor))
    assert rooms_without_a_floor(Source("politiker/attic/x.py", ""))


def test_rooms_know_nothing_of_http() -> None:
    """Context: a rule that reads `request` cannot be called by the worker.
    Decision: no Flask, Werkzeug or WTForms downstairs.
    Price: the doors turn requests into plain arguments.
    """
    refuse(all_of(http_downstairs))
    assert http_downstairs(Source("politiker/events/x.py", "from flask import request"))


def test_no_import_hides_in_a_function() -> None:
    """Context: Indico hides 486 imports in functions, and nobody can see its circles.
    Decision: imports stand at the top; only types may be imported under TYPE_CHECKING.
    Price: a circle has to be solved and cannot be hidden.
    """
    refuse(all_of(hidden_imports) + all_of(hidden_imports, "tests/"))
    assert hidden_imports(Source("politiker/x.py", "def f():\n    import json"))


def test_only_doors_commit() -> None:
    """Context: an action that commits half of what its caller meant cannot be taken back.
    Decision: one request, one transaction, one visible commit in the door.
    Price: every door has to remember it; the tests of pages notice when one forgets.
    """
    refuse(all_of(commits_downstairs))
    assert commits_downstairs(Source("politiker/people/x.py", "db.session.commit()"))
    assert not commits_downstairs(Source("politiker/web/x.py", "db.session.commit()"))


def test_one_clock() -> None:
    """Context: a rule with its own clock cannot be tested, and two clocks in one request disagree.
    Decision: doors ask `core.clock` and hand `now` down; SQL never asks for the time.
    Price: one more argument.
    """
    refuse(all_of(other_clocks))
    for text in ("datetime.now(UTC)", "sa.func.now()", "date.today()", "x = 'DEFAULT CURRENT_TIMESTAMP'"):
        assert other_clocks(Source("politiker/web/x.py", text)), text
    assert other_clocks(Source("politiker/events/x.py", "from politiker.core import clock"))
    assert not other_clocks(Source("politiker/web/x.py", "clock.now()"))


def test_names_say_what_is_inside() -> None:
    """Context: a module called after nothing becomes the place for everything.
    Decision: no utils, helpers, common, manager, service or base.
    Price: one has to think of a name.
    """
    refuse(all_of(names_that_say_nothing) + all_of(names_that_say_nothing, "tests/"))
    assert names_that_say_nothing(Source("politiker/web/utils.py", ""))
