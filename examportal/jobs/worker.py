"""The worker: claims due jobs and runs several at once, so that one slow mail server does not stop the others.

Hands are threads, and the clerk is the one that claims for them. A job that comes alone is settled by the hand that did
it; what comes in crowds is claimed ahead, prepared and settled many at a time by the clerk, for that costs little more
than one.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from threading import Event

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from examportal.core import clock
from examportal.db import release, transaction
from examportal.jobs import patience, queries, rules, service, settling
from examportal.jobs.handlers import Handler, Task, handlers_of
from examportal.jobs.rules import Outcome, Verdict
from examportal.jobs.service import Claim
from examportal.jobs.tray import Finished, Tray

THREADS = 4
IDLE_SECONDS = 1.0
BEAT_EVERY = timedelta(seconds=15)

_log = structlog.get_logger("examportal.jobs")


class Worker:
    """Runs due jobs until `stop` is set; a job that has begun is finished first."""

    def __init__(self, app: Flask, stop: Event) -> None:
        self._app = app
        self._stop = stop
        self._handlers = handlers_of(app)
        self._together = {kind: one.together for kind, one in self._handlers.items() if one.together}
        self._tray = Tray()
        self._ahead = THREADS
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
                self._hand_out(pool, claims)
                attempts += len(claims)
                if once and not claims and self._tray.is_idle():
                    break
                self._rest()
                attempts -= self._write_down()
        return attempts - self._write_down()

    def _claim(self, *, patient: bool) -> list[Claim]:
        """Claim jobs for free hands, and of crowds ahead; a database that is away is waited for when `patient`."""
        hands, ahead = THREADS - self._tray.alone, max(0, self._ahead - self._tray.together)
        try:
            with self._app.app_context():
                self._beat(comes_round=patient)
                if not hands or not queries.is_due(clock.now()):
                    return []
                with transaction():
                    return service.claim(hands, crowds=self._together, of_crowds=ahead)
        except SQLAlchemyError:
            if not patient:
                raise
            _log.warning("database_away", exc_info=True)
            self._stop.wait(patience.SECONDS)
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

    def _hand_out(self, pool: ThreadPoolExecutor, claims: Sequence[Claim]) -> None:
        alone = [claimed for claimed in claims if claimed.kind not in self._together]
        crowd = sorted((claimed for claimed in claims if claimed.kind in self._together), key=_kind)
        self._tray.hand_out(alone=len(alone), together=len(crowd))
        for claimed in alone:
            pool.submit(self._attempt, claimed)
        for kind, of_kind in groupby(crowd, key=_kind):
            of_this = list(of_kind)
            tasks = self._prepared(kind, [claimed.ref for claimed in of_this])
            for claimed in of_this:
                pool.submit(self._attempt_of_crowd, claimed, tasks[claimed.ref])

    def _prepared(self, kind: str, refs: Sequence[int]) -> Mapping[int, Task]:
        with self._app.app_context():
            try:
                return self._together[kind].prepare(refs)
            except Exception as fault:  # noqa: BLE001 - as in a hand: it counts as an attempt at each of them
                _log.exception("jobs_not_prepared", kind=kind, count=len(refs))
                outcome = Outcome(Verdict.RETRY, f"fault_{type(fault).__name__}")
                return {ref: lambda: outcome for ref in refs}
            finally:
                release()

    def _rest(self) -> None:
        if self._tray.is_idle():
            self._stop.wait(IDLE_SECONDS)
        else:
            self._tray.wait(self._ahead // 2, IDLE_SECONDS)

    def _write_down(self) -> int:
        """Settle what lies on the tray; return how many jobs were given back, not begun."""
        finished = self._tray.take()
        self._ahead = rules.ahead(len(finished), THREADS)
        endings = [(one.claimed, one.outcome) for one in finished if one.outcome is not None]
        not_begun = [one.claimed for one in finished if one.outcome is None]
        if finished:
            with self._app.app_context():
                for kind, together in self._together.items():
                    settling.settle_together(together, [ending for ending in endings if ending[0].kind == kind])
                settling.give_back(not_begun)
        return len(not_begun)

    def _attempt(self, claimed: Claim) -> None:
        """Do a job and settle it."""
        try:
            with self._app.app_context():
                handler = self._handlers.get(claimed.kind)
                task = partial(handler.work, claimed.ref) if handler else None
                settling.settle(handler or Handler(), claimed, settling.judged(claimed, _worked(claimed, task)))
        except Exception:  # noqa: BLE001 - the worker outlives every fault; the lease runs out and the job is due again
            _log.exception("job_unsettled", kind=claimed.kind, ref=claimed.ref)
        finally:
            self._tray.settled()

    def _attempt_of_crowd(self, claimed: Claim, task: Task) -> None:
        """Do one job of a crowd, unless it has waited for too long; what came of it is left to the clerk."""
        outcome = None
        try:
            if not self._stop.is_set() and clock.now() + rules.BEGIN_BEFORE < claimed.lease_until:
                with self._app.app_context():
                    outcome = settling.judged(claimed, _worked(claimed, task))
        finally:
            self._tray.lay(Finished(claimed, outcome))


def _kind(claimed: Claim) -> str:
    return claimed.kind


def _worked(claimed: Claim, task: Task | None) -> Outcome:
    if task is None:
        _log.error("job_without_handler", kind=claimed.kind, ref=claimed.ref)
        return Outcome(Verdict.RETRY, "no_handler")
    try:
        return task()
    except Exception as fault:  # noqa: BLE001 - a fault in a handler counts as an attempt
        _log.exception("job_failed", kind=claimed.kind, ref=claimed.ref)
        return Outcome(Verdict.RETRY, f"fault_{type(fault).__name__}")
    finally:
        release()
