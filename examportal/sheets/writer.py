"""Rows → a file that Excel and LibreOffice open with Polish letters, and in which every cell is the text that it was.

In a CSV a spreadsheet decides what a cell is, so cells that it would compute are guarded. In a workbook the file says
so itself: each cell is text, and nothing is a formula, a number or a link.
"""

import codecs
import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException

Writer = Callable[[Iterable[Sequence[str]]], Iterator[bytes]]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A phone number or a negative amount computes nothing, and has to stay readable.
_HARMLESS = re.compile(r"[+-][0-9][0-9 ()./-]*")
_CHUNK = 64 * 1024
_COLUMNS = 32
"""Columns that are text all the way down; each makes every row slower, and no register has more."""
_WIDTH = 18
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def guard(cell: str) -> str:
    """Return the cell with an apostrophe in front when a spreadsheet would compute it."""
    if not cell.lstrip(" \u00a0").startswith(_FORMULA_STARTS) or _HARMLESS.fullmatch(cell):
        return cell
    return f"'{cell}"


def write_csv(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Stream the rows as CSV: UTF-8 with BOM, `;`, guarded cells."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    yield codecs.BOM_UTF8
    for row in rows:
        writer.writerow([guard(cell) for cell in row])
        yield out.getvalue().encode("utf-8", "replace")
        out.seek(0)
        out.truncate()


def write_xlsx(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Stream the rows as a workbook of one sheet; it is whole on the disk before the first of it is yielded.

    Memory holds one row. A cell of more than 32,767 characters is cut, as Excel has no longer ones. Raises OSError when
    there is no room.
    """
    with tempfile.TemporaryFile() as out:
        with _workbook(out) as workbook:
            _fill(workbook, rows)
        out.seek(0)
        yield from iter(lambda: out.read(_CHUNK), b"")


@contextmanager
def _workbook(out: Any) -> Iterator[Any]:
    """Open a workbook whose temporary files lie where nobody else can look; raises OSError."""
    with tempfile.TemporaryDirectory() as own:
        workbook = Workbook(out, _AS_TEXT | {"constant_memory": True, "tmpdir": own})
        try:
            yield workbook
        except BaseException:
            with suppress(XlsxWriterException, OSError):
                workbook.close()  # or its files stay open
            raise
        try:
            workbook.close()
        except XlsxWriterException as fault:
            raise OSError(str(fault)) from None


def _fill(workbook: Any, rows: Iterable[Sequence[str]]) -> None:
    sheet, text = workbook.add_worksheet(), workbook.add_format({"num_format": "@"})
    # Also where nothing stands yet: whoever types a number there keeps its zeros.
    sheet.set_column(0, _COLUMNS - 1, _WIDTH, text)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(line, place, cell.encode("utf-8", "replace").decode(), text)
