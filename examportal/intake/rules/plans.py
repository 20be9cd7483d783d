"""The plan of a whole file: what the register is to become, and what follows from it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from examportal.intake.rules.records import Judgement, State, Verdict
from examportal.register.rules import NumberEntry, PersonEntry

MovedFrom = Mapping[str, tuple[int, NumberEntry]]
"""Numbers that come from others: number → whose it was, and how."""
_NONE: MovedFrom = MappingProxyType({})


class Change(NamedTuple):
    """What the rows that count make of one person; `examiner_id` None: the person is new.

    `renamed`: somebody decided that a known person has quite another name. `moved_from` tells of numbers that come from
    others by such a decision whose they were (the id of the person) and how.
    """

    examiner_id: int | None
    before: State
    after: State
    renamed: bool = False
    moved_from: MovedFrom = _NONE

    @property
    def corrected_person(self) -> PersonEntry | None:
        """The person as a known one is to be, None when nothing about the person changes."""
        return self.after.person if self.examiner_id is not None and self.after.person != self.before.person else None

    @property
    def new_numbers(self) -> list[NumberEntry]:
        """Numbers that the register does not have yet, removed ones too."""
        moved_from = self.moved_from
        return [entry for entry in self.added_numbers if entry.registry_number not in moved_from]

    @property
    def added_numbers(self) -> list[NumberEntry]:
        """Numbers that are new for this person, those of others that come to them too."""
        known = self.before.numbers
        return [entry for number, entry in self.after.numbers.items() if number not in known]

    @property
    def moved_numbers(self) -> list[NumberEntry]:
        """Numbers that come to this person from others."""
        return [entry for entry in self.added_numbers if entry.registry_number in self.moved_from]

    @property
    def corrected_numbers(self) -> list[NumberEntry]:
        """Known numbers whose scope or dates change."""
        return [entry for entry in self.after.numbers.values() if self._before(entry) not in (None, entry)]

    def loses_last_number(self, today: date) -> bool:
        """Tell whether a person who had a number in force is left without one."""
        return loses_last_number(self.before.numbers, self.after.numbers, today)

    def _before(self, entry: NumberEntry) -> NumberEntry | None:
        return self.before.numbers.get(entry.registry_number)


def loses_last_number(
    before: Mapping[str, NumberEntry], after: Mapping[str, NumberEntry], today: date, without: Collection[str] = ()
) -> bool:
    """Tell whether somebody who had a number in force is left without one; `without` are numbers that others get."""
    had = any(entry.in_force(today) for entry in before.values())
    return had and not any(entry.in_force(today) for number, entry in after.items() if number not in without)


@dataclass
class Consequences:
    """What a merge of the plan would mean for people. `new_numbers` are all numbers new in the register.

    `letters` go to people with an active account whom numbers in force join, `letters_by_provider` says where to.
    `moved_numbers` go from one person to another, by somebody's decision.
    """

    new_people: int = 0
    new_numbers: int = 0
    numbers_on_existing_accounts: int = 0
    people_losing_last_number: int = 0
    letters: int = 0
    letters_by_provider: dict[str, int] = field(default_factory=dict)
    moved_numbers: int = 0

    def count(
        self, changes: Iterable[Change], with_account: Iterable[int], today: date, told_at: Mapping[int, str]
    ) -> None:
        """Add what some changes mean; `with_account` are those of their people who have an active account.

        `told_at` are those of them who can be written to: id → provider of the mailbox.
        """
        holders = frozenset(with_account)
        for change in changes:
            added = change.added_numbers
            moved = len(change.moved_numbers) if change.moved_from else 0
            self.new_numbers += len(added) - moved
            self.moved_numbers += moved
            if change.examiner_id is None:
                self.new_people += 1
                continue
            self.numbers_on_existing_accounts += len(added) if change.examiner_id in holders else 0
            self.people_losing_last_number += change.loses_last_number(today)
            provider = told_at.get(change.examiner_id)
            if provider is not None and any(entry.in_force(today) for entry in added):
                self.letters += 1
                self.letters_by_provider[provider] = self.letters_by_provider.get(provider, 0) + 1


@dataclass
class Tally:
    """How many rows have which verdict, stop a merge, or wait for somebody to accept their repair."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    undecided: int = 0
    waiting: int = 0

    def count(self, judgements: Iterable[Judgement]) -> None:
        """Add some rows; most of them are alike but for their lines."""
        for finding, rows in Counter(judgement[1:] for judgement in judgements).items():
            judgement = Judgement(0, *finding)
            self.verdicts[judgement.verdict] += rows
            self.undecided += rows * judgement.undecided
            self.waiting += rows * judgement.waiting

    @property
    def totals(self) -> Mapping[str, int]:
        """How many rows have which verdict, with 0 for those that none has; every row is counted once."""
        return {str(verdict): self.verdicts[verdict] for verdict in Verdict}
