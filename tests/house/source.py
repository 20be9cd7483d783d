"""The portal's own source, read once for the tests of the house."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "examportal"


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path

    @property
    def name(self) -> str:
        """The path as people write it."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The source, parsed."""
        return ast.parse(self.text, self.name)

    def at(self, node: ast.AST) -> str:
        """Return the place of a node, for a message."""
        return f"{self.name}:{getattr(node, 'lineno', 0)}"

    @cached_property
    def calls(self) -> list[tuple[str, ast.Call]]:
        """Each call with the dotted name of what is called, as far as it has one."""
        return [(dotted(node.func), node) for node in ast.walk(self.tree) if isinstance(node, ast.Call)]


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for names and attributes, with `?` for anything else on the way."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value)}.{attr}"
        case _:
            return "?"


@cache
def portal_modules() -> list[Module]:
    """Return the modules of the package."""
    return [Module(path) for path in sorted(PACKAGE.rglob("*.py"))]


@cache
def modules_of_tests() -> list[Module]:
    """Return the modules of the tests."""
    return [Module(path) for path in sorted((ROOT / "tests").rglob("*.py"))]


@cache
def modules_of_bench() -> list[Module]:
    """Return the modules that measure."""
    return [Module(path) for path in sorted((ROOT / "bench").rglob("*.py"))]


def tracked_files() -> list[Path]:
    """Return every file that git keeps."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
