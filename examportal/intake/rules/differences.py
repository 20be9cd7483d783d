"""What a row changes, field by field: what the register has, and what it is to have."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from examportal.intake.rules.records import Entry, State
from examportal.register.rules import PersonEntry


class Told(StrEnum):
    """What a row can tell of a person or a number, by the names that machines read."""

    LAST_NAME = "last_name"
    FIRST_NAMES = "first_names"
    SCOPE = "scope"
    ENTERED_ON = "entered_on"
    REMOVED_ON = "removed_on"
    EMAIL = "email"
    PHONE = "phone"


class Difference(NamedTuple):
    """One field as the register has it (None: not at all) and as a row says; days are ISO dates."""

    told: Told
    old: str | None
    new: str


def differences(entry: Entry, before: State, target: PersonEntry | None) -> list[Difference]:
    """Return what a row about a known person and number changes, in the order of `Told`.

    `target` is the person as all rows together leave them: what a later row says otherwise is not this row's change.
    None: the row stands alone.
    """
    found = {difference.told: difference for difference in _of_number(entry, before)}
    found |= {difference.told: difference for difference in _of_person(entry, before.person, target)}
    return [found[told] for told in Told if told in found]


def _of_number(entry: Entry, before: State) -> Iterator[Difference]:
    number = before.numbers.get(entry.registry_number)
    if number is None:
        return
    if entry.scope_code != number.scope_code:
        yield Difference(Told.SCOPE, number.scope_code, entry.scope_code)
    days = (
        (Told.ENTERED_ON, number.entered_on, entry.entered_on),
        (Told.REMOVED_ON, number.removed_on, entry.removed_on),
    )
    for told, old, new in days:
        if new is not None and new != old:
            yield Difference(told, _written(old), new.isoformat())


def _of_person(entry: Entry, person: PersonEntry | None, target: PersonEntry | None) -> Iterator[Difference]:
    if person is None:
        return
    before, after = _fields(person), _fields(target) if target else None
    said = {
        Told.LAST_NAME: entry.last_name,
        Told.FIRST_NAMES: entry.first_names,
        Told.EMAIL: entry.email,
        Told.PHONE: entry.phone,
    }
    for told, new in said.items():
        if new is not None and new != before[told] and (after is None or after[told] == new):
            yield Difference(told, before[told], new)


def _fields(person: PersonEntry) -> dict[Told, str | None]:
    return {
        Told.LAST_NAME: person.last_name,
        Told.FIRST_NAMES: person.first_names,
        Told.EMAIL: person.personal.email,
        Told.PHONE: person.personal.phone,
    }


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
