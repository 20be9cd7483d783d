"""Jobs that come in crowds: prepared, done and settled together; what goes wrong with one stays with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs import patience, rules, service, worker
from examportal.jobs.handlers import Handler, Task, Together
from examportal.jobs.models import Job
from examportal.jobs.rules import Outcome, Verdict
from examportal.jobs.worker import Worker

DONE = Outcome(Verdict.DONE)


@dataclass
class Crew:
    """A room's handler of a crowd that remembers what it was asked."""

    ending: Callable[[int], Outcome] = lambda _ref: DONE
    recording: Callable[[Mapping[int, Outcome]], None] = lambda _outcomes: None
    preparing: Callable[[Sequence[int]], None] = lambda _refs: None
    prepared: list[list[int]] = field(default_factory=list)
    settled: list[dict[int, Outcome]] = field(default_factory=list)

    def prepare(self, refs: Sequence[int]) -> Mapping[int, Task]:
        self.prepared.append(list(refs))
        self.preparing(refs)
        return {ref: lambda ref=ref: self.ending(ref) for ref in refs}  # type: ignore[misc]

    def settle(self, outcomes: Mapping[int, Outcome]) -> None:
        self.settled.append(dict(outcomes))
        self.recording(outcomes)


Employ = Callable[..., Crew]


@pytest.fixture
def employ(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Employ:
    """Return what puts a crew to work on so many due jobs."""
    monkeypatch.setattr(patience, "SECONDS", 0.02)
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.02)

    def start(count: int, **how: Callable[..., object]) -> Crew:
        crew = Crew(**how)  # type: ignore[arg-type]
        handlers = {"crowd": Handler(together=Together(crew.prepare, crew.settle)), "desk": Handler()}
        monkeypatch.setitem(app.extensions, "job_handlers", handlers)
        with transaction():
            for ref in range(count):
                service.enqueue("crowd", ref)
        return crew

    return start


def run_once(app: Flask, stop: Event | None = None) -> int:
    db.session.rollback()
    made = Worker(app, stop or Event()).run(once=True)
    db.session.rollback()
    return made


def break_the_database() -> None:
    on_sqlite = db.engine.dialect.name == "sqlite"
    db.session.execute(text("SELECT 1 FROM nowhere" if on_sqlite else "SELECT pg_terminate_backend(pg_backend_pid())"))


def stop_after_handing_out(monkeypatch: pytest.MonkeyPatch, stop: Event, count: int) -> None:
    def rest(working: Worker) -> None:
        working._tray.wait(count, 5)
        stop.set()

    monkeypatch.setattr(Worker, "_rest", rest)


def jobs() -> list[Job]:
    return list(db.session.scalars(select(Job).where(Job.kind == "crowd").order_by(Job.ref)))


def test_many_are_prepared_and_settled_together_and_others_are_done_between(app: Flask, employ: Employ) -> None:
    crew = employ(60)
    with transaction():
        service.enqueue("desk", 1)
    assert run_once(app) == 61
    assert sorted(ref for refs in crew.prepared for ref in refs) == list(range(60))
    assert sorted(ref for outcomes in crew.settled for ref in outcomes) == list(range(60))
    assert max(len(refs) for refs in crew.prepared) > worker.THREADS
    assert max(len(outcomes) for outcomes in crew.settled) > worker.THREADS
    assert all(job.finished_at and job.lease_until is None for job in jobs())


def test_each_outcome_ends_its_own_job(app: Flask, employ: Employ) -> None:
    endings = [DONE, Outcome(Verdict.RETRY, "busy"), Outcome(Verdict.GIVE_UP, "never"), Outcome(Verdict.HOLD, "pause")]
    employ(4, ending=lambda ref: endings[ref])
    run_once(app)
    done, busy, never, held = jobs()
    assert done.finished_at is not None
    assert (busy.last_error, busy.attempts, busy.due_at > busy.first_due_at) == ("busy", 1, True)
    assert never.given_up_at is not None
    assert (held.hold, held.attempts) == ("pause", 0)


def test_a_fault_in_one_is_its_own(app: Flask, employ: Employ) -> None:
    def fail(ref: int) -> Outcome:
        return [DONE][ref]

    employ(2, ending=fail)
    run_once(app)
    assert [job.last_error for job in jobs()] == [None, "fault_IndexError"]


def test_a_fault_while_preparing_counts_for_each(app: Flask, employ: Employ) -> None:
    def fail(_refs: Sequence[int]) -> None:
        raise LookupError

    crew = employ(2, preparing=fail)
    run_once(app)
    assert [job.last_error for job in jobs()] == ["fault_LookupError"] * 2
    assert len(crew.settled) >= 1


def test_one_that_cannot_be_settled_does_not_spoil_the_others(app: Flask, employ: Employ) -> None:
    def refuse_the_last(outcomes: Mapping[int, Outcome]) -> None:
        if 3 in outcomes:
            raise LookupError

    employ(4, recording=refuse_the_last)
    run_once(app)
    assert [job.last_error for job in jobs()] == [None, None, None, "settle_LookupError"]
    assert [job.finished_at is not None for job in jobs()] == [True, True, True, False]


def test_a_database_that_goes_away_while_settling_is_waited_for(app: Flask, employ: Employ) -> None:
    def break_once(_outcomes: Mapping[int, Outcome]) -> None:
        if len(crew.settled) == 1:
            break_the_database()

    crew = employ(1, recording=break_once)
    run_once(app)
    assert (len(crew.settled), jobs()[0].finished_at is not None) == (2, True)


def test_a_database_that_stays_away_leaves_jobs_to_their_leases(
    app: Flask, employ: Employ, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_always(_outcomes: Mapping[int, Outcome]) -> None:
        monkeypatch.setattr(clock, "now", lambda: now + 2 * rules.LEASE)
        break_the_database()

    now = clock.now()
    employ(1, recording=break_always)
    stop = Event()
    stop_after_handing_out(monkeypatch, stop, 1)
    run_once(app, stop)
    assert jobs()[0].finished_at is None
    assert jobs()[0].lease_until is not None


def test_whoever_lost_the_lease_settles_nothing(app: Flask, employ: Employ) -> None:
    def taken_over(ref: int) -> Outcome:
        with transaction():
            db.session.execute(update(Job).where(Job.ref == ref).values(lease_token="another worker"))
        return DONE

    crew = employ(1, ending=taken_over)
    run_once(app)
    assert (crew.settled, jobs()[0].finished_at) == ([], None)


def test_what_was_not_begun_when_the_worker_stops_is_given_back(app: Flask, employ: Employ) -> None:
    stop = Event()

    def stop_in_the_middle(ref: int) -> Outcome:
        if ref == 20:
            stop.set()
        return DONE

    crew = employ(40, ending=stop_in_the_middle)
    made = run_once(app, stop)
    done = [job for job in jobs() if job.finished_at]
    left = [job for job in jobs() if job.finished_at is None]
    assert made == len(done) == sum(len(outcomes) for outcomes in crew.settled)
    assert {(job.attempts, job.lease_until) for job in left} <= {(0, None)}
    assert done


def test_what_has_waited_until_its_lease_is_almost_over_is_given_back(
    app: Flask, employ: Employ, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Event()
    crew = employ(3)
    monkeypatch.setattr("examportal.jobs.service.LEASE", rules.BEGIN_BEFORE - timedelta(seconds=1))
    stop_after_handing_out(monkeypatch, stop, 3)
    assert run_once(app, stop) == 0
    assert crew.settled == []
    assert [(job.attempts, job.lease_until) for job in jobs()] == [(0, None)] * 3
