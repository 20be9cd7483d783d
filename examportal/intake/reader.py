"""A register file → rows whose cells were judged, with the sheet they are in and where its headers stand."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from examportal.core.text import clean
from examportal.intake.cells import Cells, Yardstick, read_row
from examportal.intake.columns import ROWS_LOOKED_AT, ColumnMissing, Columns, Field, find_columns
from examportal.intake.rules.records import Reading
from examportal.sheets.reader import FileError, FileFault, OfficeFile, Row, Sheet, look_at


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

    def readings(self) -> Generator[Reading, None, None]:
        """Judge and stream all rows below the headers that are not blank; raises FileError in the middle of the way.

        Close it when you do not go on to the end: a process stands behind it.
        """
        with closing(self.rows()) as rows:
            for row in rows:
                if row.line > self.columns.line:
                    yield read_row(row.line, Cells(self.columns.cells(row), self.columns.kinds(row)), self.yardstick)

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


def read_register(
    source: bytes | BinaryIO, yardstick: Yardstick, *, sheet: str | None = None, encoding: str | None = None
) -> RegisterFile:
    """Look at a register file.

    Raises FileError when it is no table, ColumnMissing when a needed column is not there, SheetUnknown. `sheet` and
    `encoding` overrule what would be found.
    """
    file = look_at(source, encoding)
    chosen, columns = _choose(file.sheets, sheet)
    return RegisterFile(file, chosen, columns, yardstick)


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
