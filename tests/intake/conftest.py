"""The sample files of register exports, and the scopes that they speak of."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """Return the folder of the sample files."""
    if not SAMPLES.is_dir():
        pytest.fail("The sample files are missing: put the folder `shared` (with `samples` in it) beside the portal's.")
    return SAMPLES


@pytest.fixture
def scopes(app: Flask, runner: FlaskCliRunner, samples: Path) -> None:
    """Load the dictionary of scopes."""
    loaded = runner.invoke(args=["register", "scopes", str(samples / "scopes.csv")])
    assert loaded.exit_code == 0, loaded.output


Expected = dict[int, tuple[str, str, str, str]]


@pytest.fixture(scope="session")
def expected(samples: Path) -> Callable[[str], Expected]:
    """Return what reads the verdicts that stand beside a sample: line → verdict, reason, repair, warning."""

    def read(name: str) -> Expected:
        with (samples / f"{name}.expected.csv").open(encoding="utf-8") as file:
            rows = list(csv.reader(file, delimiter=";"))[1:]
        return {int(line): (verdict, reason, repair, warning) for line, verdict, reason, repair, warning in rows}

    return read
