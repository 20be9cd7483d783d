"""Counting attempts before they are compared, giving back after a right answer, clearing old counters away.

`count` and `count_event` stand in a transaction of their own: a count must stay whatever comes after it. What forgives
comes last in its transaction, or stands alone: counters that many share must not stay locked while something else is
done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import structlog
from sqlalchemy import CursorResult, delete, tuple_

from examportal.core import clock, tokens
from examportal.db import db
from examportal.throttle import counters, queries, rules
from examportal.throttle.models import ThrottleCounter
from examportal.throttle.rules import Admit, Decision, Level, Limit, Wait

PURGE_BATCH = 10_000
SILENT_FOR = timedelta(hours=1)

_log = structlog.get_logger("examportal.throttle")


@dataclass(frozen=True)
class Attempt:
    """One try to sign in: whom it names, where it comes from, on which known device.

    `person` is what was typed, normalised by the door; nothing here looks whether there is such a person. `address` is
    the client's address as the server knows it. `device` is the digest of a token that only a browser holds in which
    *this person* has signed in before: the door gives None for everybody else's device, or its holder could try any
    number of people without being counted. Doors that must not use up each other's chances have a `scope` each.
    `whose` marks the counters of this person alone, for `waits` and `lift`: a keyed digest that the door chooses.
    """

    person: str
    address: str | None
    device: str | None = None
    scope: str = ""
    whose: str | None = None

    def __repr__(self) -> str:
        """Keep all of it out of logs."""
        return "Attempt(…)"


def count(attempt: Attempt) -> Decision:
    """Count an attempt to sign in and say whether it may be compared; one that is refused costs nothing.

    The same statements whoever is named. An alarm is logged without saying who or from where.
    """
    now = clock.now()
    decision, levels = _count(_counted(attempt), now, attempt.whose)
    if rules.alarmed(levels, now) and isinstance(count_event({rules.ALARM: ""}), Admit):
        _log.warning("many_wrong_sign_ins", allowed=rules.EVERYBODY.allowed, hours=1)
    return decision


def count_event(whom: Mapping[Limit, str]) -> Decision:
    """Count anything else against one or more limits, each with whom it concerns; all of them admit, or none counts.

    For example `{LETTER_PAUSE: account, LETTERS: account}`; addresses go through `rules.address_key`.
    """
    return _count(whom, clock.now())[0]


def forgive(attempt: Attempt) -> None:
    """Take back what an attempt cost that turned out right, and empty the counters that are only its own."""
    counters.lower(_counted(attempt), rules.returned, clock.now())


def forgive_event(whom: Mapping[Limit, str]) -> None:
    """Take back what `count_event` counted for something that turned out right, as `forgive` does."""
    counters.lower(whom, rules.returned, clock.now())


def purge(before: datetime) -> int:
    """Delete counters that were empty before a moment, at most PURGE_BATCH; return how many.

    Fewer than a batch means that there are no more.
    """
    stale = queries.empty_before(counters.ticks(before), PURGE_BATCH)
    statement = delete(ThrottleCounter).where(tuple_(ThrottleCounter.kind, ThrottleCounter.digest).in_(stale))
    deleted = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", deleted).rowcount


def purge_old() -> None:
    """Delete counters that have said nothing for an hour."""
    purge(clock.now() - SILENT_FOR)


def waits(marks: Sequence[str], now: datetime) -> list[Wait]:
    """Return what refuses sign-ins of a person now, the longest first; `marks` as in `Attempt.whose`."""
    limits = {limit.kind: limit for limit in rules.OF_ONE_PERSON}
    counted = queries.counters_of(marks)
    found = [rules.wait_of(limits[kind], counters.moment_of(empty_at), now) for kind, empty_at in counted]
    return sorted((wait for wait in found if wait), key=lambda wait: wait.until, reverse=True)


def lift(marks: Sequence[str]) -> int:
    """Empty every counter of one person's sign-ins, in the caller's transaction; return how many there were.

    Counters that others share, those of an address, stay as they are.
    """
    digests = queries.locked_of(marks)
    db.session.execute(delete(ThrottleCounter).where(ThrottleCounter.whose.in_(marks)))
    return len(digests)


def _count(whom: Mapping[Limit, str], now: datetime, whose: str | None = None) -> tuple[Decision, list[Level]]:
    levels = counters.pour(whom, now, whose)
    decision = rules.decide(levels, now)
    back = rules.poured_back(levels, decision, now)
    if back:
        counters.lower({limit: whom[limit] for limit in back}, rules.one_measure, now)
    return decision, levels


def _counted(attempt: Attempt) -> dict[Limit, str]:
    # Of one length, so that two values side by side are read in one way only.
    person = attempt.scope + tokens.digest(attempt.person)
    if attempt.device is not None:
        return dict.fromkeys(rules.limits_of(known_device=True), f"{person} {attempt.device}")
    address = attempt.scope + rules.address_key(attempt.address)
    values = {
        rules.PAIR: f"{person} {address}",
        rules.PAIR_SLOW: f"{person} {address}",
        rules.PERSON: person,
        rules.PERSON_SLOW: person,
        rules.ADDRESS: address,
        rules.ADDRESS_WATCHED: address,
        rules.EVERYBODY: "",
    }
    return {limit: values[limit] for limit in rules.limits_of(known_device=False)}
