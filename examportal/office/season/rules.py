"""From each person's moments to the figures of the season: steps reached, medians between them, where people stop."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from statistics import median_low
from typing import Any

from examportal.core import clock

_HOUR = 3600
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Step(StrEnum):
    """What a person does one after the other, in this order."""

    IMPORTED = "imported"
    CLAIMED = "claimed"
    SAVED = "saved"
    LETTER_ACCEPTED = "letter_accepted"
    ACTIVATED = "activated"
    SIGNED_IN = "signed_in"


class Stop(StrEnum):
    """Where somebody stands who has not come to the end, and why."""

    NEVER_CAME = "never_came"
    FORM_NOT_SAVED = "form_not_saved"
    LETTER_ON_ITS_WAY = "letter_on_its_way"
    LETTER_FAILED = "letter_failed"
    LINK_WAITS = "link_waits"
    LINK_EXPIRED = "link_expired"
    NOT_BACK = "not_back"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Journey:
    """One person's way; all moments in whole seconds since 1970, None for what has not happened.

    `times` are those of the steps. Of somebody who waits for the activation, the newest letter: whether it has failed,
    is taken by a server, and until when its link works.
    """

    times: tuple[int | None, ...]
    suspended: bool = False
    letter_failed: bool = False
    letter_accepted: bool = False
    link_ends: int | None = None


@dataclass(frozen=True)
class Season:
    """The figures. `reached` counts who came to a step or beyond it; `medians` is the time from the step before.

    `registrations` counts saved profiles by the day in Warsaw.
    """

    reached: Mapping[Step, int]
    medians: Mapping[Step, timedelta | None]
    stops: Mapping[Stop, int]
    registrations: Mapping[date, int]

    @property
    def people(self) -> int:
        """How many people there are at all."""
        return self.reached[Step.IMPORTED]


def to_document(season: Season) -> dict[str, Any]:
    """Return the figures as a JSON document."""
    waits = {
        str(step): int(wait.total_seconds()) if wait is not None else None for step, wait in season.medians.items()
    }
    return {
        "reached": {str(step): count for step, count in season.reached.items()},
        "medians": waits,
        "stops": {str(stop): count for stop, count in season.stops.items()},
        "registrations": {day.isoformat(): count for day, count in season.registrations.items()},
    }


def from_document(document: Mapping[str, Any]) -> Season:
    """Return the figures of a document."""
    waits = {Step(step): seconds for step, seconds in document["medians"].items()}
    return Season(
        {step: document["reached"][step] for step in Step},  # a document keeps no order
        {step: None if wait is None else timedelta(seconds=wait) for step, wait in waits.items()},
        {stop: document["stops"][stop] for stop in Stop},
        {date.fromisoformat(day): count for day, count in document["registrations"].items()},
    )


def summarise(journeys: Iterable[Journey], now: datetime) -> Season:
    """Return the figures of many ways, each looked at once; what is kept of it are a few numbers for each person."""
    last_steps, stops, hours = Counter[int](), Counter[Stop](), Counter[int]()
    waits: list[list[int]] = [[] for _ in Step]
    moment = int(now.timestamp())
    for journey in journeys:
        last_steps[_last_step(journey.times)] += 1
        _note_waits(journey.times, waits)
        saved = journey.times[_SAVED]
        if saved is not None:
            hours[saved // _HOUR] += 1
        stop = stop_of(journey, moment)
        if stop is not None:
            stops[stop] += 1
    reached = {step: sum(last_steps[beyond] for beyond in range(place, len(Step))) for place, step in enumerate(Step)}
    medians = {step: _median(waits[place]) for place, step in enumerate(Step) if place}
    return Season(reached, medians, {stop: stops[stop] for stop in Stop}, _by_day(hours))


def stop_of(journey: Journey, now: int) -> Stop | None:
    """Return where somebody has stopped, None for who came to the end; a suspension covers whatever is below it."""
    if journey.suspended:
        return Stop.SUSPENDED
    if journey.times[_SIGNED_IN] is not None:
        return None
    if journey.times[_ACTIVATED] is not None:
        return Stop.NOT_BACK
    if journey.times[_SAVED] is not None:
        return _stop_at_letter(journey, now)
    return Stop.NEVER_CAME if journey.times[_CLAIMED] is None else Stop.FORM_NOT_SAVED


def last_days(registrations: Mapping[date, int], today: date, count: int) -> list[tuple[date, int]]:
    """Return the last days, today included, with their registrations, the empty ones too."""
    days = [today - timedelta(days=ago) for ago in reversed(range(count))]
    return [(day, registrations.get(day, 0)) for day in days]


def _stop_at_letter(journey: Journey, now: int) -> Stop:
    if journey.letter_failed:
        return Stop.LETTER_FAILED
    if journey.link_ends is not None and journey.link_ends <= now:
        return Stop.LINK_EXPIRED
    return Stop.LINK_WAITS if journey.letter_accepted else Stop.LETTER_ON_ITS_WAY


def _last_step(times: Sequence[int | None]) -> int:
    """Return the place of the last step; who has done a later one counts as having done those before it."""
    return next((place for place in _FROM_THE_END if times[place] is not None), 0)


def _note_waits(times: Sequence[int | None], waits: list[list[int]]) -> None:
    for place in range(1, len(times)):
        before, moment = times[place - 1], times[place]
        if before is not None and moment is not None and moment >= before:
            waits[place].append(moment - before)


def _median(waits: list[int]) -> timedelta | None:
    return timedelta(seconds=median_low(waits)) if waits else None


def _by_day(hours: Mapping[int, int]) -> dict[date, int]:
    """Count by days in Warsaw, whose clocks differ from UTC by whole hours."""
    days = Counter[date]()
    for hour, count in hours.items():
        days[clock.in_warsaw(_EPOCH + timedelta(hours=hour)).date()] += count
    return dict(days)


_FROM_THE_END = tuple(reversed(range(1, len(Step))))
_CLAIMED, _SAVED, _ACTIVATED, _SIGNED_IN = (
    list(Step).index(step) for step in (Step.CLAIMED, Step.SAVED, Step.ACTIVATED, Step.SIGNED_IN)
)
