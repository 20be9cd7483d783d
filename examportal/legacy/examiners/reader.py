"""A file of the old service's examiners → rows: PESEL, e-mail address, one registry number, day of the last sign-in."""

import re
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from email_validator import EmailNotValidError, validate_email

from examportal.core import pesel
from examportal.core.pesel import PeselError
from examportal.core.text import clean
from examportal.legacy.columns import Columns, Headers
from examportal.legacy.examiners.rules import OldExaminer
from examportal.register.rules import normalise_number
from examportal.sheets.reader import FileError, FileFault, OfficeFile, Row, Sheet, look_at

MOST_ROWS = 200_000
"""Rows of a file: four times the people of a board; they are judged while somebody waits."""
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
_COLUMNS = Columns({header: field for field, headers in _HEADERS.items() for header in headers}, NEEDED)


@dataclass(frozen=True)
class ExaminersFile:
    """The rows of a file that are not blank, and the digest of its bytes (SHA-256, hexadecimal)."""

    digest: str
    rows: tuple[OldExaminer, ...]


def read_examiners(source: bytes | BinaryIO, *, today: date, min_age: int) -> ExaminersFile:
    """Read a file; `min_age` in full years as for `core.pesel.read`. Raises FileError, columns.ColumnsMissing."""
    file = look_at(source)
    sheet, headers = _COLUMNS.choose_sheet(file.sheets)
    return ExaminersFile(file.digest, tuple(_rows(file, sheet, headers, today, min_age)))


def _rows(file: OfficeFile, sheet: Sheet, headers: Headers[Field], today: date, min_age: int) -> list[OldExaminer]:
    found: list[OldExaminer] = []
    with closing(file.rows(sheet)) as rows:
        for row in rows:
            if row.line > headers.line:
                found.append(_read(row.line, _cells(row, headers), today, min_age))
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


def _cells(row: Row, headers: Headers[Field]) -> dict[Field, str]:
    return {field: _plain(row.cells[place]) for field, place in headers.places.items() if place < len(row.cells)}


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
