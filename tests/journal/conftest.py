"""Tampering with the journal as somebody would who owns the database."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from examportal.db import db
from tests import databases

Tamper = Callable[..., None]


@pytest.fixture
def tamper(app: Flask) -> Tamper:
    """Return what runs a statement against the journal with its triggers taken off."""

    def run(statement: str, **values: int | str) -> None:
        db.session.rollback()
        with db.engine.begin() as connection, databases.without_triggers(connection):
            connection.execute(text(statement), values)

    return run
