"""A file of the old service's examiners → rows: PESEL, e-mail address, one registry number, day of the last sign-in."""

import re
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from email_validator import EmailNotValidError, validate_email

from examportal.core import pesel
from examportal.core.names import fold
from examportal.core.pesel import PeselError
from examportal.core.text import clean
from examportal.legacy.examiners.rules import OldExaminer
from examportal.register.rules import normalise_number
from examportal.sheets.reader import FileError, FileFault, OfficeFile, Row, Sheet, look_at

MOST_ROWS = 200_000
"""Rows of a file: four times the people of a board; they are judged while somebody waits."""
_ROWS_LOOKED_AT = 10
_LONGEST_NUMBER = 30
_DIGITS = 11
_SHORTEST = 8
"""Digits of a PESEL from which a spreadsheet has cut the zeros in front: of people born from 2000 on, up to three."""
_TEXT_FORMULA = re.compile(r'="(.*)"')
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T,].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[ T,].*)?")


class Field(StrEnum):
    """What a column holds."""

    PESEL = "pesel"
    EMAIL = "email"
    REGISTRY_NUMBER = "registry_number"
    LAST_SIGN_IN = "last_sign_in"


NEEDED = (Field.PESEL, Field.EMAIL, Field.REGISTRY_NUMBER)
# As `core.names.fold` leaves them: lower case, no diacritics, other signs as one space.
_HEADERS: Mapping[Field, tuple[str, ...]] = {
    Field.PESEL: ("pesel", "nr pesel", "numer pesel"),
    Field.EMAIL: ("e mail", "email", "mail", "adres e mail", "adres email", "poczta elektroniczna", "login e mail"),
    Field.REGISTRY_NUMBER: (
        "numer ewidencyjny", "nr ewidencyjny", "nr ewid", "numer", "numer egzaminatora", "nr egzaminatora",
        "numer w ewidencji", "registry number",
    ),
    Field.LAST_SIGN_IN: (
        "ostatnie logowanie", "data ostatniego logowania", "data logowania", "ostatnio zalogowany",
        "ostatnio zalogowana", "ostatnia wizyta", "last sign in", "last login",
    ),
}  # fmt: skip
_FIELD_OF = {header: field for field, headers in _HEADERS.items() for header in headers}


class ColumnsMissing(ValueError):  # noqa: N818 - the name of the finding
    """No row of headers has the needed columns; `missing` are those that the best row lacks."""

    def __init__(self, missing: Sequence[Field]) -> None:
        super().__init__("column_missing: " + ", ".join(missing))
        self.missing = tuple(missing)


@dataclass(frozen=True)
class ExaminersFile:
    """The rows of a file that are not blank, and the digest of its bytes (SHA-256, hexadecimal)."""

    digest: str
    rows: tuple[OldExaminer, ...]


@dataclass(frozen=True)
class _Headers:
    line: int
    places: Mapping[Field, int]

    def cells(self, row: Row) -> dict[Field, str]:
        return {field: _plain(row.cells[place]) for field, place in self.places.items() if place < len(row.cells)}


def read_examiners(source: bytes | BinaryIO, *, today: date, min_age: int) -> ExaminersFile:
    """Read a file; `min_age` in full years as for `core.pesel.read`. Raises FileError, ColumnsMissing."""
    file = look_at(source)
    sheet, headers = _choose(file.sheets)
    return ExaminersFile(file.digest, tuple(_rows(file, sheet, headers, today, min_age)))


def _rows(file: OfficeFile, sheet: Sheet, headers: _Headers, today: date, min_age: int) -> list[OldExaminer]:
    found: list[OldExaminer] = []
    with closing(file.rows(sheet)) as rows:
        for row in rows:
            if row.line > headers.line:
                found.append(_read(row.line, headers.cells(row), today, min_age))
            if len(found) > MOST_ROWS:
                raise FileError(FileFault.TOO_MANY_ROWS)
    return found


def _read(line: int, cells: Mapping[Field, str], today: date, min_age: int) -> OldExaminer:
    typed, fault = pesel.normalise(cells.get(Field.PESEL, "")), None
    if typed.isdecimal() and _SHORTEST <= len(typed) < _DIGITS:
        # The register and the number decide whether that was right: a wrong guess meets nobody, or a number not theirs.
        typed = typed.zfill(_DIGITS)
    try:
        pesel.read(typed, today=today, min_age=min_age)
    except PeselError as error:
        fault = error.fault
    address = cells.get(Field.EMAIL, "")
    return OldExaminer(
        line=line,
        pesel="" if fault else typed,
        fault=fault,
        registry_number=normalise_number(cells.get(Field.REGISTRY_NUMBER, ""))[:_LONGEST_NUMBER],
        email=_read_address(address),
        typed=address[:254],
        last_sign_in=_read_day(cells.get(Field.LAST_SIGN_IN, "")),
    )


def _plain(cell: str) -> str:
    """Return a cell as it was meant: without what a spreadsheet puts around a text."""
    text = clean(cell)
    wrapped = _TEXT_FORMULA.fullmatch(text)
    return wrapped[1].strip() if wrapped else text.removeprefix("'").lstrip()


def _read_address(text: str) -> str | None:
    try:
        return validate_email(text.replace(" ", ""), check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        return None


def _read_day(text: str) -> date | None:
    """Read a day, with or without an hour behind it; one that cannot be read counts as none."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    with suppress(ValueError):
        return date(int(year), int(month), int(day))
    return None


def _choose(sheets: Sequence[Sheet]) -> tuple[Sheet, _Headers]:
    """Return the one sheet that has the columns; a hidden one is not looked at."""
    candidates = [sheet for sheet in sheets if not sheet.hidden]
    if not any(sheet.head or sheet.fault for sheet in candidates):
        raise FileError(FileFault.EMPTY)
    nearest: Sequence[Field] = NEEDED
    fitting = []
    for sheet in candidates:
        headers, missing = _find_headers(sheet.head[:_ROWS_LOOKED_AT])
        nearest = min(nearest, missing, key=len)
        if not missing:
            fitting.append((sheet, headers))
    if len(fitting) > 1:
        raise FileError(FileFault.TWO_SHEETS_FIT)
    if fitting:
        return fitting[0]
    raise next((sheet.fault for sheet in candidates if sheet.fault), ColumnsMissing(nearest))


def _find_headers(rows: Sequence[Row]) -> tuple[_Headers, Sequence[Field]]:
    """Return the likeliest row of headers, and the needed columns that it lacks."""
    best: _Headers = _Headers(0, {})
    fewest: Sequence[Field] = NEEDED
    for row in rows:
        places: dict[Field, int] = {}
        for place, header in enumerate(row.cells):
            field = _FIELD_OF.get(fold(clean(header)))
            if field is not None:
                places.setdefault(field, place)
        missing = tuple(field for field in NEEDED if field not in places)
        if len(missing) < len(fewest) or not best.line:
            best, fewest = _Headers(row.line, places), missing
    return best, fewest
