"""The schema's history: from nothing it leads to the models, and back to nothing."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError

from examportal.db import Base, db, transaction
from examportal.journal.models import JournalEntry
from examportal.journal.rules import NOBODY, Event
from examportal.journal.service import record
from tests.databases import Portals

FOLDER = Path(__file__).parents[1] / "migrations"


@pytest.fixture
def blank(database: str, portals: Portals) -> Iterator[Flask]:
    """Return an application on a database without any table."""
    app = portals.make(database, "blank", tables=False)
    with app.app_context():
        yield app
        db.session.rollback()
        flask_migrate.downgrade(directory=str(FOLDER), revision="base")


def test_from_nothing_up_leads_to_the_models(blank: Flask) -> None:
    flask_migrate.upgrade(directory=str(FOLDER))
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_down_leads_back_to_nothing(blank: Flask) -> None:
    flask_migrate.upgrade(directory=str(FOLDER))
    flask_migrate.downgrade(directory=str(FOLDER), revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    flask_migrate.upgrade(directory=str(FOLDER))
    assert set(Base.metadata.tables) < set(inspect(db.engine).get_table_names())


def test_every_step_goes_up_and_down(blank: Flask) -> None:
    for script in reversed(list(ScriptDirectory(str(FOLDER)).walk_revisions())):
        flask_migrate.upgrade(directory=str(FOLDER), revision=script.revision)
        flask_migrate.downgrade(directory=str(FOLDER), revision="-1")
        flask_migrate.upgrade(directory=str(FOLDER), revision=script.revision)
    assert db.session.query(JournalEntry).count() == 0


def test_a_migrated_database_guards_the_journal_too(blank: Flask) -> None:
    flask_migrate.upgrade(directory=str(FOLDER))
    with transaction():
        record(Event.SIGN_IN, NOBODY)
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.query(JournalEntry).delete()
