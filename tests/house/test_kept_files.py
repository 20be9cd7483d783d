"""What git keeps: no marks of unfinished work, nothing of the machine it was written on."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, tracked_files

# The words are put together here, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
_HOSTS = (
    *("pypi#org", "pythonhosted#org", "npmjs#org", "npmjs#com", "yarnpkg#com", "jsdelivr#net", "unpkg#com"),
    *("proxy#golang#org", "crates#io", "rubygems#org", "deb#debian#org"),
)
REGISTRIES = re.compile("|".join(host.replace("#", r"\.") for host in _HOSTS))
OF_A_MACHINE = re.compile(r"(?<![\w.:/-])/(root|home|work|Users)/\w")
VENDORED = "/vendor/"
BINARY = {".png", ".ico", ".woff2", ".xlsx", ".ods", ".xls", ".jpg", ".gz", ".xz"}


def lines_with(pattern: re.Pattern[str], path: Path) -> list[str]:
    """Return the places in a file where a pattern is found."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [f"{path.relative_to(ROOT)}:{number}" for number, line in enumerate(lines, 1) if pattern.search(line)]


@pytest.fixture(scope="module")
def ours() -> list[Path]:
    """Return the tracked text files that we wrote."""
    return [path for path in tracked_files() if VENDORED not in path.as_posix() and path.suffix not in BINARY]


def test_nothing_is_marked_as_unfinished(ours: list[Path]) -> None:
    assert [place for path in ours for place in lines_with(UNFINISHED, path)] == []


def test_no_package_registry_is_named(ours: list[Path]) -> None:
    assert [place for path in ours for place in lines_with(REGISTRIES, path)] == []


def test_no_path_of_one_machine_is_kept(ours: list[Path]) -> None:
    assert [place for path in ours for place in lines_with(OF_A_MACHINE, path)] == []


def test_the_searches_find_what_they_are_for() -> None:
    assert UNFINISHED.search("# TO" + "DO: later")
    assert REGISTRIES.search("https://files.python" + "hosted.org/x")
    assert REGISTRIES.search("https://py" + "pi.org/simple")
    assert OF_A_MACHINE.search("cd /wo" + "rk/main")


def test_instance_keeps_only_its_page() -> None:
    kept = [path.relative_to(ROOT).as_posix() for path in tracked_files() if path.parts[len(ROOT.parts)] == "instance"]
    assert kept == ["instance/README.md"]
