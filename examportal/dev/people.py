"""People who do not exist: the same ones each time, for the sample register.

Nobody is copied from anywhere. A PESEL is put together from an invented birth date and a random serial, and there are
no phone numbers, since every Polish number may be somebody's.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum.pl import pesel as stdnum_pesel

from examportal.core.names import fold
from examportal.dev.names import ADJECTIVE_SURNAMES, MEN, PLAIN_SURNAMES, WOMEN, womans_form

SEED = 20261121
CROWD = 340
SCOPES = ("MPO", "MMA", "MBI", "MCH", "MFA", "MGE", "MHI", "MAN", "E8P", "E8M", "E8A", "ZINF03")
HEADER = ("PESEL", "Numer ewidencyjny", "Nazwisko", "Imiona", "Zakres", "Data wpisu", "Data skreślenia", "E-mail")
_OLDEST, _YOUNGEST = date(1952, 1, 1), date(2000, 12, 31)
_FIRST_ENTRY, _LAST_ENTRY, _LAST_REMOVAL = date(1999, 9, 1), date(2024, 6, 30), date(2026, 6, 30)
_YEARS_BEFORE_ENTRY = 23
_WITH_EMAIL, _TWO_GIVEN_NAMES, _TWO_SURNAMES = 0.8, 0.25, 0.1
_REMOVED, _PARTLY_REMOVED = 0.04, 0.15
_CENTURY_OF_2000 = 20


@dataclass(frozen=True)
class InventedNumber:
    """One registry number of an invented person."""

    registry_number: str
    scope: str
    entered_on: date
    removed_on: date | None = None


@dataclass(frozen=True)
class InventedPerson:
    """An invented examiner as the register would have them."""

    pesel: str
    last_name: str
    first_names: str
    email: str
    numbers: tuple[InventedNumber, ...]

    @property
    def active_numbers(self) -> tuple[InventedNumber, ...]:
        """The numbers that open the door."""
        return tuple(number for number in self.numbers if number.removed_on is None)


@dataclass(frozen=True)
class Example:
    """A person worth trying, and why."""

    why: str
    person: InventedPerson
    number: str


def invent(size: int = CROWD) -> list[InventedPerson]:
    """Return `size` different people, always the same ones in the same order."""
    chance = Random(SEED)  # noqa: S311 - the point is that it can be foretold
    numbers = chance.sample(range(10_000, 99_999), size * 4)
    people: dict[str, InventedPerson] = {}
    while len(people) < size:
        person = _invent_one(chance, numbers)
        people.setdefault(person.pesel, person)
    return list(people.values())


def examples(people: list[InventedPerson]) -> list[Example]:
    """Return the first of each kind that is worth trying."""
    kinds: tuple[tuple[str, Callable[[InventedPerson], bool]], ...] = (
        ("jeden numer", lambda p: len(p.numbers) == len(p.active_numbers) == 1),
        ("trzy numery, jedno konto", lambda p: len(p.numbers) == len(p.active_numbers) == 3),  # noqa: PLR2004 - as said
        ("część numerów skreślona", lambda p: 0 < len(p.active_numbers) < len(p.numbers)),
        ("wszystkie numery skreślone", lambda p: not p.active_numbers),
    )
    found = []
    for why, fits in kinds:
        person = next(person for person in people if fits(person))
        found.append(Example(why, person, (person.active_numbers or person.numbers)[0].registry_number))
    return found


def register_file(people: list[InventedPerson]) -> bytes:
    """Return a register file as a board would export it: UTF-8 with BOM, semicolons, Polish dates, by surname."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    for person in sorted(people, key=lambda person: (fold(person.last_name), person.pesel)):
        for number in person.numbers:
            dates = (_polish(number.entered_on), _polish(number.removed_on))
            names = (person.last_name, person.first_names)
            writer.writerow((person.pesel, number.registry_number, *names, number.scope, *dates, person.email))
    return out.getvalue().encode("utf-8-sig")


def _invent_one(chance: Random, free_numbers: list[int]) -> InventedPerson:
    woman = chance.random() < 0.7  # noqa: PLR2004 - about as among Polish teachers
    born = _OLDEST + timedelta(days=chance.randrange((_YOUNGEST - _OLDEST).days))
    first_names = chance.sample(WOMEN if woman else MEN, 2 if chance.random() < _TWO_GIVEN_NAMES else 1)
    last_name = _surname(chance, woman=woman)
    email = f"{fold(first_names[0])}.{fold(last_name)}{born:%y}@example.pl".replace(" ", "-")
    return InventedPerson(
        pesel=_pesel(chance, born, woman=woman),
        last_name=last_name,
        first_names=" ".join(first_names),
        email=email if chance.random() < _WITH_EMAIL else "",
        numbers=_numbers(chance, born, free_numbers),
    )


def _surname(chance: Random, *, woman: bool) -> str:
    surnames = chance.sample(PLAIN_SURNAMES + ADJECTIVE_SURNAMES, 2)
    if not woman:
        return surnames[0]
    married = 2 if chance.random() < _TWO_SURNAMES else 1
    return "-".join(womans_form(surname) for surname in surnames[:married])


def _pesel(chance: Random, born: date, *, woman: bool) -> str:
    month = born.month + (_CENTURY_OF_2000 if born.year >= 2000 else 0)  # noqa: PLR2004 - the century is in the month
    sex = chance.randrange(0, 10, 2) + (0 if woman else 1)
    digits = f"{born:%y}{month:02}{born:%d}{chance.randrange(1000):03}{sex}"
    return digits + str(stdnum_pesel.calc_check_digit(digits))


def _numbers(chance: Random, born: date, free_numbers: list[int]) -> tuple[InventedNumber, ...]:
    count = chance.choices((1, 2, 3, 4), weights=(65, 20, 10, 5))[0]
    scopes = chance.sample(SCOPES, count)
    removed = count if chance.random() < _REMOVED else 0
    if count > 1 and not removed and chance.random() < _PARTLY_REMOVED:
        removed = 1
    return tuple(
        _number(chance, born, f"1-{free_numbers.pop()}", scope, removed=position < removed)
        for position, scope in enumerate(scopes)
    )


def _number(chance: Random, born: date, registry_number: str, scope: str, *, removed: bool) -> InventedNumber:
    earliest = max(_FIRST_ENTRY, date(born.year + _YEARS_BEFORE_ENTRY, 1, 1))
    entered_on = earliest + timedelta(days=chance.randrange((_LAST_ENTRY - earliest).days))
    later = entered_on + timedelta(days=chance.randrange(30, (_LAST_REMOVAL - entered_on).days))
    return InventedNumber(registry_number, scope, entered_on, later if removed else None)


def _polish(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""
