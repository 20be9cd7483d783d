"""A pytest plugin: fails a run with coverage in which the plain rooms are not covered to the last branch.

The overall floor is pytest-cov's own `--cov-fail-under`. Here are the parts that decide about people (core, rules,
file readers): each branch of them is asked for. The verdict stands above pytest's closing line.
"""

import io
from pathlib import Path

import coverage
import pytest

FULLY_COVERED = (
    "examportal/core/*",
    "examportal/sheets/*",
    "examportal/**/rules.py",
    "examportal/*/rules/*",
    "examportal/**/reader.py",
)
_REPORT = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> object:
    """Judge after pytest-cov has gathered what the workers measured."""
    result = yield
    config = session.config
    if config.pluginmanager.hasplugin("_cov") and not hasattr(config, "workerinput") and _is_whole_run(config):
        report = uncovered(config.rootpath)
        if report:
            config.stash[_REPORT] = report
            session.testsfailed += 1
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what is not covered."""
    report = terminalreporter.config.stash.get(_REPORT, "")
    if report:
        terminalreporter.section("core, rules and readers must be covered to the last branch", red=True)
        terminalreporter.write(report)


def uncovered(root: Path) -> str:
    """Return coverage's report on the fully covered parts, empty when every branch was taken."""
    measured = coverage.Coverage(data_file=str(root / ".coverage"), config_file=str(root / "pyproject.toml"))
    measured.load()
    out = io.StringIO()
    total = measured.report(include=list(FULLY_COVERED), file=out, skip_covered=True)
    return "" if total == 100 else out.getvalue()


def _is_whole_run(config: pytest.Config) -> bool:
    """Tell whether everything was asked for: a run of a few tests cannot be judged."""
    return bool(config.option.cov_source) and not config.option.keyword and config.args_source.name != "ARGS"
