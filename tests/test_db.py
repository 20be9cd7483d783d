"""The one transaction at the door, sealed rows and moments that keep their zone."""

import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, text
from sqlalchemy.exc import IntegrityError, StatementError

from examportal import connections
from examportal.db import at_once, db, transaction
from examportal.register.models import Examiner, Scope
from examportal.register.rules import PersonalData
from tests.databases import Portals


def person(**values: object) -> Examiner:
    examiner = Examiner(last_name="Łoś", first_names="Jan", **values)
    examiner.seal(PersonalData(pesel="44051401359").to_document())
    return examiner


def scopes() -> list[Scope]:
    return list(db.session.query(Scope).all())


def test_a_transaction_commits_at_its_end(app: Flask) -> None:
    with transaction():
        db.session.add(Scope(code="MBI", label="biologia", exam="matriculation", active=True))
    db.session.rollback()
    assert [scope.code for scope in scopes()] == ["MBI"]


def test_what_is_written_at_once_is_there_whatever_follows(app: Flask) -> None:
    new_scope = insert(Scope).values(code=bindparam("code"), label="biologia", exam="matriculation", active=True)
    at_once(new_scope, {"code": "MBI"})
    with pytest.raises(IntegrityError):
        at_once(new_scope, {"code": "MBI"})
    at_once(new_scope, {"code": "MCH"})
    with pytest.raises(LookupError), transaction():
        raise LookupError
    assert [scope.code for scope in scopes()] == ["MBI", "MCH"]


def test_what_is_written_at_once_outlives_a_connection_that_broke(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("an SQLite database is a file: there is no connection to break")
    new_scope = insert(Scope).values(code=bindparam("code"), label="biologia", exam="matriculation", active=True)
    at_once(new_scope, {"code": "MBI"})
    ended = text(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query LIKE 'INSERT INTO scope %'"
    )
    assert db.session.scalars(ended).all() == [True]
    db.session.rollback()
    at_once(new_scope, {"code": "MCH"})
    assert [scope.code for scope in scopes()] == ["MBI", "MCH"]


def test_a_new_file_is_for_its_owner_alone(portals: Portals) -> None:
    app = portals.get("sqlite")
    with app.app_context():
        file = Path(str(db.engine.url.database))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.glob(f"{file.name}*")}
    assert set(modes.values()) == {0o600}, modes


def test_what_another_process_ends_takes_nothing_of_ours_away(portals: Portals) -> None:
    app = portals.make("sqlite", "shared", tables=True)
    with app.app_context(), db.engine.connect() as open_all_the_while:
        open_all_the_while.execute(text("SELECT 1 FROM scope"))
        with db.engine.connect() as opened_later:
            opened_later.execute(text("SELECT 1 FROM scope"))
        file = str(db.engine.url.database)
        _in_another_process(file, "SELECT count(*) FROM scope")
        with transaction():
            db.session.add(Scope(code="MBI", label="biologia", exam="matriculation", active=True))
        assert _in_another_process(file, "SELECT count(*) FROM scope") == "(1,)"


def _in_another_process(file: str, query: str) -> str:
    ask = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone())"
    asked = subprocess.run([sys.executable, "-c", ask, file, query], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def test_an_exception_leaves_nothing(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        _break_after_a_change()
    assert scopes() == []


def _break_after_a_change() -> None:
    db.session.add(Scope(code="MBI", label="biologia", exam="matriculation", active=True))
    db.session.flush()
    raise ZeroDivisionError


def test_only_the_door_opens_a_transaction(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="only the door"), transaction(), transaction():
        pass
    with transaction():
        assert scopes() == []


def test_changes_before_a_transaction_are_refused(app: Flask) -> None:
    db.session.add(Scope(code="MBI", label="biologia", exam="matriculation", active=True))
    with pytest.raises(RuntimeError, match="before transaction"), transaction():
        pass
    db.session.rollback()
    assert scopes() == []


def test_a_person_is_sealed_and_opens(app: Flask) -> None:
    with transaction():
        examiner = person()
        db.session.add(examiner)
    found = db.session.get_one(Examiner, examiner.id)
    assert PersonalData.from_document(found.unseal()).pesel == "44051401359"
    assert "44051401359" not in str(found.sealed)
    found.sealed = None
    assert found.unseal() == {}
    db.session.rollback()


def test_the_database_forbids_two_people_with_one_pesel(app: Flask) -> None:
    with pytest.raises(IntegrityError) as refused, transaction():
        db.session.add_all([person(pesel_index="same"), person(pesel_index="same")])
    assert "Łoś" not in str(refused.value)


def test_a_moment_keeps_its_zone(app: Flask) -> None:
    warsaw_noon = datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=1)))
    with transaction():
        db.session.add(person(entered_at=warsaw_noon))
    assert db.session.query(Examiner).one().entered_at == datetime(2026, 11, 21, 11, tzinfo=UTC)


def test_a_naive_moment_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="time zone"), transaction():
        db.session.add(person(entered_at=datetime(2026, 11, 21, 12)))  # noqa: DTZ001 - the point


def test_a_connection_that_breaks_after_the_last_read_spoils_no_answer(app: Flask, database: str) -> None:
    if database != "postgresql":
        pytest.skip("an SQLite database is a file: there is no connection to break")
    with app.app_context():
        db.session.rollback()
        process = db.session.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
    assert scopes() == []


@pytest.mark.parametrize("asked_after_seconds", [0, 3600])
def test_a_connection_that_was_ended_while_nobody_used_it_is_replaced(
    app: Flask, database: str, monkeypatch: pytest.MonkeyPatch, asked_after_seconds: int
) -> None:
    if database != "postgresql":
        pytest.skip("an SQLite database is a file: there is no connection to break")
    monkeypatch.setattr(connections, "ASKED_AFTER_SECONDS", asked_after_seconds)
    db.session.rollback()
    process = db.session.scalar(text("SELECT pg_backend_pid()"))
    db.session.rollback()
    at_once(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
    assert db.session.scalar(text("SELECT pg_backend_pid()")) != process
