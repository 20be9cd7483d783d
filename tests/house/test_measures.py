"""The measures of the house that no linter knows: sizes, who commits, who reads the clock, where SQL lives."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.house.source import PACKAGE, ROOT, Module, dotted, modules_of_bench, modules_of_tests, portal_modules

LONGEST_MODULE = 300
DOORS_WORDS = {"transaction", "release"}  # begin and end; what is done in between is the service's
CLOCK = re.compile(r"(^|\.)((datetime|date)\.(now|utcnow|today|fromtimestamp)|time\.(time|time_ns|localtime|gmtime))$")
PORTAL = portal_modules()
TESTS = modules_of_tests()
BENCH = modules_of_bench()

Finder = Callable[[Module], Iterator[ast.AST]]


def found(modules: list[Module], finder: Finder) -> list[str]:
    """Return the places of everything that a finder finds."""
    return [module.at(node) for module in modules for node in finder(module)]


def commits(module: Module) -> Iterator[ast.AST]:
    """Find calls of somebody's commit()."""
    yield from (call for name, call in module.calls if name.endswith(".commit"))


def readings_of_the_clock(module: Module) -> Iterator[ast.AST]:
    """Find whatever asks what time or day it is; time.monotonic() only measures how long something takes."""
    yield from (call for name, call in module.calls if CLOCK.search(name))


def selects(module: Module) -> Iterator[ast.AST]:
    """Find select() and SQL written as text."""
    yield from (call for name, call in module.calls if name.split(".")[-1] in {"select", "text"} and _from_sql(module))


def conditions_as_text(module: Module) -> Iterator[ast.AST]:
    """Find select() only: models state conditions of constraints as text."""
    yield from (call for name, call in module.calls if name.split(".")[-1] == "select")


def inline_imports(module: Module) -> Iterator[ast.AST]:
    """Find imports inside functions that give no reason beside them."""
    lines = module.text.splitlines()
    for function in functions(module):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom) and "noqa: PLC0415 - " not in lines[node.lineno - 1]:
                yield node


def unsafe_markup(module: Module) -> Iterator[ast.AST]:
    """Find text declared to be HTML."""
    yield from (call for name, call in module.calls if name.split(".")[-1] == "Markup")


def fixtures_that_look_like_tests(module: Module) -> Iterator[ast.AST]:
    """Find fixtures named like a test: pytest would never run them as one."""
    for function in functions(module):
        if function.name.startswith("test_") and any(_is_fixture(mark) for mark in function.decorator_list):
            yield function


def mute_tests(module: Module) -> Iterator[ast.AST]:
    """Find tests that cannot fail by what they see; `pytest.raises` and Playwright's `expect` are assertions too."""
    for function in functions(module):
        if function.name.startswith("test_") and not any(_asserts(node) for node in ast.walk(function)):
            yield function


def functions(module: Module) -> Iterator[ast.FunctionDef]:
    """Return every function of a module."""
    yield from (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef))


def _is_fixture(mark: ast.expr) -> bool:
    return dotted(mark.func if isinstance(mark, ast.Call) else mark).split(".")[-1] == "fixture"


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    return isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in {"raises", "expect"}


def _from_sql(module: Module) -> bool:
    return "sqlalchemy" in module.text


def but(*names: str) -> list[Module]:
    """Return the portal's modules without those of these paths or file names."""
    return [module for module in PORTAL if not {module.name, module.path.name} & set(names)]


@pytest.mark.parametrize("module", [*PORTAL, *TESTS, *BENCH], ids=lambda module: module.name)
def test_a_module_is_short_and_says_what_it_is_for(module: Module) -> None:
    assert len(module.text.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(module.tree)


def test_only_db_commits() -> None:
    assert found(but("examportal/db.py"), commits) == []


def test_only_the_clock_reads_the_clock() -> None:
    assert found(but("examportal/core/clock.py"), readings_of_the_clock) == []


def test_sql_lives_in_queries() -> None:
    # protection.py states triggers: they belong to the schema, as models do.
    assert found(but("queries.py", "models.py", "protection.py", "examportal/db.py"), selects) == []
    assert found([module for module in PORTAL if module.path.name == "models.py"], conditions_as_text) == []


def test_the_door_takes_no_session_from_db() -> None:
    doors = ("routes.py", "commands.py", "forms.py", "letters.py")
    taken = {
        f"{module.name}: {alias.name}"
        for module in PORTAL
        if module.path.name in doors
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "examportal.db"
        for alias in node.names
        if alias.name not in DOORS_WORDS
    }
    assert taken == set()


def test_imports_stand_at_the_top() -> None:
    assert found([*PORTAL, *TESTS, *BENCH], inline_imports) == []


def test_no_text_is_declared_to_be_html() -> None:
    assert found(PORTAL, unsafe_markup) == []
    marked = re.compile(r"\|\s*safe\b|autoescape\s+false|\{%-?\s*autoescape\b")
    templates = [*ROOT.glob("templates/**/*.html"), *PACKAGE.rglob("*.html")]
    assert [path.name for path in templates if marked.search(path.read_text(encoding="utf-8"))] == []


def test_no_test_is_a_fixture() -> None:
    assert found(TESTS, fixtures_that_look_like_tests) == []


def test_every_test_asserts() -> None:
    assert found(TESTS, mute_tests) == []


PLANTED: list[tuple[Finder, str]] = [
    (commits, "db.session.commit()"),
    (readings_of_the_clock, "datetime.now(UTC)"),
    (readings_of_the_clock, "datetime.date.today()"),
    (readings_of_the_clock, "time.time()"),
    (selects, "import sqlalchemy\nsqlalchemy.select(1)"),
    (selects, "from sqlalchemy import text\ntext('SELECT 1')"),
    (conditions_as_text, "select(1)"),
    (inline_imports, "def f():\n    import os"),
    (unsafe_markup, "Markup('<b>')"),
    (fixtures_that_look_like_tests, "@pytest.fixture\ndef test_x(): ..."),
    (fixtures_that_look_like_tests, "@pytest.fixture(scope='session')\ndef test_x(): ..."),
    (mute_tests, "def test_x():\n    print()"),
]


@pytest.mark.parametrize(("finder", "source"), PLANTED, ids=lambda value: str(getattr(value, "__name__", "planted")))
def test_each_finder_finds_what_is_planted(finder: Finder, source: str) -> None:
    module = Module(ROOT / "planted.py")
    module.__dict__["text"] = source
    assert found([module], finder) != []
