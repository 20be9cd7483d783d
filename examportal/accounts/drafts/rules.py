"""What is kept of a form that came too late, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

DRAFT_LIFETIME = timedelta(hours=24)
LATE_BY = timedelta(hours=24)
"""How long after the last click that was written down a form still counts as one of that session."""
LONGEST = 20_000
"""Characters of all answers together: no form of the portal takes as many."""


@dataclass(frozen=True)
class Kept:
    """Answers that wait: the view that asked with its arguments, and what was typed by the names of its fields."""

    view: str
    arguments: Mapping[str, Any]
    answers: Mapping[str, Any]

    def is_of(self, view: str | None, arguments: Mapping[str, Any] | None) -> bool:
        """Tell whether the answers belong to this page: a report about one number is none about another."""
        return self.view == view and dict(self.arguments) == dict(arguments or {})


def is_worth_keeping(answers: Mapping[str, Any]) -> bool:
    """Tell whether something was typed, and no more than people type."""
    typed = sum(len(answer) for answer in answers.values() if isinstance(answer, str))
    return 0 < typed <= LONGEST


def late_since(now: datetime) -> datetime:
    """Return since when a session must have been used, for its late form to be kept."""
    return now - LATE_BY
