"""The office of tests."""

import pytest
from flask import Flask

from examportal.journal.rules import Actor
from tests.recovery.cases import member


@pytest.fixture
def two(app: Flask) -> tuple[Actor, Actor]:
    """Return two clerks."""
    return member(), member("jan@example.pl")
