"""Who gets a letter in a round of activation letters, how fast it goes and when it stops. Plain Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from examportal.accounts.rules import AccountState
from examportal.mail.rules import LetterState

TRIAL = 20
"""So many people get a letter first, so that somebody looks what comes of it before the others do."""
LATELY = timedelta(hours=24)
"""Who was written to within this time is not written to again."""


class Exclusion(StrEnum):
    """Why somebody gets no letter."""

    GONE = "gone"
    SUSPENDED = "suspended"
    ALL_NUMBERS_REMOVED = "all_numbers_removed"
    ACTIVE = "active"
    NO_ADDRESS = "no_address"
    BOUNCED = "bounced"
    WRITTEN_LATELY = "written_lately"


class Step(StrEnum):
    """Where a round stands."""

    LISTING = "listing"
    LISTED = "listed"
    TRIAL = "trial"
    TRIED = "tried"
    SENDING = "sending"
    STOPPED = "stopped"
    ENDED = "ended"


WORK = frozenset({Step.LISTING, Step.TRIAL, Step.SENDING})
"""The steps at which the worker has something to do."""


class StopReason(StrEnum):
    """Why a round was stopped."""

    BY_HAND = "by_hand"
    REFUSALS = "refusals"


@dataclass(frozen=True)
class ResendFacts:
    """What tells where a round stands: the moments at which it was listed, ordered, stopped and ended."""

    listed_at: datetime | None = None
    trial_ordered_at: datetime | None = None
    trial_ended_at: datetime | None = None
    rest_ordered_at: datetime | None = None
    stopped_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class PersonFacts:
    """What decides whether somebody gets a letter.

    `letter` is where the newest activation letter stands and `posted_at` when it was posted, None when there is none.
    """

    state: AccountState
    has_number: bool
    letter: LetterState | None = None
    posted_at: datetime | None = None


def step_of(facts: ResendFacts) -> Step:
    """Return where a round stands."""
    if facts.ended_at:
        return Step.ENDED
    if facts.stopped_at:
        return Step.STOPPED
    if facts.rest_ordered_at:
        return Step.SENDING
    if facts.trial_ended_at:
        return Step.TRIED
    if facts.trial_ordered_at:
        return Step.TRIAL
    return Step.LISTED if facts.listed_at else Step.LISTING


def exclusion_of(person: PersonFacts | None, now: datetime) -> Exclusion | None:
    """Return why somebody gets no letter, None when they get one; `person` is None when nobody is there any more."""
    if person is None:
        return Exclusion.GONE
    holds = {
        Exclusion.SUSPENDED: person.state is AccountState.SUSPENDED,
        Exclusion.ALL_NUMBERS_REMOVED: not person.has_number,
        Exclusion.ACTIVE: person.state is AccountState.ACTIVE,
        Exclusion.NO_ADDRESS: person.state is AccountState.NONE,
        Exclusion.BOUNCED: person.letter in (LetterState.REFUSED, LetterState.BOUNCED),
        Exclusion.WRITTEN_LATELY: person.posted_at is not None and person.posted_at > now - LATELY,
    }
    return next((exclusion for exclusion, is_so in holds.items() if is_so), None)
