"""When each of many letters to a provider may go, how many at a time, and when to stop. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)
IN_FLIGHT = 50
"""So many letters of a round to one provider wait in the outbox at most: what servers refuse is known before all are
written, and a provider that is slow or paused does not keep the others waiting."""
FEWEST_ANSWERS = 20
"""So many answers of servers are needed before a share of refusals means anything."""


@dataclass(frozen=True)
class Answers:
    """How many letters of a round servers have taken, and how many never reach their reader."""

    accepted: int
    unreached: int


def slots(count: int, per_minute: int, free_from: datetime | None, now: datetime) -> list[datetime]:
    """Return the moments at which `count` letters to one provider may go, at an even pace.

    `free_from` is the first moment that earlier letters have left free; no rate (0) means at once.
    """
    if per_minute == 0:
        return [now] * count
    start = max(now, free_from or now)
    return [start + number * _MINUTE / per_minute for number in range(count)]


def next_free(taken: list[datetime], per_minute: int) -> datetime:
    """Return the first moment that taken slots leave free."""
    return taken[-1] + _MINUTE / per_minute


def allowances(waiting: Mapping[str, int], in_flight: Mapping[str, int]) -> dict[str, int]:
    """Return how many letters of a round may be posted now, by provider; providers that may get none are left out.

    `waiting` is how many people wait for theirs, `in_flight` how many letters of the round wait in the outbox.
    """
    allowed = {provider: min(count, IN_FLIGHT - in_flight.get(provider, 0)) for provider, count in waiting.items()}
    return {provider: count for provider, count in allowed.items() if count > 0}


def must_stop(answers: Answers, *, percent: int) -> bool:
    """Tell whether so many of the answers are refusals that somebody has to look first."""
    told = answers.accepted + answers.unreached
    return told >= FEWEST_ANSWERS and answers.unreached * 100 > percent * told
