"""The house as text: every file one can read, and what stands in it."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("politiker", "templates", "migrations", "tests", ".ci")
BESIDE = ("config.py", "wsgi.py", "Makefile", "pyproject.toml", "README.md", "CHANGELOG.md", ".gitignore")
TEXT = {".py", ".html", ".txt", ".po", ".css", ".js", ".md", ".toml", ".sh", ".ini", ".mako", ".csv", ".svg", ""}


@dataclass(frozen=True)
class Source:
    """One file: its path seen from the top of the house, and its text."""

    path: str
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def module(self) -> str:
        """The dotted name, for Python."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def parts(self) -> list[str]:
        return self.module.split(".")


@functools.cache
def everything() -> tuple[Source, ...]:
    """Every text file that belongs to the house."""
    found = [ROOT / name for name in BESIDE if (ROOT / name).is_file()]
    for room in ROOMS:
        found += [p for p in sorted((ROOT / room).rglob("*")) if p.is_file() and "__pycache__" not in p.parts]
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in found if path.suffix in TEXT
    )


def python(room: str = "politiker/") -> tuple[Source, ...]:
    """Every Python file of one storey."""
    return tuple(s for s in everything() if s.path.startswith(room) and s.path.endswith(".py"))


def templates() -> tuple[Source, ...]:
    """Every template, letters included."""
    return tuple(s for s in everything() if s.path.startswith("templates/"))


@dataclass(frozen=True)
class Import:
    """One import: of which module, on which line, and whether it hides in a function."""

    of: str
    line: int
    in_function: bool
    for_types_only: bool


def imports(source: Source) -> list[Import]:
    """Every import of a file. `from a import b` counts as `a.b`, for b may be a module."""
    return list(_imports(source.tree, in_function=False, for_types=False))


def _imports(node: ast.AST, *, in_function: bool, for_types: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, child.lineno, in_function, for_types)
        elif isinstance(child, ast.ImportFrom):
            for alias in child.names:
                yield Import(f"{child.module or ''}.{alias.name}", child.lineno, in_function, for_types)
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        is_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        yield from _imports(child, in_function=in_function or is_function, for_types=for_types or is_types)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call as the words before its bracket, such as `db.session.commit`, and the call itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def refuse(faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    assert not faults, "\n" + "\n".join(faults)


def at(source: Source, line: int, fault: str) -> str:
    """A fault with its place."""
    return f"{source.path}:{line} {fault}"
