"""Where the undoing of an import stands, and what a button is about to do. Plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from examportal.intake.rules.undoing import Finding, Group
from examportal.register.rules import Action

LIFETIME = timedelta(hours=24)
"""How long a plan waits to be confirmed, as an uploaded file does."""
FINDINGS_ON_A_PAGE = 50
SHOWN_FIRST = (Group.TAKEN_BACK, Group.KEPT, Group.CANNOT)


class Step(StrEnum):
    """Where the undoing of an import stands."""

    OPEN = "open"
    PLANNING = "planning"
    PLANNED = "planned"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


WORK = frozenset({Step.PLANNING, Step.UNDOING})
"""The steps in which it is the worker's turn."""


class Act(StrEnum):
    """What a button counts: people and numbers that go, and data that get their old value back."""

    PEOPLE = "people"
    NUMBERS = "numbers"
    CORRECTIONS = "corrections"


@dataclass(frozen=True)
class UndoFacts:
    """What the rules need of an import and its undoing."""

    undone_at: datetime | None = None
    fault: str | None = None
    undo_wanted_at: datetime | None = None
    plan_wanted_at: datetime | None = None
    planned_at: datetime | None = None


def step_of(undo: UndoFacts) -> Step:
    """Return where an undoing stands; what came last covers what came before."""
    steps = (
        (undo.undone_at, Step.UNDONE),
        (undo.fault, Step.FAILED),
        (undo.undo_wanted_at, Step.UNDOING),
        (undo.plan_wanted_at, Step.PLANNING),
        (undo.planned_at, Step.PLANNED),
    )
    return next((step for holds, step in steps if holds is not None), Step.OPEN)


def acts(findings: Iterable[Finding]) -> list[Act]:
    """Return what is done to take back what can be taken back, one act a finding."""
    return [_ACTS[finding.action, finding.registry_number is None] for finding in findings if finding.action]


_ACTS: Mapping[tuple[Action, bool], Act] = {
    (Action.TAKE_OUT, True): Act.PEOPLE,
    (Action.TAKE_OUT, False): Act.NUMBERS,
    (Action.CORRECT, True): Act.CORRECTIONS,
    (Action.CORRECT, False): Act.CORRECTIONS,
    (Action.RENAME, True): Act.CORRECTIONS,
    (Action.MOVE_BACK, False): Act.CORRECTIONS,
    (Action.REOPEN, False): Act.CORRECTIONS,
}
