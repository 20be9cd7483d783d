"""What the rows of one person mean for the register.

The rows of a person are judged together. A row that is left out (invalid, in conflict, repaired without consent) does
not count for the others; the register that results from the rows that count is `PersonPlan.after`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from examportal.intake.rules.comparing import differing_names, is_another, leading_over_to
from examportal.intake.rules.records import (
    Claims,
    Entry,
    Judgement,
    PersonPlan,
    Question,
    Reading,
    Reason,
    RowWarning,
    State,
    Taken,
    Verdict,
)
from examportal.register.rules import Identity, NumberEntry, PersonalData, PersonEntry

_NOTHING_TAKEN = Taken()


def find_claims(readings: Iterable[Reading], question: Question) -> Claims:
    """Find the numbers that two people claim."""
    counted: dict[str, Identity] = {}
    any_row: dict[str, Identity] = {}
    by_counted, by_all = set[str](), set[str]()
    for reading in readings:
        if reading.entry is None:
            continue
        number, person = reading.entry.registry_number, reading.entry.identity
        if any_row.setdefault(number, person) != person:
            by_all.add(number)
        if question.counts(reading) and counted.setdefault(number, person) != person:
            by_counted.add(number)
    return Claims(frozenset(by_counted), frozenset(by_all))


def judge_invalid(reading: Reading) -> Judgement:
    """Return the verdict on a row that could not be read."""
    return Judgement(reading.line, Verdict.INVALID, reading.fault, reading.repairs, reading.warnings, counts=False)


def judge_person(
    readings: Sequence[Reading],
    before: State,
    question: Question,
    claims: Claims,
    foreign: Collection[str],
    taken: Taken = _NOTHING_TAKEN,
) -> PersonPlan:
    """Judge all readable rows of one person, given in the order of the file.

    `foreign` are those of their numbers that the register knows as another person's; `taken` are the conflicts in
    which somebody decided for the file. Rows that wait for consent to their repair are judged last, against the
    register as the others will leave it.
    """
    rows = [_Row(reading, reading.entry) for reading in readings if reading.entry is not None]
    late = [row for row in rows if not question.counts(row.reading)]
    seen: set[Entry] = set()
    counted = _Round([row for row in rows if question.counts(row.reading)], before, question.removal_column, taken)
    after = counted.judge(seen, claims.by_counted, foreign)
    judgements = counted.judgements
    if late:
        waiting = _Round(late, after, question.removal_column)
        waiting.judge(seen, claims.by_all, foreign)
        judgements += [judgement._replace(counts=False) for judgement in waiting.judgements]
    return PersonPlan(
        sorted(judgements, key=lambda judgement: judgement.line), before, after, frozenset(counted.passed)
    )


@dataclass(frozen=True, slots=True)
class _Row:
    reading: Reading
    entry: Entry


class _Round:
    """One pass over rows of one person that are judged together."""

    def __init__(self, rows: list[_Row], before: State, removal_column: bool, taken: Taken = _NOTHING_TAKEN) -> None:
        self.before = before
        self.judgements: list[Judgement] = []
        self.passed: set[tuple[int, Reason]] = set()
        self._taken = taken
        self._coming_back: frozenset[str] = frozenset()
        self._rows = rows
        self._removal_column = removal_column

    def judge(self, seen: set[Entry], claimed_twice: frozenset[str], foreign: Collection[str]) -> State:
        """Judge the rows and return the register after them; `seen` are rows of the person judged before."""
        self._settle_duplicates(seen)
        self._leave_out(Reason.NUMBER_CLAIMED_TWICE, lambda entry: entry.registry_number in claimed_twice)
        self._leave_out(Reason.NUMBER_OF_ANOTHER_PERSON, lambda entry: entry.registry_number in foreign)
        strangers = [row.entry for row in self._rows if self._is_stranger(row)]
        self._leave_out(Reason.PESEL_OF_TWO_PEOPLE, self._is_somebody_else)
        self._leave_out(Reason.PESEL_OF_TWO_PEOPLE, differing_names(row.entry for row in self._rows))
        self._leave_out(Reason.PESEL_OF_TWO_PEOPLE, leading_over_to(strangers))
        self._leave_out(Reason.NUMBER_REMOVED_BEFORE, self._returns_silently)
        self._coming_back = frozenset(
            row.entry.registry_number for row in self._rows if self._returns_silently(row.entry)
        )
        times = Counter(row.entry.registry_number for row in self._rows)
        self._leave_out(Reason.SAME_NUMBER_TWICE, lambda entry: times[entry.registry_number] > 1)
        self._leave_out(Reason.DATE_ORDER, self._removed_before_entered, Verdict.INVALID)
        return self._apply()

    def _settle_duplicates(self, seen: set[Entry]) -> None:
        fresh = []
        for row in self._rows:
            if row.entry in seen:
                self._settle(row, Verdict.DUPLICATE)
            else:
                fresh.append(row)
            seen.add(row.entry)
        self._rows = fresh

    def _leave_out(
        self, reason: Reason, concerns: Callable[[Entry], bool], verdict: Verdict = Verdict.CONFLICT
    ) -> None:
        kept = []
        for row in self._rows:
            if not concerns(row.entry):
                kept.append(row)
            elif self._is_taken(row, reason):
                self.passed.add((row.reading.line, reason))
                kept.append(row)
            else:
                self._settle(row, verdict, reason)
        self._rows = kept

    def _is_taken(self, row: _Row, reason: Reason) -> bool:
        return (row.reading.line, reason) in self._taken.rows

    def _is_stranger(self, row: _Row) -> bool:
        """Tell whether a row is of somebody else, and nobody decided that the person is who the row says."""
        return self._is_somebody_else(row.entry) and not self._is_taken(row, Reason.PESEL_OF_TWO_PEOPLE)

    def _is_somebody_else(self, entry: Entry) -> bool:
        return self.before.person is not None and is_another(entry, self.before.person)

    def _returns_silently(self, entry: Entry) -> bool:
        """Tell whether the file, which tells of removals, has a removed number without its removal."""
        return self._removal_column and entry.removed_on is None and self._is_removed(entry)

    def _is_removed(self, entry: Entry) -> bool:
        known = self.before.numbers.get(entry.registry_number)
        return known is not None and known.removed_on is not None

    def _removed_before_entered(self, entry: Entry) -> bool:
        result = self._number_after(entry)
        return bool(result.entered_on and result.removed_on and result.removed_on < result.entered_on)

    def _apply(self) -> State:
        if not self._rows:
            return self.before
        target = _person_after(self.before.person, [row.entry for row in self._rows])
        person_known = self.before.person is not None
        for row in self._rows:
            self._settle(row, *self._verdict(row.entry, target, person_known=person_known), target)
            person_known = True
        numbers = dict(self.before.numbers)
        numbers |= {row.entry.registry_number: self._number_after(row.entry) for row in self._rows}
        return State(target, numbers)

    def _number_after(self, entry: Entry) -> NumberEntry:
        """Return a number as its row leaves it: an empty cell ends a removal if somebody said so, and never erases."""
        number = entry.registry_number
        known = self.before.numbers.get(number) or self._taken.moved.get(number)
        entered_on = entry.entered_on or (known.entered_on if known else None)
        lasting = known.removed_on if known and number not in self._coming_back else None
        return NumberEntry(number, entry.scope_code, entered_on, entry.removed_on or lasting)

    def _verdict(self, entry: Entry, target: PersonEntry, *, person_known: bool) -> tuple[Verdict, Reason | None]:
        number = self.before.numbers.get(entry.registry_number)
        if not person_known:
            return Verdict.NEW_PERSON, None
        if number is None or self.before.person is None:
            return Verdict.NEW_NUMBER, None
        if entry.removed_on and number.removed_on is None:
            return Verdict.REMOVE, None
        both = number, self._number_after(entry)
        change = _first_change(entry, both, self.before.person, target)
        return (Verdict.CORRECT, change) if change else (Verdict.UNCHANGED, None)

    def _settle(
        self, row: _Row, verdict: Verdict, reason: Reason | None = None, target: PersonEntry | None = None
    ) -> None:
        warnings = list(row.reading.warnings)
        if target is not None and self._is_removed(row.entry) and not self._removal_column:
            warnings.append(RowWarning.NUMBER_REMOVED_BEFORE)
        if target is not None and _outdone(row.entry, target):
            warnings.append(RowWarning.LATER_ROW_COUNTS)
        line, repairs = row.reading.line, row.reading.repairs
        taken = tuple(why for why in Reason if (line, why) in self.passed) if self.passed else ()
        self.judgements.append(Judgement(line, verdict, reason, repairs, tuple(warnings), taken=taken))


def _person_after(before: PersonEntry | None, entries: Sequence[Entry]) -> PersonEntry:
    """Return the person as the rows leave them: the last row that says something counts, an empty cell never erases."""
    last = entries[-1]
    old = before.personal if before else PersonalData.of(last.identity)
    email, phone = old.email, old.phone
    for entry in entries:
        email, phone = entry.email or email, entry.phone or phone
    return PersonEntry(last.last_name, last.first_names, old._replace(email=email, phone=phone))


def _first_change(
    entry: Entry, number: tuple[NumberEntry, NumberEntry], before: PersonEntry, target: PersonEntry
) -> Reason | None:
    """Return the first field in which this row changes the register; `number` is as it was, and as it is to be.

    A change of the person belongs to the rows that bring what will count, not to those that a later row outdoes.
    """
    known, result = number
    dates = (known.entered_on, known.removed_on) != (result.entered_on, result.removed_on)
    changes = {
        Reason.SURNAME_CHANGED: entry.last_name == target.last_name != before.last_name,
        Reason.FIRST_NAMES_CHANGED: entry.first_names == target.first_names != before.first_names,
        Reason.SCOPE_CHANGED: known.scope_code != entry.scope_code,
        Reason.DATES_CHANGED: dates,
        Reason.CONTACT_CHANGED: _brings(entry.email, target.personal.email, before.personal.email)
        or _brings(entry.phone, target.personal.phone, before.personal.phone),
    }
    return next((reason for reason, changed in changes.items() if changed), None)


def _brings(said: str | None, target: str | None, before: str | None) -> bool:
    return said is not None and said == target != before


def _outdone(entry: Entry, target: PersonEntry) -> bool:
    """Tell whether a later row of the same person says otherwise, and counts."""
    pairs = (
        (entry.last_name, target.last_name),
        (entry.first_names, target.first_names),
        (entry.email, target.personal.email),
        (entry.phone, target.personal.phone),
    )
    return any(said is not None and said != counts for said, counts in pairs)
