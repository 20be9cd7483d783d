"""Recording: the chain on a real database, its protection, its head."""

import json
from contextlib import ExitStack
from multiprocessing import Pipe
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from examportal.db import db, transaction
from examportal.journal import queries, service
from examportal.journal.models import JournalEntry, JournalHead
from examportal.journal.rules import NOBODY, WORKER, Actor, ChainBroken, Event, Fault, Result
from tests.forks import settings_of, started
from tests.journal import writer
from tests.journal.conftest import Tamper


def write(count: int) -> None:
    with transaction():
        for number in range(count):
            service.record(Event.SIGN_IN, Actor("examiner", 12), subject="examiner:12", n=number)


def fault() -> tuple[Fault, int]:
    db.session.rollback()
    with pytest.raises(ChainBroken) as caught:
        service.verify()
    return caught.value.fault, caught.value.seq


def test_what_happened_is_told_newest_first(app: Flask) -> None:
    with transaction():
        service.record(Event.CLAIM, NOBODY, subject="examiner:12", result=Result.REFUSED)
        service.record(Event.SIGN_IN, WORKER, subject="examiner:13")
        service.record(Event.SCOPES_LOADED, Actor("examiner", 12), subject="examiner:12", rows=3, file=None)
    told = queries.entries_about("examiner:12", 5)
    assert [(line.seq, line.event, line.actor, line.result) for line in told] == [
        (3, "scopes_loaded", "examiner:12", "done"),
        (1, "claim", "nobody", "refused"),
    ]
    assert json.loads(told[0].details) == {"rows": 3, "file": None}
    assert [line.seq for line in queries.entries_about("examiner:12", 1)] == [3]


def test_a_chain_longer_than_a_batch_holds(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 3)
    write(7)
    walk = service.verify()
    assert (walk.reached.count, walk.removed) == (7, 0)


def test_what_is_rolled_back_leaves_no_entry(app: Flask) -> None:
    write(1)

    def fail() -> None:
        with transaction():
            service.record(Event.SIGN_OUT, NOBODY)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert service.verify().reached.count == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET digest = previous_digest",
        "DELETE FROM journal_entry",
        "UPDATE journal_payload SET actor = 'nobody'",
    ],
)
def test_the_database_refuses_to_rewrite(app: Flask, statement: str) -> None:
    write(2)
    db.session.rollback()
    with db.engine.connect() as connection, pytest.raises(DatabaseError, match="append-only"):
        connection.execute(text(statement))
    assert service.verify().reached.count == 2


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE journal_payload SET subject = 'examiner:9' WHERE seq = 2", (Fault.PAYLOAD_CHANGED, 2)),
        ("UPDATE journal_payload SET recorded_at = '2020-01-01 00:00:00.000000'", (Fault.PAYLOAD_CHANGED, 1)),
        ("UPDATE journal_entry SET payload_digest = digest WHERE seq = 3", (Fault.ENTRY_CHANGED, 3)),
        ("DELETE FROM journal_payload WHERE seq = 2", (Fault.PAYLOAD_GONE, 2)),
        ("UPDATE journal_head SET count = 2", (Fault.HEAD_FORGED, 2)),
        ("DELETE FROM journal_head", (Fault.HEAD_MISSING, 3)),
    ],
)
def test_a_tampered_journal_is_found(app: Flask, tamper: Tamper, statement: str, found: tuple[Fault, int]) -> None:
    write(3)
    tamper(statement)
    assert fault() == found


@pytest.mark.parametrize(("seq", "found"), [(2, (Fault.ENTRY_MISSING, 2)), (3, (Fault.TAIL_MISSING, 3))])
def test_a_deleted_entry_is_found(app: Flask, tamper: Tamper, seq: int, found: tuple[Fault, int]) -> None:
    write(3)
    tamper("DELETE FROM journal_payload WHERE seq = :seq", seq=seq)
    tamper("DELETE FROM journal_entry WHERE seq = :seq", seq=seq)
    assert fault() == found


@pytest.mark.parametrize("statement", ["UPDATE journal_head SET seal = digest", "DELETE FROM journal_head"])
def test_writing_goes_on_over_a_forged_head_and_the_forgery_stays_visible(
    app: Flask, tamper: Tamper, statement: str
) -> None:
    write(3)
    tamper(statement)
    write(2)
    assert fault() == (Fault.HEAD_FORGED, 5)


def test_two_processes_that_write_at_once_keep_one_chain(app: Flask, tmp_path: Path) -> None:
    environ = settings_of(app, tmp_path)
    with ExitStack() as stack:
        writers = []
        for name in ("one", "other"):
            here, there = Pipe()
            process = stack.enter_context(started(writer.write, there, 40, environ=environ, out=tmp_path / name))
            there.close()
            writers.append((here, process))
        for line, _ in writers:
            assert line.recv() == "ready"
        for line, _ in writers:
            line.send("go")
        for _, process in writers:
            process.join(60)
        assert [process.exitcode for _, process in writers] == [0, 0]
    assert service.verify().reached.count == 80
    assert db.session.scalar(select(func.count()).select_from(JournalHead)) == 1
    assert db.session.scalar(select(func.count()).select_from(JournalEntry)) == 80
