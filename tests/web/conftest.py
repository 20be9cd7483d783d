"""The kitchen of the web tests: pages that the portal itself does not have."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from examportal.app import create_app
from examportal.config import load
from examportal.db import db
from tests.browser import Browser
from tests.conftest import ENVIRON
from tests.web import kitchen


@dataclass(frozen=True)
class Workshop:
    """Makes applications with other settings than usual."""

    folder: Path

    def app(self, **settings: str) -> Flask:
        """Return a furnished application; settings are named without their prefix."""
        environ = {f"EXAMPORTAL_{name.upper()}": value for name, value in settings.items()}
        return kitchen.furnish(create_app(load(self.folder, ENVIRON | environ)))


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return the maker of applications; they share one SQLite database."""
    return Workshop(tmp_path_factory.mktemp("kitchen"))


@pytest.fixture(scope="session")
def kitchen_app(workshop: Workshop) -> Iterator[Flask]:
    """Return the portal with a kitchen, on SQLite."""
    app = workshop.app()
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(kitchen_app: Flask) -> Browser:
    """Return a browser in the kitchen."""
    return Browser(kitchen_app)
