"""Filling and lowering counters: any number of them in one statement, whole on both databases.

Rows are written in the order of their keys, so that two attempts with counters in common wait for each other instead
of locking each other out.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import case, or_
from sqlalchemy.dialects import postgresql, sqlite

from examportal.db import db, keyring
from examportal.throttle.models import ThrottleCounter
from examportal.throttle.rules import OF_ONE_PERSON, Level, Limit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_INSERT: Mapping[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_KEY = (ThrottleCounter.kind, ThrottleCounter.digest)


def pour(whom: Mapping[Limit, str], now: datetime, whose: str | None = None) -> list[Level]:
    """Pour one measure into each counter and return how full they are; the rows stay locked until the commit.

    Those in `rules.OF_ONE_PERSON` are marked with `whose` they are.

    A counter that claims to be more than twice full was filled by a clock that ran ahead; it counts as empty.
    """
    rows = [
        _row(limit, value, now, now + limit.every, limit.reach) | {"whose": whose if limit in OF_ONE_PERSON else None}
        for limit, value in whom.items()
    ]
    limits = {limit.kind: limit for limit in whom}
    filled = db.session.execute(_pouring(db.engine.dialect.name), _in_order(rows))
    return [Level(limits[kind], moment_of(empty_at)) for kind, empty_at in filled]


def lower(whom: Mapping[Limit, str], by: Callable[[Limit], timedelta], now: datetime) -> None:
    """Take out of each counter what `by` says."""
    rows = [_row(limit, value, now, now, by(limit)) for limit, value in whom.items()]
    db.session.execute(_lowering(db.engine.dialect.name), _in_order(rows))


def moment_of(counted: int) -> datetime:
    """Return the moment that a counter keeps."""
    return _EPOCH + counted * _MICROSECOND


def ticks(moment: datetime) -> int:
    """Return a moment as the counters keep it."""
    return (moment - _EPOCH) // _MICROSECOND


@cache
def _pouring(dialect: str) -> Any:
    statement = _INSERT[dialect](ThrottleCounter.__table__)
    stored, brought = ThrottleCounter.empty_at, statement.excluded
    void = or_(stored < brought.counted_at, stored > brought.counted_at + 2 * brought.reach)
    before = case((void, brought.counted_at), else_=stored)
    measure = brought.empty_at - brought.counted_at
    values = {"empty_at": before + measure, "counted_at": brought.counted_at, "reach": brought.reach}
    return statement.on_conflict_do_update(index_elements=_KEY, set_=values).returning(
        ThrottleCounter.kind, ThrottleCounter.empty_at
    )


@cache
def _lowering(dialect: str) -> Any:
    statement = _INSERT[dialect](ThrottleCounter.__table__)
    lowered = {"empty_at": ThrottleCounter.empty_at - statement.excluded.reach}
    return statement.on_conflict_do_update(index_elements=_KEY, set_=lowered).returning(ThrottleCounter.kind)


def _row(limit: Limit, value: str, now: datetime, empty_at: datetime, reach: timedelta) -> dict[str, Any]:
    return {
        "kind": limit.kind,
        "digest": keyring().blind_index(f"throttle:{limit.kind}", value),
        "empty_at": ticks(empty_at),
        "counted_at": ticks(now),
        "reach": reach // _MICROSECOND,
    }


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["kind"], row["digest"]))
