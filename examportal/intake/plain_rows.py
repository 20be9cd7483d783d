"""Rows in which every cell is plain: told by one pattern over the whole row, in a quarter of the time.

Nearly all rows of nearly all files are such. `cells.read_row` is the law: what is said here is what it would say, and a
test compares the two. Whatever is not plain at first sight, and every row with a fault, a repair or a warning, is left
to it.
"""

import re
from datetime import date
from functools import lru_cache
from operator import itemgetter

from examportal.core import pesel as pesels
from examportal.intake.cells import Yardstick, read_day, read_name
from examportal.intake.columns import Columns, Field
from examportal.intake.contacts import is_plain_email
from examportal.intake.rules.records import Entry, Reading
from examportal.register.rules import ByPesel, is_registry_number
from examportal.sheets.reader import Kind, Row

REMEMBERED = 8192
"""Names come again and again: so many are judged once for a file."""
DAYS_REMEMBERED = 32_768
"""So many days are: all that examiners can be born on. Fewer would be forgotten just before they come again."""
_BETWEEN = "\t"
_DAY = "([0-9.-]{8,10})?"
# A number with at most one sign between digits is no date, and has lost no `.0`.
_PLAIN = {
    Field.PESEL: "([0-9]{11})",
    Field.REGISTRY_NUMBER: "([0-9]{1,14}(?:[/-][0-9]{1,14})?)",
    Field.LAST_NAME: r"([^\t]{1,100})",
    Field.FIRST_NAMES: r"([^\t]{1,100})",
    Field.SCOPE: "([A-Z0-9.]{1,30})",
    Field.ENTERED_ON: _DAY,
    Field.REMOVED_ON: _DAY,
    Field.EMAIL: "([a-z0-9@._-]{1,128})?",
    Field.PHONE: r"(?:(?:\+48)?((?!48)[1-9][0-9]{8}))?",
    Field.BIRTH_DATE: _DAY,
    Field.POSTCODE: r"([^\t]*)",
}
_ABSENT = "()"
"""The pattern for a column that the file does not have."""
_NEVER = "(?!)"


class PlainRows:
    """Reads the plain rows of one file."""

    def __init__(self, columns: Columns, yardstick: Yardstick) -> None:
        places = columns.places
        self._cells = itemgetter(*(places[name] for name in _PLAIN if name in places))
        pattern = "".join(_PLAIN[name] + _BETWEEN if name in places else _ABSENT for name in _PLAIN)
        self._row = re.compile(pattern if Field.PESEL in places else _NEVER)
        self._number_place = places[Field.REGISTRY_NUMBER]
        self._number_pattern = yardstick.number_pattern
        self._scopes = frozenset(code for code, active in yardstick.scopes.items() if active)
        self._yardstick, self._is_outside = yardstick, lru_cache(REMEMBERED)(yardstick.is_outside)
        remembering, remembering_days = lru_cache(REMEMBERED), lru_cache(DAYS_REMEMBERED)
        self._name, self._day, self._birth_date = (
            remembering(read_name),
            remembering_days(read_day),
            remembering_days(self._read_birth_date),
        )

    def read(self, row: Row) -> Reading | None:
        """Judge a row; None when it is not plain, or something is wrong with it."""
        if row.kinds and (self._number_place in row.kinds or Kind.NO_VALUE in row.kinds.values()):
            return None
        try:
            found = self._row.fullmatch(_BETWEEN.join(self._cells(row.cells)) + _BETWEEN)
        except IndexError:
            return None  # the row ends early
        return self._reading(row.line, found.groups("")) if found else None

    def _reading(self, line: int, cells: tuple[str, ...]) -> Reading | None:
        digits, number, last, first, scope, entered, removed, email, phone, born, address = cells
        identity = self._identity(digits, born)
        last_name, first_names = self._name(last), self._name(first)
        if identity is None or last_name is None or first_names is None or scope not in self._scopes:
            return None
        days = self._days(entered, removed)
        if days is None or not is_registry_number(number, self._number_pattern):
            return None
        if (email and not is_plain_email(email)) or (address and self._is_outside(address)):
            return None
        said = (*days, email or None, f"+48{phone}" if phone else None)
        return Reading(line, Entry(identity, number, last_name, first_names, scope, *said))

    def _identity(self, digits: str, born: str) -> ByPesel | None:
        birth_date = self._birth_date(digits[:6]) if pesels.checksum_holds(digits) else None
        if birth_date is None or (born and self._day(born) != birth_date):
            return None
        return ByPesel(digits, birth_date)

    def _days(self, entered: str, removed: str) -> tuple[date | None, date | None] | None:
        entered_on = self._day(entered) if entered else None
        removed_on = self._day(removed) if removed else None
        if (entered and entered_on is None) or (removed and removed_on is None):
            return None
        return None if entered_on and removed_on and removed_on < entered_on else (entered_on, removed_on)

    def _read_birth_date(self, first_six: str) -> date | None:
        today, min_age = self._yardstick.today, self._yardstick.min_age
        found = pesels.birth_date_in(first_six)
        return found if found and pesels.is_plausible_birth(found, today=today, min_age=min_age) else None
