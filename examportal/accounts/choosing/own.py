"""What a password may not be built from: the data of the person who chooses it."""

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date

from examportal.core.names import fold

CONTEXT = (
    "egzaminator", "egzaminatorka", "egzamin", "portal", "haslo", "komisja", "okregowa", "oke", "cke", "pesel",
    "ewidencja", "numer", "login", "matura", "nauczyciel", "nauczycielka", "szkola", "biuro",
)  # fmt: skip
"""Words that everybody here thinks of: they are weighed like the person's own."""
_LONG_ENOUGH = 4
_DIGITS_IN_A_ROW = 6
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_NOT_DIGITS = re.compile(r"[^0-9]+")


@dataclass(frozen=True)
class OwnData:
    """What is known of a person, as far as somebody who knows the person would try it.

    `names` (given names, surnames, the part of an e-mail address before the @), `numbers` (PESEL, registry and login
    numbers) and `dates` (the birth date as it is written) may not stand in the password. `hints` (phone, town, school,
    mail provider) only make it weak.
    """

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Keep the person out of logs and tracebacks."""
        return "OwnData(…)"

    def __add__(self, other: "OwnData") -> "OwnData":
        """Return what is known from two sources."""
        both = zip((self.names, self.numbers, self.dates, self.hints), astuple(other), strict=True)
        return OwnData(*(mine + theirs for mine, theirs in both))

    def words(self) -> list[str]:
        """Return every word and number once, folded, the nearest to the person first."""
        folded = [fold(text) for text in (*self.names, *self.numbers, *self.dates, *self.hints)]
        return list(dict.fromkeys(word for text in folded for word in (text, text.replace(" ", ""), *text.split())))


NOTHING_KNOWN = OwnData()


def own_data(
    *, names: Iterable[str] = (), emails: Iterable[str] = (), numbers: Iterable[str] = (), hints: Iterable[str] = ()
) -> OwnData:
    """Return the own data of a person whose texts are given as they were typed or stored; empty ones are left out."""
    addresses = [email.rpartition("@") for email in emails if "@" in email]
    return OwnData(
        names=tuple(name for name in (*names, *(local for local, _, _ in addresses)) if name),
        numbers=tuple(number for number in numbers if number),
        hints=tuple(hint for hint in (*hints, *(domain for _, _, domain in addresses)) if hint),
    )


def written_dates(day: date | None) -> tuple[str, ...]:
    """Return how people write a day when they make a password of it."""
    forms = ("%d%m%Y", "%Y%m%d", "%d%m%y", "%y%m%d", "%m%d%Y")
    return tuple(dict.fromkeys(day.strftime(form) for form in forms)) if day else ()


def is_built_from(password: str, own: OwnData) -> bool:
    """Tell whether a password holds a name or a number of the person, however it is spaced and spelled.

    A name of fewer than four letters counts only as a word of its own: `Ewa` says nothing against `Ewakuacja`.
    Of a number six digits in a row are enough.
    """
    whole, parts = _plain(password), set(fold(password).split())
    names = {name for text in own.names for name in (_plain(text), *fold(text).split())}
    digits = _NOT_DIGITS.sub("", password)
    return (
        any(name in whole if len(name) >= _LONG_ENOUGH else name in parts for name in names)
        or any(_plain(number) in whole for number in own.numbers if len(_plain(number)) >= _LONG_ENOUGH)
        or any(day in whole for day in own.dates)
        or any(run in digits for number in own.numbers for run in _runs(_NOT_DIGITS.sub("", number)))
    )


def _plain(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", fold(text))


def _runs(digits: str) -> list[str]:
    return [digits[start : start + _DIGITS_IN_A_ROW] for start in range(len(digits) - _DIGITS_IN_A_ROW + 1)]
