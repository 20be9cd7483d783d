"""Rows → a CSV that Excel and LibreOffice open with Polish letters, and in which no cell is a formula."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A phone number or a negative amount computes nothing, and has to stay readable.
_HARMLESS = re.compile(r"[+-][0-9][0-9 ()./-]*")


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
