"""The worker: claims due jobs and runs several at once, so that one slow mail server does not stop the others."""

import random
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Event

import structlog
from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from examportal.core import clock
from examportal.db import release, transaction
from examportal.jobs import queries, rules, service
from examportal.jobs.handlers import Handler, handlers_of
from examportal.jobs.rules import Outcome, Verdict
from examportal.jobs.service import Claim

THREADS = 4
IDLE_SECONDS = 1.0
DATABASE_SECONDS = 3.0
BEAT_EVERY = timedelta(seconds=15)

_AWAY = (OperationalError, InterfaceError)
_log = structlog.get_logger("examportal.jobs")


class Worker:
    """Runs due jobs until `stop` is set; a job that has begun is finished first."""

    def __init__(self, app: Flask, stop: Event) -> None:
        self._app = app
        self._stop = stop
        self._handlers = handlers_of(app)
        self._running: set[Future[None]] = set()
        self._beaten_at: datetime | None = None

    def run(self, *, once: bool = False) -> int:
        """Work for ever, or with `once` until nothing is due; return how many attempts were made."""
        try:
            return self._run(once=once)
        finally:
            for handler in self._handlers.values():
                handler.leave()

    def _run(self, *, once: bool) -> int:
        attempts = 0
        with ThreadPoolExecutor(THREADS, thread_name_prefix="job") as pool:
            while not self._stop.is_set():
                claims = self._claim(patient=not once)
                self._running |= {pool.submit(self._attempt, claimed) for claimed in claims}
                attempts += len(claims)
                if once and not claims and not self._running:
                    break
                if not claims:
                    self._rest()
        return attempts

    def _claim(self, *, patient: bool) -> list[Claim]:
        """Claim as many jobs as there are free hands; a database that is away is waited for when `patient`."""
        self._running = {future for future in self._running if not future.done()}
        free = THREADS - len(self._running)
        try:
            with self._app.app_context():
                self._beat(comes_round=patient)
                if not free or not queries.is_due(clock.now()):
                    return []
                with transaction():
                    return service.claim(free)
        except SQLAlchemyError:
            if not patient:
                raise
            _log.warning("database_away", exc_info=True)
            self._stop.wait(DATABASE_SECONDS)
            return []

    def _beat(self, *, comes_round: bool) -> None:
        now = clock.now()
        if self._beaten_at is None or now - self._beaten_at >= BEAT_EVERY:
            with transaction():
                service.beat()
                if self._beaten_at is None and comes_round:
                    self._put_down_what_comes_round()
            self._beaten_at = now

    def _put_down_what_comes_round(self) -> None:
        for kind, handler in self._handlers.items():
            if handler.every is not None:
                service.enqueue(kind, 0)

    def _rest(self) -> None:
        if self._running:
            wait(self._running, timeout=IDLE_SECONDS, return_when=FIRST_COMPLETED)
        else:
            self._stop.wait(IDLE_SECONDS)

    def _attempt(self, claimed: Claim) -> None:
        with self._app.app_context():
            try:
                handler = self._handlers.get(claimed.kind)
                outcome = _judged(claimed, _work(handler, claimed))
                self._settle(handler or Handler(), claimed, outcome)
            except Exception:  # noqa: BLE001 - the worker outlives every fault; the lease runs out and the job is due again
                _log.exception("job_unsettled", kind=claimed.kind, ref=claimed.ref)

    def _settle(self, handler: Handler, claimed: Claim, outcome: Outcome) -> None:
        """Record the outcome; what has been done must not be done again because the database was away for a moment."""
        while True:
            try:
                _record(handler, claimed, outcome)
            except _AWAY:
                if clock.now() >= claimed.lease_until:
                    raise
                Event().wait(DATABASE_SECONDS)  # not self._stop: what has begun is finished first
            except Exception as fault:  # noqa: BLE001 - see above: a job that cannot be settled is put off
                _log.exception("job_settle_failed", kind=claimed.kind, ref=claimed.ref)
                put_off = Outcome(Verdict.RETRY, f"settle_{type(fault).__name__}")
                _record(Handler(every=handler.every), claimed, _judged(claimed, put_off))
                return
            else:
                return


def _work(handler: Handler | None, claimed: Claim) -> Outcome:
    if handler is None:
        _log.error("job_without_handler", kind=claimed.kind, ref=claimed.ref)
        return Outcome(Verdict.RETRY, "no_handler")
    try:
        return handler.work(claimed.ref)
    except Exception as fault:  # noqa: BLE001 - a fault in a handler counts as an attempt
        _log.exception("job_failed", kind=claimed.kind, ref=claimed.ref)
        return Outcome(Verdict.RETRY, f"fault_{type(fault).__name__}")
    finally:
        release()


def _judged(claimed: Claim, outcome: Outcome) -> Outcome:
    age = clock.now() - claimed.first_due_at
    jitter = random.random()  # noqa: S311 - spreads load, guards nothing
    return rules.judge(outcome, attempt=claimed.attempt, age=age, jitter=jitter)


def _record(handler: Handler, claimed: Claim, outcome: Outcome) -> None:
    with transaction():
        if service.settle(claimed, outcome):
            handler.settle(claimed.ref, outcome)
            if handler.every is not None and outcome.verdict is not Verdict.RETRY:
                service.enqueue(claimed.kind, claimed.ref, due_at=clock.now() + handler.every)
        else:
            _log.warning("job_lease_lost", kind=claimed.kind, ref=claimed.ref)
