"""PESEL, the Polish personal number: 11 digits with birth date, serial, sex and checksum.

The form is set by the Act of 24 September 2010 on civil registration (art. 15); python-stdnum knows the arithmetic.
A valid PESEL may still be a typo: one neighbour swap in twelve passes the checksum.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul

from stdnum.exceptions import InvalidChecksum, InvalidComponent
from stdnum.pl import pesel as stdnum_pesel

from examportal.core.text import squeeze

BORN_NOT_BEFORE = 1920
_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
_MONTHS, _LAST_MONTH_OF_2000S = 12, 32
_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
_DIGITS = "0123456789"


class PeselFault(StrEnum):
    """Why a text is not the PESEL of a plausible examiner."""

    MISSING = "pesel_missing"
    LENGTH = "pesel_length"
    CHECKSUM = "pesel_checksum"
    BIRTH_DATE = "pesel_birth_date"


class PeselError(ValueError):
    """The text is not usable as a PESEL; `fault` says why. Never carries the text itself."""

    def __init__(self, fault: PeselFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Pesel:
    """A well-formed PESEL with what it reveals."""

    digits: str
    birth_date: date

    @property
    def masked(self) -> str:
        """The form for screens: the last five digits."""
        return mask(self.digits)

    def __repr__(self) -> str:
        """Keep the number out of logs and tracebacks."""
        return f"Pesel({self.masked})"


def mask(digits: str) -> str:
    """Return `******12345` of an 11-digit number."""
    return "*" * 6 + digits[-5:]


def normalise(raw: str) -> str:
    """Return what was typed without spaces, hyphens and invisible characters."""
    return squeeze(raw).replace("-", "")


def read(raw: str, *, today: date, min_age: int) -> Pesel:
    """Read a PESEL.

    `min_age` is the age in full years that an examiner must have reached on `today`.
    Raises PeselError with the first fault, in the order missing, length, checksum, birth date.
    """
    digits = normalise(raw)
    if not digits:
        raise PeselError(PeselFault.MISSING)
    if not _ELEVEN_DIGITS.fullmatch(digits):
        raise PeselError(PeselFault.LENGTH)
    birth_date = (birth_date_in(digits) if checksum_holds(digits) else None) or _birth_date(digits)
    if not is_plausible_birth(birth_date, today=today, min_age=min_age):
        raise PeselError(PeselFault.BIRTH_DATE)
    return Pesel(digits, birth_date)


def _birth_date(digits: str) -> date:
    """Return the birth date in a PESEL; raises PeselError when the number is not sound."""
    try:
        stdnum_pesel.validate(digits)
        return stdnum_pesel.get_birth_date(digits)
    except InvalidChecksum:
        raise PeselError(PeselFault.CHECKSUM) from None
    except InvalidComponent:
        raise PeselError(PeselFault.BIRTH_DATE) from None


def checksum_holds(digits: str) -> bool:
    """Tell whether the last of 11 digits fits the others."""
    # The bytes of the digits will do instead of the digits: each is 48 more, and 48 times the sum of weights ends in 0.
    weighed: int = sum(map(mul, _WEIGHTS, digits.encode("ascii")))
    return weighed % 10 == 0


def birth_date_in(digits: str) -> date | None:
    """Return the birth date in the first six digits of a PESEL, None when it is not one from 1900 to 2099.

    With `checksum_holds` the same arithmetic as stdnum's, which cleans its argument again at every step and takes ten
    times as long.
    """
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    if month > _LAST_MONTH_OF_2000S:
        return None
    century, month = (2000, month - 20) if month > _MONTHS else (1900, month)
    try:
        return date(century + year, month, day)
    except ValueError:
        return None


def age_on(day: date, birth_date: date) -> int:
    """Return the age in full years on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def is_plausible_birth(birth_date: date, *, today: date, min_age: int) -> bool:
    """Tell whether an examiner may have been born on this day; `min_age` in full years as for `read`."""
    return birth_date.year >= BORN_NOT_BEFORE and age_on(today, birth_date) >= min_age


def one_slip_away(digits: str) -> set[str]:
    """Return the sound numbers that one slip of the hand turns into these digits.

    A slip is a neighbour swapped, a digit changed, one too many or one left out.
    """
    cut = {digits[:at] + digits[at + 1 :] for at in range(len(digits))}
    put = {digits[:at] + digit + digits[at:] for at in range(len(digits) + 1) for digit in _DIGITS}
    swapped = {digits[:at] + digits[at : at + 2][::-1] + digits[at + 2 :] for at in range(len(digits) - 1)}
    changed = {digits[:at] + digit + digits[at + 1 :] for at in range(len(digits)) for digit in _DIGITS}
    near = (cut | put | swapped | changed) - {digits}
    return {other for other in near if _ELEVEN_DIGITS.fullmatch(other) and checksum_holds(other)}
