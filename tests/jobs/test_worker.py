"""The worker with real handlers on a real database: endings, faults, a database that goes away, signals."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, text, update

from examportal.config import ROOT
from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs import patience, queries, rules, service, worker
from examportal.jobs.handlers import Handler
from examportal.jobs.models import Job
from examportal.jobs.rules import Outcome, Verdict
from examportal.jobs.worker import Worker
from tests.conftest import ENVIRON


@dataclass
class Desk:
    """A room's handler that remembers what it was asked."""

    ending: Callable[[int], Outcome] = lambda _ref: Outcome(Verdict.DONE)
    recording: Callable[[], None] = lambda: None
    worked: list[int] = field(default_factory=list)
    settled: list[tuple[int, Outcome]] = field(default_factory=list)

    def work(self, ref: int) -> Outcome:
        self.worked.append(ref)
        return self.ending(ref)

    def settle(self, ref: int, outcome: Outcome) -> None:
        self.settled.append((ref, outcome))
        self.recording()


Employ = Callable[..., Desk]


@pytest.fixture
def employ(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Employ:
    """Return what puts a desk to work on jobs of kind "desk", with the given references due."""
    monkeypatch.setattr(patience, "SECONDS", 0.02)
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.02)

    def start(*refs: int, kind: str = "desk", **how: Callable[..., object]) -> Desk:
        desk = Desk(**how)  # type: ignore[arg-type]
        monkeypatch.setitem(app.extensions, "job_handlers", {"desk": Handler(desk.work, desk.settle)})
        with transaction():
            for ref in refs:
                service.enqueue(kind, ref)
        return desk

    return start


def run_once(app: Flask) -> int:
    db.session.rollback()
    made = Worker(app, Event()).run(once=True)
    db.session.rollback()
    return made


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(2000):
        if condition():
            return
        Event().wait(0.01)
    pytest.fail("it did not happen within 20 s")


def rename(table: str, name: str) -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def has_beaten() -> bool:
    db.session.rollback()
    return queries.last_heartbeat() is not None


def only_job() -> Job:
    return db.session.scalars(select(Job)).one()


def test_due_jobs_are_done_and_settled(app: Flask, employ: Employ) -> None:
    desk = employ(*range(9))
    assert run_once(app) == 9
    assert sorted(desk.worked) == sorted(ref for ref, _ in desk.settled) == list(range(9))
    assert all(job.finished_at for job in db.session.scalars(select(Job)))
    assert queries.last_heartbeat() is not None


def test_the_halves_of_a_handler_may_be_left_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "job_handlers", {"desk": Handler()})
    with transaction():
        service.enqueue("desk", 1)
    run_once(app)
    assert only_job().finished_at is not None


def test_several_run_at_once(app: Flask, employ: Employ) -> None:
    together = Barrier(worker.THREADS, timeout=20)

    def meet(_ref: int) -> Outcome:
        together.wait()
        return Outcome(Verdict.DONE)

    desk = employ(*range(worker.THREADS), ending=meet)
    run_once(app)
    assert len(desk.settled) == worker.THREADS


def test_a_retry_is_settled_with_its_delay_and_not_tried_at_once(app: Flask, employ: Employ) -> None:
    desk = employ(5, ending=lambda _: Outcome(Verdict.RETRY, "busy"))
    assert run_once(app) == 1
    (ref, outcome) = desk.settled[0]
    assert (ref, outcome.verdict) == (5, Verdict.RETRY)
    assert outcome.delay is not None
    assert (only_job().last_error, only_job().finished_at) == ("busy", None)


def test_a_fault_in_a_handler_counts_as_an_attempt_and_its_text_is_not_kept(
    app: Flask, employ: Employ, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_ref: int) -> Outcome:
        raise LookupError("44051401359")

    employ(5, ending=fail)
    assert run_once(app) == 1
    assert (only_job().last_error, only_job().attempts) == ("fault_LookupError", 1)
    assert "44051401359" not in "".join(capsys.readouterr())


def test_a_kind_nobody_does_waits(app: Flask, employ: Employ) -> None:
    employ(5, kind="unknown")
    run_once(app)
    assert (only_job().last_error, only_job().finished_at) == ("no_handler", None)


def test_a_handler_that_cannot_settle_leaves_nothing_and_is_put_off(app: Flask, employ: Employ) -> None:
    def fail() -> None:
        service.enqueue("other", 1)
        raise LookupError

    employ(5, recording=fail)
    assert run_once(app) == 1
    assert only_job().last_error == "settle_LookupError"


def test_what_was_done_is_settled_when_the_database_comes_back(app: Flask, employ: Employ) -> None:
    on_postgresql = db.engine.dialect.name == "postgresql"
    broken = "SELECT pg_terminate_backend(pg_backend_pid())" if on_postgresql else "SELECT 1 FROM nowhere"

    def break_once() -> None:
        if len(desk.settled) == 1:
            db.session.execute(text(broken))

    desk = employ(5, recording=break_once)
    assert run_once(app) == 1
    assert (len(desk.worked), len(desk.settled)) == (1, 2)
    assert only_job().finished_at is not None


def test_only_the_holder_of_the_lease_settles(app: Flask, employ: Employ) -> None:
    def taken_over(_ref: int) -> Outcome:
        with transaction():
            db.session.execute(update(Job).values(lease_token="another worker"))
        return Outcome(Verdict.DONE)

    desk = employ(5, ending=taken_over)
    assert run_once(app) == 1
    assert (desk.worked, desk.settled, only_job().finished_at) == ([5], [], None)


def test_a_job_that_cannot_be_settled_is_left_to_its_lease(
    app: Flask, employ: Employ, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hide_once(_ref: int) -> Outcome:
        if len(desk.worked) == 1:
            rename("job", "job_away")
        return Outcome(Verdict.DONE)

    monkeypatch.setattr("examportal.jobs.service.LEASE", worker.BEAT_EVERY * 0)
    desk = employ(5, ending=hide_once)
    stop = Event()
    thread = Thread(target=Worker(app, stop).run)
    db.session.rollback()
    thread.start()
    try:
        wait_until(lambda: bool(desk.worked))
        stop.wait(0.2)  # time for the worker to meet the missing table, while claiming and while settling
        rename("job_away", "job")
        wait_until(lambda: bool(desk.settled))
    finally:
        stop.set()
        thread.join(20)
    assert only_job().finished_at is not None
    assert len(desk.worked) >= 2


def test_once_says_what_was_done(runner: FlaskCliRunner, app: Flask, employ: Employ) -> None:
    employ(1, 2)
    said = runner.invoke(args=["worker", "--once"])
    assert said.exit_code == 0
    assert "Liczba wykonanych prób: 2" in said.output


def test_once_does_not_hide_a_broken_database(runner: FlaskCliRunner, app: Flask, employ: Employ) -> None:
    rename("job", "job_away")
    try:
        assert runner.invoke(args=["worker", "--once"]).exit_code == 1
    finally:
        rename("job_away", "job")


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_worker_in_peace(app: Flask, tmp_path: Path, name: signal.Signals) -> None:
    url = app.extensions["settings"].database_url
    environ = os.environ | ENVIRON | {"EXAMPORTAL_DATABASE_URL": url, "EXAMPORTAL_INSTANCE": str(tmp_path)}
    process = subprocess.Popen([sys.executable, "-m", "flask", "worker"], cwd=ROOT, env=environ)
    try:
        wait_until(lambda: has_beaten() or process.poll() is not None)
        process.send_signal(name)
        assert process.wait(20) == 0
    finally:
        process.kill()


def test_what_comes_round_is_put_down_by_the_worker_and_again_after_each_time(
    app: Flask, employ: Employ, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, stop = employ(), Event()
    round_handler = Handler(desk.work, lambda _ref, _outcome: stop.set(), every=timedelta(hours=1))
    monkeypatch.setitem(app.extensions, "job_handlers", {"round": round_handler})
    Worker(app, stop).run()
    db.session.rollback()
    first, again = db.session.scalars(select(Job).order_by(Job.id))
    assert desk.worked == [0]
    assert first.finished_at is not None
    assert timedelta(minutes=59) < again.due_at - first.due_at < timedelta(minutes=61)
    assert Worker(app, Event()).run(once=True) == 0


def test_what_comes_round_comes_round_again_also_when_it_was_given_up(
    app: Flask, employ: Employ, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_ref: int, _outcome: Outcome) -> None:
        raise LookupError

    employ(0)
    monkeypatch.setitem(app.extensions, "job_handlers", {"desk": Handler(settle=fail, every=timedelta(hours=1))})
    with transaction():
        db.session.execute(update(Job).values(first_due_at=clock.now() - 2 * rules.GIVE_UP_AFTER, attempts=9))
    assert run_once(app) == 1
    db.session.rollback()
    first, again = db.session.scalars(select(Job).order_by(Job.id))
    assert first.given_up_at is not None
    assert again.due_at > first.due_at
