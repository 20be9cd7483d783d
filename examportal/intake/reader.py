"""A register file → rows whose cells were judged, with the sheet they are in and where its headers stand."""

import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from examportal.core.text import clean
from examportal.intake.cells import Cells, Yardstick, read_row
from examportal.intake.columns import (
    ROWS_LOOKED_AT,
    ColumnMissing,
    Columns,
    Field,
    chosen_columns,
    find_columns,
    likeliest_columns,
    missing_fields,
)
from examportal.intake.plain_rows import PlainRows
from examportal.intake.rules.records import Reading
from examportal.sheets.reader import Block, FileError, FileFault, OfficeFile, Row, Sheet, look_at

_SAMPLED = 2000
_SHOWN = 10
_POLISH = re.compile("[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]")


class SheetUnknown(ValueError):  # noqa: N818 - the name of the finding
    """The file has no sheet of the name that was asked for; `names` are those that it has."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("sheet unknown")
        self.names = tuple(names)


@dataclass(frozen=True)
class RegisterFile:
    """A register file that was looked at: where its rows are, and what they are measured by."""

    file: OfficeFile
    sheet: Sheet
    columns: Columns
    yardstick: Yardstick

    def readings(self) -> Generator[tuple[Block, list[Reading]], None, None]:
        """Judge and stream all rows below the headers that are not blank; raises FileError in the middle of the way.

        They come some at a time, with the block in which they stand: other rows, above the headers, may be in it too.
        Close it when you do not go on to the end: a process stands behind it.
        """
        read_plain, read, headers = PlainRows(self.columns, self.yardstick).read, self._read, self.columns.line
        with closing(self.file.blocks(self.sheet)) as blocks:
            for block in blocks:
                yield block, [read_plain(row) or read(row) for row in block.rows if row.line > headers]

    def _read(self, row: Row) -> Reading:
        return read_row(row.line, Cells(self.columns.cells(row), self.columns.kinds(row)), self.yardstick)

    def rows(self) -> Generator[Row, None, None]:
        """Stream all rows of the sheet that are not blank, those above the headers too; close it as `readings`."""
        return self.file.rows(self.sheet)

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal: tells whether the same file came before."""
        return self.file.digest

    @property
    def tells_of_removals(self) -> bool:
        """Whether the file has a column of removals, so that a blank cell in it means "in force"."""
        return Field.REMOVED_ON in self.columns.places


@dataclass(frozen=True)
class Choices:
    """What a person says of a file; None: what is found. `places` tell which column holds what below `line`."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    line: int = 0
    places: Mapping[Field, int] | None = None


AS_FOUND = Choices()


@dataclass(frozen=True)
class Sample:
    """What a file looks like as it is read: to see whether it is read rightly, and to map its columns by hand."""

    sheets: Sequence[str]
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    line: int
    headers: Sequence[str]
    places: Mapping[Field, int]
    rows: Sequence[Row]


def read_register(source: bytes | BinaryIO, yardstick: Yardstick, choices: Choices = AS_FOUND) -> RegisterFile:
    """Look at a register file.

    Raises FileError when it is no table, ColumnMissing when a needed column is not there, SheetUnknown.
    """
    file = look_at(source, choices.encoding, choices.delimiter)
    if choices.places is None:
        sheet, columns = _choose(file.sheets, choices.sheet)
        return RegisterFile(file, sheet, columns, yardstick)
    sheet = _likeliest(file.sheets, choices.sheet)
    headers = next((row for row in sheet.head if row.line == choices.line), None)
    if headers is None:
        raise ColumnMissing(list(choices.places))
    return RegisterFile(file, sheet, chosen_columns(headers, choices.places), yardstick)


def read_sample(source: bytes | BinaryIO, choices: Choices) -> Sample:
    """Look at a file whatever columns it has; raises FileError when it is no table, SheetUnknown."""
    file = look_at(source, choices.encoding, choices.delimiter)
    sheet = _likeliest(file.sheets, choices.sheet)
    columns = likeliest_columns(sheet.head[:ROWS_LOOKED_AT])
    with closing(file.rows(sheet)) as rows:
        looked_at = [row for row in islice(rows, _SAMPLED) if row.line >= columns.line]
    headers, below = looked_at[0], looked_at[1:]
    telling = [row for row in below if _POLISH.search(" ".join(row.cells))][:_SHOWN]
    shown = sorted([*telling, *(row for row in below if row not in telling)][:_SHOWN], key=lambda row: row.line)
    names = [one.name for one in file.sheets if one.name is not None]
    return Sample(
        names, sheet.name, sheet.encoding, sheet.delimiter, columns.line, headers.cells, columns.places, shown
    )


def _likeliest(sheets: Sequence[Sheet], name: str | None) -> Sheet:
    """Return the sheet that was named, or the one whose columns lack least; raises FileError, SheetUnknown."""
    candidates = _named(sheets, name) if name is not None else [sheet for sheet in sheets if not sheet.hidden]
    readable = [sheet for sheet in candidates if sheet.head and sheet.fault is None]
    if not readable:
        raise next((sheet.fault for sheet in candidates if sheet.fault), FileError(FileFault.EMPTY))
    return min(readable, key=_lacking)


def _lacking(sheet: Sheet) -> int:
    return len(missing_fields(likeliest_columns(sheet.head[:ROWS_LOOKED_AT]).places))


def _choose(sheets: Sequence[Sheet], name: str | None) -> tuple[Sheet, Columns]:
    """Return the one sheet that has the needed columns; a hidden sheet must be asked for by name."""
    candidates = _named(sheets, name) if name is not None else [sheet for sheet in sheets if not sheet.hidden]
    if not any(sheet.head or sheet.fault for sheet in candidates):
        raise FileError(FileFault.EMPTY)
    fitting = []
    missing: list[ColumnMissing] = []
    for sheet in candidates:
        try:
            fitting.append((sheet, find_columns(sheet.head[:ROWS_LOOKED_AT])))
        except ColumnMissing as lacking:
            missing.append(lacking)
    if len(fitting) > 1:
        raise FileError(FileFault.TWO_SHEETS_FIT)
    if fitting:
        return fitting[0]
    raise _why_none(candidates, missing)


def _named(sheets: Sequence[Sheet], name: str) -> list[Sheet]:
    names = [sheet.name for sheet in sheets if sheet.name is not None]
    found = [sheet for sheet in sheets if sheet.name is not None and clean(sheet.name) == clean(name)]
    if not found:
        raise SheetUnknown(names)
    return found


def _why_none(sheets: Sequence[Sheet], missing: Sequence[ColumnMissing]) -> Exception:
    """Return what the clerk should know when no sheet fits: one that could not be read, or the nearest miss."""
    for sheet in sheets:
        if sheet.fault is not None:
            return sheet.fault
    return min(missing, key=lambda lacking: len(lacking.missing))
