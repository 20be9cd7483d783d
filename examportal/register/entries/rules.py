"""What single entries are made of, and what must hold of a removal and of its end."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from examportal.core.errors import Refusal
from examportal.register.rules import NumberEntry, PersonEntry


class RevealReason(StrEnum):
    """Why somebody of the staff looks at a PESEL that is shown masked; the reason goes into the journal."""

    CALLER = "caller"
    PAPERS = "papers"
    CONTRACT = "contract"
    CORRECTION = "correction"


class EarlierThanEntry(Refusal):
    """A number cannot be removed before it was entered."""


class EarlierThanReturn(Refusal):
    """A number cannot be removed before the day on which it came back the last time."""


class NotRemoved(Refusal):
    """There is no removal in force to end, or to correct."""


class AlreadyRemoved(Refusal):
    """The number is removed already."""


class EarlierThanRemoval(Refusal):
    """A number cannot come back before it was removed."""


class NothingChanged(Refusal):
    """All is as it is to be already."""


class LaterThanRemoval(Refusal):
    """A number cannot have been entered after it was removed."""


class NotYet(Refusal):
    """A number comes back today or came back before, never later: whoever gives it back does so on the day."""


@dataclass(frozen=True)
class RemovalRecord:
    """One removal of a number: in force while `restored_on` is None."""

    removed_on: date
    ground: str
    decision_number: str | None
    restored_on: date | None
    recorded_at: datetime

    @property
    def lasts(self) -> bool:
        """Whether nobody has ended it."""
        return self.restored_on is None


@dataclass(frozen=True)
class NumberRecord:
    """One number of a person with its whole history; `removals` in the order in which they were recorded."""

    qualification_id: int
    entry: NumberEntry
    scope_label: str
    removals: Sequence[RemovalRecord]

    @property
    def removal(self) -> RemovalRecord | None:
        """The removal in force, or decided for a later day."""
        return next((removal for removal in self.removals if removal.lasts), None)


@dataclass(frozen=True)
class PersonRecord:
    """A person as the register has them, with all numbers; `stamp` is another one as soon as anything of it is."""

    examiner_id: int
    person: PersonEntry
    login_number: str | None
    numbers: Sequence[NumberRecord]
    stamp: str

    def number(self, qualification_id: int) -> NumberRecord | None:
        """Return one of the numbers, None when it is not this person's."""
        return next((one for one in self.numbers if one.qualification_id == qualification_id), None)


class ListedPerson(NamedTuple):
    """A person as lists show them: without what only the card tells."""

    examiner_id: int
    person: PersonEntry
    login_number: str | None
    numbers: Sequence[NumberEntry]


@dataclass(frozen=True)
class RemovalEntry:
    """What a decision says about a removal."""

    removed_on: date
    ground: str
    decision_number: str | None = None


@dataclass(frozen=True)
class NumberCorrection:
    """A number as it is to be; `removal` None: it is in force, and stays so."""

    scope_code: str
    entered_on: date | None
    removal: RemovalEntry | None


def check_correction(number: NumberRecord, correction: NumberCorrection) -> None:
    """Let a correction of a number through.

    Raises NothingChanged, NotRemoved or AlreadyRemoved when it takes a number in force for a removed one or the other
    way, LaterThanRemoval, EarlierThanEntry or EarlierThanReturn when the days do not follow each other.
    """
    removal, known = correction.removal, number.removal
    if (removal is None) != (known is None):
        raise AlreadyRemoved if known else NotRemoved
    same = removal == (RemovalEntry(known.removed_on, known.ground, known.decision_number) if known else None)
    entry = number.entry
    if same and (entry.scope_code, entry.entered_on) == (correction.scope_code, correction.entered_on):
        raise NothingChanged
    entered_on = correction.entered_on
    if entered_on and any(past.removed_on < entered_on for past in number.removals if not past.lasts):
        raise LaterThanRemoval
    if removal is not None:
        corrected = entry._replace(entered_on=entered_on)
        check_removal(replace(number, entry=corrected), removal.removed_on)


def stamp_text(person: PersonEntry, numbers: Sequence[NumberRecord]) -> str:
    """Return all that somebody saw of a person, in one text: who changes the person says that it was this."""
    seen = [person.last_name, person.first_names, person.personal.to_document()]
    held = [
        [one.entry.registry_number, one.entry.scope_code, one.entry.entered_on, [_told(r) for r in one.removals]]
        for one in numbers
    ]
    return json.dumps([seen, held], default=str, sort_keys=True)


def check_removal(number: NumberRecord, removed_on: date) -> None:
    """Let a day of removal through, or raise EarlierThanEntry or EarlierThanReturn."""
    if number.entry.entered_on and removed_on < number.entry.entered_on:
        raise EarlierThanEntry
    if any(removal.restored_on and removed_on < removal.restored_on for removal in number.removals):
        raise EarlierThanReturn


def check_restoration(removal: RemovalRecord, restored_on: date, today: date) -> None:
    """Let a day on which a number comes back through, or raise EarlierThanRemoval or NotYet.

    A removal decided for a later day may be called off: that counts as a return on the very day.
    """
    if restored_on < removal.removed_on:
        raise EarlierThanRemoval
    if restored_on > max(today, removal.removed_on):
        raise NotYet


def _told(removal: RemovalRecord) -> list[object]:
    return [removal.removed_on, removal.ground, removal.decision_number, removal.restored_on]
