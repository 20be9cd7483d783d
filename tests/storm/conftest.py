"""The figures of a storm, printed at the end by `make storm`."""

from collections.abc import Callable
from typing import Any

import pytest

Figures = Callable[..., None]
_NAME = "storm"


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Return what takes down the figures of a test, by name."""

    def note(**counted: object) -> None:
        record_property(_NAME, ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in counted.items()))

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of every test that has taken some down; the workers of xdist keep them to themselves."""
    lines = [
        f"{report.nodeid.rpartition('::')[2]}: {text}"
        for report in _reports(terminalreporter)
        for name, text in report.user_properties
        if name == _NAME
    ]
    if lines:
        terminalreporter.section("figures of the storm")
        for line in lines:
            terminalreporter.line(line)


def _reports(terminalreporter: pytest.TerminalReporter) -> list[Any]:
    ended = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    return [report for report in ended if getattr(report, "when", "") == "call"]
