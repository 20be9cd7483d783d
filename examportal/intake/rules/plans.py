"""The plan of a whole file: verdicts, totals, what the register is to become, and what follows from it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from examportal.intake.rules.records import Judgement, State, Verdict
from examportal.register.rules import NumberEntry, PersonEntry


@dataclass(frozen=True)
class Change:
    """What the rows that count make of one person; `examiner_id` None: the person is new."""

    examiner_id: int | None
    before: State
    after: State

    @property
    def corrected_person(self) -> PersonEntry | None:
        """The person as a known one is to be, None when nothing about the person changes."""
        return self.after.person if self.examiner_id is not None and self.after.person != self.before.person else None

    @property
    def new_numbers(self) -> list[NumberEntry]:
        """Numbers that the register does not have yet, removed ones too."""
        return [entry for number, entry in self.after.numbers.items() if number not in self.before.numbers]

    @property
    def corrected_numbers(self) -> list[NumberEntry]:
        """Known numbers whose scope or dates change."""
        return [entry for entry in self.after.numbers.values() if self._before(entry) not in (None, entry)]

    @property
    def removed_numbers(self) -> list[NumberEntry]:
        """Known numbers in force that the file removes."""
        return [entry for entry in self.corrected_numbers if entry.removed_on and self._removed_on(entry) is None]

    def loses_last_number(self, today: date) -> bool:
        """Tell whether a person who had a number in force is left without one."""
        had = any(entry.in_force(today) for entry in self.before.numbers.values())
        return had and not any(entry.in_force(today) for entry in self.after.numbers.values())

    def _before(self, entry: NumberEntry) -> NumberEntry | None:
        return self.before.numbers.get(entry.registry_number)

    def _removed_on(self, entry: NumberEntry) -> date | None:
        return self.before.numbers[entry.registry_number].removed_on


@dataclass(frozen=True)
class Consequences:
    """What a merge of the plan would mean for people. `new_numbers` are all numbers new in the register."""

    new_people: int = 0
    new_numbers: int = 0
    numbers_on_existing_accounts: int = 0
    people_losing_last_number: int = 0


@dataclass(frozen=True)
class Plan:
    """The verdicts in the order of the file, and the changes of the register that a merge would make."""

    judgements: Sequence[Judgement]
    changes: Sequence[Change]
    consequences: Consequences

    @property
    def totals(self) -> dict[str, int]:
        """How many rows have which verdict; every verdict is named, every row counted once."""
        return count_verdicts(self.judgements)

    @property
    def undecided(self) -> int:
        """How many rows stop a merge until a person decides."""
        return sum(judgement.undecided for judgement in self.judgements)

    @property
    def waiting(self) -> int:
        """How many rows wait for somebody to accept their repair."""
        return sum(judgement.waiting for judgement in self.judgements)


def count_verdicts(judgements: Iterable[Judgement]) -> dict[str, int]:
    """Return how many rows have which verdict, with 0 for those that none has."""
    counted = Counter(judgement.verdict for judgement in judgements)
    return {str(verdict): counted[verdict] for verdict in Verdict}


def find_consequences(changes: Sequence[Change], with_account: frozenset[int], today: date) -> Consequences:
    """Count what the changes mean; `with_account` are the people who have an active account."""
    return Consequences(
        new_people=sum(change.examiner_id is None for change in changes),
        new_numbers=sum(len(change.new_numbers) for change in changes),
        numbers_on_existing_accounts=sum(
            len(change.new_numbers) for change in changes if change.examiner_id in with_account
        ),
        people_losing_last_number=sum(change.loses_last_number(today) for change in changes),
    )
