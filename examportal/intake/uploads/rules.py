"""Where an upload stands, and under which heading a row is shown. Plain Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from examportal.intake.rules.records import Choice, Judgement, Repair, Verdict

LIFETIME = timedelta(hours=24)
"""How long an upload is kept: long enough to ask somebody and come back, and no longer."""
PART_BYTES = 64 * 1024
"""Small enough that a change of keys, which takes many rows at once, does not hold much."""
PARTS_AT_A_TIME = 16
ROWS_ON_A_PAGE = 50
WAITING = "waiting"
"""The heading of rows that wait for somebody to accept their repair, whatever their verdict would be."""
CONFLICTS_ON_A_PAGE = 10
SHOWN_FIRST = (
    Verdict.CONFLICT,
    Choice.LEAVE_OUT,
    Choice.KEEP,
    Verdict.INVALID,
    WAITING,
    Verdict.REMOVE,
    Verdict.CORRECT,
    Verdict.NEW_PERSON,
    Verdict.NEW_NUMBER,
    Verdict.DUPLICATE,
    Verdict.UNCHANGED,
)
"""The headings in the order in which they are offered: what a person has to look at stands first."""
LEFT_OUT = (Verdict.CONFLICT, Choice.LEAVE_OUT, Verdict.INVALID, WAITING)


class Step(StrEnum):
    """Where an upload stands."""

    RECEIVING = "receiving"
    LOOKING = "looking"
    REFUSED = "refused"
    CHOOSING = "choosing"
    PLANNING = "planning"
    PLANNED = "planned"
    MERGING = "merging"
    MERGED = "merged"
    GONE = "gone"


WORK = frozenset({Step.LOOKING, Step.PLANNING, Step.MERGING, Step.GONE})
"""The steps in which it is the worker's turn."""


@dataclass(frozen=True)
class UploadFacts:
    """What the rules need of an upload."""

    received_at: datetime | None = None
    looked_at: datetime | None = None
    fault: str | None = None
    plan_wanted_at: datetime | None = None
    planned_at: datetime | None = None
    merge_wanted_at: datetime | None = None
    merged_at: datetime | None = None
    thrown_away_at: datetime | None = None


def step_of(upload: UploadFacts) -> Step:
    """Return where an upload stands; what came last covers what came before."""
    steps = (
        (upload.thrown_away_at is not None, Step.GONE),
        (upload.merged_at is not None, Step.MERGED),
        (upload.received_at is None, Step.RECEIVING),
        (upload.fault is not None, Step.REFUSED),
        (upload.merge_wanted_at is not None, Step.MERGING),
        (upload.plan_wanted_at is not None, Step.PLANNING),
        (upload.planned_at is not None, Step.PLANNED),
        (upload.looked_at is not None, Step.CHOOSING),
    )
    return next((step for holds, step in steps if holds), Step.LOOKING)


def shown_under(judgement: Judgement) -> str:
    """Return the heading under which a row is shown."""
    return WAITING if judgement.waiting else str(judgement.decided or judgement.verdict)


def read_repairs(joined: str) -> frozenset[Repair]:
    """Return the accepted repairs from the form in which they are stored."""
    return frozenset(Repair(name) for name in joined.split(",") if name)


def write_repairs(accepted: frozenset[Repair]) -> str:
    """Return accepted repairs in the form in which they are stored."""
    return ",".join(sorted(accepted))
