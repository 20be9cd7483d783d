"""Jobs on a real database: one open job, leases, endings, the worker's sign of life."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from examportal.core import clock
from examportal.db import db, transaction
from examportal.jobs import queries, service
from examportal.jobs.models import Job, WorkerHeartbeat
from examportal.jobs.rules import LEASE, Outcome, Verdict
from examportal.jobs.service import Claim

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def put_down(*refs: int, due_at: datetime | None = None) -> None:
    with transaction():
        for ref in refs:
            service.enqueue("letter", ref, due_at=due_at)


def claim(limit: int = 9) -> list[Claim]:
    with transaction():
        return service.claim(limit)


def settle(claimed: Claim, outcome: Outcome) -> bool:
    with transaction():
        return service.settle(claimed, outcome)


def only_job() -> Job:
    return db.session.scalars(select(Job)).one()


def test_one_open_job_of_a_kind_on_a_row_is_enough(app: Flask) -> None:
    put_down(1, 1, 2)
    assert [claimed.ref for claimed in claim()] == [1, 2]


def test_a_finished_job_makes_room_for_the_next(app: Flask) -> None:
    put_down(1)
    assert settle(claim()[0], Outcome(Verdict.DONE))
    put_down(1)
    assert db.session.scalar(select(func.count()).select_from(Job)) == 2


def test_longest_due_first_and_nothing_before_its_time(app: Flask) -> None:
    now = clock.now()
    for ref, minutes in ((1, -1), (2, -3), (3, -2), (4, 5)):
        put_down(ref, due_at=now + minutes * MINUTE)
    assert [claimed.ref for claimed in claim(2)] == [2, 3]
    assert [claimed.ref for claimed in claim(2)] == [1]
    assert not queries.is_due(now)


def test_a_lease_holds_until_it_runs_out(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as travel:
        put_down(7)
        first = claim()[0]
        assert claim() == []
        travel.move_to(NOON + LEASE)
        second = claim()[0]
        assert (first.attempt, second.attempt) == (1, 2)
        assert settle(first, Outcome(Verdict.DONE)) is False
        assert only_job().finished_at is None
        assert settle(second, Outcome(Verdict.DONE)) is True
        assert only_job().finished_at == NOON + LEASE


def test_a_retry_is_due_again_after_its_delay(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        put_down(7)
        settle(claim()[0], Outcome(Verdict.RETRY, "smtp_451", delay=5 * MINUTE))
    job = only_job()
    assert (job.due_at, job.first_due_at, job.last_error) == (NOON + 5 * MINUTE, NOON, "smtp_451")
    assert (job.lease_until, job.lease_token, job.attempts) == (None, None, 1)


def test_what_is_given_up_is_never_due_again(app: Flask) -> None:
    put_down(7)
    settle(claim()[0], Outcome(Verdict.GIVE_UP, "smtp_550"))
    assert only_job().given_up_at is not None
    assert claim() == []


def test_two_workers_do_not_claim_the_same_job(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one writer in at a time")
    put_down(1, 2)
    with transaction():
        mine = service.claim(1)
        with Session(db.engine) as other:
            query = select(Job.ref).order_by(Job.due_at, Job.id).with_for_update(skip_locked=True)
            free = other.scalars(query).all()
    assert ([claimed.ref for claimed in mine], free) == ([1], [2])


def test_the_sign_of_life_is_one_row(app: Flask) -> None:
    assert queries.last_heartbeat() is None
    assert not service.worker_alive()
    with time_machine.travel(NOON, tick=False) as travel:
        for _ in range(2):
            with transaction():
                service.beat()
        assert queries.last_heartbeat() == NOON
        assert service.worker_alive()
        travel.shift(service.ALIVE_WITHIN + timedelta(seconds=1))
        assert not service.worker_alive()
    assert db.session.scalar(select(func.count()).select_from(WorkerHeartbeat)) == 1


def test_an_urgent_job_goes_before_all_that_wait_and_stays_urgent_when_it_is_tried_again(app: Flask) -> None:
    put_down(1, 2, 3, due_at=clock.now() - MINUTE)
    with transaction():
        service.enqueue("letter", 4, urgent=True)
    (first,) = claim(1)
    assert first.ref == 4
    settle(first, Outcome(Verdict.RETRY, "greylisted", timedelta()))
    assert [claimed.ref for claimed in claim(3)] == [4, 1, 2]


def test_an_urgent_job_that_is_put_off_waits_like_any_other(app: Flask) -> None:
    with transaction():
        service.enqueue("letter", 4, urgent=True, due_at=clock.now() + MINUTE)
    put_down(1)
    assert [claimed.ref for claimed in claim()] == [1]
