"""Workbooks (XLSX, XLS, ODS): their sheets, and the rows of one, as text with what each cell was.

Numbers of numeric cells come as people write them (no `.0`), dates as `2024-09-01`. calamine opens the file; before
that `archive` or `compound` has looked whether it may be opened at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import BinaryIO, NamedTuple

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from examportal.sheets.archive import check_archive
from examportal.sheets.compound import check_compound
from examportal.sheets.formulas import Places, find_valueless
from examportal.sheets.starts import LONGEST, OLE_START, ZIP_START
from examportal.sheets.table import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROW,
    MAX_SHEET_ROWS,
    NOTHING,
    FileError,
    FileFault,
    Kind,
    Row,
)

Value = int | float | str | bool | time | date | datetime | timedelta
_NONE: set[int] = set()
_PANIC = "PanicException"
_WHOLE_BELOW = 2**53
"""Up to here a float tells every whole number from the next."""


class Workbook(NamedTuple):
    """An opened workbook; `hidden` are the sheets that nobody sees who does not look for them."""

    file: BinaryIO
    opened: CalamineWorkbook
    names: list[str]
    hidden: list[str]

    def rows(self, name: str) -> Iterator[Row]:
        """Stream the rows of a sheet that are not blank; raises FileError, also in the middle of the way."""
        sheet = self._sheet(name)
        if sheet.start is None or sheet.end is None:
            return
        if sheet.end[1] >= MAX_COLUMNS:
            raise FileError(FileFault.TOO_MANY_COLUMNS)
        valueless = self._valueless(name)
        count = 0
        for number, values in enumerate(sheet.iter_rows()):
            row = _row(number, sheet.start[1], values, valueless.get(number, _NONE))
            if row is None:
                continue
            count += 1
            if count > MAX_SHEET_ROWS + 1:
                raise FileError(FileFault.TOO_MANY_ROWS)
            yield row

    def _sheet(self, name: str) -> CalamineSheet:
        with _refusing_what_breaks_calamine():
            return self.opened.get_sheet_by_name(name)

    def _valueless(self, name: str) -> Places:
        self.file.seek(0)
        return find_valueless(self.file, name) if self.file.read(4) == ZIP_START else {}


def check_workbook(file: BinaryIO) -> None:
    """Refuse what must not be opened; raises FileError."""
    file.seek(0)
    if file.read(LONGEST) == OLE_START:
        file.seek(0)
        check_compound(file.read())
    else:
        check_archive(file)


def open_workbook(file: BinaryIO) -> Workbook:
    """Open a workbook that was checked; raises FileError."""
    file.seek(0)
    with _refusing_what_breaks_calamine():
        opened = CalamineWorkbook.from_filelike(file)
    sheets = [sheet for sheet in opened.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    if any(sheet.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba) for sheet in opened.sheets_metadata):
        raise FileError(FileFault.MACRO_FILE)
    return Workbook(
        file,
        opened,
        [sheet.name for sheet in sheets],
        [sheet.name for sheet in sheets if sheet.visible is not SheetVisibleEnum.Visible],
    )


@contextmanager
def _refusing_what_breaks_calamine() -> Iterator[None]:
    """Call a file cut off when calamine finds it so, or panics; the class of its panics cannot be imported."""
    try:
        yield
    except BaseException as fault:
        if isinstance(fault, CalamineError) or type(fault).__name__ == _PANIC:
            raise FileError(FileFault.TRUNCATED) from None
        raise


def _row(number: int, left: int, values: list[Value], valueless: set[int]) -> Row | None:
    """Return a row counted from 0 that begins `left` columns to the right; None when it is blank."""
    cells = [""] * left
    kinds: dict[int, Kind] = {}
    for place, value in enumerate(values, left):
        text, kind = (value, None) if isinstance(value, str) else _text(value)
        cells.append(text)
        if kind:
            kinds[place] = kind
    cells += [""] * (max(valueless, default=-1) + 1 - len(cells))
    kinds |= {place: Kind.NO_VALUE for place in sorted(valueless) if not cells[place]}
    if not kinds and not any(cell.strip(NOTHING) for cell in cells):
        return None
    if max(map(len, cells)) > MAX_CELL or sum(map(len, cells)) > MAX_ROW:
        raise FileError(FileFault.TRUNCATED, number + 1)
    return Row(number + 1, tuple(cells), kinds)


def _text(value: Value) -> tuple[str, Kind | None]:
    """Return what was no text as text."""
    match value:
        case bool():
            return ("PRAWDA" if value else "FAŁSZ"), Kind.TRUTH
        case float() if value.is_integer() and abs(value) < _WHOLE_BELOW:
            return str(int(value)), Kind.NUMBER
        case int() | float():
            return str(value), Kind.NUMBER
        case datetime() if value.time() == time():
            return value.date().isoformat(), Kind.DATE
        case datetime():
            return value.isoformat(" ", "seconds"), Kind.DATE
        case _:
            return str(value), Kind.DATE
