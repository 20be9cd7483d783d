"""Connections to the database: how each of them is made, and what its errors may tell."""

import select
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Executable, create_engine, event
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from examportal.core.names import folded_letters

# hide_parameters: an error text must never carry somebody's data into a log.
DISCREET: dict[str, Any] = {"hide_parameters": True}
ASKED_AFTER_SECONDS = 1.0
"""A connection that was used more recently is asked only when something arrived on it that nobody asked for: a server
that ends it says so. One that vanishes within this time without a word costs one answer, which is a 503."""


def prepare(engine: Engine) -> None:
    """Have the connections of an engine made in our way; its transactions on SQLite begin as `db.transaction` asks."""
    _prepare_any(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", _begin)
    else:
        _ask_the_idle(engine)


class AtOnce:
    """Statements that are transactions of their own, one after the other, on a connection that does nothing else.

    It stays open and commits each statement by itself; nothing is asked before or said after one: that would double
    what a small statement costs.
    """

    def __init__(self, beside: Engine) -> None:
        self._engine = create_engine(beside.url, isolation_level="AUTOCOMMIT", **DISCREET)
        self._lock = Lock()
        self._connection: Connection | None = None
        _prepare_any(self._engine)
        event.listen(beside, "engine_disposed", lambda _: self._close())

    def execute(self, statement: Executable, values: Mapping[str, Any]) -> None:
        """Execute a statement, once more when the connection turns out to be broken."""
        with self._lock:
            try:
                self._execute(statement, values)
            except DBAPIError as fault:
                if not fault.connection_invalidated:
                    raise
                self._execute(statement, values)

    def _execute(self, statement: Executable, values: Mapping[str, Any]) -> None:
        if self._connection is None:
            self._connection = self._engine.connect()
        try:
            self._connection.execute(statement, values)
        except BaseException:
            self._close()
            raise

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._engine.dispose()


def _ask_the_idle(engine: Engine) -> None:
    """Ask a connection whether it still lives when it lay idle or was told something meanwhile.

    To ask each time would cost as much as a question of a page.
    """

    @event.listens_for(engine, "checkin")
    def note(_dbapi_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["idle_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def ask(dbapi_connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        now = monotonic()
        lately = now - record.info.get("idle_since", now) < ASKED_AFTER_SECONDS
        if lately and not _was_told_something(dbapi_connection):
            return
        try:
            engine.dialect.do_ping(dbapi_connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None


def _was_told_something(dbapi_connection: Any) -> bool:
    told = select.poll()
    told.register(dbapi_connection.fileno(), select.POLLIN)
    return bool(told.poll(0))


def _prepare_any(engine: Engine) -> None:
    event.listen(engine, "handle_error", _hide_refused_row)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)


def _hide_refused_row(context: ExceptionContext) -> None:
    """Keep of PostgreSQL's error only the first line: its details repeat the row that was refused."""
    diagnosis = getattr(context.original_exception, "diag", None)
    if diagnosis is None or context.sqlalchemy_exception is None:
        return
    told = (str(diagnosis.message_primary),)
    context.original_exception.args = context.sqlalchemy_exception.args = told


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def keep_private(_dialect: Any, _record: Any, _arguments: Any, _options: Any) -> None:
        # SQLite would let everybody on the machine read a new file; its companions get the mode of the file itself.
        if engine.url.database:
            with suppress(OSError):  # SQLite itself says best what is wrong with the place
                Path(engine.url.database).touch(mode=0o600)

    @event.listens_for(engine, "connect")
    def set_pragmas(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # BEGIN is ours, see below
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
            dbapi_connection.execute(f"PRAGMA {pragma}")
        # Its own lower() knows only the letters of ASCII.
        letters = folded_letters()
        dbapi_connection.create_function("fold_name", 1, lambda name: name.translate(letters), deterministic=True)


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("examportal_immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
