"""Which column of a file of the old service holds what: headers in any order and case, with or without diacritics."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from examportal.core.names import fold
from examportal.core.text import clean
from examportal.sheets.reader import FileError, FileFault, Row, Sheet

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


# As `core.names.fold` leaves them: lower case, no diacritics, other signs as one space.
_HEADERS: Mapping[str, Field] = {
    "login": Field.LOGIN,
    "nazwa": Field.NAME,
    "email": Field.EMAIL,
    "e mail": Field.EMAIL,
    "rola": Field.ROLE,
    "sekcja": Field.SECTION,
    "uprawnienie": Field.RIGHT,
    "podglad": Field.VIEW,
    "edycja": Field.EDIT,
}


class ColumnsMissing(ValueError):  # noqa: N818 - the name of the finding, as the contract has it
    """No row of headers has all columns; `missing` are those that the best row lacks."""

    def __init__(self, missing: Sequence[Field]) -> None:
        super().__init__("column_missing: " + ", ".join(missing))
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Headers:
    """Where the headers stand, and which column holds what; `places` count from 0."""

    line: int
    places: Mapping[Field, int]


def choose_sheet(sheets: Iterable[Sheet]) -> tuple[Sheet, Headers]:
    """Return the one sheet that has the columns; a hidden one is not looked at.

    Raises FileError, ColumnsMissing.
    """
    candidates = [sheet for sheet in sheets if not sheet.hidden]
    if not any(sheet.head or sheet.fault for sheet in candidates):
        raise FileError(FileFault.EMPTY)
    nearest: Collection[Field] = tuple(Field)
    fitting = []
    for sheet in candidates:
        headers, missing = find_headers(sheet.head[:ROWS_LOOKED_AT])
        nearest = min(nearest, missing, key=len)
        if not missing:
            fitting.append((sheet, headers))
    if len(fitting) > 1:
        raise FileError(FileFault.TWO_SHEETS_FIT)
    if fitting:
        return fitting[0]
    raise next((sheet.fault for sheet in candidates if sheet.fault), ColumnsMissing(tuple(nearest)))


def find_headers(rows: Sequence[Row]) -> tuple[Headers, Sequence[Field]]:
    """Return the likeliest row of headers, and the columns that it lacks."""
    best, fewest = Headers(0, {}), tuple(Field)
    for row in rows:
        places: dict[Field, int] = {}
        for place, header in enumerate(row.cells):
            name = _HEADERS.get(fold(clean(header)))
            if name is not None:
                places.setdefault(name, place)
        missing = tuple(name for name in Field if name not in places)
        if len(missing) < len(fewest):
            best, fewest = Headers(row.line, places), missing
    return best, fewest
