"""How a piece of work can end, and when it is tried again. Plain Python."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

LEASE = timedelta(minutes=5)
"""How long a claim holds: longer than the slowest conversation with a mail relay, short enough after a crash."""

BEGIN_BEFORE = timedelta(minutes=1)
"""What must be left of a lease when the work is begun: a job that waited too long behind others is given back."""

FARTHEST_AHEAD = 100
_AHEAD_OF_DONE = 4

GIVE_UP_AFTER = timedelta(hours=72)
FEWEST_ATTEMPTS = 5
"""What is tried at least, however late: a worker that stood still for days must not use up a letter's time."""

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=24),
)
JITTER = 0.2


class Verdict(StrEnum):
    """How an attempt ended; `hold`: it was none, the job waits until somebody lets it go."""

    DONE = "done"
    RETRY = "retry"
    GIVE_UP = "give_up"
    HOLD = "hold"


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt.

    `reason` is a short code without personal data (it is kept and logged), of a job that is held the name of the hold;
    `delay` is the pause before the next try, None for the usual one; `code` and `note` are what the other side
    answered, `peer` is its name.
    """

    verdict: Verdict
    reason: str = ""
    delay: timedelta | None = None
    code: int | None = None
    note: str = ""
    peer: str = ""


def pause(attempt: int, jitter: float) -> timedelta:
    """Return how long to wait after a failed attempt (the first is 1); `jitter` from 0 to 1 spreads a crowd of jobs."""
    return PAUSES[min(attempt, len(PAUSES)) - 1] * (1 + JITTER * jitter)


def ahead(done: int, hands: int) -> int:
    """Return how many jobs of a crowd to claim ahead when `done` were done lately, within a second or so.

    Work for some seconds: hands never wait for the next job, and when a server begins to hang, jobs that others could
    do do not lie here for long.
    """
    return max(hands, min(_AHEAD_OF_DONE * done, FARTHEST_AHEAD))


def judge(outcome: Outcome, *, attempt: int, age: timedelta, jitter: float) -> Outcome:
    """Return the outcome that counts: a retry gets its delay, or turns into giving up when the time has run out.

    `age` is the time since the job was due for the first time. The last try is made when the time runs out.
    """
    if outcome.verdict is not Verdict.RETRY:
        return outcome
    delay = outcome.delay if outcome.delay is not None else pause(attempt, jitter)
    if age < GIVE_UP_AFTER:
        return replace(outcome, delay=min(delay, GIVE_UP_AFTER - age))
    if attempt < FEWEST_ATTEMPTS:
        return replace(outcome, delay=delay)
    return replace(outcome, verdict=Verdict.GIVE_UP)
