"""Which column of a file of the old service holds what: headers in any order and case, with or without diacritics."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from examportal.core.names import fold
from examportal.core.text import clean
from examportal.sheets.reader import FileError, FileFault, Row, Sheet

Name = TypeVar("Name", bound=StrEnum)
ROWS_LOOKED_AT = 10
"""Headers may stand below a title; they are looked for in this many rows that are not blank."""


class Field(StrEnum):
    """What a column holds."""

    LOGIN = "login"
    NAME = "name"
    EMAIL = "email"
    ROLE = "role"
    SECTION = "section"
    RIGHT = "right"
    VIEW = "view"
    EDIT = "edit"


class ColumnsMissing(ValueError):  # noqa: N818 - the name of the finding, as the contract has it
    """No row of headers has all columns; `missing` are those that the best row lacks."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("column_missing: " + ", ".join(missing))
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Headers(Generic[Name]):
    """Where the headers stand, and which column holds what; `places` count from 0."""

    line: int
    places: Mapping[Name, int]


@dataclass(frozen=True)
class Columns(Generic[Name]):
    """What the columns of a kind of file are called, and which of them it cannot do without.

    `names` are as `core.names.fold` leaves them: lower case, no diacritics, other signs as one space.
    """

    names: Mapping[str, Name]
    needed: tuple[Name, ...]

    def choose_sheet(self, sheets: Iterable[Sheet]) -> tuple[Sheet, Headers[Name]]:
        """Return the one sheet that has the columns; a hidden one is not looked at.

        Raises FileError, ColumnsMissing.
        """
        candidates = [sheet for sheet in sheets if not sheet.hidden]
        if not any(sheet.head or sheet.fault for sheet in candidates):
            raise FileError(FileFault.EMPTY)
        nearest = self.needed
        fitting = []
        for sheet in candidates:
            headers, missing = self.find_headers(sheet.head[:ROWS_LOOKED_AT])
            nearest = min(nearest, missing, key=len)
            if not missing:
                fitting.append((sheet, headers))
        if len(fitting) > 1:
            raise FileError(FileFault.TWO_SHEETS_FIT)
        if fitting:
            return fitting[0]
        raise next((sheet.fault for sheet in candidates if sheet.fault), ColumnsMissing(nearest))

    def find_headers(self, rows: Sequence[Row]) -> tuple[Headers[Name], tuple[Name, ...]]:
        """Return the likeliest row of headers, and the needed columns that it lacks."""
        best, fewest = Headers[Name](0, {}), self.needed
        for row in rows:
            places: dict[Name, int] = {}
            for place, header in enumerate(row.cells):
                name = self.names.get(fold(clean(header)))
                if name is not None:
                    places.setdefault(name, place)
            missing = tuple(name for name in self.needed if name not in places)
            if len(missing) < len(fewest):
                best, fewest = Headers(row.line, places), missing
        return best, fewest


ACCOUNTS = Columns(
    {
        "login": Field.LOGIN,
        "nazwa": Field.NAME,
        "email": Field.EMAIL,
        "e mail": Field.EMAIL,
        "rola": Field.ROLE,
        "sekcja": Field.SECTION,
        "uprawnienie": Field.RIGHT,
        "podglad": Field.VIEW,
        "edycja": Field.EDIT,
    },
    needed=tuple(Field),
)
"""The accounts of staff: every column is needed."""
