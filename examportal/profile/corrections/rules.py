"""What may be reported, and which changes of the register answer it."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from examportal.core.errors import Refusal
from examportal.journal.events import Event


class NotToReport(Refusal):
    """There is no such field, or the number is nobody's or another person's."""


class AlreadyReported(Refusal):
    """A report about this field waits for the office already."""


class AlreadyClosed(Refusal):
    """The report was answered or withdrawn."""


class ChangeDoesNotAnswer(Refusal):
    """The change is another person's, of another kind, or older than the report."""


class Topic(StrEnum):
    """What a report is about; what an examiner may change alone is not among it."""

    PESEL = "pesel"
    BIRTH_DATE = "data-urodzenia"
    DOCUMENT = "dokument"
    NUMBER = "numer"
    NOT_MINE = "nie-moj-numer"
    NUMBER_MISSING = "brak-numeru"


_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
OF_A_NUMBER = frozenset({Topic.NUMBER, Topic.NOT_MINE})


class Outcome(StrEnum):
    """How a report ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ANSWERED_BY: Mapping[Topic, AbstractSet[Event]] = {
    Topic.PESEL: frozenset({Event.PESEL_CORRECTED, Event.RECORDS_UNIFIED}),
    Topic.BIRTH_DATE: frozenset({Event.PESEL_CORRECTED, Event.DOCUMENT_CORRECTED, Event.PERSON_CORRECTED}),
    Topic.DOCUMENT: frozenset({Event.DOCUMENT_CORRECTED}),
    Topic.NUMBER: frozenset({Event.NUMBER_CORRECTED, Event.NUMBER_REMOVED, Event.NUMBER_RESTORED}),
    Topic.NOT_MINE: frozenset({Event.NUMBER_REMOVED, Event.NUMBER_MOVED, Event.RECORDS_PARTED}),
    Topic.NUMBER_MISSING: frozenset({
        Event.NUMBER_ENTERED, Event.NUMBER_RESTORED, Event.NUMBER_MOVED, Event.RECORDS_UNIFIED,
    }),
}  # fmt: skip
"""Changes of a person that can be what a report asked for."""


@dataclass(frozen=True)
class About:
    """A field: a topic and, where it is one of several numbers, which."""

    topic: Topic
    qualification_id: int | None = None

    def __str__(self) -> str:
        """Return the form that is stored and stands in addresses."""
        return f"{self.topic}-{self.qualification_id}" if self.qualification_id else str(self.topic)


@dataclass(frozen=True)
class Report:
    """One report, opened."""

    id: int
    examiner_id: int
    about: About
    reported_at: datetime
    present: str
    proposed: str
    reason: str
    answer: str = ""
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    change_id: int | None = None

    @property
    def number(self) -> str:
        """The number by which person and office name it."""
        return f"ZP-{self.id:06d}"

    def to_document(self) -> dict[str, str]:
        """Return the JSON document to seal."""
        return {"present": self.present, "proposed": self.proposed, "reason": self.reason, "answer": self.answer}


def read_about(text: str) -> About:
    """Read the name of a field; raises NotToReport."""
    head, _, tail = text.rpartition("-")
    if head in OF_A_NUMBER and _NUMBER.fullmatch(tail):
        return About(Topic(head), int(tail))
    if text not in set(Topic) - OF_A_NUMBER:
        raise NotToReport
    return About(Topic(text))


def check_answer(report: Report, examiner_id: int, event: str, made_at: datetime) -> None:
    """Let a change be the answer to a report; raises ChangeDoesNotAnswer."""
    fits = event in ANSWERED_BY[report.about.topic] and made_at >= report.reported_at
    if examiner_id != report.examiner_id or not fits:
        raise ChangeDoesNotAnswer
