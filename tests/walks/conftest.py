"""An office and a mail server for walks inside the test's own process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.smtp import relay_of
from tests.walks.office import Office, Post


@pytest.fixture
def office(runner: FlaskCliRunner, tmp_path: Path) -> Office:
    """Return an office whose scopes are loaded."""
    office = Office(runner, tmp_path)
    office.load_scopes()
    return office


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """Return the way of the letters."""
    with relay_of(app) as server:
        yield Post(app, server)
