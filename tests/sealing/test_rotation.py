"""`flask keys rotate`: afterwards everything is under the newest key, and says what it said before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from examportal.core.sealed import DataKey, Keyring, SealBroken
from examportal.db import SealedColumn, db, release, sealed_columns, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND
from examportal.journal.service import verify
from examportal.register.models import Examiner
from examportal.sealing import queries, rotation, service
from examportal.sealing.queries import SealedText
from tests import databases
from tests.browser import Browser
from tests.people import ANSWERS, PASSWORD, Person, enter
from tests.sealing.ring import BOTH, INDEX, NEW, OLD, ONLY_NEW, ONLY_OLD
from tests.walks.office import Office

ANNA = Person(email="anna@example.pl")
Contents = dict[tuple[str, Any], str]


def texts() -> dict[str, list[tuple[Any, str, str]]]:
    """Return what stands in every sealed column: (key of the row, row key, text)."""
    found = {}
    for column in sealed_columns():
        query = select(column.primary_key, column.table.c.row_key, column.column).where(column.column.is_not(None))
        found[str(column.column)] = [(at, row_key, text) for at, row_key, text in db.session.execute(query)]
    release()
    return found


def opened(ring: Keyring, found: dict[str, list[tuple[Any, str, str]]]) -> Contents:
    """Return the contents of what stands in sealed columns."""
    columns = {str(column.column): column for column in sealed_columns()}
    return {
        (name, at): ring.open(text, columns[name].binding(row_key))
        for name, rows in found.items()
        for at, row_key, text in rows
    }


@pytest.fixture
def lived_in(client: Browser, runner: FlaskCliRunner, tmp_path: Path) -> None:
    """Leave sealed rows of every room: people of the register, imports, a profile, a draft, letters, a request."""
    office = Office(runner, tmp_path)
    office.load_scopes()
    enter(ANNA)
    office.merge("71032314566;7-1;Gęś;Jan;MBI;;;a@example.pl;")
    office.merge("71032314566;7-1;Gęś;Jan;MBI;;;b@example.pl;")
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", ANSWERS)
    client.submit("/haslo", {"login": ANNA.pesel})
    for number in range(2, 5):
        enter(Person(numbers=(f"{number}-1",), pesel=("51021976515", "52040880485", "53082240343")[number - 2]))


@pytest.fixture
def both(app: Flask, lived_in: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a newer key in front of the ring."""
    monkeypatch.setitem(app.extensions, "keyring", BOTH)


def test_everything_is_under_the_newest_key_and_says_the_same(both: None, runner: FlaskCliRunner) -> None:
    before = texts()
    assert {name for name, rows in before.items() if rows} >= {
        "examiner.sealed", "profile.sealed", "outgoing_letter.sealed", "password_request.sealed",
        "staged_person.sealed", "staged_person.before",
    }  # fmt: skip
    count = sum(map(len, before.values()))
    said = runner.invoke(args=["keys", "rotate"])
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout == (
        f"Zapieczętowano na nowo kluczem k2: {count}.\nStarszym kluczem nie jest zapieczętowane już nic.\n"
    )
    after = texts()
    assert opened(ONLY_NEW, after) == opened(ONLY_OLD, before)  # `before` is what a backup would have
    assert service.left_on_old_keys() == {}
    with pytest.raises(SealBroken):
        opened(ONLY_OLD, after)


def test_the_journal_holds_and_says_who_did_it(both: None) -> None:
    done = rotation.rotate(COMMAND)
    assert verify().reached.count > 0
    (entry,) = db.session.query(JournalPayload).filter_by(event="keys_rotated")
    assert entry.actor == "command"
    assert entry.details == f'{{"left":0,"resealed":{done.resealed}}}'


def test_a_second_time_there_is_nothing_to_do(both: None, runner: FlaskCliRunner) -> None:
    rotation.rotate(COMMAND)
    before = texts()
    assert runner.invoke(args=["keys", "rotate"]).stdout.startswith("Zapieczętowano na nowo kluczem k2: 0.")
    assert texts() == before


def test_the_account_goes_on_working(both: None, client: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rotation.rotate(COMMAND)
    monkeypatch.setitem(app.extensions, "keyring", ONLY_NEW)
    assert client.get("/rejestracja/poczta").heading == "Sprawdź pocztę"
    again = Browser(app)
    assert again.submit("/", {"login": ANNA.pesel, "password": PASSWORD}).location == "/rejestracja/poczta"


@pytest.mark.usefixtures("both")
def test_in_batches_and_in_the_order_of_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 1)
    count = sum(map(len, texts().values()))
    assert rotation.rotate(COMMAND) == rotation.Rotated("k2", count, {})


def test_what_does_not_open_is_told_and_left_alone(both: None, runner: FlaskCliRunner) -> None:
    gone = Keyring((DataKey("k0", bytes(32)),), INDEX).seal("{}", "anything")
    with transaction():
        lost = db.session.query(Examiner).order_by(Examiner.id).first()
        assert lost is not None
        lost.sealed = gone
    said = runner.invoke(args=["keys", "rotate"])
    assert said.exit_code == 1
    assert "examiner.sealed: 1 nadal pod starszym kluczem" in said.stderr
    assert "Starszych kluczy jeszcze nie usuwaj" in said.stderr
    assert [text for _, _, text in texts()["examiner.sealed"] if not text.startswith("k2.")] == [gone]


def test_a_row_that_was_changed_meanwhile_keeps_what_it_was_changed_to(
    both: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    column = column_of("examiner.sealed")
    at, row_key, _ = texts()["examiner.sealed"][0]
    stale = SealedText(at, row_key, ONLY_OLD.seal('{"old": 1}', column.binding(row_key)))
    monkeypatch.setattr(queries, "some_on_old_keys", lambda *_args, **_how: [stale])
    before = texts()
    with transaction():
        service.reseal(column, None, size=1, wait=False)
    assert texts() == before


@pytest.mark.parametrize("newest", ["T1", "t", "_1", "t1_"])
def test_key_ids_that_look_alike_are_not_taken_for_each_other(
    app: Flask, lived_in: None, monkeypatch: pytest.MonkeyPatch, newest: str
) -> None:
    ring = Keyring((DataKey(newest, NEW.secret), OLD), INDEX)
    monkeypatch.setitem(app.extensions, "keyring", ring)
    assert rotation.rotate(COMMAND).left == {}
    assert {text.split(".")[0] for rows in texts().values() for _, _, text in rows} == {newest}


def column_of(name: str) -> SealedColumn:
    return next(column for column in sealed_columns() if str(column.column) == name)


def test_every_sealed_column_can_be_sealed_anew() -> None:
    columns = sealed_columns()
    assert {str(column.column) for column in columns} >= {
        "examiner.sealed", "profile.sealed", "outgoing_letter.sealed", "draft.sealed", "password_request.sealed",
    }  # fmt: skip
    for column in columns:
        assert "row_key" in column.table.columns, f"{column.column} has nothing that its texts are bound to"
        assert column.primary_key is not None


@pytest.fixture
def unmarked() -> Iterator[None]:
    """Take the mark off one sealed column, as if somebody had forgotten it."""
    info = Examiner.__table__.columns["sealed"].info
    marks = dict(info)
    info.clear()
    databases.look_for_seals.cache_clear()
    yield
    info.update(marks)
    databases.look_for_seals.cache_clear()


def test_the_tests_see_a_sealed_column_that_a_change_of_keys_would_forget(app: Flask, unmarked: None) -> None:
    enter(ANNA)
    with db.engine.connect() as connection:
        (found,) = databases.unmarked_seals(connection, "examiner")
    assert "sealed" in found
    with pytest.raises(AssertionError, match="sealed, but not marked"):
        databases.empty()
