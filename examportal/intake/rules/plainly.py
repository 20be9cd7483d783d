"""The verdicts on people about whom there is nothing to ask: new ones, and those of whom the register has the same.

Nearly all people of nearly all files are such, and judging them here takes a quarter of the time.
`judging.judge_person` is the law: what is said here is what it would say, and a test compares the two.
"""

from collections.abc import Collection, Sequence

from examportal.intake.rules.records import (
    Claims,
    Entry,
    Judgement,
    PersonPlan,
    Question,
    Reading,
    State,
    Verdict,
)
from examportal.register.rules import ByPesel, NumberEntry, PersonalData, PersonEntry


def judge_plainly(
    readings: Sequence[Reading], before: State, question: Question, claims: Claims, foreign: Collection[str]
) -> PersonPlan | None:
    """Judge the readable rows of one person as `judge_person` does; None when that has to be asked."""
    entries = [reading.entry for reading in readings if reading.entry is not None]
    if foreign or not _all_plain(readings, entries, question, claims):
        return None
    if before.person is None:
        return _of_new_person(readings, entries, before)
    if all(_is_known(entry, before.numbers.get(entry.registry_number), before.person, question) for entry in entries):
        return PersonPlan([_judgement(reading, Verdict.UNCHANGED) for reading in readings], before, before)
    return None


def _all_plain(readings: Sequence[Reading], entries: Sequence[Entry], question: Question, claims: Claims) -> bool:
    """Tell whether the rows say one thing of the person, different things of different numbers, and all count."""
    first, claimed = entries[0], claims.by_all
    numbers = {entry.registry_number for entry in entries}
    if len(numbers) != len(entries) or (claimed and not claimed.isdisjoint(numbers)):
        return False
    if any(reading.repairs and not question.counts(reading) for reading in readings):
        return False
    return len(entries) == 1 or all(_says_the_same(entry, first) for entry in entries)


def _says_the_same(entry: Entry, first: Entry) -> bool:
    """Tell whether two rows agree about the person."""
    if entry.last_name != first.last_name or entry.first_names != first.first_names:
        return False
    return entry.email == first.email and entry.phone == first.phone


def _of_new_person(readings: Sequence[Reading], entries: Sequence[Entry], before: State) -> PersonPlan | None:
    numbers = {}
    for entry in entries:
        number = NumberEntry(entry.registry_number, entry.scope_code, entry.entered_on, entry.removed_on)
        if not _in_order(number):
            return None
        numbers[entry.registry_number] = number
    last = entries[-1]
    person = PersonEntry(last.last_name, last.first_names, _personal(last))
    judgements = [_judgement(readings[0], Verdict.NEW_PERSON)]
    judgements += [_judgement(reading, Verdict.NEW_NUMBER) for reading in readings[1:]]
    return PersonPlan(judgements, before, State(person, numbers))


def _personal(entry: Entry) -> PersonalData:
    identity, email, phone = entry.identity, entry.email, entry.phone
    if isinstance(identity, ByPesel):
        return PersonalData(identity.pesel, identity.birth_date, email, phone)
    return PersonalData(None, identity.birth_date, email, phone, identity)


def _is_known(entry: Entry, number: NumberEntry | None, person: PersonEntry, question: Question) -> bool:
    """Tell whether the register has all that a row says, and nothing that its silence would change."""
    if number is None or number.scope_code != entry.scope_code or number.removed_on != entry.removed_on:
        return False
    if number.removed_on and not (question.removal_column and _in_order(number)):
        return False
    if entry.last_name != person.last_name or entry.first_names != person.first_names:
        return False
    said = (
        (entry.entered_on, number.entered_on),
        (entry.email, person.personal.email),
        (entry.phone, person.personal.phone),
    )
    return all(new is None or new == old for new, old in said)


def _in_order(number: NumberEntry) -> bool:
    return not (number.entered_on and number.removed_on) or number.entered_on <= number.removed_on


def _judgement(reading: Reading, verdict: Verdict) -> Judgement:
    return Judgement(reading.line, verdict, None, reading.repairs, reading.warnings)
