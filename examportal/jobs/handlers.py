"""Who does which kind of work: rooms above hand in their halves, app.py puts them together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask import Flask

from examportal.jobs.rules import Outcome, Verdict

Task = Callable[[], Outcome]
"""The slow half of one job, when what it needs has been asked already."""


def _nothing_slow(_ref: int) -> Outcome:
    return Outcome(Verdict.DONE)


def _nothing_to_record(_ref: int, _outcome: Outcome) -> None:
    return


def _nothing_kept() -> None:
    return


@dataclass(frozen=True)
class Together:
    """The halves of a kind of work that comes in crowds: what is asked and recorded, is so for many at a time.

    `prepare(refs)` asks, writing nothing, and returns the slow half of each job; that runs outside any transaction, now
    or seconds later, among others and in any order. `settle(outcomes)` runs inside the transaction that also ends or
    puts off these jobs.
    """

    prepare: Callable[[Sequence[int]], Mapping[int, Task]]
    settle: Callable[[Mapping[int, Outcome]], None]


@dataclass(frozen=True)
class Handler:
    """The two halves of a kind of work; either may be left out, and both are when it is done `together`.

    `work(ref)` runs outside any transaction and may take long (talk to a server, hash, parse). `settle(ref, outcome)`
    runs inside the transaction that also ends or puts off the job, so both are there or neither is. Both may run more
    than once for one job, since a worker can die in between. Work that comes round by itself has `every`: the worker
    puts its one job down (`ref` 0) when it starts, and again that long after each time. `leave` is called when the
    worker ends, to let go of what is kept open from one job to the next.
    """

    work: Callable[[int], Outcome] = _nothing_slow
    settle: Callable[[int, Outcome], None] = _nothing_to_record
    every: timedelta | None = None
    leave: Callable[[], None] = _nothing_kept
    together: Together | None = None


def init_app(app: Flask, handlers: Mapping[str, Handler]) -> None:
    """Tell the worker who does what, by the kind of job."""
    app.extensions["job_handlers"] = dict(handlers)


def handlers_of(app: Flask) -> Mapping[str, Handler]:
    """Return what `init_app` was told."""
    return cast("Mapping[str, Handler]", app.extensions["job_handlers"])
