"""Database handle, table base, naming convention and transaction(): the only place that commits."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, TypeVar, TypeVarTuple, cast

import psycopg
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from psycopg import sql
from sqlalchemy import ColumnElement, Executable, Result, Select, any_, func, insert, literal, select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column
from sqlalchemy.schema import Column, MetaData, Table
from sqlalchemy.types import ARRAY, DateTime, String, TypeDecorator

from examportal import connections
from examportal.connections import AtOnce
from examportal.core.sealed import Keyring, new_row_key

Thing = TypeVar("Thing")
Columns = TypeVarTuple("Columns")
NAMING_CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


SEALED_FOR = "sealed_for"
"""Marks a sealed column, in the `info` of its `mapped_column`, as one that a change of keys seals anew.

The value names the place that the text is bound to as in `sealed_binding`; None stands for the column's own table.
"""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment on both databases; SQLite itself would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware moment."""
        del dialect
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy's own convention


class SealedDocument:
    """A row with one sealed JSON document, bound to the row by a random key that never changes.

    One document a row instead of a sealed column a field: what belongs together is sealed together, and a new field
    needs no migration.
    """

    row_key: Mapped[str] = mapped_column(String(32), default=new_row_key)
    sealed: Mapped[str | None] = mapped_column(info={SEALED_FOR: None})

    def seal(self, document: dict[str, Any]) -> None:
        """Put the document under the newest data key."""
        self.row_key = self.row_key or new_row_key()
        self.sealed = keyring().seal(json.dumps(document, ensure_ascii=False), self._binding)

    def unseal(self) -> dict[str, Any]:
        """Return the document; empty when there is none (any more)."""
        if self.sealed is None:
            return {}
        return cast("dict[str, Any]", json.loads(keyring().open(self.sealed, self._binding)))

    @property
    def _binding(self) -> str:
        return sealed_binding(cast("Any", type(self)).__tablename__, self.row_key)


db = SQLAlchemy(metadata=Base.metadata)


def sealed_binding(table: str, row_key: str) -> str:
    """Return what a sealed document is bound to; for code that writes rows in bulk."""
    return f"{table}.sealed:{row_key}"


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed texts, each bound to the `row_key` of its row."""

    table: Table
    column: Column[Any]

    @property
    def primary_key(self) -> Column[Any]:
        """The one column by which a row is named: its key or, where that has several columns, what it is bound to."""
        column, *others = self.table.primary_key.columns
        if others:
            return self.table.c.row_key
        return column

    def binding(self, row_key: str) -> str:
        """Return what the text of a row is bound to."""
        return sealed_binding(self.column.info[SEALED_FOR] or self.table.name, row_key)


def sealed_columns() -> list[SealedColumn]:
    """Return every column of sealed texts that the models know, in the order in which tables depend on each other."""
    tables = Base.metadata.sorted_tables
    return [SealedColumn(table, column) for table in tables for column in table.columns if SEALED_FOR in column.info]


def keyring() -> Keyring:
    """Return the running application's keys."""
    return cast("Keyring", current_app.extensions["keyring"])


@contextmanager
def transaction() -> Iterator[None]:
    """Make everything inside one transaction: committed at the end, rolled back on any exception.

    Opened by routes, commands and jobs, never by services. On SQLite it begins IMMEDIATE, so that it waits for its
    turn instead of losing the race at commit. Raises RuntimeError inside another transaction().
    """
    session = db.session
    if session.info.get("at_the_door"):
        raise RuntimeError("transaction() inside transaction(): only the door opens one")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed before transaction()")
    release()
    session.info["at_the_door"] = True
    session.info["last_things"] = {}
    try:
        session.connection(execution_options={"examportal_immediate": True})
        yield
        for act, things in session.info["last_things"].items():
            act(things)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("at_the_door", None)
        session.info.pop("last_things", None)


def ask(question: Select[*Columns], values: Mapping[str, Any]) -> Result[*Columns]:
    """Ask for columns past the mapper, which takes as long over an answer as the database and all the rest together.

    For questions that are kept and asked at every sign-in or for every page. What was changed before is seen.
    """
    db.session.flush()
    return db.session.connection().execute(question, values)


def at_once(statement: Executable, values: Mapping[str, Any]) -> None:
    """Execute one statement as a transaction of its own, outside transaction(), for a fraction of its cost.

    For what is written thousands of times and must be there whatever follows. When the connection broke, it is executed
    once more: only the database knows whether it had been before.
    """
    cast("AtOnce", current_app.extensions["at_once"]).execute(statement, values)


def last_thing(act: Callable[[list[Thing]], None], thing: Thing) -> None:
    """Have `act` run right before the commit of the open transaction, once, with all things handed in for it.

    What takes a lock that everybody needs is taken last: it is held shortest, and nothing else is waited for under it.
    Raises RuntimeError outside transaction().
    """
    acts = db.session.info.get("last_things")
    if acts is None:
        raise RuntimeError("a last thing needs a transaction()")
    acts.setdefault(act, []).append(thing)


def insert_many(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns, the fastest way a database has; nothing is filled in for them.

    Inside the caller's transaction. PostgreSQL takes them by COPY.
    """
    if not rows:
        return
    names = list(rows[0])
    connection = db.session.connection()
    if connection.dialect.name != "postgresql":
        # Tuples for the driver: handing the rows in as they are takes twice as long.
        statement = str(insert(table).compile(dialect=connection.dialect, column_keys=names))
        connection.exec_driver_sql(statement, _for_driver(table, names, rows, connection.dialect))
        return
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _for_driver(
    table: Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]], dialect: Dialect
) -> list[tuple[Any, ...]]:
    """Return rows as the driver of a database takes them, in the order of the table's columns."""
    columns = [column for column in table.columns if column.name in names]
    values = []
    for column in columns:
        convert = column.type.dialect_impl(dialect).bind_processor(dialect)
        of_column = map(itemgetter(column.name), rows)
        values.append(list(map(convert, of_column) if convert else of_column))
    return list(zip(*values, strict=True))


def among(column: InstrumentedAttribute[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition "the column has one of these values", with one parameter for all of them.

    For questions about hundreds of values: a parameter for each takes longer to write down than the answer.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(column.type)))
    return column.in_(select(func.json_each(json.dumps(list(values))).table_valued("value").c.value))


def release() -> None:
    """End the read-only transaction of plain reads, before something that takes long."""
    if db.session.registry.has():
        db.session.rollback()


def init_app(app: Flask, database_url: str) -> None:
    """Connect the application to its database."""
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = connections.DISCREET
    db.init_app(app)
    app.teardown_appcontext(_let_go)  # runs before Flask-SQLAlchemy's own
    with app.app_context():
        connections.prepare(db.engine)
        app.extensions["at_once"] = AtOnce(db.engine)


def _let_go(_fault: BaseException | None) -> None:
    """End what was read; a connection that broke meanwhile must not spoil an answer that is ready."""
    try:
        release()
    except SQLAlchemyError:
        db.session().invalidate()
