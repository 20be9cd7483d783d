"""The words and records of a plan: what a row says, what becomes of it and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from examportal.register.rules import Identity, NumberEntry, PersonEntry


class Verdict(StrEnum):
    """What becomes of a row."""

    __hash__ = str.__hash__  # that of enumerations is written in Python, and each row asks for it three times

    NEW_PERSON = "new_person"
    NEW_NUMBER = "new_number"
    CORRECT = "correct"
    UNCHANGED = "unchanged"
    REMOVE = "remove"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    INVALID = "invalid"


class Reason(StrEnum):
    """Why: the fault of an invalid row, the question of a conflict, or the first field that changes."""

    PESEL_MISSING = "pesel_missing"
    PESEL_LENGTH = "pesel_length"
    PESEL_CHECKSUM = "pesel_checksum"
    PESEL_BIRTH_DATE = "pesel_birth_date"
    PESEL_SCIENTIFIC = "pesel_scientific"
    NUMBER_MISSING = "number_missing"
    NUMBER_FORMAT = "number_format"
    NUMBER_IS_DATE = "number_is_date"
    NAME_MISSING = "name_missing"
    SCOPE_MISSING = "scope_missing"
    SCOPE_UNKNOWN = "scope_unknown"
    DATE_INVALID = "date_invalid"
    DATE_ORDER = "date_order"
    DOCUMENT_INCOMPLETE = "document_incomplete"
    FORMULA_WITHOUT_VALUE = "formula_without_value"

    NUMBER_CLAIMED_TWICE = "number_claimed_twice"
    NUMBER_OF_ANOTHER_PERSON = "number_of_another_person"
    PESEL_OF_TWO_PEOPLE = "pesel_of_two_people"
    NUMBER_REMOVED_BEFORE = "number_removed_before"
    SAME_NUMBER_TWICE = "same_number_twice"

    SURNAME_CHANGED = "surname_changed"
    FIRST_NAMES_CHANGED = "first_names_changed"
    SCOPE_CHANGED = "scope_changed"
    DATES_CHANGED = "dates_changed"
    CONTACT_CHANGED = "contact_changed"


class Repair(StrEnum):
    """What was mended in a PESEL; applied only when a person agrees to this kind of repair."""

    ZERO_RESTORED = "zero_restored"
    SCIENTIFIC_EXPANDED = "scientific_expanded"


class RowWarning(StrEnum):
    """What the clerk should know of a row that is not stopped by it."""

    EMAIL_IGNORED = "email_ignored"
    PHONE_IGNORED = "phone_ignored"
    NUMBER_FROM_NUMERIC_CELL = "number_from_numeric_cell"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    SCOPE_INACTIVE = "scope_inactive"
    OUTSIDE_REGION = "outside_region"
    NUMBER_REMOVED_BEFORE = "number_removed_before"
    LATER_ROW_COUNTS = "later_row_counts"
    PESEL_WAS_CORRECTED = "pesel_was_corrected"


class Choice(StrEnum):
    """What a person decides about a row in conflict."""

    TAKE = "take"
    """The file is right: the row goes on, as if there were no conflict."""
    KEEP = "keep"
    """The register is right: it stays as it is, and the row is settled."""
    LEAVE_OUT = "leave_out"
    """The row is left out and is to be mended in the file."""


_NONE: Mapping[str, NumberEntry] = MappingProxyType({})


# Tuples by name: a frozen dataclass takes three times as long to make, and each row makes some of them twice.
class Entry(NamedTuple):
    """What a readable row says: one person and one number. None: the cell is empty and says nothing."""

    identity: Identity
    registry_number: str
    last_name: str
    first_names: str
    scope_code: str
    entered_on: date | None = None
    removed_on: date | None = None
    email: str | None = None
    phone: str | None = None


class Reading(NamedTuple):
    """One row after its cells were judged: an entry, or the fault that makes the row invalid."""

    line: int
    entry: Entry | None
    fault: Reason | None = None
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[RowWarning, ...] = ()


class Judgement(NamedTuple):
    """The verdict on one row. `counts` tells whether the row takes part in a merge, if its verdict lets it.

    `decided` is what a person said about the conflict that is the verdict, `taken` are conflicts that are none any
    more, since a person said that the file is right.
    """

    line: int
    verdict: Verdict
    reason: Reason | None = None
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[RowWarning, ...] = ()
    counts: bool = True
    decided: Choice | None = None
    taken: tuple[Reason, ...] = ()

    @property
    def undecided(self) -> bool:
        """Whether the row stops a merge until a person decides."""
        return self.verdict is Verdict.CONFLICT and self.counts and self.decided is None

    @property
    def left_open(self) -> bool:
        """Whether a merge leaves the row out and nobody has said that the register is right."""
        return self.verdict is Verdict.CONFLICT and self.counts and self.decided is not Choice.KEEP

    @property
    def waiting(self) -> bool:
        """Whether the row waits for somebody to accept its repair."""
        return not self.counts and bool(self.repairs)


class Disputed(NamedTuple):
    """A row that a merge leaves out as a conflict.

    `person` is the digest of whom it names, `examiner_id` their id if the register has them, `holder_id` that of
    somebody else to whom its number belongs.
    """

    line: int
    reason: Reason
    person: bytes
    examiner_id: int | None = None
    holder_id: int | None = None


class State(NamedTuple):
    """A person as the register has them; `person` None: not at all."""

    person: PersonEntry | None = None
    numbers: Mapping[str, NumberEntry] = _NONE


@dataclass(frozen=True)
class Question:
    """What is asked about a whole file: which repairs are accepted, and whether it has a column of removals."""

    removal_column: bool
    accepted: frozenset[Repair] = frozenset()

    def counts(self, reading: Reading) -> bool:
        """Tell whether a row counts, or waits for somebody to accept its repair."""
        return self.accepted.issuperset(reading.repairs)


@dataclass(frozen=True)
class Claims:
    """Numbers that two people claim in one file: among the rows that count, and among all rows."""

    by_counted: frozenset[str]
    by_all: frozenset[str]


@dataclass(frozen=True)
class Taken:
    """Conflicts, by line and reason, in which a person decided for the file.

    `moved` are the numbers that come to this person from others who had them, as the register has them now.
    """

    rows: frozenset[tuple[int, Reason]] = frozenset()
    moved: Mapping[str, NumberEntry] = field(default_factory=dict)


class PersonPlan(NamedTuple):
    """The verdicts on one person's rows, and the register before and after the rows that count.

    `passed` are the conflicts, by line and reason, that would be there if nobody had decided for the file.
    """

    judgements: Sequence[Judgement]
    before: State
    after: State
    passed: frozenset[tuple[int, Reason]] = frozenset()
