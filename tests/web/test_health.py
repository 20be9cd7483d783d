"""Alive and ready."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Column, MetaData, String, Table
from sqlalchemy.exc import OperationalError

from examportal.db import db
from examportal.web import health
from tests.browser import Browser
from tests.web.conftest import Workshop

REVISION = '''"""first"""
revision = "1a2b"
down_revision = None
def upgrade(): pass
'''


def test_the_process_says_that_it_is_alive(client: Browser) -> None:
    page = client.get("/healthz")
    assert page.source == "ok\n"
    assert page.response.mimetype == "text/plain"


def at_revision(app: Flask, revision: str) -> None:
    """Write down which revision the database is at."""
    table = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
    with app.app_context(), db.engine.begin() as connection:
        table.drop(connection, checkfirst=True)
        table.create(connection)
        connection.execute(table.insert().values(version_num=revision))


@pytest.fixture
def migrated(workshop: Workshop, tmp_path: Path) -> Flask:
    """Return an application with one revision, and a database that is there."""
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "first.py").write_text(REVISION)
    (tmp_path / "env.py").write_text("")
    (tmp_path / "script.py.mako").write_text("")
    assert ScriptDirectory(str(tmp_path)).get_heads() == ["1a2b"]
    app = workshop.app(database_url=f"sqlite:///{tmp_path / 'ready.db'}")
    app.extensions["readiness_checks"] = {}
    app.extensions["migrate"].directory = str(tmp_path)
    at_revision(app, "1a2b")
    return app


def ready(app: Flask, status: int) -> dict[str, bool]:
    """Ask, and return what was said of each part."""
    page = Browser(app).get("/readyz", status).response.get_json()
    assert page["ready"] is (status == 200)
    return dict(page["checks"])


def test_ready_when_everything_is_in_place(migrated: Flask) -> None:
    migrated.extensions["readiness_checks"] = {"worker": lambda: True}
    assert ready(migrated, 200) == {"database": True, "schema": True, "worker": True}


def test_not_ready_without_a_worker(migrated: Flask) -> None:
    def broken() -> bool:
        raise OperationalError("", {}, Exception())

    migrated.extensions["readiness_checks"] = {"worker": lambda: False, "other": broken}
    assert ready(migrated, 503) == {"database": True, "schema": True, "worker": False, "other": False}


def test_not_ready_with_an_older_schema(migrated: Flask) -> None:
    at_revision(migrated, "0000")
    assert ready(migrated, 503) == {"database": True, "schema": False}


def test_not_ready_before_the_first_migration(workshop: Workshop, tmp_path: Path) -> None:
    app = workshop.app(database_url=f"sqlite:///{tmp_path / 'empty.db'}")
    app.extensions["migrate"].directory = str(tmp_path / "no-such-folder")
    app.extensions["readiness_checks"] = {}
    assert ready(app, 503) == {"database": True, "schema": False}


def test_not_ready_when_the_migrations_are_missing(migrated: Flask, tmp_path: Path) -> None:
    migrated.extensions["migrate"].directory = str(tmp_path / "no-such-folder")
    assert ready(migrated, 503) == {"database": True, "schema": False}


def test_not_ready_without_a_database(workshop: Workshop, tmp_path: Path) -> None:
    app = workshop.app(database_url=f"sqlite:///{tmp_path}/ready.db")
    app.extensions["readiness_checks"] = {}
    with app.app_context():
        db.engine.dispose()
    (tmp_path / "ready.db").mkdir()
    assert ready(app, 503) == {"database": False, "schema": False}


def test_the_application_knows_its_own_migrations(app: Flask) -> None:
    assert Path(health._migrations()).name == "migrations"
