"""What holds for every address of the house, whoever builds it."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask

from politiker.cli.house import routes_of
from politiker.web import access
from tests.architecture.reading import ROOT, calls, refuse

PLACEHOLDERS = {"int": "1", "default": "x", "path": "x", "string": "x"}


def every_view(house: Flask) -> dict[str, Callable[..., Any]]:
    """Each endpoint with the function behind it."""
    return {endpoint: inspect.unwrap(view) for endpoint, view in house.view_functions.items()}


def tree_of(view: Callable[..., Any]) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(view)))


def words_within(view: Callable[..., Any], seen: set[str] | None = None) -> set[str]:
    """Every name a view mentions, and those mentioned by the functions of its own module that it calls."""
    seen = set() if seen is None else seen
    tree = tree_of(view)
    found = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name in names - seen:
        seen.add(name)
        near = view.__globals__.get(name)
        if inspect.isfunction(near) and near.__module__.startswith("politiker.web"):
            found |= words_within(inspect.unwrap(near), seen)
    return found | names


def unguarded_posts(views: dict[str, tuple[set[str], Callable[..., Any]]]) -> list[str]:
    """Endpoints that take POST and never ask whether the form is right."""
    return [
        endpoint
        for endpoint, (methods, view) in views.items()
        if "POST" in methods and not words_within(view) & {"validate_on_submit", "validate"}
    ]


def misnamed_templates(endpoint: str, view: Callable[..., Any]) -> list[str]:
    """Templates a view names that are not there; and a view that shows none called after itself."""
    named = [
        call.args[0].value
        for name, call in calls(tree_of(view))
        if name == "render_template" and call.args and isinstance(call.args[0], ast.Constant)
    ]
    faults = [f"{endpoint}: no template {name}" for name in named if not (ROOT / "templates" / name).is_file()]
    if named and endpoint.replace(".", "/") + ".html" not in named:
        faults.append(f"{endpoint} shows {named}, not {endpoint.replace('.', '/')}.html")
    return faults


def methods_and_views(house: Flask) -> dict[str, tuple[set[str], Callable[..., Any]]]:
    views = every_view(house)
    found: dict[str, tuple[set[str], Callable[..., Any]]] = {}
    for rule in house.url_map.iter_rules():
        methods = found.get(rule.endpoint, (set(), None))[0] | (rule.methods or set())
        found[rule.endpoint] = (methods, views[rule.endpoint])
    return found


@pytest.fixture
def plain(sqlite_houses: Any) -> Flask:
    """A house whose database does not matter."""
    app: Flask = sqlite_houses.fresh()
    return app


def test_every_address_says_whom_it_is_open_to(plain: Flask) -> None:
    """Context: a forgotten check is an open door, and nothing looks different.
    Decision: each view says `open_to`, or the app does not start; `house routes` shows them all.
    Price: one line a view.
    """
    table = routes_of(plain)
    assert {row["endpoint"] for row in table} == set(plain.view_functions)
    refuse([row["rule"] for row in table if row["access"] not in set(access.Access)])
    forgetful = Blueprint("forgetful", __name__)
    forgetful.add_url_rule("/glemt", "open", lambda: "open")
    other = Flask(__name__)
    other.register_blueprint(forgetful)
    with pytest.raises(RuntimeError, match=r"forgetful\.open"):
        access.access_of(other, "forgetful.open")


def test_every_view_that_takes_post_asks_its_form(plain: Flask) -> None:
    """Context: a POST without a validated form has no CSRF check and believes whatever it is sent.
    Decision: every view with POST says `validate_on_submit` or `validate`, itself or in a function of the web it calls.
    Price: even a button is a form.
    """
    refuse(unguarded_posts(methods_and_views(plain)))
    assert unguarded_posts({"x.y": ({"POST"}, every_view(plain)["health.alive"])}) == ["x.y"]


def test_templates_are_called_after_their_endpoint(plain: Flask) -> None:
    """Context: "which file makes this page?" should take one guess.
    Decision: `registrations.mine` shows `registrations/mine.html`.
    Price: two endpoints never share a template; they share components.
    """
    views = every_view(plain)
    refuse([f for endpoint, view in views.items() for f in misnamed_templates(endpoint, view)])
    assert misnamed_templates("a.b", _shows_another_page)


def _shows_another_page() -> None:
    render_template("errors/404.html")  # type: ignore[name-defined]  # noqa: F821  # only read, never run


def test_every_template_belongs_to_somebody(plain: Flask) -> None:
    """Context: templates outlive their pages, and are then translated and tested for ever.
    Decision: a page's template has an endpoint of its name; frames and parts have folders of their own.
    Price: none.
    """
    refuse(orphans(plain, templates_present()))
    assert orphans(plain, ["registrations/long_gone.html"]) == ["registrations/long_gone.html"]


def templates_present() -> list[str]:
    found = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.html"))
    return [path.as_posix() for path in found if path.parts[0] not in {"layouts", "components", "errors", "mail"}]


def orphans(house: Flask, names: list[str]) -> list[str]:
    """Page templates without an endpoint; those that begin with `_` are parts of the pages beside them."""
    used = {endpoint.replace(".", "/") + ".html" for endpoint in house.view_functions}
    return [name for name in names if name not in used and not name.rpartition("/")[2].startswith("_")]
