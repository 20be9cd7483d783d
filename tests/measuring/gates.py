"""A pytest plugin: `pytest -p tests.measuring.gates` measures which lines and branches of the portal the tests run.

A whole run fails below FLOOR, and when the plain rooms are not covered to the last branch: they decide about people
(core, rules) or read files. What was not run is listed above pytest's closing line.
"""

import fnmatch
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import slipcover

from tests.measuring import lines

FLOOR = 95.0
FULLY_COVERED = (
    "examportal/core/*",
    "examportal/sheets/*",
    "examportal/*/rules.py",
    "examportal/*/rules/*",
    "examportal/*/reader.py",
)
_TABLE = pytest.StashKey[str]()
_FAULTS = pytest.StashKey[list[str]]()
Measured = dict[str, Any]


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start before the tests' own settings import the portal; with xdist only in the processes that run tests."""
    if not _is_worker():
        folder = os.environ[lines.FOLDER] = tempfile.mkdtemp(prefix="examportal-measured-")
        early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    if _is_worker() or not early_config.known_args_namespace.numprocesses:
        lines.start(whole=True)
        os.environ["PYTHONPATH"] = str(Path(__file__).parent)  # where commands that tests start find sitecustomize.py


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[None]:
    """Keep what this process has noted; judge once every process has."""
    result = yield
    lines.keep()
    if not _is_worker():
        measured = gathered(Path(os.environ[lines.FOLDER]))
        session.config.stash[_TABLE] = told(measured)
        session.config.stash[_FAULTS] = faults(measured) if _is_whole_run(session.config) else []
        session.testsfailed += len(session.config.stash[_FAULTS])
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run."""
    terminalreporter.section("lines and branches of the portal that no test has run")
    terminalreporter.write(terminalreporter.config.stash.get(_TABLE, ""))
    for fault in terminalreporter.config.stash.get(_FAULTS, []):
        terminalreporter.line(fault, red=True)


def gathered(folder: Path) -> Measured:
    """Return what all processes have noted, as one; small notes first, for each is compared with all before."""
    notes = sorted(folder.glob("*.json"), key=lambda note: note.stat().st_size)
    return reduce(slipcover.merge_coverage, (json.loads(note.read_text()) for note in notes))


def told(measured: Measured) -> str:
    """Return a table of the modules that were not run to the last branch."""
    table = io.StringIO()
    slipcover.print_coverage(measured, outfile=table, skip_covered=True, missing_width=60)
    return table.getvalue()


def faults(measured: Measured) -> list[str]:
    """Return a sentence for each thing for which a whole run fails."""
    missed = [name for name, file in measured["files"].items() if file["missing_lines"] or file["missing_branches"]]
    plain = [name for name in missed if any(fnmatch.fnmatch(name, room) for room in FULLY_COVERED)]
    found = [f"{name} must be covered to the last branch" for name in plain]
    if measured["summary"]["percent_covered"] < FLOOR:
        found.append(f"at least {FLOOR} % must be covered")
    return found


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def _is_whole_run(config: pytest.Config) -> bool:
    """Tell whether everything was asked for: a run of a few tests cannot be judged."""
    return not config.option.keyword and not config.option.markexpr and config.args_source.name != "ARGS"
