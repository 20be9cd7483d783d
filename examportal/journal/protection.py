"""Triggers that make the database itself refuse to rewrite the journal.

Entries can be neither changed nor deleted, payloads can be deleted (the retention rule does) but not changed. Whoever
owns the database can drop a trigger: against that stands the chain, this is against accidents and ordinary bugs.
"""

from typing import Any

from sqlalchemy import Connection, Table, event, text

_GUARDED = {"journal_entry": ("UPDATE", "DELETE"), "journal_payload": ("UPDATE",)}
_SQLITE = "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
_POSTGRESQL = "FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
)


def statements(dialect: str, table: str) -> list[str]:
    """Return what puts the triggers on a table that exists, in order; `dialect` is SQLAlchemy's name."""
    action = _SQLITE if dialect == "sqlite" else _POSTGRESQL
    triggers = [
        f"CREATE TRIGGER keep_{table}_{verb.lower()} BEFORE {verb} ON {table} {action}" for verb in _GUARDED[table]
    ]
    return triggers if dialect == "sqlite" else [_FUNCTION, *triggers]


def attach(*tables: Table) -> None:
    """Let `create_all` put the triggers on the tables it makes; migrations do it by themselves."""
    for table in tables:
        event.listen(table, "after_create", _put_triggers)


def _put_triggers(table: Table, connection: Connection, **_: Any) -> None:
    for statement in statements(connection.dialect.name, table.name):
        connection.execute(text(statement))
